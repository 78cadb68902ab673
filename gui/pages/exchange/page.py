"""交换: packages onto the stick and from it, who has what, what waits for a decision, and the seats."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QWidget

from gui.actions import make_action
from gui.desk import Desk
from gui.keys import KeyHolder
from gui.pages.exchange.archiving import ArchiveDialog
from gui.pages.exchange.importing import ImportDialog
from gui.pages.exchange.parcels import Parcel, Standing
from gui.pages.exchange.people import PeopleTab
from gui.pages.exchange.register import RegisterTab
from gui.pages.exchange.returning import ReturningTab
from gui.pages.exchange.seats import SeatsTab
from gui.pages.exchange.stick_box import StickBox
from gui.pages.exchange.waiting import WaitingTab
from gui.pages.exchange.writing import Writer
from gui.pages.page import OFFICE, Page, Subject
from gui.sticks import Lister, StickWatch, sticks
from gui.widgets.banner import Banner
from gui.widgets.buttons import secondary_button
from models.changes import Changes

WAITING = "待处理"
PEOPLE, REGISTER, SEATS, RETURNS = "人员", "评查包", "席位", "U 盘"
_MADE = "本机原来没有密钥，已生成一副，没有设口令；可以在“设置”中给它设口令。"


class ExchangePage(Page):
    """The stick on top, tabs under it; the reviewer's page has fewer of them.

    `list_sticks` tells which sticks there are; `today` is what deadlines are compared with.
    """

    title = "交换"
    object_name = "exchange_page"

    def __init__(
        self,
        desk: Desk,
        keys: KeyHolder,
        list_sticks: Lister = sticks,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__(desk)
        self._keys = keys
        self._is_office = desk.store.workspace.role.value == OFFICE
        self.box = StickBox(desk, keys, StickWatch(list_sticks, self))
        self._writer = Writer(self, desk, keys, self.box)
        self.seats = SeatsTab(self, desk, keys, self.box, self._writer)
        self.register = RegisterTab(desk)
        self._notice = Banner()
        self._tabs, self._stack = QTabBar(), QStackedWidget()
        self._views: dict[str, QWidget] = {}
        if self._is_office:
            self.people = PeopleTab(self, desk, self._writer, today)
            self.waiting = WaitingTab(self, desk)
            self._views = {
                PEOPLE: self.people,
                REGISTER: self.register,
                WAITING: self.waiting,
                SEATS: self.seats,
            }
        else:
            self.returning = ReturningTab(self, desk, self.box, self._writer)
            self._views = {RETURNS: self.returning, REGISTER: self.register, SEATS: self.seats}
        self._fill()
        self._connect()

    def activate(self) -> None:
        """Look for sticks while the page is shown."""
        super().activate()
        self.box.start()

    def leave(self) -> None:
        """Look for sticks no more."""
        self.box.stop()

    def refresh(self, changes: Changes) -> None:
        """Read who has what, what waits, and whom this seat knows."""
        if changes and not _concerns_exchange(changes):
            return
        if self._is_office:
            self.people.refresh()
            waiting = self.waiting.refresh()
            self._tabs.setTabText(list(self._views).index(WAITING), f"{WAITING} {waiting}" if waiting else WAITING)
        else:
            self.returning.refresh()
        self.register.refresh()
        self.seats.refresh()
        if changes.packages:
            self.box.look_again()

    def reveal(self, subject: Subject) -> None:
        """Open the tab that the text names, and choose somebody of the batch."""
        if subject.text in self._views:
            self._go_to_tab(subject.text)
        if subject.id is not None and self._is_office:
            self.people.choose_batch(subject.id)

    def open_parcel(self, parcel: Parcel) -> None:
        """Show a package of the stick, or compare a card."""
        if parcel.standing in (Standing.CARD, Standing.KNOWN):
            self.open_card(parcel.path)
        else:
            self.open_file(parcel.path)

    def open_card(self, path: Path) -> None:
        """Show the card among the seats."""
        self._go_to_tab(SEATS)
        self.seats.open_card(path)

    def open_file(self, path: Path) -> None:
        """Show what a package would bring, and take it in when asked to."""
        self.clear_error()
        if path.name.startswith("pingheng-enrolment-"):
            self.open_card(path)
            return
        self.box.hold()
        dialog = ImportDialog(self, self.desk, self._keys, path, self.box.farewell)
        dialog.finished.connect(lambda _result: self.box.look_again())
        dialog.begin()

    def _go_to_tab(self, name: str) -> None:
        self._tabs.setCurrentIndex(list(self._views).index(name))
        self._views[name].setFocus()

    def _on_tab(self, index: int) -> None:
        view = list(self._views.values())[index]
        self._stack.setCurrentWidget(view)
        self.setFocusProxy(view)
        if self._is_office:
            self.people.write_all.setVisible(view is self.people)

    def _on_write(self) -> None:
        if self._stack.currentWidget() is self.people:
            self.people.write_current()

    def _on_archive(self) -> None:
        ArchiveDialog(self, self.desk, self._writer).open()

    def _on_keys_made(self) -> None:
        self._notice.show_hint(_MADE)

    def _connect(self) -> None:
        self.box.opened.connect(self.open_parcel)
        self.box.file_chosen.connect(self.open_file)
        self._keys.made.connect(self._on_keys_made)
        self._tabs.currentChanged.connect(self._on_tab)
        if not self._is_office:
            self.box.looked.connect(self.returning.show_stick)
            self.returning.import_asked.connect(self.open_parcel)
            make_action(self, "next_step", "做下一步：导入或写出", "Ctrl+E", self.returning.carry_out)
        else:
            make_action(self, "write_by_key", "写入 U 盘", "Ctrl+E", self._on_write)

    def _fill(self) -> None:
        self._tabs.setObjectName("exchange_tabs")
        self._tabs.setAccessibleName("交换的视图")
        self._tabs.setDrawBase(False)
        self._tabs.setUsesScrollButtons(False)
        self._tabs.setElideMode(Qt.TextElideMode.ElideNone)
        for number, (name, view) in enumerate(self._views.items(), 1):
            self._tabs.addTab(name)
            self._stack.addWidget(view)
            make_action(self, f"exchange_tab_{number}", f"转到{name}", f"Alt+{number}", partial(self._go_to_tab, name))
        if self._is_office:
            self.add_action_widget(secondary_button("archive_batch_step", "归档…", self._on_archive))
            self.add_action_widget(self.people.write_all)
        self.setFocusProxy(next(iter(self._views.values())))
        self.body.addWidget(self._notice)
        self.body.addWidget(self.box)
        row = QHBoxLayout()
        row.addWidget(self._tabs)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self._stack, 1)


def _concerns_exchange(changes: Changes) -> bool:
    """Whether the changes can be seen here."""
    seen = (changes.packages, changes.batches, changes.reviewed_cases, changes.assignments, changes.settings)
    return any(seen)
