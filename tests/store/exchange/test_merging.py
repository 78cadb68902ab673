"""What becomes of each row of a package, and the sentence that says so."""

import json
from typing import Any

import pytest

from exports.packages import own_keys
from exports.packages.receiving import Arrived
from models.queries.custody import open_forks, stale_readings, waiting_rows
from models.seat import SeatRole
from models.services import custody
from models.services.determinations import determine
from models.services.merging import Reason, RowOutcome
from models.store import Store
from review_forms.answers import Answer, Verdict, answer_to_json
from tests.store.conftest import case_facts
from tests.store.exchange.forging import ASSIGNMENT, Row, forge, fresh, key, rows_of
from tests.store.exchange.world import PEOPLE, Side, World, fault, import_cases, introduce, plan_batch, told


@pytest.fixture
def scored(world: World) -> World:
    """The first reviewer has read the case and written it back; the office has not seen it."""
    reviewer = world.reviewers[0]
    world.give(reviewer)
    reviewer.score(reviewer.readings()[0])
    world.results(reviewer)
    return world


def answers(side: Side) -> list[Row]:
    return rows_of(side, "answers", "sealed_at IS NOT NULL")


def bring(world: World, rows: list[Row], table: str = "answers", who: int = 0) -> Arrived:
    """The office reads a package of results with these rows."""
    return world.office.read(forge(world.reviewers[who], world.office, {table: rows}))


def hand(world: World, table: str, rows: list[Row | bytes], who: int = 0, office: Side | None = None) -> Arrived:
    """A reviewer reads an assignment with these rows."""
    reviewer = world.reviewers[who]
    return reviewer.read(forge(office or world.office, reviewer, {table: rows}, ASSIGNMENT))


def only(arrived: Arrived, outcome: RowOutcome, reason: Reason) -> None:
    """All of a package had this outcome, and says why."""
    assert set(told(arrived)) == {outcome.value}
    assert {row.reason for row in arrived.rows} == {reason.sentence}


def test_new_rows_are_taken_and_are_identical_the_second_time(scored: World) -> None:
    rows = answers(scored.reviewers[0])
    assert told(bring(scored, rows)) == {"new": 3}
    before = scored.office.hash()
    assert told(bring(scored, rows)) == {"identical": 3}
    assert scored.office.hash() == before


def test_an_identical_json_value_may_be_spelt_in_another_way(scored: World) -> None:
    rows = answers(scored.reviewers[0])
    bring(scored, rows)
    turned = [{**row, "content": dict(reversed(row["content"].items()))} for row in rows]
    assert told(bring(scored, turned)) == {"identical": 3}


def test_the_higher_version_stands_whatever_comes_first(world: World) -> None:
    first = world.assign(world.reviewers[0]).files[0].path
    older = first.rename(first.with_suffix(".old"))
    world.office.do(custody.reassign, world.office.batch_id, person(world, 0), "U 盘遗失")
    newer = world.assign(world.reviewers[0]).files[0].path
    late, early = world.reviewers[0], world.keep(world.reviewers[0].copied(world.folder / "copy"))
    assert told(late.read(older)) == {"new": 6}
    assert told(late.read(newer)) == {"identical": 5, "updated": 1, "new": 1}
    assert told(early.read(newer)) == {"new": 7}
    assert told(early.read(older)) == {"identical": 6}
    assert late.hash() == early.hash()


def person(world: World, who: int) -> Any:
    return world.office.seat(PEOPLE[who]).reviewer_id


def test_a_row_without_its_parent_waits_and_is_settled_when_it_comes(world: World) -> None:
    case = world.assign(world.reviewers[0]).files[0].path
    rows = rows_of(world.office, "assignments", "holder_seat_id IS NOT NULL")
    reviewer = world.reviewers[0]
    only(hand(world, "assignments", rows), RowOutcome.QUARANTINED, Reason.PARENT)
    assert [row.reason for row in reviewer.ask(waiting_rows)] == ["parent"]
    assert told(hand(world, "assignments", rows)) == {"quarantined": 1}
    arrived = reviewer.read(case)
    assert (told(arrived), arrived.settled) == ({"new": 6}, 1)
    assert reviewer.ask(waiting_rows) == ()


def test_rows_that_waited_are_settled_by_the_package_that_brings_their_place(scored: World) -> None:
    reviewer, office = scored.reviewers[0], scored.office
    package = forge(reviewer, office, {"answers": answers(reviewer), "submissions": rows_of(reviewer, "submissions")})
    bare = scored.keep(copy_before(scored))
    only(bare.read(package), RowOutcome.QUARANTINED, Reason.PARENT)
    scored.office.batch_id = reviewer.batch_id
    arrived = bare.read(forge_all(office, bare))
    assert arrived.settled == 4
    assert bare.rows("SELECT count(*) FROM answers") == [(3,)]
    assert bare.ask(waiting_rows) == ()


def copy_before(world: World) -> Side:
    """The office's workspace as it was before it planned anything."""
    side = world.office.copied(world.folder / "before")
    for table in ("assignments", "reviewed_cases", "draws", "panel_seats", "batches"):
        side.change(f"DELETE FROM {table}")
    return side


def forge_all(sender: Side, reader: Side) -> Any:
    tables = ("reviewers", "cases", "batches", "draws", "reviewed_cases", "assignments")
    return forge(sender, reader, {table: rows_of(sender, table) for table in tables}, ASSIGNMENT)


def test_work_that_was_not_given_to_the_sender_waits(scored: World) -> None:
    other = scored.reviewers[1]
    stranger = [fresh(row, seat_id=other.seat_id.hex) for row in answers(scored.reviewers[0])]
    only(bring(scored, stranger, who=1), RowOutcome.QUARANTINED, Reason.HOLDER)
    assert {row.reason for row in scored.office.ask(waiting_rows)} == {"holder"}
    assert scored.office.rows("SELECT count(*) FROM answers") == [(0,)]


def test_why_a_row_waits_does_not_depend_on_what_came_first(scored: World) -> None:
    other, bare = scored.reviewers[1], scored.keep(copy_before(scored))
    stranger = [fresh(row, seat_id=other.seat_id.hex) for row in answers(scored.reviewers[0])]
    package, places = forge(other, bare, {"answers": stranger}), forge_all(scored.office, bare)
    late = scored.keep(bare.copied(scored.folder / "late"))
    bare.read(package)
    bare.read(places)
    late.read(places)
    late.read(package)
    assert {row.reason for row in bare.ask(waiting_rows)} == {"holder"}
    assert bare.hash() == late.hash()


def test_a_reviewer_speaks_in_no_other_name(scored: World) -> None:
    rows = [fresh(row, seat_id=scored.reviewers[1].seat_id.hex) for row in answers(scored.reviewers[0])]
    only(bring(scored, rows), RowOutcome.REFUSED, Reason.FOREIGN_OWNER)
    rows = [fresh(row, seat_id=scored.office.seat_id.hex) for row in answers(scored.reviewers[0])]
    only(bring(scored, rows), RowOutcome.REFUSED, Reason.FOREIGN_OWNER)


def test_a_reviewer_cannot_overwrite_what_another_one_wrote(scored: World) -> None:
    bring(scored, answers(scored.reviewers[0]))
    before = scored.office.hash()
    for owner in (scored.reviewers[0], scored.reviewers[1]):
        changed = [
            {**row, "seat_id": owner.seat_id.hex, "content": {**row["content"], "note": "改"}}
            for row in answers(scored.reviewers[0])
        ]
        only(bring(scored, changed, who=1), RowOutcome.REFUSED, Reason.FOREIGN_OWNER)
    assert scored.office.hash() == before


def test_results_carry_no_other_tables(scored: World) -> None:
    before = scored.office.hash()
    for table in ("assignments", "batches", "cases", "reviewers"):
        rows = [{**row, "version": row["version"] + 5} for row in rows_of(scored.office, table)]
        only(bring(scored, rows, table), RowOutcome.REFUSED, Reason.FOREIGN_TABLE)
    assert scored.office.hash() == before


def test_a_table_that_nobody_knows_is_told(scored: World) -> None:
    arrived = bring(scored, [{"id": "1"}], "horoscopes")
    assert told(arrived) == {"refused": 1}
    assert "升级评衡" in arrived.rows[0].reason


def test_nobody_writes_in_the_name_of_this_seat(world: World) -> None:
    world.give(world.reviewers[0])
    own = world.reviewers[0].seat_id.hex
    row = fresh(rows_of(world.office, "assignments", "holder_seat_id IS NOT NULL")[0], seat_id=own)
    only(hand(world, "assignments", [row]), RowOutcome.REFUSED, Reason.OWN_NAME)


def test_an_office_does_not_change_what_a_reviewer_submitted(scored: World) -> None:
    reviewer = scored.reviewers[0]
    before = reviewer.hash()
    rows = [{**row, "proposed_grade": "wrong"} for row in rows_of(reviewer, "submissions")]
    assert told(hand(scored, "submissions", rows)) == {"identical": 1}
    assert reviewer.hash() == before


@pytest.fixture
def rival(world: World) -> Side:
    """Another court's office, which the first reviewer knows and trusts."""
    with Store.create(world.folder / "rival", SeatRole.OFFICE, "邻县审管办") as store:
        own_keys.make_keys(store)
        introduce(store, world.reviewers[0].store, world.stick)
        import_cases(store, [case_facts(serial) for serial in range(1, 4)])
    side = world.keep(Side(world.folder / "rival"))
    plan_batch(side, 1, (PEOPLE[0],))
    return side


def test_an_office_does_not_speak_for_the_batch_of_another(world: World, rival: Side) -> None:
    reviewer = world.reviewers[0]
    world.give(reviewer)
    world_row = rows_of(reviewer, "assignments")[0]
    before = reviewer.hash()
    office = rival.seat_id.hex
    new = fresh(world_row, seat_id=office)
    only(hand(world, "assignments", [new], office=rival), RowOutcome.REFUSED, Reason.FOREIGN_BATCH)
    cancelled = {**world_row, "version": 9, "cancelled_at": "2026-01-05 01:00:00.000000", "cancelled_reason": "冒充"}
    only(hand(world, "assignments", [cancelled], office=rival), RowOutcome.REFUSED, Reason.FOREIGN_BATCH)
    for table in ("cases", "batches", "reviewers"):
        rows = [{**row, "version": 9} for row in rows_of(reviewer, table)]
        only(hand(world, table, rows, office=rival), RowOutcome.REFUSED, Reason.FOREIGN_OWNER)
        rows = [{**row, "version": 9, "seat_id": office} for row in rows_of(reviewer, table)]
        only(hand(world, table, rows, office=rival), RowOutcome.REFUSED, Reason.FOREIGN_OWNER)
    assert reviewer.hash() == before


def test_an_office_does_not_draw_a_row_of_another_into_its_own_batch(world: World, rival: Side) -> None:
    reviewer = world.reviewers[0]
    world.give(reviewer)
    reviewer.read(forge_all(rival, reviewer))
    stolen = {
        **rows_of(reviewer, "assignments", f"seat_id = '{world.office.seat_id.hex}'")[0],
        "reviewed_case_id": rows_of(rival, "reviewed_cases")[0]["id"],
        "version": 9,
    }
    only(hand(world, "assignments", [stolen], office=rival), RowOutcome.REFUSED, Reason.FOREIGN_BATCH)


def test_a_case_number_may_come_twice_as_from_an_office_that_began_anew(world: World) -> None:
    world.give(world.reviewers[0])
    again = [fresh(row) for row in rows_of(world.reviewers[0], "cases")]
    assert told(hand(world, "cases", again)) == {"new": len(again)}
    renamed = {**rows_of(world.reviewers[0], "cases")[0], "version": 9, "cause": "继承纠纷"}
    assert told(hand(world, "cases", [renamed])) == {"updated": 1}


def test_two_contents_of_one_key_are_a_fork_and_both_are_kept(world: World) -> None:
    reviewer = world.reviewers[0]
    world.give(reviewer)
    twin = world.keep(reviewer.copied(world.folder / "twin"))
    row = rows_of(reviewer, "reviewers")[0]
    one, other = {**row, "version": 2, "department": "甲庭"}, {**row, "version": 2, "department": "乙庭"}
    first, second = (forge(world.office, reviewer, {"reviewers": [each]}, ASSIGNMENT) for each in (one, other))
    assert told(reviewer.read(first)) == {"updated": 1}
    only(reviewer.read(second), RowOutcome.QUARANTINED, Reason.FORK)
    twin.read(second)
    only(twin.read(first), RowOutcome.QUARANTINED, Reason.FORK)
    assert reviewer.hash() == twin.hash()
    held = reviewer.rows("SELECT reason, json_extract(content, '$.department') FROM held_rows")
    assert held == [("fork", min("甲庭", "乙庭"))]


def test_a_newer_version_ends_a_fork_whatever_comes_first(world: World) -> None:
    reviewer = world.reviewers[0]
    world.give(reviewer)
    twin = world.keep(reviewer.copied(world.folder / "twin"))
    row = rows_of(reviewer, "reviewers")[0]
    said = [(2, "甲庭"), (2, "乙庭"), (3, "丙庭")]
    packages = [
        forge(world.office, reviewer, {"reviewers": [{**row, "version": version, "department": name}]}, ASSIGNMENT)
        for version, name in said
    ]
    for package in packages:
        reviewer.read(package)
    for package in (packages[0], packages[2], packages[1]):
        twin.read(package)
    assert reviewer.hash() == twin.hash()
    assert reviewer.rows("SELECT count(*) FROM held_rows") == [(0,)]


def test_one_row_three_times_in_a_package_ends_with_the_highest_version(world: World) -> None:
    reviewer = world.reviewers[0]
    world.give(reviewer)
    row = rows_of(reviewer, "reviewers")[0]
    versions = [{**row, "version": version, "department": f"{version}庭"} for version in (2, 4, 3)]
    hand(world, "reviewers", versions)
    assert reviewer.rows("SELECT version, department FROM reviewers") == [(4, "4庭")]
    unknown = [fresh(row, version=1)]
    unknown += [{**unknown[0], "version": version} for version in (5, 2)]
    hand(world, "reviewers", unknown)
    assert reviewer.rows("SELECT version FROM reviewers ORDER BY version") == [(4,), (5,)]


def test_a_copied_laptop_is_a_fork_that_the_office_sees(scored: World) -> None:
    reviewer = scored.reviewers[0]
    row = rows_of(reviewer, "answers", "item_id = 'record'")[0]
    twin = fresh(row, content={**row["content"], "note": "另一台电脑"})
    assert told(bring(scored, [*answers(reviewer), twin])) == {"new": 4}
    (fork,) = scored.office.ask(open_forks)
    assert {side.row_id.hex for side in fork.sides} == {row["id"], twin["id"]}


def test_rows_of_an_older_epoch_are_quarantined(scored: World) -> None:
    scored.office.do(custody.reassign, scored.office.batch_id, person(scored, 0), "U 盘遗失")
    only(bring(scored, answers(scored.reviewers[0])), RowOutcome.QUARANTINED, Reason.EPOCH)
    assert [reading.answers for reading in scored.office.ask(stale_readings)] == [3]


@pytest.mark.parametrize(
    "changes",
    [{"item_id": "qualified"}, {"item_id": "astrology"}],
)
def test_an_item_that_the_standard_does_not_have_is_refused(scored: World, changes: Row) -> None:
    row = answers(scored.reviewers[0])[0]
    unknown = {**fresh(row), **changes, "content": {**row["content"], **changes}}
    only(bring(scored, [unknown, fresh(unknown)]), RowOutcome.REFUSED, Reason.MALFORMED)


@pytest.mark.parametrize("changes", [{"proposed_grade": "splendid"}, {"proposed_grade": ""}, {"by_points": "service"}])
def test_a_grade_that_the_scale_does_not_have_is_refused(scored: World, changes: Row) -> None:
    row = rows_of(scored.reviewers[0], "submissions")[0]
    only(bring(scored, [fresh(row, **changes)], "submissions"), RowOutcome.REFUSED, Reason.MALFORMED)
    assert told(bring(scored, [fresh(row, by_points="")], "submissions")) == {"new": 1}


@pytest.mark.parametrize(
    "changes",
    [{"standard_text": "id = 1"}, {"scale_text": "nonsense"}, {"standard_text": "a = " + "[" * 50_000}],
    ids=["standard", "scale", "nested"],
)
def test_a_batch_whose_texts_do_not_load_is_refused(world: World, changes: Row) -> None:
    batch = fresh(rows_of(world.office, "batches")[0], **changes)
    only(hand(world, "batches", [batch]), RowOutcome.REFUSED, Reason.MALFORMED)


def test_a_batch_stays_pinned_to_its_standard(world: World) -> None:
    world.give(world.reviewers[0])
    row = rows_of(world.office, "batches")[0]
    changed = {**row, "version": 9, "standard_text": row["standard_text"].replace("送达是否合法", "其他")}
    only(hand(world, "batches", [changed]), RowOutcome.REFUSED, Reason.MALFORMED)
    renamed = {**row, "version": 9, "name": "改名的批次"}
    assert told(hand(world, "batches", [renamed])) == {"updated": 1}


def test_a_changed_row_whose_new_parent_is_missing_waits_and_the_others_are_taken(world: World) -> None:
    reviewer = world.reviewers[0]
    world.give(reviewer)
    row = {**rows_of(reviewer, "assignments")[0], "version": 9}
    lost = {**row, "reviewer_id": key().hex}
    before = rows_of(reviewer, "assignments")
    only(hand(world, "assignments", [lost]), RowOutcome.QUARANTINED, Reason.PARENT)
    assert rows_of(reviewer, "assignments") == before
    assert told(hand(world, "assignments", [{**row, "epoch": 2}, lost])) == {"updated": 1, "quarantined": 1}


def test_a_row_that_turns_out_to_be_refused_waits_no_more(scored: World) -> None:
    bare = scored.keep(copy_before(scored))
    unknown = [
        fresh(row, item_id="x", content={**row["content"], "item_id": "x"}) for row in answers(scored.reviewers[0])
    ]
    only(bare.read(forge(scored.reviewers[0], bare, {"answers": unknown})), RowOutcome.QUARANTINED, Reason.PARENT)
    arrived = bare.read(forge_all(scored.office, bare))
    assert arrived.settled == 0
    assert arrived.count(RowOutcome.REFUSED) == 3
    assert bare.ask(waiting_rows) == ()


def test_every_outcome_and_reason_has_words() -> None:
    assert len({outcome.label for outcome in RowOutcome}) == len(RowOutcome)
    assert len({reason.sentence for reason in Reason}) == len(Reason)


def test_a_finding_whose_id_is_taken_does_not_stop_the_determination(world: World) -> None:
    """A forged answer has the id of another case's finding, and that of its own twice."""
    known, forged = fault("甲"), fault("乙")
    for reviewer, found in zip(world.reviewers, ((known,), (known, forged, forged)), strict=False):
        world.give(reviewer)
        row = reviewer.readings()[0]
        reviewer.score(row, (fault(),))
        content = answer_to_json(Answer("record", Verdict.FAULTY, found))
        reviewer.change("UPDATE answers SET content = ? WHERE item_id = 'record'", json.dumps(content))
        assert told(world.bring(reviewer)) == {"new": 4}
    for _ in range(2):
        for row in world.office.readings():
            if row.is_submitted:
                world.office.do(
                    determine, row.reviewed_case_id, grade="defective", decided_by="审委会", reason="按标准"
                )
        assert sorted(world.office.rows("SELECT facts, withdrawn FROM findings")) == [
            ("乙", 0), ("乙", 0), ("甲", 0), ("甲", 0)
        ]  # fmt: skip
    world.office.hash()
