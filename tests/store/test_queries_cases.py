"""The case list: filters, orders, search, and nothing of what was withdrawn."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.base import new_id
from models.queries import cases as queries
from models.queries.cases import ORDERS, CaseFilter
from models.review_state import ReviewState
from models.services import ledgers
from models.store import Store


def numbers(court, narrowed: CaseFilter = CaseFilter(), **asked) -> list[int]:  # noqa: B008
    with court.store.read() as session:
        ids = queries.case_ids(session, narrowed, **asked)
        rows = queries.case_rows(session, ids)
        assert [row.id for row in rows] == list(ids)
        if "limit" not in asked:
            assert queries.case_count(session, narrowed) == len(ids)
    return [int(row.number.removesuffix("号").rpartition("初")[2]) for row in rows]


@pytest.fixture
def filled(court):
    """Five cases that differ in everything the list can be narrowed by."""
    court.import_facts(
        [
            court.facts(1, department="执行局", handler="何平", cause="丙", filed_on=date(2025, 1, 5)),
            court.facts(12, category="criminal", closed_on=date(2025, 12, 1), cause="乙", filed_on=None),
            court.facts(3, closed_on=None, handler="", cause="甲"),
            court.facts(100, closed_on=date(2025, 11, 30), parties="王㛃"),
            court.facts(20, year=2024, number="（2024）吉0199民初20号"),
        ]
    )
    return court


def test_the_newest_come_first_and_any_column_orders(filled) -> None:
    assert numbers(filled) == [20, 100, 3, 12, 1]
    assert numbers(filled, descending=False) == [1, 12, 3, 100, 20]
    assert numbers(filled, order="number", descending=False) == [20, 1, 3, 12, 100]
    assert numbers(filled, order="number") == [100, 12, 3, 1, 20]
    assert numbers(filled, limit=2) == [20, 100]
    for column in ORDERS:
        upwards = numbers(filled, order=column, descending=False)
        assert sorted(upwards) == sorted(numbers(filled, order=column)) == [1, 3, 12, 20, 100]
    with pytest.raises(ValueError, match="no such order"):
        numbers(filled, order="remarks")


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        (CaseFilter(department="执行局"), [1]),
        (CaseFilter(category="criminal"), [12]),
        (CaseFilter(handler="何平"), [1]),
        (CaseFilter(closed_from=date(2025, 11, 30)), [12, 100]),
        (CaseFilter(closed_until=date(2025, 11, 30)), [1, 20, 100]),
        (CaseFilter(closed_from=date(2025, 11, 2), closed_until=date(2025, 11, 2)), [1, 20]),
        (CaseFilter(text="王㛃"), [100]),
        (CaseFilter(text="（2024）"), [20]),
        (CaseFilter(text="执行 何平"), [1]),
        (CaseFilter(text="执行", handler="程立"), []),
        (CaseFilter(text=" \n"), [1, 3, 12, 20, 100]),
    ],
)
def test_filters_narrow_together(filled, narrowed: CaseFilter, expected: list[int]) -> None:
    assert sorted(numbers(filled, narrowed)) == expected


def test_batch_and_state_narrow_too(filled) -> None:
    batch_id = filled.assigned(2)
    other = filled.assigned(1)
    (row,) = filled.readings(other)
    filled.score(row.assignment_id)
    drawn = {one.number for one in filled.readings(batch_id)}

    def found(**narrowed) -> set[str]:
        with filled.store.read() as session:
            ids = queries.case_ids(session, CaseFilter(**narrowed))
            return {one.number for one in queries.case_rows(session, ids)}

    assert found(batch_id=batch_id) == drawn
    assert found(state=ReviewState.SCORED) == {row.number}
    assert found(batch_id=batch_id, state=ReviewState.SCORED) == set()
    assert found(batch_id=batch_id, state=ReviewState.ASSIGNED) == drawn


def test_rows_tell_state_and_grade_of_the_review(court) -> None:
    batch_id = court.determined([court.fault()])
    court.import_cases(1, start=2)
    with court.store.read() as session:
        free, reviewed = queries.case_rows(session, queries.case_ids(session, CaseFilter()))
    assert (free.state, free.grade, free.batch, free.batch_id) == (None, None, "", None)
    assert (reviewed.state, reviewed.batch, reviewed.batch_id) == (ReviewState.DETERMINED, "第1批", batch_id)
    assert reviewed.grade.name == "瑕疵"


def test_withdrawn_cases_are_nowhere(filled) -> None:
    report = filled.import_facts([filled.facts(7, department="速裁庭", handler="冯㛃", category="enforcement")])
    filled.do(ledgers.undo_import, report.import_id)
    assert 7 not in numbers(filled)
    assert numbers(filled, CaseFilter(department="速裁庭")) == []
    assert numbers(filled, CaseFilter(text="冯㛃")) == []
    choices = filled.ask(queries.filter_choices)
    assert choices.departments == tuple(sorted(["执行局", "民事审判第一庭"]))
    assert choices.categories == ("civil", "criminal")
    assert choices.handlers == tuple(sorted(["何平", "程立"]))


def test_an_empty_workspace_offers_nothing(court) -> None:
    assert court.ask(queries.filter_choices) == queries.FilterChoices((), (), ())
    assert numbers(court) == []


@settings(max_examples=10)
@given(st.lists(st.sampled_from(["", "甲庭", "乙庭", "丙庭", "A庭"]), min_size=1, max_size=6), st.integers(0, 5))
def test_the_filters_offer_what_the_list_holds(court, departments: list[str], withdrawn: int) -> None:
    reports = [
        court.import_facts([court.facts(serial, department=name, handler=name)])
        for serial, name in enumerate(departments, 1)
    ]
    gone = reports[withdrawn : withdrawn + 1]
    for report in gone:
        court.do(ledgers.undo_import, report.import_id)
    left = {name for at, name in enumerate(departments) if at != withdrawn} - {""}
    choices = court.ask(queries.filter_choices)
    assert choices.departments == choices.handlers == tuple(sorted(left))
    for report in reports:
        if report not in gone:
            court.do(ledgers.undo_import, report.import_id)


def test_more_ids_than_a_statement_has_variables(store: Store, court) -> None:
    court.import_cases(1)
    with store.read() as session:
        (known,) = queries.case_ids(session, CaseFilter())
        rows = queries.case_rows(session, [*(new_id() for _ in range(251_000)), known])
    assert [row.id for row in rows] == [known]


def test_the_facts_of_a_case_are_told_in_chinese(court) -> None:
    court.import_facts([court.facts(1, amount=Decimal("1234567.5"), clerk="", remarks="已归档")])
    with court.store.read() as session:
        (case_id,) = queries.case_ids(session, CaseFilter())
        story = queries.case_story(session, case_id)
    facts = dict(story.facts)
    assert list(facts)[:2] == ["案号", "案件性质"]
    assert (facts["案件性质"], facts["标的额"], facts["结案日期"]) == ("民事", "1,234,567.50 元", "2025-11-02")
    assert "书记员" not in facts
    assert [event.title for event in story.events] == ["导入台账"]
