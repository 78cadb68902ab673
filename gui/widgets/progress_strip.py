"""Work under way: what is being done, how far, and a cancel button."""

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from gui.runners import Job
from gui.theme import SPACE
from gui.widgets.buttons import quiet_button
from gui.widgets.labels import ElidedLabel


class ProgressStrip(QWidget):
    """Shows one job at a time; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("progress_strip")
        self._job: Job | None = None
        self._text = ElidedLabel()
        self._bar = QProgressBar()
        self._bar.setFixedWidth(160)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("进度")
        self._cancel = quiet_button("cancel_job", "取消", self._on_cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._text, 1)
        row.addWidget(self._bar)
        row.addWidget(self._cancel)
        self.hide()

    def show_job(self, job: Job | None) -> None:
        """Follow this job from now on, or none."""
        if self._job is not None:
            self._job.progressed.disconnect(self._on_progressed)
        self._job = job
        self.setVisible(job is not None)
        if job is not None:
            job.progressed.connect(self._on_progressed)
            self._cancel.setEnabled(not job.is_cancelled)
            self._say(job.title, 0, 0)

    def _on_progressed(self, done: int, total: int, text: str) -> None:
        if self._job is not None:
            self._say(text or self._job.title, done, total)

    def _say(self, text: str, done: int, total: int) -> None:
        count = f"  {done} / {total}" if total else ""
        self._text.setText(f"正在{text}{count}")
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _on_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._cancel.setEnabled(False)
            self._text.setText("正在停止…")
