"""The workspace cannot be opened: what stands against it, and the ways on."""

from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui.theme import SPACE
from gui.widgets.buttons import primary_button, quiet_button, secondary_button
from gui.widgets.labels import lead, paragraph
from models.errors import StorageError, UserError
from models.store.faults import (
    BackupBrokenError,
    BackupMissingError,
    ForeignDatabaseError,
    NewerWorkspaceError,
    NotAWorkspaceError,
    WorkspaceDamagedError,
    WorkspaceMissingError,
)
from models.store.shelf import list_backups


class Way(Enum):
    """What can be done about a workspace that does not open."""

    RETRY = auto()
    RESTORE = auto()
    CREATE = auto()
    OTHER = auto()


def ways_on(folder: Path, error: UserError | StorageError) -> tuple[Way, ...]:
    """What helps against a fault, the most likely first."""
    match error:
        case WorkspaceDamagedError() | BackupBrokenError() | BackupMissingError():
            can_restore = bool(list_backups(folder))
            return (Way.RESTORE, Way.OTHER, Way.RETRY) if can_restore else (Way.OTHER, Way.RETRY)
        case NotAWorkspaceError():
            return Way.OTHER, Way.CREATE
        case WorkspaceMissingError():
            return Way.RETRY, Way.OTHER, Way.CREATE
        case NewerWorkspaceError() | ForeignDatabaseError():
            return (Way.OTHER,)
        case _:
            return Way.RETRY, Way.OTHER


class OpenTroubleDialog(QDialog):
    """Says what is wrong and offers the ways on, the first as the primary button; closing it gives up.

    `give_up` is what the button for that says. Emits `retried`, `restore_asked`, `creation_asked`, or `folder_chosen`
    with another folder.
    """

    retried = Signal()
    restore_asked = Signal()
    creation_asked = Signal()
    folder_chosen = Signal(object)

    def __init__(self, parent: QWidget, folder: Path, error: UserError | StorageError, give_up: str) -> None:
        super().__init__(parent)
        self.setObjectName("open_trouble")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("评衡")
        self.setMinimumWidth(560)
        self.message = str(error)
        self._folder = folder
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 5 * SPACE, 5 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addWidget(lead("工作区没有打开"))
        words = paragraph(self.message)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(words, 1)
        column.addLayout(self._buttons(ways_on(folder, error), give_up))
        self.setFocus()

    def _buttons(self, ways: tuple[Way, ...], give_up: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(quiet_button("give_up", give_up, self.reject))
        row.addStretch(1)
        for way in reversed(ways[1:]):
            row.addWidget(self._button(way, secondary_button))
        first = self._button(ways[0], primary_button)
        first.setDefault(True)
        row.addWidget(first)
        self.setFocusProxy(first)
        return row

    def _button(self, way: Way, build: Callable[..., QPushButton]) -> QPushButton:
        match way:
            case Way.RETRY:
                return build("retry", "再试一次", self._on_retry)
            case Way.RESTORE:
                return build("restore_backup", "恢复备份…", self.restore_asked.emit, "history")
            case Way.CREATE:
                return build("create_new", "新建工作区…", self._on_create, "add")
            case Way.OTHER:
                return build("choose_folder", "打开其他工作区…", self._on_choose, "open")

    def _on_retry(self) -> None:
        self.accept()
        self.retried.emit()

    def _on_create(self) -> None:
        self.accept()
        self.creation_asked.emit()

    def _on_choose(self) -> None:
        picker = QFileDialog(self, "选择工作区文件夹", str(self._folder.parent))
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.setFileMode(QFileDialog.FileMode.Directory)
        picker.fileSelected.connect(self._on_chosen)
        picker.open()

    def _on_chosen(self, folder: str) -> None:
        self.accept()
        self.folder_chosen.emit(Path(folder))
