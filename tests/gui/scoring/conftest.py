"""A batch that waits to be scored, and the desk's page over it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import resources
from gui.desk import Desk
from gui.pages.scoring.page import ScoringPage
from gui.runners import InlineRunner
from models.batch import BatchKind
from models.ledger_row import CaseFacts, LedgerRow
from models.queries import ledgers as ledger_queries
from models.queries import readings, settings
from models.queries.frames import FramePlan
from models.services import batches, ledgers
from models.services.settings import add_reviewer
from models.store import Session, Store
from review_forms.answers import Answer

SCALE = resources.read_text("scales", "four_grades.toml")


def case_facts(serial: int) -> CaseFacts:
    return CaseFacts(
        number=f"（2025）吉0199民初{serial}号",
        year=2025,
        court_code="吉0199",
        type_code="民初",
        serial=serial,
        category="civil",
        cause="离婚纠纷",
        parties="王㛃、陈昇",
        department="民事审判第一庭",
        handler="程立",
        procedure="普通程序",
        filed_on=date(2025, 3, 2),
        closed_on=date(2025, 11, 2),
    )


def plain_standard(items: int) -> str:
    """A standard of so many items over two sections; the first item carries the points that the others leave."""
    half, first = items // 2, 101 - items
    head = 'id = "plain"\nversion = "1"\ntitle = "测试标准"\ncategories = ["civil"]\nfamily = "points"\n'
    parts = [head + 'notice = "测试用"\nsources = ["测试"]\n']
    for section, numbers in (("first", range(half)), ("second", range(half, items))):
        points = len(numbers) + (first - 1 if 0 in numbers else 0)
        parts.append(f'[[sections]]\nid = "{section}"\ntitle = "{section}"\npoints = {points}\n')
        for number in numbers:
            worth = 1 if number else first
            parts.append(
                f'[[sections.items]]\nid = "item-{number}"\nprompt = "第{number}个评查项"\nkind = "fixed"\n'
                f'points = {worth}\nseverity = "defect"\nrule = "规则{number}"\n'
                f'common_errors = ["常见错误{number}", "未附送达回执"]\n'
            )
    return "\n".join(parts)


def every_kind_standard() -> str:
    """One item of each kind."""
    return """
id = "kinds"
version = "1"
title = "各类评查项"
categories = ["civil"]
family = "points"
notice = "测试用"
sources = ["测试"]
bonus_cap = 5
[[sections]]
id = "all"
title = "全部"
points = 100
[[sections.items]]
id = "fixed"
prompt = "全得或不得"
kind = "fixed"
points = 88
rule = "规则"
[[sections.items]]
id = "range"
prompt = "酌定扣分"
kind = "range"
points = 5
minimum = 1
cap = 4
rule = "规则"
[[sections.items]]
id = "occurrence"
prompt = "按处扣分"
kind = "per_occurrence"
points = 3
deduction = 1
rule = "规则"
[[sections.items]]
id = "elements"
prompt = "按缺项扣分"
kind = "per_missing"
points = 4
deduction = 1
elements = ["授权委托书", "身份证明"]
rule = "规则"
[[sections.items]]
id = "severity"
prompt = "只定程度"
kind = "severity_only"
severity = "note"
rule = "规则"
[[sections.items]]
id = "veto"
prompt = "一票否决"
kind = "veto"
severity = "error"
rule = "规则"
[[sections.items]]
id = "record"
prompt = "只记录"
kind = "record_only"
rule = "规则"
[[sections.items]]
id = "bonus"
prompt = "加分"
kind = "bonus"
points = 3
rule = "规则"
"""


def make_batch(session: Session, standard: str, cases: int) -> UUID:
    rows = [LedgerRow(row, case_facts(row)) for row in range(2, 2 + cases)]
    preview = ledger_queries.preview(session, rows)
    ledgers.import_ledger(session, preview, file_name="台账.xlsx", sha256="0" * 64)
    add_reviewer(session, "评查一")
    people = tuple(row.id for row in settings.reviewers(session))
    plan = batches.BatchPlan("第一批", BatchKind.ROUTINE, standard, SCALE, FramePlan(categories=("civil",)), people)
    batch_id, _ = batches.create(session, plan)
    batches.draw(session, batch_id, count=cases, seed="种子")
    batches.assign(session, batch_id)
    return batch_id


@dataclass
class ScoringDesk:
    """The page over a real workspace, and a person's hands on it."""

    qtbot: QtBot
    desk: Desk
    page: ScoringPage

    @property
    def assignment(self) -> UUID:
        form = self.page.view.form
        assert form is not None
        return form.reading.assignment_id

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys where the focus is."""
        for key in keys:
            self.qtbot.keyClick(QApplication.focusWidget() or self.page, key, modifier)

    def write(self, text: str) -> None:
        """Type plain characters where the focus is."""
        self.qtbot.keyClicks(QApplication.focusWidget(), text)

    def kept(self, item_id: str, assignment: UUID | None = None) -> Answer | None:
        """What the database holds of an item."""
        asked = assignment or self.assignment
        with self.desk.store.read() as session:
            return readings.answers_of(session, asked).get(item_id)

    def find(self, kind: type[QWidget], name: str) -> QWidget:
        """A widget of the page by its object name."""
        widget = self.page.findChild(kind, name)
        assert widget is not None
        return widget


MakeDesk = Callable[..., ScoringDesk]


@pytest.fixture
def make_desk(qtbot: QtBot, store: Store) -> MakeDesk:
    """Builds the page over a batch under a standard, shows it and gives it the keyboard."""

    def make(standard: str | None = None, cases: int = 2, actor: str = "评查一") -> ScoringDesk:
        with store.write("审管办") as session:
            make_batch(session, standard or plain_standard(6), cases)
        return open_desk(qtbot, Desk(store, InlineRunner(), actor))

    return make


@pytest.fixture
def reopen(qtbot: QtBot) -> Callable[[ScoringDesk], ScoringDesk]:
    """Destroys the page and builds it anew over the same workspace, as after a new start."""

    def again(desk: ScoringDesk) -> ScoringDesk:
        desk.page.hide()
        return open_desk(qtbot, Desk(desk.desk.store, InlineRunner(), desk.desk.actor))

    return again


@pytest.fixture
def standard_of() -> Callable[[int], str]:
    """The text of a standard of so many plain items."""
    return plain_standard


@pytest.fixture
def every_kind() -> str:
    """The text of a standard with one item of each kind."""
    return every_kind_standard()


def open_desk(qtbot: QtBot, desk: Desk) -> ScoringDesk:
    """The page over a workspace that is there already."""
    page = ScoringPage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 680)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.activate()
    page.setFocus()
    return ScoringDesk(qtbot, desk, page)
