"""What every page of the window has in common: a heading, a place for errors, refreshing, and going elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.desk import Desk
from gui.theme import SPACE
from gui.troubles import show_trouble
from gui.widgets.banner import Banner
from gui.widgets.labels import heading, muted
from models.changes import Changes
from models.errors import StorageError, UserError

if TYPE_CHECKING:
    from uuid import UUID

OFFICE = "office"
REVIEWER = "reviewer"


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to be shown in a place: one row by its id, or what a search text finds."""

    place: str
    id: UUID | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A place on the rail: how it is called, for which roles it is, and how its page is built at the first visit.

    One with `is_wanted` is there only while that holds of the workspace.
    """

    id: str
    title: str
    icon: str
    factory: Callable[[Desk], Page]
    roles: frozenset[str] = frozenset({OFFICE, REVIEWER})
    is_searchable: bool = False
    is_wanted: Callable[[Desk], bool] | None = None


class Page(QWidget):
    """One place of the window.

    A subclass fills `self.body`, puts its buttons into the heading with `add_action_widget`, and overrides `refresh`,
    and where it needs them `reveal` and `leave`. It never calls another page: it emits `asked_for` with a Subject.
    """

    asked_for = Signal(object)

    title = ""
    object_name = ""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName(self.object_name)
        self.setAccessibleName(self.title)
        self._is_active = False
        self._has_content = False
        self._pending = Changes()
        self._subtitle = muted("")
        self._heading_row = QHBoxLayout()
        self._banner = Banner()
        self.body = QVBoxLayout()
        self._lay_out()
        desk.changed.connect(self._on_changed)

    def refresh(self, changes: Changes) -> None:
        """Read again what the page shows.

        `changes` tells what happened since the last time; empty (falsy) changes mean: read everything. Called for
        the first time when the page is first shown, and never while it is hidden.
        """

    def reveal(self, subject: Subject) -> None:
        """Show the subject: select its row, open its panel, or search for its text. Called after `activate`."""

    def leave(self) -> None:
        """The page is about to be hidden or the window closed: save what is still being typed."""

    def activate(self) -> None:
        """Make the page the shown one and bring it up to date; the window calls it."""
        self._is_active = True
        if not self._has_content:
            self._has_content, self._pending = True, Changes()
            self._refresh_pending()
        elif self._pending:
            self._refresh_pending()

    def deactivate(self) -> None:
        """The page is no longer the shown one; the window calls it."""
        if self._is_active:
            self.leave()
        self._is_active = False

    def go_to(self, place: str, subject_id: UUID | None = None, text: str = "") -> None:
        """Ask the window to show something in another place."""
        self.asked_for.emit(Subject(place, subject_id, text))

    def add_action_widget(self, widget: QWidget) -> None:
        """Put a button or a choice at the right end of the heading, after those already there."""
        self._heading_row.addWidget(widget)

    def set_subtitle(self, text: str) -> None:
        """Say in muted words beside the title what the page shows just now, such as 共 40 件."""
        self._subtitle.setText(text)

    def show_error(self, message: str) -> None:
        """Show a fault across the top of the page."""
        self._banner.show_error(message)

    def show_done(self, message: str) -> None:
        """Say across the top of the page what was done."""
        self._banner.show_done(message)

    def clear_error(self) -> None:
        """Take the fault away."""
        self._banner.clear()

    def heightForWidth(self, width: int) -> int:  # noqa: ARG002  Qt's signature
        """The least height: the frame around it would else scroll as soon as the page had less than it likes best."""
        return self.minimumSizeHint().height()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 3 * SPACE, 5 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        self._heading_row.setSpacing(2 * SPACE)
        title: QLabel = heading(self.title)
        self._heading_row.addWidget(title)
        self._heading_row.addWidget(self._subtitle, 0, Qt.AlignmentFlag.AlignBottom)
        self._heading_row.addStretch(1)
        column.addLayout(self._heading_row)
        column.addWidget(self._banner)
        self.body.setSpacing(2 * SPACE)
        column.addLayout(self.body, 1)

    def _on_changed(self, changes: Changes) -> None:
        self._pending = self._pending | changes
        if self._is_active:
            self._refresh_pending()

    def _refresh_pending(self) -> None:
        changes, self._pending = self._pending, Changes()
        try:
            self.refresh(changes)
        except (UserError, StorageError) as error:
            show_trouble(self, error)
