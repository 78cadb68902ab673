"""待处理: readings of an older round, two versions of one row, and rows without a place."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gui.desk import Desk
from gui.dialogs.reason import ask_reason
from gui.pages.exchange.reassigning import StepDialog, reason_field
from gui.pages.exchange.words import moment, table_word
from gui.pages.page import Page
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.theme import ROW_HEIGHT, SPACE
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.clearing import empty_layout
from gui.widgets.empty_page import EmptyPage
from gui.widgets.labels import SectionHeader, lead, muted, paragraph
from gui.widgets.table import Table
from models.changes import Changes
from models.queries.custody import Fork, ForkSide, StaleReading, WaitingRow, open_forks, stale_readings, waiting_rows
from models.services import custody
from models.services.merging import Reason
from models.store import Session

Decide = Callable[[Session, str, str], Changes]
_MOST_ROWS = 6
_HEAD = 37
_STALE = "重新分派之后，原来的 U 盘或电脑交回的评查；不决定就不计入"
_FORKS = "同一席位同一号有两种内容，多半是工作区被复制过；请与本人核对后选定"
_HELD = "所属的案件或分派还没有到；对应的评查包导入后自动归位"


class DecisionDialog(StepDialog):
    """Asks for the reason and who decided, then carries the decision out."""

    def __init__(
        self, parent: QWidget, desk: Desk, title: str, consequences: Sequence[str], step: str, decide: Decide
    ) -> None:
        super().__init__(parent, "decision_dialog", title, consequences, step)
        self._desk, self._decide = desk, decide
        self._reason = reason_field("写明理由，记入留痕")
        self._by = QLineEdit(desk.actor)
        self._by.setObjectName("decided_by")
        self._by.setAccessibleName("决定人")
        self.form.addRow("理由", self._reason)
        self.form.addRow("决定人", self._by)
        self._reason.setFocus()

    def carry_out(self) -> None:
        """Keep the decision."""
        reason, by = self._reason.toPlainText(), self._by.text()
        if self._desk.perform(self, lambda session: self._decide(session, reason, by)) is not None:
            self.accept()


class WaitingTab(QWidget):
    """Three lists, each shown while something is in it."""

    def __init__(self, page: Page, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("waiting_tab")
        self._page, self._desk = page, desk
        self._stale_model = RowsModel(_stale_columns(), lambda row: row.assignment_id)
        self._stale: Table[StaleReading] = Table("stale_table", "旧轮次", self._stale_model, desk.memory)
        self._held_model = RowsModel(_held_columns(), lambda row: (row.table, row.row_id))
        self._held: Table[WaitingRow] = Table("held_table", "待归位", self._held_model, desk.memory)
        self._adopt = primary_button("adopt_reading", "采用…", self._on_adopt)
        self._reject = secondary_button("reject_reading", "不采用…", self._on_reject)
        self._dismiss = secondary_button("dismiss_row", "不再提示…", self._on_dismiss)
        self._forks = QVBoxLayout()
        self._forks.setSpacing(3 * SPACE)
        self._sections: list[QWidget] = []
        self._nothing = EmptyPage(
            "done",
            "没有待处理的事项",
            "重新分派后旧 U 盘又回来、同一席位交来两种内容、记录的案件还没有到，都在这里等您决定；什么都不会丢。",
        )
        self._lay_out()

    def refresh(self) -> int:
        """Read what waits and give how much it is."""
        stale = self._desk.read(stale_readings)
        forks = self._desk.read(open_forks)
        held = self._desk.read(waiting_rows)
        self._stale_model.set_rows(stale)
        self._held_model.set_rows(held)
        self._show_forks(forks)
        for section, rows in zip(self._sections, (stale, forks, held), strict=True):
            section.setVisible(bool(rows))
        for table, count in ((self._stale, len(stale)), (self._held, len(held))):
            height = max(ROW_HEIGHT, table.verticalHeader().defaultSectionSize())
            table.setFixedHeight(_HEAD + height * max(1, min(count, _MOST_ROWS)))
            if count and table.current_row() is None:
                table.selectRow(0)
        total = len(stale) + len(forks) + len(held)
        self._nothing.setVisible(not total)
        self._scroll.setVisible(bool(total))
        return total

    def _show_forks(self, forks: Sequence[Fork]) -> None:
        empty_layout(self._forks)
        for at, fork in enumerate(forks):
            self._forks.addWidget(ForkCard(at, fork, self._on_choose))

    def _on_adopt(self) -> None:
        row = self._stale.current_row()
        if row is None:
            return
        consequences = [f"{row.reviewer}第{row.epoch}轮的评查（{_says(row)}）开始计入。"]
        if row.current:
            consequences.append(f"现在由{row.current}进行的这一轮随即取消；已评的内容保留，不计入。")
        title = f"采用{row.number}的旧轮次评查？"
        DecisionDialog(self, self._desk, title, consequences, "采用", partial(_adopt, row)).open()

    def _on_reject(self) -> None:
        row = self._stale.current_row()
        if row is None:
            return
        consequences = [f"{row.reviewer}第{row.epoch}轮的评查（{_says(row)}）不计入；内容保留备查，以后不再列在这里。"]
        title = f"不采用{row.number}的旧轮次评查？"
        DecisionDialog(self, self._desk, title, consequences, "不采用", partial(_reject, row)).open()

    def _on_choose(self, fork: Fork, side: ForkSide) -> None:
        consequences = [f"{fork.what}以“{side.says}”为准；另一种内容保留备查，不计入。"]
        title = f"选定{fork.number}的这一种内容？"
        DecisionDialog(self, self._desk, title, consequences, "选定", partial(_choose, fork, side)).open()

    def _on_dismiss(self) -> None:
        row = self._held.current_row()
        if row is not None:
            hint = "记录保留，等到它的案件到了仍会自动归位；只是不再列在这里。"
            ask_reason(self, "不再提示这条记录？", "不再提示", partial(self._do_dismiss, row), hint)

    def _do_dismiss(self, row: WaitingRow, reason: str) -> None:
        self._desk.perform(self._page, lambda session: custody.dismiss(session, row.table, row.row_id, reason))

    def _lay_out(self) -> None:
        content = QWidget()
        content.setObjectName("side_panel_content")
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4 * SPACE)
        forks = QWidget()
        forks.setLayout(self._forks)
        self._forks.setContentsMargins(0, 0, 0, 0)
        for title, remark, widget, buttons in (
            ("旧轮次", _STALE, self._stale, (self._reject, self._adopt)),
            ("分叉", _FORKS, forks, ()),
            ("待归位", _HELD, self._held, (self._dismiss,)),
        ):
            section = _section(title, remark, widget, buttons)
            self._sections.append(section)
            inner.addWidget(section)
        inner.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._nothing, 1)
        self.setFocusProxy(self._stale)


class ForkCard(QFrame):
    """One fork: its sides next to each other, each with its button."""

    def __init__(self, at: int, fork: Fork, choose: Callable[[Fork, ForkSide], object]) -> None:
        super().__init__()
        self.setObjectName(f"fork_{at}")
        self.setProperty("kind", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        head = QHBoxLayout()
        head.addWidget(lead(fork.number))
        head.addWidget(muted(f"{fork.reviewer}　{fork.what}　第{fork.revision}稿　{fork.batch}"), 1)
        column.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(3 * SPACE)
        for number, side in enumerate(fork.sides):
            words = paragraph(side.says)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            button = secondary_button(f"choose_{at}_{number}", "选定这一种…", partial(choose, fork, side))
            button.setAccessibleName(f"选定：{side.says}")
            half = QVBoxLayout()
            half.setSpacing(2 * SPACE)
            half.addWidget(muted(f"内容{'甲乙丙丁戊己庚辛壬癸'[number % 10]}"))
            half.addWidget(words, 1)
            half.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            row.addLayout(half, 1)
        column.addLayout(row)


def _adopt(row: StaleReading, session: Session, reason: str, by: str) -> Changes:
    return custody.adopt(session, row.assignment_id, reason=reason, decided_by=by)


def _reject(row: StaleReading, session: Session, reason: str, by: str) -> Changes:
    return custody.reject(session, row.assignment_id, reason=reason, decided_by=by)


def _choose(fork: Fork, side: ForkSide, session: Session, reason: str, by: str) -> Changes:
    return custody.choose(session, fork.subject, side.row_id, reason=reason, decided_by=by)


def _section(title: str, remark: str, widget: QWidget, buttons: Sequence[QPushButton]) -> QWidget:
    header = SectionHeader(title)
    words = muted(remark)
    words.setWordWrap(True)
    for button in buttons:
        header.add_widget(button)
    section = QWidget()
    column = QVBoxLayout(section)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2 * SPACE)
    for each in (header, words, widget):
        column.addWidget(each)
    return section


def _says(row: StaleReading) -> str:
    return f"{row.answers} 项评定，建议{row.grade}" if row.grade else f"{row.answers} 项评定，未提交"


def _stale_columns() -> Sequence[Column[StaleReading]]:
    return (
        Column("number", "案号", lambda row: row.number, 204),
        Column("reviewer", "评查员", lambda row: row.reviewer, 84),
        Column("epoch", "轮次", lambda row: f"第{row.epoch}轮", 64),
        Column("says", "交回的内容", _says, 190),
        Column("current", "现在由谁评", lambda row: row.current, 100),
        Column("reason", "重新分派的原因", lambda row: row.cancelled_reason, 160, stretch=True),
        Column("batch", "批次", lambda row: row.batch, 150, stretch=True, tip=lambda row: row.batch),
    )


def _held_columns() -> Sequence[Column[WaitingRow]]:
    return (
        Column("table", "内容", lambda row: table_word(row.table), 140),
        Column("reason", "原因", _reason_of, 360, stretch=True, tip=_reason_of),
        Column("arrived_at", "到达", lambda row: moment(row.arrived_at), 140),
        Column("row_id", "记录号", lambda row: row.row_id.hex[-8:], 100),
    )


def _reason_of(row: WaitingRow) -> str:
    known = {reason.value: reason.sentence for reason in Reason}
    return known.get(row.reason, row.reason)
