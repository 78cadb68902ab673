"""人员: what each person has, what is out and late, and writing it onto the stick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.desk import Desk
from gui.pages.exchange.contents import ContentsDialog
from gui.pages.exchange.person_panel import PersonPanel, seal_words
from gui.pages.exchange.reassigning import ReassignDialog, RecheckDialog, take_back
from gui.pages.exchange.words import away, due_words, is_late, last_out_words, missing_words, receipt_words
from gui.pages.exchange.writing import Errand, Receiver, Send, Writer
from gui.pages.page import Page
from gui.runners import Job
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.theme import SPACE
from gui.widgets.buttons import relabel, secondary_button
from gui.widgets.empty_page import EmptyPage
from gui.widgets.table import Table
from models.queries.exchange import CustodyRow, custody_rows
from models.queries.parcels import Contents, assignment_contents
from models.queries.seats import SeatRow, seat_rows

if TYPE_CHECKING:
    from uuid import UUID

    from exports.packages.own_keys import OwnKeys
    from exports.packages.sending import Addressee, Exported

IN_THE_PANEL = ("holder", "epoch", "missing")
"""The columns that the open panel shows anyway."""


class PeopleTab(QWidget):
    """The table of persons, and the panel of the chosen one."""

    def __init__(self, page: Page, desk: Desk, writer: Writer, today: Callable[[], date]) -> None:
        super().__init__()
        self.setObjectName("people_tab")
        self._page, self._desk, self._writer, self._today = page, desk, writer, today
        self._seats: tuple[SeatRow, ...] = ()
        self._model = RowsModel(columns(today()), lambda row: (row.batch_id, row.reviewer_id))
        self.table: Table[CustodyRow] = Table("custody_table", "人员", self._model, desk.memory)
        self.panel = PersonPanel(today)
        self.write_all = secondary_button("write_all", "全部写入…", self._on_write_all, "export", "Ctrl+Shift+E")
        self._empty = EmptyPage(
            "exchange",
            "还没有分派给评查员的案件",
            "在“批次”中抽案并分派之后，这里列出每位评查员待交出、在外和已交回的案件。",
            "去批次",
            lambda: page.go_to("batches"),
        )
        self._lay_out()
        self._connect()

    @property
    def is_empty(self) -> bool:
        """Whether nobody has any work."""
        return not self._model.rows

    def refresh(self) -> None:
        """Read who has what."""
        rows = self._desk.read(custody_rows)
        self._seats = self._desk.read(seat_rows)
        self._model.set_rows(sorted(rows, key=lambda row: not is_late(row, self._today())))
        for widget in (self.table, self.panel):
            widget.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        waiting = self._to_write()
        relabel(self.write_all, f"全部写入（{len(waiting)} 人）…" if waiting else "全部写入…")
        self.write_all.setEnabled(bool(waiting))
        if rows and self.table.current_row() is None:
            first = next(iter(waiting), self._model.rows[0])
            self.table.choose((first.batch_id, first.reviewer_id))
        self._show_current()

    def choose_batch(self, batch_id: UUID) -> None:
        """Choose the first person of a batch with something to hand over, else the first of it."""
        rows = [row for row in self._model.rows if row.batch_id == batch_id]
        row = next((row for row in rows if row.here), next(iter(rows), None))
        if row is not None:
            self.table.choose((row.batch_id, row.reviewer_id))

    def _to_write(self) -> list[CustodyRow]:
        return [row for row in self._model.rows if row.here]

    def _receiver(self, row: CustodyRow) -> Receiver:
        mine = [seat for seat in self._seats if seat.reviewer_id == row.reviewer_id]
        mine += [seat for seat in self._seats if seat.reviewer_id is None and seat.name == row.reviewer]
        seat = next((seat for seat in mine if seat.is_trusted), next(iter(mine), None))
        return Receiver(row.reviewer, seat, row.reviewer_id)

    def _errand(self, row: CustodyRow, *, with_attachments: bool = False) -> Errand:
        return Errand(self._receiver(row), sending(self._desk, row, with_attachments=with_attachments))

    def _contents(self, row: CustodyRow) -> Contents:
        seat = self._receiver(row).seat
        return self._desk.read(
            partial(
                assignment_contents,
                batch_id=row.batch_id,
                reviewer_id=row.reviewer_id,
                seat_id=seat.seat_id if seat else None,
                with_attachments=self.panel.with_attachments,
            )
        )

    def _show_current(self) -> None:
        row = self.table.current_row()
        if row is not None and self.panel.isVisibleTo(self):
            self.panel.show_row(row, self._receiver(row), self._contents(row))

    def _on_chosen(self, _row: CustodyRow) -> None:
        self.panel.clear_error()
        self._show_current()

    def write_current(self) -> None:
        """Write what the chosen person is to have."""
        row = self.table.current_row()
        if row is not None:
            self._writer.write(self.panel, self._errand(row, with_attachments=self.panel.with_attachments))

    def _on_write_all(self) -> None:
        rows = self._to_write()
        able = [row for row in rows if self._receiver(row).is_trusted]
        others = [row.reviewer for row in rows if not self._receiver(row).is_trusted]
        if not able:
            who = "、".join(others)
            self._page.show_error(
                f"{who}的席位没有核对，没有写出：请先在“席位”中导入登记卡并核对指纹，或逐人写入并设口令。"
            )
            return
        consequences = [f"写给{'、'.join(row.reviewer for row in able)}，各一个文件。"]
        consequences.append("写出后这些案件由评查员的电脑保管，本机只能查看，直到结果交回。")
        if others:
            consequences.append(f"{'、'.join(others)}的席位没有核对，不写：请逐人写入并设口令。")
        self._writer.write_all(self._page, [self._errand(row) for row in able], consequences)

    def _on_contents(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        title = f"写给{row.reviewer}的任务包"
        with_attachments = self.panel.with_attachments
        seal = seal_words(self._receiver(row))
        ContentsDialog(self, title, self._contents(row), seal, with_attachments=with_attachments).open()

    def _on_reassign(self) -> None:
        row = self.table.current_row()
        if row is not None:
            ReassignDialog(self, self._desk, row, self._page.show_done).open()

    def _on_recheck(self) -> None:
        row = self.table.current_row()
        if row is not None:
            RecheckDialog(self, self._desk, row, self._page.show_done).open()

    def _on_take_back(self) -> None:
        row = self.table.current_row()
        if row is not None:
            take_back(self.panel, self._desk, row, self._page.show_done)

    def _open_panel(self) -> None:
        self.panel.show()
        self.table.leave_out(IN_THE_PANEL)
        self._show_current()

    def _on_closed(self) -> None:
        self.table.leave_out(())
        self.table.setFocus()

    def _connect(self) -> None:
        self.table.row_chosen.connect(self._on_chosen)
        self.table.row_opened.connect(lambda _row: self._open_panel())
        # the panel's own key works while the focus is in it
        make_action(self.table, "close_panel_from_table", "关闭右侧面板", "Esc", self.panel.close_panel)
        self.panel.closed.connect(self._on_closed)
        self.panel.packing_changed.connect(self._show_current)
        self.panel.write_asked.connect(self.write_current)
        self.panel.contents_asked.connect(self._on_contents)
        self.panel.reassign_asked.connect(self._on_reassign)
        self.panel.recheck_asked.connect(self._on_recheck)
        self.panel.take_back_asked.connect(self._on_take_back)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(3 * SPACE)
        row.addWidget(self.table, 1)
        row.addWidget(self.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row, 1)
        column.addWidget(self._empty, 1)
        self.setFocusProxy(self.table)
        self.table.leave_out(IN_THE_PANEL)


def sending(desk: Desk, row: CustodyRow, *, with_attachments: bool) -> Send:
    """How the work of one person is written."""
    store, actor = desk.store, desk.actor

    def send(keys: OwnKeys, addressee: Addressee, folder: Path, job: Job) -> Exported:
        from exports.packages.sending import send_assignment

        return send_assignment(
            store,
            keys,
            row.batch_id,
            addressee,
            folder,
            actor=actor,
            with_attachments=with_attachments,
            progress=job.progress,
        )

    return send


def columns(today: date) -> Sequence[Column[CustodyRow]]:
    """Who, what is here, out and back, until when, and how the packages stand."""
    return (
        Column("reviewer", "评查员", lambda row: row.reviewer, 88),
        Column("batch", "批次", lambda row: row.batch, 160, stretch=True, tip=lambda row: row.batch),
        Column("here", "待交出", lambda row: row.here, 70, is_number=True),
        Column("out", "在外", away, 60, is_number=True),
        Column("back", "已交回", lambda row: row.back + row.recheck_back, 70, is_number=True),
        Column("due", "期限", lambda row: due_words(row, today), 122, badge=True, sort_key=lambda row: row.review_due),
        Column("holder", "保管席位", lambda row: row.holder, 110),
        Column("epoch", "轮次", lambda row: row.epoch or None, 56, is_number=True),
        Column("last_out", "最近交出", last_out_words, 142),
        Column("receipt", "回执", receipt_words, 100, badge=True),
        Column("missing", "缺号", lambda row: missing_words(row.missing), 90),
    )
