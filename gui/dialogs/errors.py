"""Calm dialogs for what cannot be shown beside its cause."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.icons import icon
from gui.theme import SPACE
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.labels import lead, paragraph
from models.errors import StorageError

_TEXT_WIDTH = 380


class ErrorDialog(QDialog):
    """What went wrong, what to do about it, and a button to go on. Opened with `open()`, it blocks no thread."""

    def __init__(self, parent: QWidget | None, title: str, message: str, advice: str = "", sign: str = "error") -> None:
        super().__init__(parent)
        self.setObjectName("error_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("评衡")
        self.message = message
        self._copied = "\n".join(part for part in (title, message, advice) if part)
        words = QVBoxLayout()
        words.setSpacing(2 * SPACE)
        words.addWidget(lead(title))
        for text in filter(None, (message, advice)):
            label = paragraph(text)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setMinimumWidth(_TEXT_WIDTH)
            words.addWidget(label)
        words.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 5 * SPACE, 5 * SPACE, 4 * SPACE)
        column.setSpacing(4 * SPACE)
        column.addLayout(self._with_sign(words, sign), 1)
        column.addLayout(self._buttons())
        self._understood.setFocus()

    @classmethod
    def about_input(cls, parent: QWidget | None, message: str) -> "ErrorDialog":
        """A fault that the user can mend."""
        return cls(parent, "这一步没有完成", message, sign="warning")

    @classmethod
    def about_storage(cls, parent: QWidget | None, error: StorageError) -> "ErrorDialog":
        """A fault of the disk, the stick or a file."""
        return cls(parent, error.trouble, str(error.path), error.advice)

    @classmethod
    def about_bug(cls, parent: QWidget | None, log: Path) -> "ErrorDialog":
        """A fault of the program itself."""
        message = "程序内部出了差错，这一步没有完成；已经保存的内容不受影响。可以继续使用，若再次出现请重新启动。"
        return cls(parent, "程序出了差错", message, f"请把这个日志文件交给维护人员（其中没有案件内容）：\n{log}")

    def _with_sign(self, words: QVBoxLayout, sign: str) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(icon(sign).pixmap(QSize(28, 28)))
        row = QHBoxLayout()
        row.setSpacing(4 * SPACE)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary_button("copy_error", "复制文字", self._copy))
        self._understood = primary_button("close_error", "知道了", self.accept)
        self._understood.setDefault(True)
        row.addWidget(self._understood)
        return row

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._copied)
