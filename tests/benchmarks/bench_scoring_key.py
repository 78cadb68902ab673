"""A key press on the scoring desk, saved durably and painted, in a workspace of 100,000 cases."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import json
import sqlite3
import statistics
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import insert

import resources
from gui.application import Appearance, Brightness, Dresser, build_application
from gui.desk import Desk
from gui.pages.scoring.page import ScoringPage
from gui.runners import InlineRunner
from models.assignment import AnswerRevision
from models.base import new_id
from models.batch import BatchKind
from models.ledger_row import CaseFacts, LedgerRow
from models.queries import ledgers as ledger_queries
from models.queries.frames import FramePlan
from models.queries.readings import reading_rows
from models.queries.settings import reviewers
from models.seat import SeatRole
from models.services import batches, ledgers
from models.services.settings import add_reviewer
from models.store import Session, Store
from models.store.store import stamps
from review_forms.answers import Answer, Verdict, answer_to_json
from review_forms.loader import load_standard
from tests.benchmarks.measuring import Line, Options, options, report

READINGS = 1_000
READ_BEFORE = 900
PRESSES = 400
GOAL = 0.050
KEY = Qt.Key


def main(asked: Options) -> None:
    size = asked.size(100_000)
    with asked.folder() as folder:
        bare = _bare_commits(folder / "bare.db")
        workspace = folder / f"scoring-{size}"
        if not workspace.exists():
            _prepare(workspace, size)
        with Store.open(workspace) as store:
            pressed, opening = _press(store)
        clear = pressed["1"]
        lines = [
            Line("key 1: saved, shown, next item open (p50)", _p(clear, 50), _p(bare, 50)),
            Line("key 1: saved, shown, next item open (p95)", _p(clear, 95), None, GOAL),
            *_lines("key 2: saved, finding open, wordings offered", pressed["2"], bare),
            *_lines("Alt+1: wording taken, saved, volume asked", pressed["Alt+1"], bare),
            *_lines("key G: saved, merit open in place", pressed["G"], bare),
            Line("the page with its list and a case", opening),
        ]
    note = f"reference: a bare sqlite3 commit of the same rows, p50 {_p(bare, 50) * 1000:.1f} ms, "
    note += f"p95 {_p(bare, 95) * 1000:.1f} ms; the highest key 1 {max(clear) * 1000:.1f} ms"
    report(f"scoring key, {size:,} cases, {READINGS:,} readings", lines, [note])


def _lines(what: str, times: list[float], bare: list[float]) -> tuple[Line, Line]:
    return Line(f"{what} (p50)", _p(times, 50), _p(bare, 50)), Line(f"{what} (p95)", _p(times, 95), None, GOAL)


def _p(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


def _press(store: Store) -> tuple[dict[str, list[float]], float]:
    app = QApplication.instance() or build_application(["bench"])
    assert isinstance(app, QApplication)
    dresser = Dresser(app, Appearance(Brightness.LIGHT))
    start = perf_counter()
    page = ScoringPage(Desk(store, InlineRunner(), "评查一"))
    page.resize(1250, 690)
    page.show()
    page.activateWindow()
    page.activate()
    page.setFocus()
    app.processEvents()
    opening = perf_counter() - start
    pressed: dict[str, list[float]] = {"1": [], "2": [], "Alt+1": [], "G": []}
    for number in range(PRESSES):
        if page.view.form is None or page.view.form.next_blank("") is None:
            _next_case(page)
        if number % 8:
            pressed["1"].append(_timed(app, lambda: _key(KEY.Key_1)))
        else:
            _tell(app, pressed)
    page.hide()
    del dresser
    return pressed, opening


def _tell(app: QApplication, pressed: dict[str, list[float]]) -> None:
    """A finding with an offered wording and a merit under the open item, which then stays open."""
    pressed["2"].append(_timed(app, lambda: _key(KEY.Key_2)))
    if _focused().objectName() == "facts":
        pressed["Alt+1"].append(_timed(app, lambda: _key(KEY.Key_1, Qt.KeyboardModifier.AltModifier)))
    _key(KEY.Key_Escape)
    pressed["G"].append(_timed(app, lambda: _key(KEY.Key_G)))
    _key(KEY.Key_Escape)
    app.processEvents()


def _next_case(page: ScoringPage) -> None:
    """The next case in the list; the benchmark submits none."""
    view = page.cases.view
    view.setCurrentIndex(view.model().index(view.currentIndex().row() + 1, 0))
    page.view.setFocus()


def _key(key: KEY, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(_focused(), key, modifier)


def _focused() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def _timed(app: QApplication, work: Callable[[], None]) -> float:
    """Until the key is worked through and the window painted."""
    start = perf_counter()
    work()
    app.processEvents()
    return perf_counter() - start


def _bare_commits(database: Path) -> list[float]:
    """What the disk takes for one answer and one line of the trail, with nothing around it."""
    content = json.dumps(answer_to_json(Answer("item", Verdict.CLEAR)))
    times = []
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        for name in ("answers", "trail"):
            connection.execute(f"CREATE TABLE IF NOT EXISTS {name} (id INTEGER PRIMARY KEY, content TEXT)")
        for _ in range(PRESSES):
            start = perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO answers (content) VALUES (?)", (content,))
            connection.execute("INSERT INTO trail (content) VALUES (?)", (content * 2,))
            connection.execute("COMMIT")
            times.append(perf_counter() - start)
    return times


def _prepare(folder: Path, size: int) -> None:
    with Store.create(folder, SeatRole.OFFICE, "审管办") as store, store.write("审管办") as session:
        rows = [LedgerRow(number, _facts(number)) for number in range(1, size + 1)]
        preview = ledger_queries.preview(session, rows)
        ledgers.import_ledger(session, preview, file_name="台账.xlsx", sha256="0" * 64)
        add_reviewer(session, "评查一")
        people = tuple(row.id for row in reviewers(session))
        standard = resources.read_text("standards", "civil-100.toml")
        scale = resources.read_text("scales", "four_grades.toml")
        frame = FramePlan(categories=("civil",))
        plan = batches.BatchPlan("基准", BatchKind.ROUTINE, standard, scale, frame, people)
        batch_id, _ = batches.create(session, plan)
        batches.draw(session, batch_id, count=min(READINGS, size), seed="基准")
        batches.assign(session, batch_id)
        _answer_before(session, [item.id for item in load_standard(standard, "基准").items])


def _answer_before(session: Session, items: list[str]) -> None:
    """Most readings are answered already; the last hundred wait for the keys."""
    done = [row.assignment_id for row in reading_rows(session)[-READ_BEFORE:]]
    stamp = stamps(session)
    for assignment_id in done:
        session.execute(insert(AnswerRevision), [_answer(assignment_id, item) | stamp for item in items])


def _answer(assignment_id: UUID, item: str) -> dict[str, object]:
    content = answer_to_json(Answer(item, Verdict.CLEAR))
    return {"id": new_id(), "assignment_id": assignment_id, "item_id": item, "revision": 1, "content": content}


def _facts(serial: int) -> CaseFacts:
    filed = date(2025, 1, 1) + timedelta(days=serial % 300)
    return CaseFacts(
        number=f"（2025）吉0199民初{serial}号",
        year=2025,
        court_code="吉0199",
        type_code="民初",
        serial=serial,
        category="civil",
        cause="民间借贷纠纷",
        parties="王㛃、陈昇",
        department=f"民事审判第{'一二三'[serial % 3]}庭",
        handler=f"承办{serial % 40}",
        procedure="简易程序",
        filed_on=filed,
        closed_on=filed + timedelta(days=60),
    )


if __name__ == "__main__":
    main(options())
