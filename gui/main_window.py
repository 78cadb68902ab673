"""The window: it puts rail, pages and status bar together and holds no rule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.actions import make_action
from gui.desk import Desk
from gui.pages.page import Page, PageSpec, Subject
from gui.runners import Runner
from gui.widgets.labels import muted
from gui.widgets.rail import Rail
from gui.widgets.status_strip import StatusStrip
from gui.widgets.top_bar import TopBar
from models.changes import Changes


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the window says around the pages: for which role it is, whose it is, how the last backup stands."""

    role: str
    headline: Callable[[], str]
    backup: Callable[[], str]


class MainWindow(QMainWindow):
    """The one window. It is shown empty first; `open_desk` fills it when the workspace is open.

    `painted` comes once, after the window was first drawn: time for whatever is slow to load.
    """

    painted = Signal()

    def __init__(self, places: Sequence[PageSpec], runner: Runner) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("评衡")
        self.resize(1280, 720)
        self._known_places = tuple(places)
        self._places: dict[str, PageSpec] = {}
        self._pages: dict[str, Page] = {}
        self._frames: dict[str, QScrollArea] = {}
        self._current: Page | None = None
        self._desk: Desk | None = None
        self._surroundings: Surroundings | None = None
        self._runner = runner
        self._was_painted = False
        self._may_close = False
        self._rail = Rail()
        self._top_bar = TopBar()
        self._stack = QStackedWidget()
        self._notice = muted("")
        self._notice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._status = StatusStrip(runner)
        self._lay_out()
        self._rail.chosen.connect(self.go)
        self._top_bar.searched.connect(self._search)

    def open_desk(self, desk: Desk, surroundings: Surroundings) -> None:
        """Show the places of this workspace, beginning with the first."""
        self._close_pages()
        self._desk, self._surroundings = desk, surroundings
        self._places = {}
        self._offer_places()
        self._status.set_workspace(str(desk.store.folder))
        self._show_surroundings()
        desk.changed.connect(self._on_changed)
        if not self.restoreGeometry(desk.memory.blob("window/geometry")):
            self.showMaximized()
        if self._places:
            self.go(next(iter(self._places)))

    def close_desk(self, notice: str) -> None:
        """Let go of the workspace and its pages; the notice stands in their place until another is opened."""
        if self._current is not None:
            self._current.leave()
        self._close_pages()
        self._desk = self._surroundings = None
        self._places = {}
        self._rail.set_places(())
        self._top_bar.offer_search(is_offered=False)
        self._notice.setText(notice)
        self._stack.setCurrentWidget(self._notice)

    @property
    def current_page(self) -> Page | None:
        """The page that is shown."""
        return self._current

    def go(self, place: str) -> Page | None:
        """Show a place, building its page at the first visit; None when the role has no such place."""
        if self._desk is None or place not in self._places:
            return None
        page = self._pages.get(place) or self._build(place)
        if page is not self._current:
            if self._current is not None:
                self._current.deactivate()
            self._current = page
            self._stack.setCurrentWidget(self._frames[place])
            self.setWindowTitle(f"{page.title} — 评衡")
        self._rail.select(place)
        page.activate()
        page.setFocus()
        return page

    def show_subject(self, subject: Subject) -> None:
        """Show something in its place; where the role has no such place, say who has."""
        page = self.go(subject.place)
        if page is None and self._current is not None:
            title = next(place.title for place in self._known_places if place.id == subject.place)
            self._current.show_error(f"“{title}”由审判管理办公室办理，评查员的工作区里没有这一页。")
        elif page is not None and (subject.id is not None or subject.text):
            page.reveal(subject)

    def warn(self, message: str) -> None:
        """Say across the top of the shown page what nobody asked about, such as a backup that is none."""
        if self._current is not None:
            self._current.show_error(message)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window is on the screen."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before work under way is broken off; save what is being typed."""
        if self._current is not None:
            self._current.leave()
        titles = [job.title for job in self._runner.running if job.title]
        if titles and not self._may_close:
            event.ignore()
            self._ask_to_close(titles)
            return
        if self._desk is not None:
            self._desk.memory.keep("window/geometry", self.saveGeometry())
        super().closeEvent(event)

    def _close_pages(self) -> None:
        """Let go of everything that an earlier desk brought: a workspace may be opened anew in the same window."""
        if self._desk is not None:
            self._desk.changed.disconnect(self._on_changed)
        for frame in self._frames.values():
            self._stack.removeWidget(frame)
            frame.deleteLater()
        self._drop_actions()
        self._pages, self._frames, self._current = {}, {}, None

    def _lay_out(self) -> None:
        ground = QWidget()
        column = QVBoxLayout(ground)
        row = QHBoxLayout()
        for layout in (column, row):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self._stack.addWidget(self._notice)
        row.addWidget(self._rail)
        row.addWidget(self._stack, 1)
        column.addWidget(self._top_bar)
        column.addLayout(row, 1)
        self.setCentralWidget(ground)
        self.setStatusBar(self._status)

    def _build(self, place: str) -> Page:
        assert self._desk is not None
        page = self._places[place].factory(self._desk)
        page.asked_for.connect(self.show_subject)
        self._pages[place] = page
        self._frames[place] = _scrolling(page)
        self._stack.addWidget(self._frames[place])
        return page

    def _offer_places(self) -> None:
        """Show the places that this role has and this workspace wants now."""
        assert self._desk is not None
        assert self._surroundings is not None
        desk, role = self._desk, self._surroundings.role
        wanted = [place for place in self._known_places if role in place.roles]
        places = {place.id: place for place in wanted if place.is_wanted is None or place.is_wanted(desk)}
        if places.keys() == self._places.keys():
            return
        self._places = places
        self._rail.set_places(tuple(places.values()))
        self._drop_actions()
        self._add_actions()
        self._top_bar.offer_search(is_offered=self._searchable() is not None)
        shown = next((place for place, page in self._pages.items() if page is self._current), None)
        if shown in places:
            self._rail.select(shown)
        elif shown is not None:
            self.go(next(iter(places)))

    def _drop_actions(self) -> None:
        for action in self.actions():
            self.removeAction(action)
            action.deleteLater()

    def _add_actions(self) -> None:
        for number, place in enumerate(self._places.values(), start=1):
            self._add_action(f"go_{place.id}", f"转到{place.title}", f"Ctrl+{number}", partial(self.go, place.id))
        if self._searchable() is not None:
            self._add_action("focus_search", "查找案件", "Ctrl+K", self._top_bar.focus_search)
        self._add_action("show_keys", "全部按键", "F1", self._show_keys)
        self._add_action("quit", "退出", "Ctrl+Q", self.close)

    def _add_action(self, name: str, text: str, keys: str, slot: Callable[[], object]) -> None:
        make_action(self, name, text, keys, slot, group="窗口")

    def _searchable(self) -> str | None:
        return next((place.id for place in self._places.values() if place.is_searchable), None)

    def _search(self, text: str) -> None:
        place = self._searchable()
        if place is not None:
            self.show_subject(Subject(place, text=text))

    def _show_keys(self) -> None:
        from gui.dialogs.cheat_sheet import CheatSheet

        CheatSheet(self).open()

    def _show_surroundings(self) -> None:
        if self._surroundings is not None:
            self._top_bar.set_headline(self._surroundings.headline())
            self._status.set_backup(self._surroundings.backup())

    def _on_changed(self, changes: Changes) -> None:
        if changes.settings or changes.backups:
            self._show_surroundings()
        if changes.packages or changes.remedies:
            self._offer_places()

    def _ask_to_close(self, titles: Sequence[str]) -> None:
        from gui.dialogs.confirm import ask_before

        question = f"正在{titles[0]}，现在退出吗？"
        consequences = [f"{title}会停下，已经做的部分撤回。" for title in titles]
        ask_before(self, question, consequences, "停下并退出", self._close_now)

    def _close_now(self) -> None:
        self._may_close = True
        self._runner.cancel_all()
        self.close()


def _scrolling(page: Page) -> QScrollArea:
    """The page in a frame that scrolls when the screen is too small for it, so that the status bar stays in sight."""
    frame = QScrollArea()
    frame.setFrameShape(QFrame.Shape.NoFrame)
    frame.setWidgetResizable(True)
    frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    frame.setWidget(page)
    return frame
