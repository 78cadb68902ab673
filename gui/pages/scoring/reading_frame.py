"""The parts around the form of one case: its head, the filters, the foot with keys, and the right column."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from gui.forms.choice_row import ChoiceRow
from gui.pages.scoring.items_view import ItemsView
from gui.pages.scoring.overview import Overview
from gui.pages.scoring.reading_form import ReadingForm, Show
from gui.pages.scoring.self_review import SelfReview
from gui.pages.scoring.submit_panel import GapsPanel, SubmitPanel
from gui.theme import SPACE
from gui.widgets.banner import Banner
from gui.widgets.buttons import quiet_button, secondary_button
from gui.widgets.labels import ElidedLabel, key_hint, lead, muted
from gui.widgets.search_box import SearchBox

_RIGHT_WIDTH = 296
_NARROW_RIGHT_WIDTH = 244
_NARROW = 800
_HINTS = (
    ("F", "查找"),
    ("N", "下一未答"),
    ("P", "下一问题"),
    ("G", "亮点"),
    ("B", "备注"),
    ("M", "标记"),
    ("V", "通读"),
    ("Ctrl+Z", "撤销"),
    ("F1", "全部按键"),
)


class HintBar(QWidget):
    """Key caps in a row; those that find no room are left out, the last one never."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints = [key_hint(keys, text) for keys, text in _HINTS]
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3 * SPACE)
        for hint in self._hints:
            row.addWidget(hint)
        row.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what fits."""
        super().resizeEvent(event)
        room = self.width() - self._hints[-1].sizeHint().width()
        for hint in self._hints[:-1]:
            room -= hint.sizeHint().width() + 3 * SPACE
            hint.setVisible(room >= 0)


class ReadingFrame(QWidget):
    """Lays the parts out and shows in head and filters how a form stands; what the parts do is the view's business."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = lead("")
        self.number.setObjectName("case_number")
        self.cause = ElidedLabel()
        self.cause.setProperty("kind", "muted")
        self.progress = muted("")
        self.progress.setObjectName("progress")
        self.notice = Banner()
        self.next_button = secondary_button("next_case", "下一件（回车）", lambda: None, "forward")
        self.next_button.hide()
        self.review_button = quiet_button("read_through", "通读（V）", lambda: None, "file")
        self.review_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.filters: ChoiceRow[Show] = ChoiceRow("show", "显示", [(show, show.label) for show in Show])
        self.search = SearchBox("find_item", "查找评查项")
        self.items = ItemsView()
        self.self_review = SelfReview()
        self._places = QStackedWidget()
        self.saved = muted("")
        self.saved.setObjectName("saved")
        self.overview, self.gaps, self.submission = Overview(), GapsPanel(), SubmitPanel()
        self.right = QStackedWidget()
        self._lay_out()

    def show_head(self, form: ReadingForm) -> None:
        """Say which case it is."""
        case = form.reading.case
        self.number.setText(case.number)
        self.cause.setText("　".join(filter(None, (case.cause, case.procedure))))

    @property
    def is_reviewing(self) -> bool:
        """Whether the whole form stands in the place of the items."""
        return self._places.currentWidget() is self.self_review

    def show_review(self, *, is_shown: bool) -> None:
        """Show the whole form in the place of the items, or the items."""
        self._places.setCurrentIndex(int(is_shown))

    def show_counts(self, form: ReadingForm) -> None:
        """Say how many items are answered, blank, faulty, marked."""
        self.progress.setText(f"已答 {form.answered}/{len(form.items)}")
        for show in Show:
            count = len(form.items) if show is Show.ALL else form.count(show)
            self.filters.set_text(show, f"{show.label} {count}")
        self.filters.button(Show.REMARKED).setVisible(bool(form.reading.office_remarks))

    def show_saved(self, words: str, *, is_good: bool) -> None:
        """Say quietly whether everything is in the database."""
        self.saved.setText(words)
        kind = "muted" if is_good else "gap"
        if self.saved.property("kind") != kind:
            self.saved.setProperty("kind", kind)
            self.saved.style().unpolish(self.saved)
            self.saved.style().polish(self.saved)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the form more of a narrow window."""
        super().resizeEvent(event)
        has_room = self.width() >= _NARROW
        self.right.setFixedWidth(_RIGHT_WIDTH if has_room else _NARROW_RIGHT_WIDTH)
        self.review_button.setVisible(has_room)

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("kind", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.items)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addLayout(self._filter_row())
        column.addWidget(card, 1)
        self._places.addWidget(listed)
        self._places.addWidget(self.self_review)
        self.self_review.serve(self.submission.confirm_button)
        middle = QVBoxLayout()
        middle.setSpacing(2 * SPACE)
        middle.addLayout(self._head())
        middle.addWidget(self.notice)
        middle.addWidget(self._places, 1)
        middle.addLayout(self._foot())
        for panel in (self.overview, self.gaps, self.submission):
            self.right.addWidget(panel)
        self.right.setFixedWidth(_RIGHT_WIDTH)
        self.right.setProperty("kind", "card")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3 * SPACE)
        row.addLayout(middle, 1)
        row.addWidget(self.right)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(3 * SPACE)
        row.addWidget(self.number)
        row.addWidget(self.cause, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.progress)
        row.addWidget(self.review_button)
        row.addWidget(self.next_button)
        return row

    def _filter_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.filters)
        row.addStretch(1)
        self.search.setMaximumWidth(220)
        row.addWidget(self.search, 2)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(HintBar(), 1)
        row.addWidget(self.saved)
        return row
