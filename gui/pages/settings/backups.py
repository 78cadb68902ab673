"""The backups of the workspace: made now, proven, put back."""

from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout

from gui.desk import Desk
from gui.dialogs.confirm import ask_before
from gui.pages.settings.tab import SettingsTab
from gui.runners import Job
from gui.table_models.backup_columns import backup_columns, moment
from gui.table_models.rows import RowsModel
from gui.widgets.buttons import primary_button, quiet_button, secondary_button
from gui.widgets.labels import SectionHeader
from gui.widgets.table import Table
from models.changes import Changes
from models.store.backup import prove
from models.store.shelf import FOLDER, Backup, list_backups

BY_HAND = "手动备份"


class BackupsTab(SettingsTab):
    """All backups, newest first. Making one also proves it: a backup that nobody restored is a hope."""

    title = "备份"
    object_name = "backups_tab"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._model = RowsModel(backup_columns(), identity=lambda row: row.path)
        self.backups_table = Table("backups_table", "备份", self._model, desk.memory)
        self._prove = secondary_button("prove_backup", "验证可恢复", self._on_prove, "done")
        self._restore = secondary_button("restore_backup", "恢复到此备份…", self._on_restore, "history")
        self._lay_out()
        self.backups_table.row_chosen.connect(lambda _row: self._enable())

    def refresh(self, changes: Changes) -> None:
        """List the backups again."""
        if not changes or changes.backups:
            self._model.set_rows(list_backups(self.desk.store.folder))
            self._enable()

    def _lay_out(self) -> None:
        header = SectionHeader("备份", "退出和每次导入之前自动备份；旧的逐渐减少，每天、每月各留一份")
        row = QHBoxLayout()
        row.addWidget(primary_button("make_backup", "立即备份并验证", self._on_make, "save"))
        row.addWidget(self._prove)
        row.addWidget(self._restore)
        row.addStretch(1)
        row.addWidget(quiet_button("open_backup_folder", "打开备份文件夹", self._on_open_folder, "open"))
        self.body.addWidget(header)
        self.body.addLayout(row)
        self.body.addWidget(self.backups_table, 1)

    def _enable(self) -> None:
        is_chosen = self.backups_table.current_row() is not None
        self._prove.setEnabled(is_chosen)
        self._restore.setEnabled(is_chosen)

    def _on_make(self) -> None:
        def make(_job: Job) -> Backup:
            return prove(self.desk.store.backup(BY_HAND))

        self.desk.run_in_background(self, "备份并验证", make, partial(self._on_kept, "已备份，并验证可以恢复。"))

    def _on_prove(self) -> None:
        backup = self.backups_table.current_row()
        if backup is not None:
            done = partial(self._on_kept, "这份备份完好，可以恢复。")
            self.desk.run_in_background(self, "验证备份", lambda _job: prove(backup), done)

    def _on_kept(self, message: str, _backup: Backup) -> None:
        self.desk.announce(Changes(backups=True))
        self.banner.show_done(message)

    def _on_restore(self) -> None:
        backup = self.backups_table.current_row()
        if backup is None:
            return
        consequences = [
            f"工作区的内容回到 {moment(backup.made_at)} 的样子，此后所做的不再显示。",
            "现在的数据库先备份，再改名留在工作区文件夹里，不会删除。",
            "窗口随即重新打开工作区；这一步记入留痕。",
        ]
        ask_before(self, "恢复到这份备份？", consequences, "恢复", lambda: self.desk.ask_to_restore(backup.path))

    def _on_open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.desk.store.folder / FOLDER)))
