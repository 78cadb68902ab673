"""The reviewer's own look at the whole form, in the place of the list of items."""

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.pages.scoring.reading_form import ReadingForm
from gui.pages.scoring.whole_form import Target, WholeForm, chosen_grade
from gui.theme import SPACE, theme_of
from gui.widgets.labels import muted
from review_forms.grading import Grade
from review_forms.self_check import Remark, remarks

_CHARACTERS = 46
_SCROLLING = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Space,
)
_HINTS = "↑ ↓ 翻看　Tab 下一处链接　回车 打开　Esc 返回　Ctrl+P 打印　Ctrl+回车 提交"


class SelfReview(QFrame):
    """Shows a form as one text, what is blank and what does not fit together at its top.

    `item_asked` comes with the item and finding of a link, `left` when the person goes back to the items, `print_asked`
    when the form is wanted on paper. It is shown anew at the place where it was left, until another form is shown.
    """

    item_asked = Signal(str, str)
    left = Signal()
    print_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("self_review")
        self.setProperty("kind", "card")
        self._form: ReadingForm | None = None
        self._grade = ""
        self._targets: list[Target] = []
        self._remarks: tuple[Remark, ...] = ()
        self.text = _Text()
        self.text.anchorClicked.connect(self._on_link)
        self.setFocusProxy(self.text)
        hints = muted(_HINTS)
        hints.setContentsMargins(4 * SPACE, 0, 0, 0)
        hints.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.text, 1)
        column.addWidget(hints)
        make_action(self, "leave_review", "回到评查项", "Esc", self.left.emit, group="通读")
        # of the window: the focus may be on the button beside it that submits
        context = Qt.ShortcutContext.WindowShortcut
        words = "打印评分表，或者存为 PDF"
        make_action(self, "print_form", words, "Ctrl+P", self.print_asked.emit, group="通读", context=context)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What it asks the reviewer to look at."""
        return self._remarks

    def show_form(self, form: ReadingForm, grade: str = "") -> None:
        """Show a form with the grade that is chosen just now, if one is.

        A form that was shown before is shown as it stands now, at the same place.
        """
        place = self.text.place() if form is self._form else 0
        self._form = form
        self._grade = grade
        chosen = chosen_grade(form, grade)
        self._remarks = _remarks(form, chosen)
        page = WholeForm(form, chosen, self._remarks, theme_of(self.palette()))
        self.text.setHtml(page.html())
        self._targets = page.targets
        self.text.go_to(place)

    def serve(self, button: QWidget) -> None:
        """Let the keys that scroll, and Tab, mean the text too while this button has the focus."""
        button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hand the keys of a button on to the text while it is in sight."""
        is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self.text.isVisible()
        if is_key and self._take_key(Qt.Key(cast(QKeyEvent, event).key())):
            return True
        return super().eventFilter(watched, event)

    def _take_key(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Tab:
            self.text.go_to_first_link()
        elif key in _SCROLLING and key != Qt.Key.Key_Space:  # which presses the button
            self.text.scroll_by(key)
        else:
            return False
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Colour the text anew in another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._form is not None and self.isVisible():
            self.show_form(self._form, self._grade)

    def _on_link(self, link: QUrl) -> None:
        self.item_asked.emit(*self._targets[int(link.toString())])


class _Text(QTextBrowser):
    """A text of readable width, with links for mouse and keys."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("whole_form")
        self.setAccessibleName("通读全表")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(4 * SPACE)

    def place(self) -> int:
        """How far it is scrolled."""
        return self.verticalScrollBar().value()

    def go_to(self, place: int) -> None:
        """Scroll to where it was."""
        # the text is laid out when somebody asks for its size, and only then there is so far to scroll
        self.document().size()
        self.verticalScrollBar().setValue(place)

    def go_to_first_link(self) -> None:
        """Take the focus, with the first link marked."""
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.setFocus()
        self.focusNextPrevChild(True)

    def scroll_by(self, key: int) -> None:
        """Scroll as far as a key says."""
        bar = self.verticalScrollBar()
        page = bar.pageStep() - 6 * SPACE
        steps = {
            Qt.Key.Key_Up: -3 * bar.singleStep(),
            Qt.Key.Key_Down: 3 * bar.singleStep(),
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Space: page,
            Qt.Key.Key_Home: -bar.maximum(),
            Qt.Key.Key_End: bar.maximum(),
        }
        bar.setValue(bar.value() + steps[Qt.Key(key)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll, or follow the link that Tab has come to."""
        if event.key() in _SCROLLING and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.scroll_by(event.key())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the lines short enough for reading."""
        room = event.size().width() + self.viewportMargins().left() + self.viewportMargins().right()
        width = _CHARACTERS * self.fontMetrics().horizontalAdvance("评") + 8 * SPACE
        margin = max(0, (room - width) // 2)
        if self.viewportMargins().left() != margin:
            self.setViewportMargins(margin, 0, margin, 0)
        super().resizeEvent(event)


def _remarks(form: ReadingForm, chosen: Grade) -> tuple[Remark, ...]:
    draft = form.draft
    reason = draft.reason if chosen != form.proposal.proposed else ""
    return remarks(
        form.standard,
        form.reading.scale,
        form.answers,
        form.proposal,
        chosen.id,
        reason=reason,
        exemption=draft.exemption,
        merits=draft.merits,
        office={item_id: form.reading.remarks[item_id] for item_id in form.open_remarks},
    )
