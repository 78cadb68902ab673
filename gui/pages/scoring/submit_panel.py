"""The end of a reading, in the right column: what still lacks, or the grade that is proposed."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.forms.choice_row import ChoiceRow
from gui.forms.growing_text import GrowingText
from gui.forms.typing_pause import TypingPause
from gui.pages.scoring.overview import scrolling
from gui.pages.scoring.reading_form import ReadingForm
from gui.theme import SPACE, theme_of
from gui.widgets.badges import grade_text
from gui.widgets.banner import Banner
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.labels import lead, muted, paragraph
from review_forms.answers import AnswerFault
from review_forms.grading import GradeScale


class GapsPanel(QWidget):
    """Everything that keeps the reading from being submitted; `item_asked` comes with the item of a line."""

    item_asked = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gaps_panel")
        self._title = lead("")
        self._list = QLabel()
        self._list.setObjectName("gaps")
        self._list.setTextFormat(Qt.TextFormat.RichText)
        self._list.setWordWrap(True)
        self._list.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._list.linkActivated.connect(self.item_asked)
        column = _column(self)
        column.addWidget(self._title)
        column.addWidget(muted("补全后按 Ctrl+回车，通读后提交。"))
        column.addWidget(scrolling(self._list), 1)
        column.addWidget(secondary_button("close_gaps", "返回得分", self.closed.emit))

    def show_faults(self, form: ReadingForm, faults: Sequence[AnswerFault]) -> None:
        """Show what lacks."""
        self._title.setText(f"还有 {len(faults)} 处没有完成")
        accent = theme_of(self.palette()).accent
        self._list.setText("".join(self._line(form, fault, accent) for fault in faults))

    def _line(self, form: ReadingForm, fault: AnswerFault, accent: str) -> str:
        if not fault.item_id:
            return f'<p style="margin:0 0 6px 0">{escape(fault.message)}</p>'
        number = form.position(fault.item_id) + 1
        link = f'<a href="{fault.item_id}" style="color:{accent}; text-decoration:none">第 {number} 项</a>'
        return f'<p style="margin:0 0 6px 0">{link}　{escape(fault.message)}</p>'


class SubmitPanel(QWidget):
    """The proposed grade and, where it departs from the rules', the reason.

    `edited` comes with grade and reason, at once for the grade and soon for the reason; `confirmed` when the person
    submits, `closed` when not.
    """

    edited = Signal(str, str)
    confirmed = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("submit_panel")
        self._scale: GradeScale | None = None
        self._proposed = ""
        self._banner = Banner()
        self._rules = paragraph("")
        self._grades_place = QVBoxLayout()
        self._grades: ChoiceRow[str] | None = None
        self._reason_word = muted("理由")
        self._reason_word.setWordWrap(True)
        self.reason = GrowingText("reason", "理由", "", lines=3)
        self._pause = TypingPause(self)
        self._pause.ended.connect(self._say)
        self._close = secondary_button("close_submit", "返回", self.closed.emit)
        self._confirm = primary_button("confirm_submit", "提交（回车）", self._on_confirmed)
        self._lay_out()
        self._connect()

    @property
    def confirm_button(self) -> QPushButton:
        """The button that submits."""
        return self._confirm

    @property
    def grade(self) -> str:
        """The grade chosen."""
        return (self._grades.value() if self._grades else None) or self._proposed

    def show_form(self, form: ReadingForm) -> None:
        """Show what the rules propose, and what was chosen before."""
        self._banner.clear()
        proposed = form.proposal.proposed
        self._use_scale(form.reading.scale)
        assert self._grades is not None
        self._proposed = proposed.id
        self._rules.setText(f"规则建议“{proposed.name}”。与此不同的，须写明理由。")
        kept = form.draft.grade if form.draft.reason.strip() else ""
        self._grades.set_value(kept or proposed.id)
        self.reason.set_text(form.draft.reason)
        self._show_need()
        self._confirm.setFocus()

    def flush(self) -> None:
        """Tell at once what was typed, what an input method still holds included."""
        self.reason.composition.take()
        self._pause.flush()

    def show_error(self, message: str) -> None:
        """Show why the reading was not submitted."""
        self._banner.show_error(message)
        self.reason.setFocus()

    def clear_error(self) -> None:
        """Take the fault away."""
        self._banner.clear()

    def _use_scale(self, scale: GradeScale) -> None:
        if scale == self._scale:
            return
        self._scale = scale
        if self._grades is not None:
            self._grades.deleteLater()
        choices = [(grade.id, grade_text(grade.shape, grade.name)) for grade in scale.grades]
        self._grades = ChoiceRow("grade", "建议等次", choices, is_column=True)
        self._grades.chosen.connect(self._on_grade_chosen)
        self._grades_place.addWidget(self._grades)
        # made after the others, it would come last for Tab, out of reach from the button that submits
        self._grades.lead_to(self.reason)
        QWidget.setTabOrder(self.reason, self._close)
        QWidget.setTabOrder(self._close, self._confirm)

    def _lay_out(self) -> None:
        content = QWidget()
        words = QVBoxLayout(content)
        words.setContentsMargins(0, 0, SPACE, 0)
        words.setSpacing(2 * SPACE)
        for part in (
            lead("提交评查"),
            self._banner,
            self._rules,
            muted("建议等次"),
            self._grades_place,
            self._reason_word,
            self.reason,
            paragraph("提交后不能再改；要改时由审管办退回。"),
        ):
            if isinstance(part, QWidget):
                words.addWidget(part)
            else:
                words.addLayout(part)
        words.addStretch(1)
        column = _column(self)
        column.addWidget(scrolling(content), 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * SPACE)
        buttons.addWidget(self._close)
        buttons.addWidget(self._confirm, 1)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.reason.typed.connect(self._pause.begin)
        self.reason.left.connect(self.flush)
        self.reason.went_on.connect(self._on_confirmed)
        make_action(self, "confirm_submission", "提交（在提交栏中）", "Return, Enter", self._on_confirmed)
        make_action(self, "leave_submission", "不提交，返回", "Esc", self.closed.emit)

    def _on_grade_chosen(self, _grade: str) -> None:
        self._show_need()
        self._say()
        if self.grade != self._proposed:
            self.reason.setFocus()

    def _show_need(self) -> None:
        departs = self.grade != self._proposed
        self._reason_word.setText("理由（与规则建议不一致，必填）" if departs else "理由（可以不填）")

    def _say(self) -> None:
        self.edited.emit(self.grade, self.reason.text())

    def _on_confirmed(self) -> None:
        self.flush()
        self.confirmed.emit()


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 3 * SPACE)
    column.setSpacing(2 * SPACE)
    return column
