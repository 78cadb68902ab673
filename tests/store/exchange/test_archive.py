"""A closed batch goes to an upper court, whose own batch of the same name and case of the same number stay apart."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from exports.packages import own_keys
from exports.packages.manifest import PackageKind
from exports.packages.sending import BatchOpenError, Exported, send_archive
from models.queries.custody import waiting_rows
from models.queries.exchange import custody_rows
from models.queries.letters import letter_rows, waiting_for_letters
from models.queries.remedies import recheck_cases, remedy_rows
from models.remedy import RecheckResult, RemedyStatus
from models.seat import SeatRole
from models.services import batches, determinations, letters, remedies
from models.services.merging import Reason
from models.services.review_states import ForeignBatchError
from models.store import Store
from models.travelling import travel_tables
from tests.store.conftest import TODAY, case_facts
from tests.store.exchange.forging import forge, fresh, rows_of
from tests.store.exchange.world import (
    PEOPLE,
    Side,
    World,
    assignment,
    fault,
    import_cases,
    introduce,
    plan_batch,
    results,
    told,
)


@pytest.fixture(scope="module")
def courts(planned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of a world whose batch is closed, and of an upper court that knows its office."""
    folder = Path(shutil.copytree(planned, tmp_path_factory.mktemp("courts") / "world"))
    with World(folder) as world:
        world.use(UUID(world.office.rows("SELECT id FROM batches")[0][0]))
        _close(world)
        _found_upper(world)
    return folder


@pytest.fixture
def closed(courts: Path, tmp_path: Path) -> Iterator[World]:
    """A world whose office has closed its batch."""
    with World(Path(shutil.copytree(courts, tmp_path / "world"))) as world:
        world.use(UUID(world.office.rows("SELECT id FROM batches")[0][0]))
        yield world


@pytest.fixture
def upper(closed: World) -> Side:
    """The office of the upper court, with a batch of the same name and the same case numbers."""
    side = closed.keep(Side(closed.folder / "upper"))
    side.batch_id = UUID(side.rows("SELECT id FROM batches")[0][0])
    return side


def _close(world: World) -> None:
    """The batch is read by its reviewers, determined, told, remedied, looked at again and closed."""
    office = world.office
    for number, reviewer in enumerate(world.reviewers):
        world.give(reviewer)
        reviewer.score(reviewer.readings()[0], (fault(),) if number else ())
        world.bring(reviewer)
    for row in office.readings():
        office.do(determinations.determine, row.reviewed_case_id, grade=row.grade, decided_by="审委会")
    for case_id in office.ask(waiting_for_letters, office.batch_id):
        with office.store.write("张主任") as session:
            letters.keep(session, letters.number(session, case_id, TODAY), letters.Fingerprints("0" * 64))
    for row in office.ask(letter_rows, office.batch_id):
        office.do(letters.serve, row.letter_id, TODAY, "内勤")
    for row in office.ask(remedy_rows, batch_id=office.batch_id):
        office.do(remedies.report, row.remedy_id, status=RemedyStatus.DONE, account="已补正", done_on=TODAY)
        office.do(
            remedies.recheck, row.finding_id, result=RecheckResult.CLEARED, evidence="已附卷", rechecked_by="评查一"
        )
    for case in office.ask(recheck_cases, office.batch_id):
        office.do(remedies.conclude_recheck, case.reviewed_case_id, recommendation="", concluded_by="评查一")
        office.do(remedies.close_case, case.reviewed_case_id, "张主任")
    office.do(batches.close, office.batch_id)


def _found_upper(world: World) -> None:
    with Store.create(world.folder / "upper", SeatRole.OFFICE, "中院审管办") as store:
        own_keys.make_keys(store)
        introduce(store, world.office.store, world.stick)
    side = world.keep(Side(world.folder / "upper"))
    import_cases(side.store, [case_facts(serial, court="中级人民法院") for serial in range(1, 7)])
    introduce(side.store, world.reviewers[0].store, world.stick)
    plan_batch(side, 6, PEOPLE[:1])


def archive(world: World, upper: Side) -> Exported:
    office = world.office
    return send_archive(office.store, office.keys, office.batch_id, office.to(upper), world.stick, actor="张主任")


def test_only_a_closed_batch_is_archived(closed: World, upper: Side) -> None:
    closed.office.change("UPDATE batches SET closed_at = NULL")
    with pytest.raises(BatchOpenError, match="没有办结"):
        archive(closed, upper)


def test_both_batches_and_both_cases_stand_side_by_side(closed: World, upper: Side) -> None:
    own = {table: rows_of(upper, table) for table in travel_tables()}
    exported = archive(closed, upper)
    arrived = upper.read(exported.files[0].path)
    assert set(told(arrived)) == {"new"}
    assert told(arrived)["new"] == sum(exported.rows.values())
    assert upper.ask(waiting_rows) == ()
    foreign = f"seat_id != '{upper.seat_id.hex}'"
    for table in travel_tables():
        assert rows_of(upper, table, f"seat_id = '{upper.seat_id.hex}'") == own[table]
        if table in exported.rows:
            assert len(rows_of(upper, table, foreign)) == exported.rows[table], table
    numbers = upper.rows("SELECT number, count(*) FROM cases GROUP BY number HAVING count(*) > 1")
    assert len(numbers) == exported.rows["cases"]
    assert upper.rows("SELECT name, count(*) FROM batches GROUP BY name") == [("第1批", 2)]
    assert upper.rows("SELECT count(DISTINCT state) FROM reviewed_cases WHERE state = 'closed'") == [(1,)]
    before = upper.hash()
    assert set(told(upper.read(exported.files[0].path))) == {"identical"}
    assert upper.hash() == before


def test_every_table_but_the_scans_travels_in_an_archive(closed: World, upper: Side) -> None:
    rows = archive(closed, upper).rows
    empty = {table for table in travel_tables() if not rows.get(table)}
    # nothing was given back, decided about, scanned, or given to a reviewer's computer for its recheck
    assert empty == {"attachments", "custody_decisions", "recheck_assignments", "submission_returns"}


def test_a_foreign_batch_is_there_to_be_read_only(closed: World, upper: Side) -> None:
    upper.read(archive(closed, upper).files[0].path)
    foreign = closed.office.batch_id
    case = rows_of(upper, "reviewed_cases", f"batch_id = '{foreign.hex}'")[0]["id"]
    with pytest.raises(ForeignBatchError, match="只能查看"):
        upper.do(batches.assign, foreign)
    with pytest.raises(ForeignBatchError, match="只能查看"):
        upper.do(determinations.determine, UUID(case), grade="qualified", decided_by="审委会")
    with pytest.raises(ForeignBatchError, match="只能查看"):
        send_archive(upper.store, upper.keys, foreign, upper.to(closed.office), closed.stick, actor="李")
    assert {row.batch_id for row in upper.ask(custody_rows)} == {upper.batch_id}


def test_the_upper_court_goes_on_with_its_own(closed: World, upper: Side) -> None:
    """Its reviewer knows both courts, whose cases have the same numbers."""
    upper.read(archive(closed, upper).files[0].path)
    reviewer = closed.reviewers[0]
    reviewer.batch_id = upper.batch_id
    arrived = reviewer.read(assignment(upper, reviewer, closed.stick).files[0].path)
    assert set(told(arrived)) == {"new"}
    for row in reviewer.readings():
        reviewer.score(row)
    back = results(reviewer, closed.stick, to=reviewer.to(upper))
    assert set(told(upper.read(back.files[0].path))) == {"new"}
    row = upper.readings()[0]
    upper.do(determinations.determine, row.reviewed_case_id, grade="qualified", decided_by="审委会")
    with upper.store.write("李主任") as session:
        numbered = letters.number(session, row.reviewed_case_id, TODAY)
        letters.keep(session, numbered, letters.Fingerprints("0" * 64))
    assert numbered.serial == 1
    upper.hash()


def test_a_serial_that_a_letter_has_already_waits(closed: World, upper: Side) -> None:
    """The number is told in another way, the place in the year is the same; the rest of the package is taken."""
    upper.read(archive(closed, upper).files[0].path)
    row = rows_of(closed.office, "letters")[0]
    again = [fresh(row, number="另一种写法第1号"), fresh(row, number="另一种写法第9号", serial=9)]
    arrived = upper.read(forge(closed.office, upper, {"letters": again}, PackageKind.ARCHIVE))
    assert told(arrived) == {"quarantined": 1, "new": 1}
    assert arrived.rows[0].reason == Reason.NUMBER.sentence
