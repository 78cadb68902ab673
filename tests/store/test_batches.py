"""Planning, drawing, assigning and closing batches."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

import resources
from models.batch import BatchKind, Draw, ReviewedCase
from models.drawing import DrawCountError, PerHandlerError, SeedBlankError, ticket
from models.queries import batches as queries
from models.queries import readings as reading_queries
from models.queries.frames import FramePlan, frame, frame_size
from models.review_state import ReviewState
from models.services import batches, ledgers, settings
from models.store.check import check
from review_forms.loader import StandardFaultsError


def drawn_numbers(court, batch_id) -> list[str]:
    return [row.number for row in court.readings(batch_id)]


def readers(court, batch_id) -> dict[str, str]:
    return {row.number: row.reviewer for row in court.readings(batch_id)}


def test_the_frame_holds_closed_cases_that_no_batch_has(court) -> None:
    court.import_facts(
        [
            court.facts(1),
            court.facts(2, closed_on=None),
            court.facts(3, category="criminal"),
            court.facts(4, department="速裁庭"),
            court.facts(5, closed_on=date(2025, 12, 31)),
        ]
    )
    withdrawn = court.import_cases(1, start=6)
    court.do(ledgers.undo_import, withdrawn.import_id)

    def serials(**plan) -> list[int]:
        found = court.ask(frame, FramePlan(**plan))
        assert court.ask(frame_size, FramePlan(**plan)) == len(found)
        return sorted(int(lot.number.removesuffix("号").rpartition("初")[2]) for lot, _ in found)

    assert serials() == [1, 3, 4, 5]
    assert serials(categories=("civil",)) == [1, 4, 5]
    assert serials(departments=("速裁庭", "执行局")) == [4]
    assert serials(closed_from=date(2025, 11, 3)) == [5]
    assert serials(closed_until=date(2025, 11, 2)) == [1, 3, 4]
    assert serials(closed_from=date(2025, 11, 2), closed_until=date(2025, 12, 31)) == [1, 3, 4, 5]
    court.do(batches.draw, court.batch(plan=FramePlan(departments=("速裁庭",))), count=1, seed="甲")
    assert serials() == [1, 3, 5]


def test_a_plan_survives_its_json() -> None:
    plan = FramePlan(("civil",), date(2025, 1, 1), date(2025, 12, 31), ("速裁庭",))
    assert FramePlan.from_json(plan.to_json()) == plan
    assert FramePlan.from_json({}) == FramePlan()


def test_a_draw_can_be_repeated_from_what_it_left(court) -> None:
    court.import_cases(30)
    batch_id = court.batch()
    report = court.do(batches.draw, batch_id, count=5, seed=" 20260105\n")
    (draw,) = court.ask(queries.batch_view, batch_id).draws
    assert (draw.seed, draw.count, draw.frame_size, draw.frame_hash) == ("20260105", 5, 30, report.frame_hash)
    tickets = sorted((ticket("20260105", court.facts(n).number), court.facts(n).number) for n in range(1, 31))
    assert [(lot.ticket, lot.number) for lot in report.drawn] == tickets[:5]


def test_a_second_draw_takes_others(court) -> None:
    court.import_cases(10)
    batch_id = court.batch()
    first = court.do(batches.draw, batch_id, count=4, seed="甲")
    second = court.do(batches.draw, batch_id, count=6, seed="甲")
    assert second.frame_size == 6
    assert not {lot.number for lot in first.drawn} & {lot.number for lot in second.drawn}
    assert court.ask(queries.batch_view, batch_id).row.states == {ReviewState.DRAWN: 10}
    with pytest.raises(DrawCountError, match="有0件可抽"):
        court.do(batches.draw, batch_id, count=1, seed="甲")


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"count": 4, "seed": "甲"}, DrawCountError),
        ({"count": 0, "seed": "甲"}, DrawCountError),
        ({"count": 2, "seed": " 　"}, SeedBlankError),
        ({"count": 1, "seed": "甲", "per_handler": 1}, PerHandlerError),
    ],
)
def test_a_draw_that_cannot_be_made_leaves_nothing(court, asked, error) -> None:
    court.import_facts([court.facts(1), court.facts(2, handler="何平"), court.facts(3, handler="何平")])
    batch_id = court.batch()
    with pytest.raises(error):
        court.do(batches.draw, batch_id, **asked)
    for table in (Draw, ReviewedCase):
        assert court.ask(lambda session, table=table: session.scalar(select(func.count()).select_from(table))) == 0


def test_taking_a_whole_list(court) -> None:
    court.import_cases(3)
    numbers = [court.facts(n).number for n in (3, 1, 3, 99)]
    batch_id = court.batch()
    report = court.do(batches.take_all, batch_id, numbers)
    assert [lot.number for lot in report.drawn] == [court.facts(n).number for n in (1, 3)]
    with pytest.raises(batches.NothingToTakeError, match="没有可列入批次的案件"):
        court.do(batches.take_all, batch_id, numbers)


def test_taking_more_cases_than_a_statement_has_variables(court) -> None:
    court.import_cases(3)
    numbers = [court.facts(n).number for n in range(1, 40_000)]
    report = court.do(batches.take_all, court.batch(), numbers)
    assert report.frame_size == 3


@pytest.mark.parametrize("field", ["handler", "presiding_judge", "panel_members", "clerk"])
@pytest.mark.parametrize(
    "text", ["何平", "周明、何平", "周明，何 平", "周明；何平（主审）", "审判员 何　平", "周明/何平"]
)
def test_nobody_reads_a_case_of_their_own(court, field: str, text: str) -> None:
    court.import_facts([court.facts(1, **{field: text}), court.facts(2, **{field: text})])
    batch_id = court.batch("何平", "评查一")
    court.do(batches.draw, batch_id, count=2, seed="甲")
    court.do(batches.assign, batch_id)
    assert set(readers(court, batch_id).values()) == {"评查一"}


def test_a_reviewer_with_a_remark_is_known_by_the_name(court) -> None:
    court.import_facts([court.facts(1, clerk="何平")])
    batch_id = court.batch("何平（民二庭）", "评查一")
    court.do(batches.draw, batch_id, count=1, seed="甲")
    court.do(batches.assign, batch_id)
    assert set(readers(court, batch_id).values()) == {"评查一"}


@pytest.mark.parametrize(("cases", "people"), [(7, 3), (9, 3), (2, 4), (20, 6)])
def test_cases_are_shared_evenly(court, cases: int, people: int) -> None:
    court.import_cases(cases)
    names = [f"评查{n}" for n in range(people)]
    batch_id = court.batch(*names)
    court.do(batches.draw, batch_id, count=cases, seed="甲")
    court.do(batches.assign, batch_id)
    loads = Counter(readers(court, batch_id).values())
    assert max(loads.values()) - min(loads[name] for name in names) <= 1
    panel = court.ask(queries.batch_view, batch_id).panel
    assert {row.name: row.assigned for row in panel} == {name: loads[name] for name in names}


def test_later_draws_go_to_those_with_less(court) -> None:
    court.import_facts([court.facts(1, clerk="评查二"), court.facts(2, clerk="评查二"), court.facts(3, clerk="评查二")])
    batch_id = court.batch("评查一", "评查二")
    court.do(batches.draw, batch_id, count=3, seed="甲")
    court.do(batches.assign, batch_id)
    court.import_cases(3, start=4)
    court.do(batches.draw, batch_id, count=3, seed="乙")
    court.do(batches.assign, batch_id)
    assert Counter(readers(court, batch_id).values()) == {"评查一": 3, "评查二": 3}
    assert not court.do(batches.assign, batch_id)


def test_when_nobody_may_read_a_case_nothing_is_assigned(court) -> None:
    court.import_facts([court.facts(1), *(court.facts(n, handler="何平") for n in range(2, 6))])
    batch_id = court.batch("何平")
    court.do(batches.draw, batch_id, count=5, seed="甲")
    with pytest.raises(batches.NobodyEligibleError, match="等4件没有可分派的评查员：小组成员都参与过办理，须回避。"):
        court.do(batches.assign, batch_id)
    assert court.readings(batch_id) == ()
    (extra,) = court.reviewers("评查一")
    court.do(batches.add_to_panel, batch_id, extra)
    assert not court.do(batches.add_to_panel, batch_id, extra)
    court.do(batches.assign, batch_id)
    assert Counter(readers(court, batch_id).values()) == {"评查一": 4, "何平": 1}


def test_retired_people_read_no_more(court) -> None:
    court.import_cases(2)
    one, _ = court.reviewers("评查一", "评查二")
    batch_id = court.batch("评查一", "评查二")
    court.do(batches.draw, batch_id, count=2, seed="甲")
    court.do(settings.retire_reviewer, one, "调离")
    court.do(batches.assign, batch_id)
    assert set(readers(court, batch_id).values()) == {"评查二"}


def test_a_panel_of_retired_people_is_no_panel(court) -> None:
    court.import_cases(1)
    batch_id = court.batch("评查一")
    court.do(batches.draw, batch_id, count=1, seed="甲")
    court.do(settings.retire_reviewer, *court.reviewers("评查一"), "调离")
    with pytest.raises(batches.NoPanelError, match="没有可以评查的人"):
        court.do(batches.assign, batch_id)


def plan(court, **other) -> batches.BatchPlan:
    whole = batches.BatchPlan(
        "一批",
        BatchKind.ROUTINE,
        resources.read_text("standards", "civil-100.toml"),
        resources.read_text("scales", "four_grades.toml"),
        FramePlan(),
        court.reviewers("评查一"),
    )
    return replace(whole, **other)


def test_a_batch_needs_a_name_of_its_own_and_a_panel(court) -> None:
    court.do(batches.create, plan(court))
    with pytest.raises(batches.BatchNameError, match="已有批次“一批”"):
        court.do(batches.create, plan(court, name=" 一批 "))
    with pytest.raises(batches.BatchNameError, match="没有填写"):
        court.do(batches.create, plan(court, name="　"))
    with pytest.raises(batches.NoPanelError):
        court.do(batches.create, plan(court, name="二批", reviewers=()))
    with pytest.raises(StandardFaultsError):
        court.do(batches.create, plan(court, name="二批", standard_text="id = 1"))
    assert [row.name for row in court.ask(queries.batch_rows)] == ["一批"]


def test_the_same_person_named_twice_sits_once(court) -> None:
    batch_id, _ = court.do(batches.create, plan(court, reviewers=court.reviewers("评查一") * 2))
    assert [row.name for row in court.ask(queries.batch_view, batch_id).panel] == ["评查一"]


def test_a_batch_is_pinned_to_the_text_it_was_made_with(court) -> None:
    batch_id = court.assigned(1)
    (row,) = court.readings(batch_id)
    reading = court.ask(reading_queries.reading, row.assignment_id)
    assert (reading.standard.id, reading.standard.version, row.items) == ("small", "1", 3)
    assert court.ask(queries.batch_view, batch_id).row.standard == "小标准"


def test_a_batch_closes_when_every_case_is_closed(court) -> None:
    batch_id = court.assigned(1)
    with pytest.raises(batches.CasesStillOpenError, match="还有1件没有办结"):
        court.do(batches.close, batch_id)


def test_an_empty_batch_can_be_put_away_and_takes_nothing_more(court) -> None:
    court.import_cases(1)
    batch_id = court.batch()
    court.do(batches.close, batch_id)
    assert court.ask(queries.batch_view, batch_id).row.is_closed
    assert court.ask(queries.batch_rows, with_closed=False) == ()
    (one,) = court.reviewers("评查一")
    for service, words in (
        (batches.draw, {"count": 1, "seed": "甲"}),
        (batches.take_all, {"numbers": [court.facts(1).number]}),
        (batches.assign, {}),
        (batches.close, {}),
        (batches.add_to_panel, {"reviewer_id": one}),
    ):
        with pytest.raises(batches.BatchClosedError, match="已经办结"):
            court.do(service, batch_id, **words)


def test_a_batch_is_found_by_its_name(court) -> None:
    batch_id = court.batch()
    with court.store.read() as session:
        assert batches.find(session, "第1批").id == batch_id
        with pytest.raises(batches.BatchNotFoundError, match="没有批次“第2批”"):
            batches.find(session, "第2批")
    assert court.ask(queries.batch_named, "第2批") is None
    assert check(court.store).problems == ()
