"""A blind package: what is hidden is absent, and reading one's own does not blank what one knows."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from exports.packages.opening import open_package
from exports.packages.sending import Addressee, BlindAttachmentsError
from models.queries.letters import waiting_for_letters
from models.queries.readings import reading
from models.queries.remedies import recheck_cases, remedy_rows
from models.queries.travelling import HIDDEN
from models.remedy import RecheckResult, RemedyStatus
from models.services import answers, custody, determinations, letters, remedies
from tests.store.conftest import TODAY, case_facts
from tests.store.exchange.forging import ASSIGNMENT, forge, rows_of
from tests.store.exchange.world import PEOPLE, Side, World, fault, import_cases, plan_batch, told

NAMES = ("欧阳清扬", "程立", "贺兰雪", "司徒明", "温如玉")


@pytest.fixture
def blind(founded: Path, tmp_path: Path) -> Iterator[World]:
    """A world with a blind batch of two cases for the first reviewer; the names stand in many places."""
    with World(Path(shutil.copytree(founded, tmp_path / "world")), PEOPLE[:1]) as world:
        world.office.change("UPDATE cases SET withdrawn_at = made_at")
        facts = {
            "handler": "程　立",
            "presiding_judge": "欧阳清扬（民一庭）",
            "panel_members": "贺兰雪、司徒明",
            "clerk": "温如玉",
            "remarks": "程立承办，由欧 阳\u3000清扬签发，贺兰\n雪回避",
            "title": "王某诉程立离婚案",
            "parties": "原告王某、被告司徒明",
        }
        import_cases(world.office.store, [case_facts(serial, **facts) for serial in (51, 52)])
        world.use(plan_batch(world.office, 2, PEOPLE[:1], is_blind=True))
        yield world


def told_names(side: Side, path: Path, passphrase: str = "") -> set[str]:
    """The names that stand in some member of a package, however they are padded."""
    found: set[str] = set()
    with open_package(path, side.keys.identities, scratch=side.folder, passphrase=passphrase) as opened:
        members = [opened.text(member.name).decode() for member in opened.manifest.members if member.is_text]
        for text in (str(opened.manifest), *members):
            bare = re.sub(r"\\[nrt]|\s", "", text)
            found |= {name for name in NAMES if name in bare}
    return found


def test_a_blind_assignment_carries_no_name_in_any_member(blind: World) -> None:
    path = blind.assign(blind.reviewers[0]).files[0].path
    assert told_names(blind.reviewers[0], path) == set()
    blind.reviewers[0].read(path)
    told_of = blind.reviewers[0].rows("SELECT handler, presiding_judge, panel_members, clerk, warnings FROM cases")
    assert set(told_of) == {("", "", "", "", "[]")}


def test_nor_does_what_comes_back_later(blind: World) -> None:
    """Returned submissions, reasons of a new assignment, findings, remedies and reports of the recheck."""
    office, reviewer = blind.office, blind.reviewers[0]
    blind.give(reviewer)
    for row in reviewer.readings():
        reviewer.score(row, (fault("程立未附送达回证，温 如 玉未签名"),))
    blind.bring(reviewer)
    first, second = office.readings()
    remarks = {"service": "请问程　立", "record": '"程\n立"是否在场'}
    office.do(answers.give_back, first.reviewed_case_id, "请问程　立", remarks)
    office.do(determinations.determine, second.reviewed_case_id, grade="defective", decided_by="审委会")
    notify(office, "程立已补正，司徒明签收")
    office.do(custody.reassign, office.batch_id, office.seat(PEOPLE[0]).reviewer_id, "贺兰雪弄丢了 U 盘")
    path = blind.assign(reviewer).files[0].path
    assert told_names(reviewer, path) == set()
    submissions = rows_of(reviewer, "submissions")
    assert "updated" in told(reviewer.read(path))
    assert rows_of(reviewer, "submissions") == submissions
    reports = reviewer.rows("SELECT account FROM remedy_reports")
    assert reports == [(f"{HIDDEN}已补正，{HIDDEN}签收",)]
    assert (f"{HIDDEN}弄丢了 U 盘",) in reviewer.rows("SELECT cancelled_reason FROM assignments")
    assert reviewer.rows("SELECT remark FROM submission_returns") == [(f"请问{HIDDEN}",)]
    told_back = reviewer.ask(reading, first.assignment_id)
    assert told_back.remarks == {"service": f"请问{HIDDEN}", "record": f'"{HIDDEN}"是否在场'}
    assert set(reviewer.rows("SELECT person, leader FROM remedies")) == {(HIDDEN, "")}
    look_again(reviewer)
    assert blind.bring(reviewer).count("refused") == 0
    assert not office.rows("SELECT * FROM held_rows")


def notify(office: Side, account: str) -> None:
    """The letter goes out, the department reports, the recheck is given to the first reviewer."""
    for case_id in office.ask(waiting_for_letters, office.batch_id):
        with office.store.write("张主任") as session:
            letters.keep(session, letters.number(session, case_id, TODAY), letters.Fingerprints("0" * 64))
    for row in office.ask(remedy_rows, batch_id=office.batch_id):
        office.do(remedies.report, row.remedy_id, status=RemedyStatus.DONE, account=account, reported_by="程立")
    office.do(custody.assign_recheck, office.batch_id, office.seat(PEOPLE[0]).reviewer_id)


def look_again(reviewer: Side) -> None:
    for case in reviewer.ask(recheck_cases, reviewer.batch_id):
        for row in reviewer.ask(remedy_rows, reviewed_case_id=case.reviewed_case_id):
            reviewer.do(
                remedies.recheck, row.finding_id, result=RecheckResult.CLEARED, evidence="已附卷", rechecked_by="评查一"
            )
        reviewer.do(remedies.conclude_recheck, case.reviewed_case_id, recommendation="", concluded_by="评查一")


def test_scanned_files_do_not_go_along(blind: World) -> None:
    office, reviewer = blind.office, blind.reviewers[0]
    with pytest.raises(BlindAttachmentsError, match="盲评"):
        blind.assign(reviewer, with_attachments=True)
    assert office.rows("SELECT count(*) FROM packages") == [(0,)]


def test_a_passphrase_seals_a_blind_package_as_blind(blind: World) -> None:
    person = blind.office.seat(PEOPLE[0]).reviewer_id
    to = Addressee(PEOPLE[0], None, person, "correct horse battery")
    path = blind.assign(blind.reviewers[0], to=to).files[0].path
    assert told_names(blind.reviewers[0], path, to.passphrase) == set()


def test_reading_its_own_blind_package_blanks_nothing_at_the_office(blind: World) -> None:
    path = blind.assign(blind.reviewers[0]).files[0].path
    before = blind.office.hash()
    arrived = blind.office.read(path)
    assert arrived.is_own
    assert set(told(arrived)) == {"identical"}
    assert blind.office.hash() == before


def test_nor_where_the_blind_package_knows_a_newer_version(blind: World) -> None:
    """The office was restored from before a correction of the ledger."""
    restored = blind.keep(blind.office.copied(blind.folder / "restored"))
    blind.office.change("UPDATE cases SET cause = '继承纠纷', version = version + 1")
    restored.read(blind.assign(blind.reviewers[0]).files[0].path)
    assert {row["handler"] for row in rows_of(restored, "cases", "withdrawn_at IS NULL")} == {"程　立"}
    assert restored.rows("SELECT count(*) FROM held_rows") == [(0,)]
    holders = restored.rows("SELECT DISTINCT holder_seat_id FROM assignments")
    assert holders == [(blind.reviewers[0].seat_id.hex,)]


def test_a_case_that_came_whole_stays_whole_whatever_comes_first(blind: World) -> None:
    """The same case in a blind batch and in another one that is not."""
    office, reviewer = blind.office, blind.reviewers[0]
    twin = blind.keep(reviewer.copied(blind.folder / "twin"))
    veiled = blind.assign(reviewer).files[0].path
    whole = forge(office, reviewer, {"cases": rows_of(office, "cases", "withdrawn_at IS NULL")}, ASSIGNMENT)
    for side, order in ((reviewer, (veiled, whole)), (twin, (whole, veiled))):
        for path in order:
            side.read(path)
        assert side.rows("SELECT DISTINCT clerk FROM cases") == [("温如玉",)]
        assert side.rows("SELECT count(*) FROM held_rows") == [(0,)]
    assert reviewer.hash() == twin.hash()
