"""The workspace cannot be opened: what stands against it, and the ways on."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from gui.theme import SPACE
from gui.widgets.buttons import primary_button, quiet_button, secondary_button
from gui.widgets.labels import lead, paragraph
from models.errors import StorageError, UserError


class OpenTroubleDialog(QDialog):
    """Emits `retried`, or `folder_chosen` with another folder; closing it gives up."""

    retried = Signal()
    folder_chosen = Signal(object)

    def __init__(self, parent: QWidget, folder: Path, error: UserError | StorageError) -> None:
        super().__init__(parent)
        self.setObjectName("open_trouble")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("评衡")
        self.setMinimumWidth(520)
        self.message = str(error)
        self._folder = folder
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 5 * SPACE, 5 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addWidget(lead("工作区没有打开"))
        words = paragraph(self.message)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(words, 1)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(quiet_button("give_up", "退出", self.reject))
        row.addStretch(1)
        row.addWidget(secondary_button("choose_folder", "打开其他工作区…", self._choose, "open"))
        again = primary_button("retry", "再试一次", self._retry)
        again.setDefault(True)
        again.setFocus()
        row.addWidget(again)
        return row

    def _retry(self) -> None:
        self.accept()
        self.retried.emit()

    def _choose(self) -> None:
        picker = QFileDialog(self, "选择工作区文件夹", str(self._folder.parent))
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.setFileMode(QFileDialog.FileMode.Directory)
        picker.fileSelected.connect(self._on_chosen)
        picker.open()

    def _on_chosen(self, folder: str) -> None:
        self.accept()
        self.folder_chosen.emit(Path(folder))
