"""The form of a new batch: what is reviewed, by which standard, from which cases, by whom, until when."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

import resources
from gui.desk import Desk
from gui.pages.batches.steps import proposed_name
from gui.theme import SPACE
from gui.widgets.banner import Banner
from gui.widgets.buttons import primary_button, quiet_button, secondary_button
from gui.widgets.check_list import CheckList
from gui.widgets.date_edit import DateEdit
from gui.widgets.labels import lead, muted
from models.batch import BatchKind
from models.changes import Changes
from models.queries.frames import FramePlan, frame_size
from models.queries.settings import departments, reviewers
from models.queries.standards import ShelfEntry, scales, standard_text, usable
from models.services import batches
from models.services.settings import add_reviewer
from models.store import Session
from review_forms.category import CaseCategory

_LIST_HEIGHT = 144
_USUAL = "civil-100"


class CreateForm(QWidget):
    """Emits `created` with the new batch's id, `cancelled` when the form is left."""

    created = Signal(object)
    cancelled = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("create_batch_form")
        self._desk = desk
        self._today = date.today()
        self._shelf: dict[str, ShelfEntry] = {}
        self._banner = Banner()
        self.name = QLineEdit()
        self.name.setObjectName("batch_name")
        self.name.setAccessibleName("批次名称")
        self.kind = _combo("batch_kind", "类型", [(kind.value, kind.label) for kind in BatchKind])
        self.standard = _combo("batch_standard", "评查标准", [])
        self.scale = _combo("batch_scale", "等次表", [])
        self.due = DateEdit("review_due", "评查期限")
        self.blind = QCheckBox("盲评（评查包不含承办人姓名）")
        self.blind.setObjectName("batch_blind")
        self.blind.setToolTip("交给评查员的评查包里没有承办人、合议庭成员的姓名，也不能附扫描件。")
        self.categories = CheckList("frame_categories", "案件性质")
        self.closed_from = DateEdit("frame_from", "结案日期自")
        self.closed_until = DateEdit("frame_until", "结案日期至")
        self.departments = CheckList("frame_departments", "承办部门")
        self.people = CheckList("batch_reviewers", "评查员")
        self.new_person = QLineEdit()
        self.new_person.setObjectName("new_reviewer")
        self.new_person.setAccessibleName("新评查员姓名")
        self.new_person.setPlaceholderText("新评查员姓名")
        self._size = lead("")
        self._size.setObjectName("frame_size")
        self._create = primary_button("create_batch", "建立批次", self._on_create, keys="Ctrl+Return")
        self._lay_out()
        self._connect()

    def begin(self) -> None:
        """Show an empty form with its proposals."""
        self._today = date.today()
        self._banner.clear()
        self._offer_shelf()
        self.kind.setCurrentIndex(0)
        self.blind.setChecked(False)
        self.name.setText(proposed_name(self.kind.currentText(), self._today))
        for day in (self.due, self.closed_from, self.closed_until):
            day.set_value(None)
        names = [row.name for row in self._desk.read(departments)]
        self.departments.set_choices([(name, name) for name in names])
        self._offer_people(self._known_people())
        self._on_standard_chosen()
        self.name.setFocus()
        self.name.selectAll()

    def refresh_people(self) -> None:
        """Read the list of reviewers again, keeping the ticks."""
        self._offer_people(self.people.ticked())

    def show_error(self, message: str) -> None:
        """Say what keeps the batch from being made."""
        self._banner.show_error(message)

    def clear_error(self) -> None:
        """Take the fault away."""
        self._banner.clear()

    def frame(self) -> FramePlan:
        """The cases that may be drawn, as chosen."""
        return FramePlan(
            categories=self.categories.ticked(),
            closed_from=self.closed_from.value(),
            closed_until=self.closed_until.value(),
            departments=self.departments.ticked(),
        )

    def _known_people(self) -> tuple[str, ...]:
        return tuple(str(row.id) for row in self._desk.read(reviewers))

    def _offer_people(self, ticked: tuple[str, ...]) -> None:
        rows = self._desk.read(reviewers)
        named = [(str(row.id), f"{row.name}（{row.department}）" if row.department else row.name) for row in rows]
        self.people.set_choices(named, ticked)

    def _offer_shelf(self) -> None:
        """Offer what is on the shelf now, the newest version of each standard first; drafts are not ready for use."""
        chosen, scale = self.standard.currentData() or _USUAL, self.scale.currentData()
        self._shelf = {entry.key: entry for entry in newest_first(self._desk.read(usable))}
        self.standard.clear()
        for key, entry in self._shelf.items():
            self.standard.addItem(f"{entry.title}（{entry.version}）", key)
        self.scale.clear()
        for each in scales():
            self.scale.addItem(each.title, each.id)
        self.standard.setCurrentIndex(max(self.standard.findData(chosen), 0))
        self.scale.setCurrentIndex(max(self.scale.findData(scale), 0))

    def _on_standard_chosen(self) -> None:
        fitting = self._shelf[self.standard.currentData()].categories
        self.categories.set_choices(
            [(each.value, each.label) for each in CaseCategory], [each.value for each in fitting]
        )
        self._show_size()

    def _show_size(self) -> None:
        plan = self.frame()
        size = self._desk.read(lambda session: frame_size(session, plan))
        self._size.setText(f"抽样框内现有 {size:,} 件" if size else "抽样框内没有案件")

    def _on_kind_chosen(self) -> None:
        kinds = [kind.label for kind in BatchKind]
        if self.name.text() in {proposed_name(kind, self._today) for kind in kinds} | {""}:
            self.name.setText(proposed_name(self.kind.currentText(), self._today))

    def _on_add_person(self) -> None:
        name = self.new_person.text().strip()
        if self._desk.perform(self, lambda session: add_reviewer(session, name)) is None:
            return
        self.new_person.clear()
        added = next(str(row.id) for row in self._desk.read(reviewers) if row.name == name)
        self._offer_people((*self.people.ticked(), added))
        self.new_person.setFocus()

    def _on_create(self) -> None:
        wrong = next((day for day in (self.closed_from, self.closed_until, self.due) if not day.is_acceptable), None)
        if wrong is not None:
            self.show_error("有一个日期没有写对：请写成 2026-01-05、2026年1月5日 或 20260105。")
            wrong.setFocus()
            return
        key, made = self.standard.currentData(), list[UUID]()

        def create(session: Session) -> Changes:
            batch_id, changes = batches.create(session, self._plan(standard_text(session, key)))
            made.append(batch_id)
            return changes

        if self._desk.perform(self, create) is not None:
            self.created.emit(made[0])

    def _plan(self, text: str) -> batches.BatchPlan:
        return batches.BatchPlan(
            name=self.name.text(),
            kind=BatchKind(self.kind.currentData()),
            standard_text=text,
            scale_text=resources.read_text("scales", f"{self.scale.currentData()}.toml"),
            frame=self.frame(),
            reviewers=tuple(UUID(person) for person in self.people.ticked()),
            review_due=self.due.value(),
            is_blind=self.blind.isChecked(),
        )

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(lambda _index: self._on_kind_chosen())
        self.standard.activated.connect(lambda _index: self._on_standard_chosen())
        for box in (self.categories, self.departments):
            box.edited.connect(self._show_size)
        for day in (self.closed_from, self.closed_until):
            day.edited.connect(lambda _day: self._show_size())
        self.new_person.returnPressed.connect(self._on_add_person)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(3 * SPACE)
        left.addWidget(self._plan_card())
        left.addWidget(self._people_card(), 1)
        inner = QWidget()
        cards = QHBoxLayout(inner)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(3 * SPACE)
        cards.addLayout(left, 1)
        cards.addWidget(self._frame_card(), 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inner)
        foot = QHBoxLayout()
        foot.addWidget(muted("标准和等次表的现行文本随批次固定下来，以后修改标准不影响这个批次。"))
        foot.addStretch(1)
        foot.addWidget(secondary_button("cancel_create", "取消", self.cancelled.emit))
        foot.addWidget(self._create)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3 * SPACE)
        column.addWidget(self._banner)
        column.addWidget(scroll, 1)
        column.addLayout(foot)

    def _plan_card(self) -> QFrame:
        card, column = _card("批次")
        form = QFormLayout()
        form.setVerticalSpacing(3 * SPACE)
        form.setHorizontalSpacing(3 * SPACE)
        for title, field in (
            ("名称", self.name),
            ("类型", self.kind),
            ("评查标准", self.standard),
            ("等次表", self.scale),
            ("评查期限", self.due),
        ):
            form.addRow(title, field)
        form.addRow("", self.blind)
        column.addLayout(form)
        return card

    def _frame_card(self) -> QFrame:
        card, column = _card("抽样范围")
        days = QHBoxLayout()
        days.setSpacing(SPACE)
        for widget in (self.closed_from, muted("至"), self.closed_until):
            days.addWidget(widget)
        days.addStretch(1)
        self.categories.setFixedHeight(_LIST_HEIGHT)
        _let_shrink(self.departments)
        column.addWidget(muted("结案日期"))
        column.addLayout(days)
        column.addWidget(muted("案件性质（不勾选为全部）"))
        column.addWidget(self.categories)
        column.addWidget(muted("承办部门（不勾选为全部）"))
        column.addWidget(self.departments, 1)
        column.addWidget(self._size)
        column.addWidget(muted("不含已评查过的和没有结案日期的案件"))
        return card

    def _people_card(self) -> QFrame:
        card, column = _card("评查员")
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.new_person, 1)
        row.addWidget(quiet_button("add_reviewer", "添加评查员", self._on_add_person, "add"))
        _let_shrink(self.people)
        column.addWidget(muted("参与过办理的人，分派时自动回避。"))
        column.addWidget(self.people, 1)
        column.addLayout(row)
        return card


def newest_first(entries: Sequence[ShelfEntry]) -> list[ShelfEntry]:
    """The shelf by standards: what the office published before what ships, of each id the newest version first."""
    order = list(dict.fromkeys(entry.standard_id for entry in entries))
    return sorted(entries, key=lambda entry: order.index(entry.standard_id))


def _card(title: str) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setProperty("kind", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 4 * SPACE)
    column.setSpacing(2 * SPACE)
    column.addWidget(lead(title))
    return card, column


def _let_shrink(box: CheckList) -> None:
    """Let a list scroll inside itself before the form does."""
    box.setMinimumHeight(_LIST_HEIGHT // 2)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)


def _combo(name: str, what: str, choices: list[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(what)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    for key, title in choices:
        box.addItem(title, key)
    return box
