"""Lists of the office: how many statements they cost, and what the workbench says of a young workspace."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from models.queries import batches, cases, determinations, letters, readings, remedies, statistics
from models.queries.cases import CaseFilter
from models.queries.workbench import Task, Waiting, workbench
from models.review_state import ReviewState
from models.services import batches as batch_services
from models.store import Session

LISTS: dict[str, Callable[[Any, Session, Any], object]] = {
    "batch_rows": lambda court, session, batch_id: batches.batch_rows(session),
    "batch_view": lambda court, session, batch_id: batches.batch_view(session, batch_id),
    "reading_rows": lambda court, session, batch_id: readings.reading_rows(session, batch_id=batch_id),
    "reviewed_case_rows": lambda court, session, batch_id: determinations.reviewed_case_rows(session, batch_id),
    "letter_rows": lambda court, session, batch_id: letters.letter_rows(session, batch_id),
    "remedy_rows": lambda court, session, batch_id: remedies.remedy_rows(session, batch_id=batch_id),
    "recheck_cases": lambda court, session, batch_id: remedies.recheck_cases(session, batch_id),
    "figures": lambda court, session, batch_id: statistics.batch_figures(session, batch_id),
    "workbench": lambda court, session, batch_id: workbench(session, court.today),
    "case_rows": lambda court, session, batch_id: cases.case_rows(session, cases.case_ids(session, CaseFilter())),
}


def statements(court, query, batch_id) -> int:
    """How many statements a query sends."""
    sent = []
    with court.store.read() as session:
        engine = session.get_bind()

        def count(*_rest: object) -> None:
            sent.append(1)

        event.listen(engine, "before_cursor_execute", count)
        try:
            query(court, session, batch_id)
        finally:
            event.remove(engine, "before_cursor_execute", count)
    return len(sent)


def test_no_list_asks_once_for_each_row(court) -> None:
    small = court.notified([court.fault()])
    before = {name: statements(court, query, small) for name, query in LISTS.items()}
    large = court.notified(*([court.fault(), court.fault()] for _ in range(5)))
    after = {name: statements(court, query, large) for name, query in LISTS.items()}
    assert after == before


def test_the_workbench_leads_from_an_empty_workspace_to_the_first_letters(court) -> None:
    def tasks() -> tuple[Waiting, ...]:
        return court.ask(workbench, court.today).waiting

    assert tasks() == (Waiting(Task.IMPORT_LEDGER, 0, None, ""),)
    court.import_cases(2)
    assert tasks() == (Waiting(Task.CREATE_BATCH, 2, None, ""),)
    batch_id = court.batch()
    assert tasks() == (Waiting(Task.DRAW, 0, batch_id, "第1批"),)
    court.do(batch_services.draw, batch_id, count=2, seed="甲")
    assert tasks() == (Waiting(Task.ASSIGN, 2, batch_id, "第1批"),)
    court.do(batch_services.assign, batch_id)
    assert tasks() == (Waiting(Task.SCORE, 2, batch_id, "第1批"),)
    court.score(court.readings(batch_id)[0].assignment_id)
    assert tasks() == (Waiting(Task.SCORE, 1, batch_id, "第1批"), Waiting(Task.DETERMINE, 1, batch_id, "第1批"))
    found = court.ask(workbench, court.today)
    assert found.cases == 2
    assert [row.states for row in found.batches] == [{ReviewState.SCORED: 1, ReviewState.ASSIGNED: 1}]


def test_how_far_a_batch_is(court) -> None:
    batch_id = court.scored([], [])
    more = court.ask(batches.batch_view, batch_id)
    assert (more.row.drawn, more.row.reached(ReviewState.SCORED), more.row.reached(ReviewState.DETERMINED)) == (2, 2, 0)
    assert [(row.name, row.assigned, row.submitted) for row in more.panel] == [("评查一", 2, 2)]
    assert [draw.seed for draw in more.draws] == ["20260105"]


@pytest.mark.parametrize("narrowed", ["batch_id", "reviewer_id"])
def test_readings_are_listed_by_batch_or_by_person(court, narrowed: str) -> None:
    court.import_cases(3)
    first, second = court.assigned(1, "评查一"), court.assigned(2, "评查二")
    (one,) = court.readings(first)
    wanted = first if narrowed == "batch_id" else one.reviewer_id
    assert court.ask(readings.reading_rows, **{narrowed: wanted}) == (one,)
    assert [row.batch_id for row in court.ask(readings.reading_rows)] == [second, second, first]
    assert (one.grade, one.grade_name, one.items, one.answered) == ("", "", 3, 0)
