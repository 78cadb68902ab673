"""One standard to be read: its text, a search in it, and its sections to jump to."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListWidget, QStackedWidget, QVBoxLayout, QWidget

from exports.standard_words import section_title, section_weight
from gui.pages.standards.faults_list import FaultsList, listed
from gui.pages.standards.find_bar import FindBar
from gui.pages.standards.reading_text import reading_text, section_anchor
from gui.pages.standards.text_pane import TextPane
from gui.theme import SPACE
from gui.widgets.buttons import secondary_button
from gui.widgets.labels import muted
from models.queries.standards import ShelfEntry
from review_forms.loader import StandardFaultsError, load_standard
from review_forms.standard import Standard
from review_forms.standard_sheet import check_sheet, sheet_of_toml

_LINE = 46
_WIDE = 860
_CONTENTS_WIDTH = 204


class ReadingView(QWidget):
    """Emits `compare_asked`, `trial_asked` and `export_asked` for the standard that is shown."""

    compare_asked = Signal()
    trial_asked = Signal()
    export_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reading_view")
        self.standard: Standard | None = None
        self.pane = TextPane("standard_text", "标准全文", _LINE)
        self.find_bar = FindBar(self.pane, "standard_search", "在标准中查找")
        self.contents = QListWidget()
        self.contents.setObjectName("standard_sections")
        self.contents.setAccessibleName("各类别")
        self.contents.setFixedWidth(_CONTENTS_WIDTH)
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.contents.currentRowChanged.connect(self.go_to_section)
        self.contents.itemClicked.connect(lambda item: self.go_to_section(self.contents.row(item)))
        self.jump = QComboBox()
        self.jump.setObjectName("standard_jump")
        self.jump.setAccessibleName("转到类别")
        self.jump.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.jump.setMinimumContentsLength(6)
        self.jump.activated.connect(self.go_to_section)
        self._faults_words = muted("")
        self._faults_words.setWordWrap(True)
        self.faults = FaultsList("draft_faults", "草稿中的错误")
        self._stack = QStackedWidget()
        self._lay_out()

    def show_standard(self, entry: ShelfEntry, text: str) -> None:
        """Show a standard; a draft with faults shows what they are."""
        try:
            self.standard = load_standard(text, entry.title)
        except StandardFaultsError:
            self.standard = None
            self._show_faults(text)
            return
        standard = self.standard
        self.pane.setAccessibleName(f"《{standard.title}》全文")
        self.pane.write(lambda theme, points: reading_text(standard, theme, points))
        self._fill_contents(standard)
        self._stack.setCurrentIndex(0)
        self._arrange()

    def go_to_section(self, at: int) -> None:
        """Bring the beginning of a section to the top."""
        if at >= 0:
            self.pane.scrollToAnchor(section_anchor(at))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the list of sections become a choice over the text where there is little room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        is_wide, has_text = self.width() >= _WIDE, self.standard is not None
        self.contents.setVisible(is_wide)
        self.jump.setVisible(has_text and not is_wide)
        self.find_bar.setEnabled(has_text)

    def _show_faults(self, text: str) -> None:
        sheet = sheet_of_toml(text)
        faults = check_sheet(sheet)
        self._faults_words.setText(f"草稿还有 {len(faults)} 处错误，改正以后才能按评查标准显示、试算和发布。")
        self.faults.show_faults(listed(sheet, faults))
        self._stack.setCurrentIndex(1)
        self._arrange()

    def _fill_contents(self, standard: Standard) -> None:
        titles = [(section_title(at, section), section_weight(section)) for at, section in enumerate(standard.sections)]
        self.contents.blockSignals(True)
        self.contents.clear()
        self.contents.addItems([f"{title}\n　　{weight}" for title, weight in titles])
        for at in range(self.contents.count()):
            self.contents.item(at).setSizeHint(QSize(0, 2 * self.fontMetrics().height() + 4 * SPACE))
        self.contents.blockSignals(False)
        self.jump.clear()
        self.jump.addItems([f"{title}　{weight}" for title, weight in titles])

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(2 * SPACE)
        bar.addWidget(self.find_bar, 1)
        bar.addStretch(1)
        bar.addWidget(self.jump)
        for name, title, signal in (
            ("compare_standard", "比较…", self.compare_asked),
            ("try_standard", "试算…", self.trial_asked),
            ("export_standard", "导出…", self.export_asked),
        ):
            bar.addWidget(secondary_button(name, title, signal.emit))
        text = QWidget()
        row = QHBoxLayout(text)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self.pane, 1)
        row.addWidget(self.contents)
        faulty = QWidget()
        inner = QVBoxLayout(faulty)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self._faults_words)
        inner.addWidget(self.faults, 1)
        self._stack.addWidget(text)
        self._stack.addWidget(faulty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addLayout(bar)
        column.addWidget(self._stack, 1)
