"""Choosing files and folders, each kind remembering where it was last."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.memory import Memory

SPREADSHEETS = "电子表格 (*.xlsx *.xls *.csv);;所有文件 (*)"
WORKBOOK = "Excel 工作簿 (*.xlsx)"
_WORDS = {
    QFileDialog.DialogLabel.LookIn: "查找范围：",
    QFileDialog.DialogLabel.FileName: "文件名：",
    QFileDialog.DialogLabel.FileType: "文件类型：",
}


def ask_for_file(
    parent: QWidget, title: str, kinds: str, memory: Memory, slot: Callable[[Path], object]
) -> QFileDialog:
    """Let an existing file be chosen and hand it to `slot`; returns at once."""
    picker = _picker(parent, title, memory, slot)
    picker.setFileMode(QFileDialog.FileMode.ExistingFile)
    picker.setNameFilters(kinds.split(";;"))
    picker.open()
    return picker


def ask_for_files(
    parent: QWidget, title: str, kinds: str, memory: Memory, slot: Callable[[list[Path]], object]
) -> QFileDialog:
    """Let several existing files be chosen and hand them to `slot`; returns at once."""

    def take(chosen: list[str]) -> None:
        paths = [Path(one) for one in chosen]
        memory.keep("files/folder", str(paths[0].parent))
        slot(paths)

    # the signal of one file stays silent when it is several
    picker = _picker(parent, title, memory, lambda _path: None)
    picker.filesSelected.connect(take)
    picker.setFileMode(QFileDialog.FileMode.ExistingFiles)
    picker.setNameFilters(kinds.split(";;"))
    picker.open()
    return picker


def ask_where_to_save(
    parent: QWidget, title: str, name: str, kinds: str, memory: Memory, slot: Callable[[Path], object]
) -> QFileDialog:
    """Let a place for a new file be chosen, `name` being proposed, and hand it to `slot`; returns at once."""
    picker = _picker(parent, title, memory, slot)
    picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    picker.setNameFilters(kinds.split(";;"))
    picker.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    picker.selectFile(name)
    picker.open()
    return picker


def ask_for_folder(parent: QWidget, title: str, memory: Memory, slot: Callable[[Path], object]) -> QFileDialog:
    """Let a folder be chosen and hand it to `slot`; returns at once."""
    picker = _picker(parent, title, memory, slot)
    picker.setFileMode(QFileDialog.FileMode.Directory)
    picker.setOption(QFileDialog.Option.ShowDirsOnly)
    picker.setLabelText(QFileDialog.DialogLabel.FileName, "文件夹：")
    picker.open()
    return picker


def _picker(parent: QWidget, title: str, memory: Memory, slot: Callable[[Path], object]) -> QFileDialog:
    folder = Path(memory.text("files/folder") or Path.home())
    picker = QFileDialog(parent, title, str(folder if folder.is_dir() else Path.home()))
    picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    # what Qt's own translation leaves in English, the kinds in the detailed view among it
    picker.setViewMode(QFileDialog.ViewMode.List)
    for label, words in _WORDS.items():
        picker.setLabelText(label, words)

    def take(chosen: str) -> None:
        path = Path(chosen)
        memory.keep("files/folder", str(path if path.is_dir() else path.parent))
        slot(path)

    picker.fileSelected.connect(take)
    return picker
