"""What stands over a scanned file: which volume, which page of it, zoom, turning, and searching."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from gui.pages.scoring.scan_volumes import Volume
from gui.theme import SPACE
from gui.widgets.buttons import icon_button
from gui.widgets.flow import FlowLayout
from gui.widgets.labels import lead, muted
from gui.widgets.pdf_hits import Hits
from gui.widgets.search_box import SearchBox

_MOST_PAGES = 99_999


class ScanBar(QWidget):
    """Two lines over the page, and one to search in while somebody searches.

    It holds no file; the pane tells it what is shown and hears what is wanted.

    `printed_told` comes with the number that is printed on the page in sight, 0 when the field was emptied.
    """

    volume_chosen = Signal(object)
    page_asked = Signal(int)
    printed_told = Signal(int)
    add_asked = Signal()
    outside_asked = Signal()
    close_asked = Signal()
    zoom_in_asked = Signal()
    zoom_out_asked = Signal()
    turn_asked = Signal()
    hit_asked = Signal(int)
    search_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.volume = QComboBox()
        self.volume.setObjectName("volume_choice")
        self.volume.setAccessibleName("卷宗扫描件")
        self.volume.setMinimumContentsLength(8)
        self.volume.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.volume.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.page = _number_field("scan_page", "扫描件的页")
        self.printed = _number_field("printed_page", "本页在卷内的页码")
        self.printed.setToolTip("扫描件的第几页往往不是卷内编的页码。在任一页填一次卷内页码，整卷就都对上了。")
        self._count, self._zoom, self._hits = muted("页"), muted("100%"), muted("")
        self._hits.setObjectName("hits")
        self.search = SearchBox("search_scan", "在扫描件中查找")
        self._no_volume = lead("卷宗扫描件")
        self._no_volume.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._add = _tool("add_scan", "添加扫描件", self.add_asked.emit, "add")
        self.outside = _tool("open_outside", "用系统程序打开", self.outside_asked.emit, "outside")
        self._tools = self._make_tools()
        self._page_row, self._search_row = QWidget(), QWidget()
        self._lay_out()
        self.volume.activated.connect(lambda at: self.volume_chosen.emit(self.volume.itemData(at)))
        self.page.editingFinished.connect(self._on_page_edited)
        self.printed.editingFinished.connect(self._on_printed_edited)
        self.search.submitted.connect(lambda _text: self.hit_asked.emit(1))

    def show_volumes(self, volumes: Sequence[Volume], chosen: UUID | None) -> None:
        """Offer these volumes."""
        self.volume.clear()
        for volume in volumes:
            self.volume.addItem(volume.title, volume.file.attachment_id)
        self.volume.setCurrentIndex(max(0, self.volume.findData(chosen)))
        self._no_volume.setVisible(not volumes)
        for widget in (self.volume, self._add, self.outside, self._page_row):
            widget.setVisible(bool(volumes))

    def show_page(self, page: int, count: int, printed: int) -> None:
        """Say which page is in sight; 0 pages stand for no file."""
        self._count.setText(f"/ {count} 页" if count else "页")
        for field, number in ((self.page, page), (self.printed, printed)):
            field.setEnabled(count > 0)
            if not field.hasFocus() or not field.isModified():
                field.setText(str(number) if count and number > 0 else "")
        self._show_enabled(count > 0)

    def show_zoom(self, percent: int) -> None:
        """Say how large the page is; 100 fits the width."""
        self._zoom.setText(f"{percent}%")

    def show_hits(self, hits: Hits) -> None:
        """Say how many places were found so far."""
        self._hits.setText(_hits_words(hits))
        self._hits.setVisible(bool(hits.text))
        for button in self._tools[-2:]:
            button.setEnabled(hits.count > 1)

    @property
    def is_searching(self) -> bool:
        """Whether the line to search in is there."""
        return not self._search_row.isHidden()

    def begin_search(self) -> None:
        """Show the line to search in, with the cursor in it."""
        self._search_row.show()
        self.search.setFocus()
        self.search.selectAll()

    def end_search(self) -> None:
        """Take the line away, and what was searched for with it."""
        self.search.set_text_quietly("")
        self._search_row.hide()

    def _make_tools(self) -> tuple[QWidget, ...]:
        return (
            _tool("scan_zoom_out", "缩小（Ctrl+-）", self.zoom_out_asked.emit, "zoom_out"),
            _tool("scan_zoom_in", "放大（Ctrl++）", self.zoom_in_asked.emit, "zoom_in"),
            _tool("turn_scan", "向右转 90 度（Ctrl+R）", self.turn_asked.emit, "turn"),
            _tool("find_in_scan_button", "在扫描件中查找（Ctrl+F）", self._turn_search, "search"),
            _tool("hit_above", "上一处（Shift+N）", lambda: self.hit_asked.emit(-1), "up"),
            _tool("hit_below", "下一处（N 或回车）", lambda: self.hit_asked.emit(1), "down"),
        )

    def _lay_out(self) -> None:
        close = _tool("close_scan", "收起扫描件（F2）", self.close_asked.emit, "close")
        out, into, turn, find, above, below = self._tools
        end = _tool("end_scan_search", "结束查找（Esc）", self.search_ended.emit, "close")
        pages = FlowLayout(self._page_row)
        pages.addWidget(_group(muted("扫描第"), self.page, self._count))
        pages.addWidget(_group(muted("卷内第"), self.printed, muted("页")))
        pages.addWidget(_group(out, self._zoom, into, turn, find))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(int(1.5 * SPACE))
        column.addLayout(_row(self._no_volume, self.volume, self._add, self.outside, close))
        column.addWidget(self._page_row)
        self._search_row.setLayout(_row(self.search, self._hits, above, below, end))
        self._search_row.hide()
        column.addWidget(self._search_row)
        self._zoom.setFixedWidth(self._zoom.fontMetrics().horizontalAdvance("400%") + SPACE)
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.show_volumes((), None)
        self.show_page(0, 0, 0)
        self.show_hits(Hits())

    def _turn_search(self) -> None:
        if self.is_searching:
            self.search_ended.emit()
        else:
            self.begin_search()

    def _show_enabled(self, is_open: bool) -> None:
        for widget in (*self._tools[:-2], self.search):
            widget.setEnabled(is_open)

    def _on_page_edited(self) -> None:
        if self.page.isModified():
            self.page.setModified(False)
            if self.page.text():
                self.page_asked.emit(int(self.page.text()))

    def _on_printed_edited(self) -> None:
        if self.printed.isModified():
            self.printed.setModified(False)
            self.printed_told.emit(int(self.printed.text() or 0))


def _hits_words(hits: Hits) -> str:
    if hits.count:
        return f"{hits.number}/{hits.count}" + ("" if hits.is_complete else "…")
    if not hits.is_complete:
        return "查找中…"
    return "没有找到" if hits.has_text else "扫描件没有文字，无法查找"


def _tool(name: str, what: str, slot: Callable[[], object], icon_name: str) -> QWidget:
    button = icon_button(name, what, slot, icon_name)
    # the cursor stays in the finding that is being written
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _number_field(name: str, what: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(what)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    field.setValidator(QIntValidator(1, _MOST_PAGES, field))
    field.setFixedWidth(field.fontMetrics().horizontalAdvance("0000") + 20)
    return field


def _group(*widgets: QWidget) -> QWidget:
    group = QWidget()
    group.setLayout(_row(*widgets))
    return group


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE)
    for widget in widgets:
        row.addWidget(widget)
    return row
