"""The reviewer's side: what is on the stick and what to do with it, and what was given back of each batch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gui.desk import Desk
from gui.pages.exchange.contents import ContentsDialog
from gui.pages.exchange.parcels import Parcel, Standing
from gui.pages.exchange.person_panel import seal_words
from gui.pages.exchange.stick_box import StickBox
from gui.pages.exchange.words import day_of
from gui.pages.exchange.writing import Errand, Receiver, Writer
from gui.pages.page import Page
from gui.runners import Job
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.theme import SPACE
from gui.widgets.buttons import primary_button, relabel, secondary_button
from gui.widgets.labels import SectionHeader, lead, muted
from gui.widgets.table import Table
from models.queries.exchange import ReturnRow, return_rows
from models.queries.parcels import results_contents, to_hand_back
from models.queries.seats import seat_row

if TYPE_CHECKING:
    from uuid import UUID

    from exports.packages.own_keys import OwnKeys
    from exports.packages.sending import Addressee, Exported

_FIRST = "先在“席位”中与审管办互换登记卡；再把审管办交来的 U 盘插上，这里会认出其中的任务包。"


class ReturningTab(QWidget):
    """One card that says what to do now, and the batches under it.

    Emits `import_asked` with the parcel that is to be taken in.
    """

    import_asked = Signal(object)

    def __init__(self, page: Page, desk: Desk, box: StickBox, writer: Writer) -> None:
        super().__init__()
        self.setObjectName("returning_tab")
        self._page, self._desk, self._box, self._writer = page, desk, box, writer
        self._fresh: dict[UUID, int] = {}
        self._model = RowsModel(self._columns(), lambda row: row.batch_id)
        self.table: Table[ReturnRow] = Table("returns_table", "批次", self._model, desk.memory)
        self._title, self._words = lead(""), muted("")
        self._title.setObjectName("situation")
        self._words.setWordWrap(True)
        self._import = primary_button("import_task", "导入任务包", self._on_import, "import")
        self._write = primary_button("write_results", "写出结果到 U 盘", self._on_write, "export")
        self._score = primary_button("go_scoring", "去评查", lambda: page.go_to("scoring"), "scoring")
        self._write_again = secondary_button("write_results_again", "写出结果到 U 盘", self._on_write, "export")
        self._look = secondary_button("look_inside", "看看内容…", self._on_contents, keys="Ctrl+L")
        self.table.row_chosen.connect(lambda _row: self._show_situation())
        self._lay_out()

    def refresh(self) -> None:
        """Read what is held here and what was given back."""
        self._fresh = {one.batch_id: one.count for one in self._desk.read(to_hand_back)}
        rows = self._desk.read(return_rows)
        self._model.set_rows(sorted(rows, key=lambda row: not self._fresh.get(row.batch_id)))
        if rows and self.table.current_row() is None:
            self.table.selectRow(0)
        self._batches.setVisible(bool(rows))
        self._show_situation()

    def show_stick(self) -> None:
        """Follow what lies on the stick."""
        self._show_situation()

    def carry_out(self) -> None:
        """Do what the situation asks for."""
        shown = (button for button in (self._import, self._write, self._score) if button.isVisibleTo(self))
        button = next(shown, None)
        if button is not None:
            button.click()

    def _show_situation(self) -> None:
        row = self.table.current_row()
        fresh = self._fresh.get(row.batch_id, 0) if row else 0
        parcel = self._parcel()
        if parcel is not None:
            told = "　".join(part for part in (parcel.sender, parcel.batch, parcel.number) if part)
            self._say(f"U 盘上有{parcel.kind or '评查包'}等您处理", told or parcel.path.name)
        elif fresh and row is not None:
            self._say(
                f"有 {fresh} 件已评完，还没有交回",
                f"插好 U 盘后写出，交给{row.office}。写出不影响继续评查，可以分几次交回。",
            )
        elif row is not None and row.submitted < row.cases:
            self._say(f"有 {row.cases - row.submitted} 件等您评查", "评完并提交之后，在这里把结果写到 U 盘。")
        elif row is not None:
            self._say("没有要导入的，也没有新的结果要交回", "审管办退回或分派复评时，会随 U 盘再来。")
        else:
            self._say("还没有分派给您的案件", _FIRST)
        relabel(self._import, "登记席位" if parcel and parcel.standing is Standing.CARD else "导入任务包")
        self._import.setVisible(parcel is not None)
        self._write.setVisible(parcel is None and bool(fresh))
        has_work = row is not None and row.submitted < row.cases
        self._score.setVisible(parcel is None and not fresh and has_work)
        self._write_again.setVisible(row is not None and not self._write.isVisibleTo(self))
        self._look.setEnabled(row is not None)

    def _say(self, title: str, words: str) -> None:
        self._title.setText(title)
        self._words.setText(words)

    def _parcel(self) -> Parcel | None:
        """The package that is to be taken in, or a card where nothing else is to be done."""
        waiting = [parcel for parcel in self._box.parcels if parcel.standing.is_waiting]
        cards = [parcel for parcel in waiting if parcel.standing is Standing.CARD]
        packages = [parcel for parcel in waiting if parcel.standing is not Standing.CARD]
        return next(iter(packages or ([] if self._fresh else cards)), None)

    def _on_import(self) -> None:
        parcel = self._parcel()
        if parcel is not None:
            self.import_asked.emit(parcel)

    def _receiver(self, row: ReturnRow) -> Receiver:
        return Receiver(row.office, self._desk.read(lambda session: seat_row(session, row.office_seat_id)))

    def _on_write(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        store, actor = self._desk.store, self._desk.actor

        def send(keys: OwnKeys, addressee: Addressee, folder: Path, job: Job) -> Exported:
            from exports.packages.sending import send_results

            return send_results(store, keys, row.batch_id, addressee, folder, actor=actor, progress=job.progress)

        self._writer.write(self._page, Errand(self._receiver(row), send))

    def _on_contents(self) -> None:
        row = self.table.current_row()
        if row is not None:
            contents = self._desk.read(lambda session: results_contents(session, row.batch_id, row.office_seat_id))
            seal = seal_words(self._receiver(row))
            ContentsDialog(self, f"交给{row.office}的结果包", contents, seal, with_attachments=False).open()

    def _columns(self) -> Sequence[Column[ReturnRow]]:
        return (
            Column("batch", "批次", lambda row: row.batch, 220, stretch=True, tip=lambda row: row.batch),
            Column("office", "交给", lambda row: row.office, 230, tip=lambda row: row.office),
            Column("cases", "分派", lambda row: row.cases, 64, is_number=True),
            Column("submitted", "已提交", lambda row: row.submitted, 72, is_number=True),
            Column("rechecks", "复评", lambda row: row.rechecks or None, 64, is_number=True),
            Column("fresh", "待交回", lambda row: self._fresh.get(row.batch_id), 72, is_number=True),
            Column("last_out", "最近交回", _last_out, 150),
            Column("receipt", "回执", _receipt, 104, badge=True),
        )

    def _lay_out(self) -> None:
        card = QFrame()
        card.setObjectName("situation_card")
        card.setProperty("kind", "card")
        words = QVBoxLayout()
        words.setSpacing(SPACE)
        words.addWidget(self._title)
        words.addWidget(self._words)
        inner = QHBoxLayout(card)
        inner.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 3 * SPACE)
        inner.setSpacing(3 * SPACE)
        inner.addLayout(words, 1)
        inner.addWidget(self._import)
        inner.addWidget(self._write)
        inner.addWidget(self._score)
        header = SectionHeader("本席位的批次", "只列交给这台电脑的案件")
        header.add_widget(self._look)
        header.add_widget(self._write_again)
        self._batches = QWidget()
        below = QVBoxLayout(self._batches)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(2 * SPACE)
        below.addWidget(header)
        below.addWidget(self.table, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(card)
        column.addWidget(self._batches, 1)
        column.addStretch(0)
        self.setFocusProxy(self.table)


def _last_out(row: ReturnRow) -> str:
    return f"第{row.last_out}号 {day_of(row.last_out_at)}" if row.last_out is not None else ""


def _receipt(row: ReturnRow) -> str:
    if row.last_out is None:
        return ""
    return "● 已收到" if row.is_received else "○ 未回执"
