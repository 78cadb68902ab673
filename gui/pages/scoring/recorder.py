"""Writing what is said on the scoring desk, at once, through the one door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.desk import Desk
from models.changes import Changes
from models.queries.drafts import ReadingDraft
from models.services import answers as answers_service
from models.services.drafts import keep_draft
from review_forms.answers import Answer

if TYPE_CHECKING:
    from models.store import Session


class Recorder(QObject):
    """Records answers, drafts and submissions; `told` says how the last attempt ended, in words for the person.

    `is_writing` is true while the desk announces a change made here, which the page already shows.
    """

    told = Signal(str, bool)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._place = parent
        self.is_writing = False

    def record(self, assignment_id: UUID, answer: Answer) -> bool:
        """Keep one answer; False when it was refused, which the person has been told."""
        return self._write(lambda session: answers_service.record_answer(session, assignment_id, answer), self._place)

    def keep_draft(self, assignment_id: UUID, draft: ReadingDraft) -> bool:
        """Keep the words about the whole case."""
        return self._write(lambda session: keep_draft(session, assignment_id, draft), self._place)

    def submit(self, assignment_id: UUID, grade: str, draft: ReadingDraft, place: QWidget) -> bool:
        """Submit a reading; a refusal is shown around `place`."""

        def operation(session: Session) -> Changes:
            return answers_service.submit(
                session,
                assignment_id,
                grade=grade,
                reason=draft.reason,
                exemption=draft.exemption,
                merits=draft.merits,
            )

        return self._write(operation, place)

    def _write(self, operation: Callable[[Session], Changes], place: QWidget) -> bool:
        self.is_writing = True
        try:
            is_done = self._desk.perform(place, operation) is not None
        finally:
            self.is_writing = False
        self.told.emit(f"已保存 {datetime.now():%H:%M}" if is_done else "未保存", is_done)
        return is_done
