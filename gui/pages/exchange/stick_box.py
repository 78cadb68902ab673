"""The stick: which one, how much room it has, and what lies on it for this seat."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStorageInfo, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.desk import Desk
from gui.dialogs.files import ask_for_file, ask_for_folder
from gui.keys import KeyHolder
from gui.pages.exchange.parcels import Parcel, ParcelReader, Standing
from gui.runners import Job
from gui.sticks import Stick, StickWatch, size_words
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.theme import ROW_HEIGHT, SPACE
from gui.widgets.buttons import icon_button, quiet_button, secondary_button
from gui.widgets.labels import ElidedLabel
from gui.widgets.table import Table

PACKAGES = "评查包和登记卡 (*.pingheng);;所有文件 (*)"
_MOST_ROWS = 3
_HEAD = 35
_NOTHING = "没有发现 U 盘：插入后自动认出，也可以选择文件夹。"
_COLUMNS: tuple[Column[Parcel], ...] = (
    Column("standing", "状态", lambda parcel: parcel.standing.value, 132, badge=True),
    Column("kind", "种类", lambda parcel: parcel.kind, 72),
    Column("sender", "来自", lambda parcel: parcel.sender, 120),
    Column("batch", "批次", lambda parcel: parcel.batch, 170),
    Column("number", "号", lambda parcel: parcel.number, 64),
    Column("size", "大小", lambda parcel: size_words(parcel.size), 76, is_number=True),
    Column(
        "sentence",
        "说明",
        lambda parcel: parcel.sentence or parcel.path.name,
        240,
        stretch=True,
        tip=lambda parcel: f"{parcel.sentence}\n{parcel.path}".strip(),
    ),
)


class StickBox(QFrame):
    """A strip with the stick, and under it the packages that lie on it.

    Emits `opened` with a parcel that was asked for, `file_chosen` with a file that was picked by hand, and `looked`
    whenever what lies there was read.
    """

    opened = Signal(object)
    file_chosen = Signal(object)
    looked = Signal()

    def __init__(self, desk: Desk, keys: KeyHolder, watch: StickWatch) -> None:
        super().__init__()
        self.setObjectName("stick_box")
        self.setProperty("kind", "card")
        self._desk, self._keys, self._watch = desk, keys, watch
        self._reader = ParcelReader(desk.store)
        self._chosen: Path | None = None
        self._folder: Path | None = None
        self._job: Job | None = None
        self._parcels: tuple[Parcel, ...] = ()
        self._words = ElidedLabel()
        self._words.setObjectName("stick_words")
        self._choice = QComboBox()
        self._choice.setObjectName("stick_choice")
        self._choice.setAccessibleName("U 盘")
        self._choice.activated.connect(self._on_chosen)
        self._found = ElidedLabel()
        self._found.setProperty("kind", "muted")
        self._found.setObjectName("stick_found")
        self._model = RowsModel(_COLUMNS, lambda parcel: parcel.path)
        self.table: Table[Parcel] = Table("stick_table", "U 盘上的评查包", self._model, desk.memory)
        self.table.row_opened.connect(self.opened)
        self._open = secondary_button("open_parcel", "查看并导入…", self.open_current, "import", "Ctrl+I")
        self._row = QHBoxLayout()
        self._lay_out()
        watch.changed.connect(self._show_sticks)
        make_action(self, "look_again", "重新查看 U 盘", "F5", self.look_again)

    @property
    def folder(self) -> Path | None:
        """Where packages are written and looked for: the chosen stick or folder."""
        return self._folder

    @property
    def stick(self) -> Stick | None:
        """The stick, None while a folder is used."""
        return next((stick for stick in self._watch.sticks if stick.path == self._folder), None)

    @property
    def place(self) -> str:
        """The stick or the folder as a person calls it."""
        stick = self.stick
        return stick.name if stick else str(self._folder or "")

    @property
    def parcels(self) -> tuple[Parcel, ...]:
        """What lies there for this seat, its own packages left out."""
        return self._parcels

    @property
    def farewell(self) -> str:
        """What is said when nothing is being written any more."""
        return f"可以安全拔出 {self.place}" if self.stick else f"文件在 {self.place}"

    def add_widget(self, widget: QWidget) -> None:
        """Put a button at the right end of the strip."""
        self._row.addWidget(widget)

    def start(self) -> None:
        """Look for sticks from now on."""
        self._watch.start()
        self._show_sticks()

    def stop(self) -> None:
        """Look no more."""
        self._watch.stop()
        self.hold()

    def hold(self) -> None:
        """Break off the look that is under way, so that what somebody asked for need not wait for it."""
        if self._job is not None:
            self._job.cancel()

    def use_folder(self, folder: Path) -> None:
        """Use a folder as if it were a stick, until another is chosen."""
        self._chosen = folder
        self._show_sticks()

    def look_again(self) -> None:
        """Look anew at the sticks and what lies there, and go on looking."""
        self._watch.start()
        self._reader.forget_refused()
        self._show_sticks()

    def open_current(self) -> None:
        """Ask for the chosen package."""
        parcel = self.table.current_row() or next(iter(self._parcels), None)
        if parcel is not None:
            self.opened.emit(parcel)

    def ask_for_folder(self) -> None:
        """Let a folder be chosen."""
        ask_for_folder(self, "选择存放评查包的文件夹", self._desk.memory, self.use_folder)

    def ask_for_file(self) -> None:
        """Let one file be chosen, wherever it lies."""
        ask_for_file(self, "打开评查包或登记卡", PACKAGES, self._desk.memory, self.file_chosen.emit)

    def _show_sticks(self) -> None:
        found = self._watch.sticks
        paths = [stick.path for stick in found]
        if self._chosen not in paths and not (self._chosen is not None and self._chosen.is_dir()):
            self._chosen = None
        self._folder = self._chosen or next(iter(paths), None)
        self._fill_choice(found)
        stick = self.stick
        several = len(found) + (self._folder not in paths and self._folder is not None) > 1
        self._choice.setVisible(several)
        self._words.setVisible(not several)
        if self._folder is None:
            self._words.setText(_NOTHING)
        else:
            self._words.setText(_stick_words(stick) if stick else _folder_words(self._folder))
        self._look()

    def _fill_choice(self, found: Sequence[Stick]) -> None:
        self._choice.clear()
        for stick in found:
            self._choice.addItem(_stick_words(stick), str(stick.path))
        if self._folder is not None and self.stick is None:
            self._choice.addItem(_folder_words(self._folder), str(self._folder))
        self._choice.setCurrentIndex(self._choice.findData(str(self._folder)))

    def _on_chosen(self, index: int) -> None:
        self.use_folder(Path(self._choice.itemData(index)))

    def _look(self) -> None:
        """Read what lies there in the background; an older look that is still under way is broken off."""
        self.hold()
        self._job = None
        folder, reader, keys = self._folder, self._reader, self._keys.held
        if folder is None:
            self._show_parcels(())
            return

        def work(job: Job) -> tuple[Parcel, ...]:
            return reader.read(folder, keys, job.progress)

        job = self._desk.run_in_background(self, "", work, self._show_parcels)
        self._job = job if job in self._desk.runner.running else None

    def _show_parcels(self, found: Sequence[Parcel]) -> None:
        own = sum(parcel.standing is Standing.OWN for parcel in found)
        self._parcels = tuple(parcel for parcel in found if parcel.standing is not Standing.OWN)
        self._model.set_rows(self._parcels)
        if self._parcels and self.table.current_row() is None:
            self.table.selectRow(0)
        waiting = sum(parcel.standing.is_waiting for parcel in self._parcels)
        self._found.setText(_found_words(len(self._parcels), waiting, own) if self._folder else "")
        for widget in (self.table, self._open):
            widget.setVisible(bool(self._parcels))
        bars = Qt.ScrollBarPolicy
        scrolls = len(self._parcels) > _MOST_ROWS
        self.table.setVerticalScrollBarPolicy(bars.ScrollBarAsNeeded if scrolls else bars.ScrollBarAlwaysOff)
        height = max(ROW_HEIGHT, self.table.verticalHeader().defaultSectionSize())
        self.table.setFixedHeight(_HEAD + height * min(len(self._parcels), _MOST_ROWS))
        self.looked.emit()

    def _lay_out(self) -> None:
        self._row.setSpacing(2 * SPACE)
        self._row.addWidget(self._words)
        self._row.addWidget(self._choice)
        self._row.addWidget(icon_button("refresh_stick", "重新查看 U 盘（F5）", self.look_again, "refresh"))
        self._row.addWidget(self._found, 1)
        self._row.addWidget(quiet_button("choose_folder", "选择文件夹…", self.ask_for_folder))
        self._row.addWidget(quiet_button("choose_file", "打开文件…", self.ask_for_file))
        self._row.addWidget(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(self._row)
        column.addWidget(self.table)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._show_parcels(())


def _stick_words(stick: Stick) -> str:
    room = "写保护，只能导入" if stick.is_read_only else f"剩余 {size_words(stick.free)}"
    return f"U 盘 {stick.name}　{room}"


def _folder_words(folder: Path) -> str:
    return f"文件夹 {folder}　剩余 {size_words(max(0, QStorageInfo(str(folder)).bytesAvailable()))}"


def _found_words(shown: int, waiting: int, own: int) -> str:
    parts = []
    if waiting:
        parts.append(f"{waiting} 个文件等您处理")
    elif shown:
        parts.append("没有要导入的")
    else:
        parts.append("上面没有给本机的评查包")
    if own:
        parts.append(f"{own} 个是本机写出的")
    return "，".join(parts)
