"""The question before a draft is published: under which version, and what that means."""

import re
from collections.abc import Collection
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gui.desk import Desk
from gui.pages.standards.faults_list import FaultsList, listed
from gui.theme import SPACE
from gui.widgets.banner import Banner
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.fitting import grow_to_words
from gui.widgets.labels import lead, muted, paragraph
from models.services import standards
from review_forms.standard_sheet import SheetFault, StandardSheet

_CONSEQUENCES = (
    "发布以后这一版不能再改动，要改只能复制后另发新版。",
    "新建批次时可以选用；已经建立的批次仍按原来的标准，不受影响。",
    "发布人、时间和版本都留痕。",
)


def next_version(version: str, taken: Collection[str]) -> str:
    """The version after this one that is not taken: the last number in it one higher, as 2026.2 after 2026.1."""
    proposed = version.strip()
    while not proposed or proposed in taken:
        found = re.search(r"\d+(?=\D*$)", proposed)
        if found is None:
            proposed = f"{proposed}.2" if proposed else "1"
        else:
            proposed = f"{proposed[: found.start()]}{int(found[0]) + 1}{proposed[found.end() :]}"
    return proposed


class PublishDialog(QDialog):
    """Asks for the version and publishes; a draft with faults shows them instead. `published` comes when it is done."""

    published = Signal()
    place_asked = Signal(object)

    def __init__(self, parent: QWidget, desk: Desk, draft_id: UUID, sheet: StandardSheet, proposed: str) -> None:
        super().__init__(parent)
        self.setObjectName("publish_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("评衡")
        self.setMinimumWidth(480)
        self._desk = desk
        self._draft_id = draft_id
        self._banner = Banner()
        self.version = QLineEdit(proposed)
        self.version.setObjectName("publish_version")
        self.version.setAccessibleName("版本")
        self.version.setMaxLength(64)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(5 * SPACE, 5 * SPACE, 5 * SPACE, 4 * SPACE)
        self._column.setSpacing(2 * SPACE)
        self._column.addWidget(lead(f"发布《{sheet.head.get('title', '')}》？"))
        self._column.addWidget(self._banner)

    def ask(self) -> None:
        """Ask for the version."""
        for words in _CONSEQUENCES:
            self._column.addWidget(paragraph(f"·  {words}"))
        row = QHBoxLayout()
        row.addWidget(muted("版本"))
        row.addWidget(self.version, 1)
        self._column.addLayout(row)
        step = primary_button("publish_step", "发布", self._on_step)
        step.setDefault(True)
        self._add_foot("publish_back", "返回", step)
        self.open()
        self.version.setFocus()
        self.version.selectAll()

    def refuse(self, sheet: StandardSheet, faults: tuple[SheetFault, ...]) -> None:
        """Say what has to be mended first."""
        self._banner.show_error(f"还有 {len(faults)} 处错误，改正后才能发布。")
        table = FaultsList("publish_faults", "要改正的错误")
        table.setMinimumSize(640, 240)
        table.show_faults(listed(sheet, faults))
        table.place_asked.connect(self._on_place)
        self._column.addWidget(table, 1)
        self._add_foot("publish_back", "返回修改")
        self.open()
        table.setFocus()

    def show_error(self, message: str) -> None:
        """Say why it was not published."""
        self._banner.show_error(message)
        grow_to_words(self)

    def clear_error(self) -> None:
        """Take the fault away."""
        self._banner.clear()

    def _add_foot(self, name: str, back: str, step: QWidget | None = None) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary_button(name, back, self.reject))
        if step is not None:
            row.addWidget(step)
        self._column.addSpacing(SPACE)
        self._column.addLayout(row)

    def _on_place(self, fault: SheetFault) -> None:
        self.reject()
        self.place_asked.emit(fault)

    def _on_step(self) -> None:
        draft_id, version = self._draft_id, self.version.text()
        if self._desk.perform(self, lambda session: standards.publish(session, draft_id, version)) is not None:
            self.accept()
            self.published.emit()
