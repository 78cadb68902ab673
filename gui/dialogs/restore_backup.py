"""Choosing the backup that takes the place of a damaged database."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from gui.dialogs.confirm import ask_before
from gui.table_models.backup_columns import backup_columns, moment
from gui.table_models.rows import RowsModel
from gui.theme import SPACE
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.labels import lead, muted
from gui.widgets.table import Table
from models.store.shelf import Backup, list_backups

_UNPROVEN = "这份备份还没有验证过：恢复之前先检查，不完好就不会替换现有的文件。"


class RestoreDialog(QDialog):
    """The backups of a workspace, newest first; emits `confirmed` with one that was chosen and confirmed.

    The newest proven backup is chosen to begin with, or the newest of all where none was proven.
    """

    confirmed = Signal(object)

    def __init__(self, parent: QWidget, folder: Path) -> None:
        super().__init__(parent)
        self.setObjectName("restore_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("评衡")
        self.resize(760, 420)
        self._model = RowsModel(backup_columns(), identity=lambda row: row.path)
        self._table = Table("backup_choice", "备份", self._model)
        self._restore = primary_button("restore_chosen", "恢复这份备份…", self._on_restore, "history")
        self._restore.setDefault(True)
        self._table.row_chosen.connect(lambda _row: self._restore.setEnabled(True))
        self._table.row_opened.connect(lambda _row: self._on_restore())
        self._lay_out()
        self._show(list_backups(folder))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 5 * SPACE, 5 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addWidget(lead("恢复哪一份备份？"))
        column.addWidget(muted("越新的备份丢失的内容越少；验证过的备份曾经试着恢复，内容完好。"))
        column.addWidget(self._table, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary_button("restore_back", "返回", self.reject))
        row.addWidget(self._restore)
        column.addLayout(row)

    def _show(self, backups: tuple[Backup, ...]) -> None:
        self._model.set_rows(backups)
        proven = next((backup for backup in backups if backup.proven_at), None)
        chosen = proven or next(iter(backups), None)
        self._restore.setEnabled(chosen is not None)
        if chosen is not None:
            self._table.choose(chosen.path)
        self._table.setFocus()

    def _on_restore(self) -> None:
        backup = self._table.current_row()
        if backup is None:
            return
        consequences = [
            f"工作区的内容回到 {moment(backup.made_at)} 备份时的样子；此后保存的内容不在其中。",
            "损坏的数据库文件原样改名，留在工作区文件夹里（名称以 replaced.db 结尾），不会删除。",
            "随后打开工作区；这一步记入留痕。",
        ]
        remark = "" if backup.proven_at else _UNPROVEN
        ask_before(self, "恢复这份备份？", consequences, "恢复", lambda: self._on_confirmed(backup), remark)

    def _on_confirmed(self, backup: Backup) -> None:
        self.accept()
        self.confirmed.emit(backup.path)
