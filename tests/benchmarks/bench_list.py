"""The list of 1,000,000 cases: first screen in every order, jumps, searches, filters, and the model in a table."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import random
from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QApplication

from gui.pages.cases.case_list import COLUMNS, FIRST_ROWS
from gui.table_models.windowed import WindowedModel
from gui.widgets.table import Table
from models.ids import IdList
from models.queries.batches import batch_rows
from models.queries.cases import ORDERS, CaseFilter, CaseRow, case_count, case_ids, case_rows, filter_choices
from models.review_state import ReviewState
from models.store import Session, Store
from tests.benchmarks.measuring import Line, Options, median, options, report, slope
from tests.benchmarks.workspaces import workspace_of

GOAL = 0.1
SCREEN = 128
TIMES = 5


def main(asked: Options) -> None:
    full = asked.size(1_000_000)
    sizes = (full // 100, full // 10, full)
    with asked.folder() as folder:
        measured = [_measure(Store.open(workspace_of(folder, size))) for size in sizes]
    lines = [
        Line(
            work,
            time,
            None,
            None if work in BACKGROUND else GOAL,
            slope=slope(sizes, [each[work] for each in measured]),
        )
        for work, time in measured[-1].items()
    ]
    report(f"list of {full:,} cases", lines, [f"slope over {', '.join(f'{size:,}' for size in sizes)} cases"])


ALL_IDS = "ids of all, in the background"
COUNT = "count of all, in the background"
CHOICES = "choices of the filters, in the background"
BACKGROUND = {ALL_IDS, COUNT, CHOICES}


def _measure(store: Store) -> dict[str, float]:
    with store, store.read() as session:
        ids = case_ids(session, CaseFilter())
        works = {**_lists(session, ids), **_shown(session, ids), **_searches(session), **_filters(session)}
        return {work: median(run, TIMES) for work, run in works.items()}


def _lists(session: Session, ids: IdList) -> dict[str, Callable[[], object]]:
    chance = random.Random(1)

    def jump() -> None:
        start = chance.randrange(max(len(ids) - SCREEN, 1))
        case_rows(session, ids[start : start + SCREEN])

    works: dict[str, Callable[[], object]] = {"any jump": jump}
    for order in ORDERS:
        for descending in (True, False):
            name = f"first screen by {order}, {'descending' if descending else 'ascending'}"
            works[name] = lambda order=order, descending=descending: _screen(
                session, CaseFilter(), order=order, descending=descending
            )
    works[ALL_IDS] = lambda: case_ids(session, CaseFilter())
    works[COUNT] = lambda: case_count(session, CaseFilter())
    works[CHOICES] = lambda: filter_choices(session)
    return works


def _shown(session: Session, ids: IdList) -> dict[str, Callable[[], object]]:
    """The same list in the window's table, until it is painted."""
    app = QApplication.instance() or QApplication([])
    model = WindowedModel[UUID, CaseRow](COLUMNS, lambda some: case_rows(session, some))
    table = Table[CaseRow]("cases_table", "案件列表", model)
    table.resize(1366, 700)
    table.show()
    chance = random.Random(2)

    def fill() -> None:
        model.set_ids(ids)
        app.processEvents()

    def jump() -> None:
        table.scrollTo(model.index(chance.randrange(len(ids)), 0))
        app.processEvents()

    return {"table filled and painted": fill, "any jump, painted": jump}


def _searches(session: Session) -> dict[str, Callable[[], object]]:
    words = ("赵伟", "魏红梅", "买卖合同", "99号", "吉0199民初12", "离婚 赵", "没有这样的人")
    return {f"search {word}": lambda word=word: _screen(session, CaseFilter(text=word)) for word in words}


def _filters(session: Session) -> dict[str, Callable[[], object]]:
    choices = filter_choices(session)
    batch = batch_rows(session)[0].id
    filters = {
        "department": CaseFilter(department=choices.departments[0]),
        "category": CaseFilter(category="administrative"),
        "handler": CaseFilter(handler=choices.handlers[0]),
        "closing days": CaseFilter(closed_from=date(2023, 3, 1), closed_until=date(2023, 3, 31)),
        "department and closing days": CaseFilter(
            department=choices.departments[0], closed_from=date(2023, 3, 1), closed_until=date(2023, 3, 31)
        ),
        "batch": CaseFilter(batch_id=batch),
        "state": CaseFilter(state=ReviewState.DRAWN),
        "search in a department": CaseFilter(text="赵伟", department=choices.departments[0]),
    }
    return {f"filter by {name}": lambda each=each: _screen(session, each) for name, each in filters.items()}


def _screen(session: Session, narrowed: CaseFilter, **order: object) -> None:
    """What the window does before anything is seen: the first ids, and the rows of the screen."""
    ids = case_ids(session, narrowed, limit=FIRST_ROWS, **order)
    case_rows(session, ids[:SCREEN])


if __name__ == "__main__":
    main(options())
