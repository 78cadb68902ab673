"""The form for a receipt: which letters, on which day, by whom."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout

from gui.actions import make_action
from gui.desk import Desk
from gui.pages.page import Page
from gui.theme import SPACE
from gui.widgets.banner import Banner
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.date_edit import DateEdit
from gui.widgets.labels import lead, muted
from models.changes import Changes
from models.queries.letters import LetterRow
from models.queries.settings import department
from models.services import letters

if TYPE_CHECKING:
    from models.store import Session

_NAMED = 4


class ServiceDialog(QDialog):
    """Asks for the day and the receiver; `save` keeps them and says whether they were taken."""

    def __init__(
        self,
        parent: Page,
        numbers: Sequence[str],
        today: date,
        receiver: str,
        save: Callable[[ServiceDialog, date, str], bool],
    ) -> None:
        super().__init__(parent)
        self.setObjectName("service_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("登记送达")
        self.setMinimumWidth(440)
        self._save = save
        self._banner = Banner()
        self._day = DateEdit("served_on", "送达日期")
        self._day.set_value(today)
        self._receiver = QLineEdit(receiver)
        self._receiver.setObjectName("received_by")
        self._receiver.setAccessibleName("签收人")
        self._receiver.setPlaceholderText("在送达回执上签名的人")
        self._lay_out(numbers)
        make_action(self, "keep_service", "登记送达", "Return, Enter", self._on_keep)
        self._receiver.setFocus()
        self._receiver.selectAll()

    def show_error(self, message: str) -> None:
        """Show why the receipt was not taken."""
        self._banner.show_error(message)

    def clear_error(self) -> None:
        """Take the fault away."""
        self._banner.clear()

    def _lay_out(self, numbers: Sequence[str]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 4 * SPACE, 5 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addWidget(lead(f"登记 {len(numbers)} 份反馈意见书的送达"))
        more = f" 等 {len(numbers)} 份" if len(numbers) > _NAMED else ""
        words = muted("、".join(numbers[:_NAMED]) + more)
        words.setWordWrap(True)
        column.addWidget(words)
        column.addWidget(self._banner)
        form = QFormLayout()
        form.setHorizontalSpacing(3 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        form.addRow("送达日期", self._day)
        form.addRow("签收人", self._receiver)
        column.addLayout(form)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary_button("service_back", "返回", self.reject))
        row.addWidget(primary_button("service_keep", "登记送达", self._on_keep))
        column.addLayout(row)

    def _on_keep(self) -> None:
        day = self._day.value()
        if day is None:
            self.show_error("没有填写送达日期，或写法无法辨认：请写成 2026-01-05。")
        elif self._save(self, day, self._receiver.text()):
            self.accept()


def ask_for_receipt(page: Page, desk: Desk, rows: Sequence[LetterRow], today: date) -> ServiceDialog:
    """Open the form for these letters; the liaison is offered as the receiver where all have the same."""
    ids = [row.letter_id for row in rows if row.letter_id is not None]
    receiver = desk.read(lambda session: _liaison(session, {row.department for row in rows}))

    def keep(dialog: ServiceDialog, day: date, receiver: str) -> bool:
        changes = desk.perform(
            dialog,
            lambda session: reduce(or_, (letters.serve(session, one, day, receiver) for one in ids), Changes()),
            lambda _changes: page.show_done(f"已登记 {len(ids)} 份反馈意见书的送达。"),
        )
        return changes is not None

    dialog = ServiceDialog(page, [row.number for row in rows], today, receiver, keep)
    dialog.open()
    return dialog


def _liaison(session: Session, names: Collection[str]) -> str:
    known = [department(session, name) for name in names]
    return known[0].liaison if len(known) == 1 and known[0] else ""
