"""The status bar: the workspace, the last proven backup, and the work under way."""

from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from gui.runners import Job, Runner
from gui.widgets.labels import ElidedLabel
from gui.widgets.progress_strip import ProgressStrip


class StatusStrip(QStatusBar):
    """Follows a runner: shows its oldest named job with a cancel button, or that the program is ready."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_strip")
        self.setSizeGripEnabled(False)
        self.setContentsMargins(10, 0, 10, 0)
        self._runner = runner
        self._shown: Job | None = None
        self._workspace = ElidedLabel()
        self._workspace.setObjectName("workspace_label")
        self._backup = QLabel()
        self._backup.setObjectName("backup_label")
        self._strip = ProgressStrip()
        self._strip.setMinimumWidth(420)
        self._ready = QLabel("就绪")
        self.addWidget(self._workspace, 1)
        self.addWidget(self._backup)
        self.addPermanentWidget(self._strip)
        self.addPermanentWidget(self._ready)
        runner.started.connect(lambda _job: self._follow())
        runner.ended.connect(lambda _job: self._follow())

    def set_workspace(self, text: str) -> None:
        """Say which workspace is open."""
        self._workspace.setText(f"工作区 {text}")

    def set_backup(self, text: str) -> None:
        """Say how the last backup stands."""
        self._backup.setText(text)

    def _follow(self) -> None:
        named = [job for job in self._runner.running if job.title]
        oldest = named[0] if named else None
        if oldest is not self._shown:
            self._shown = oldest
            self._strip.show_job(oldest)
        self._ready.setText("就绪" if oldest is None else f"另有 {len(named) - 1} 项等候" if len(named) > 1 else "")
