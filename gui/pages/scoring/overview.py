"""The right column: what the answers come to and why, the case's facts, and the words about the whole case."""

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gui.forms.growing_text import GrowingText
from gui.forms.typing_pause import TypingPause
from gui.pages.scoring.reading_form import ReadingForm
from gui.pages.scoring.section_table import SectionTable
from gui.scans import size_words
from gui.theme import SPACE, Theme, theme_of
from gui.widgets.badges import GradeBadge
from gui.widgets.buttons import primary_button
from gui.widgets.labels import muted, paragraph, rule
from models.case_number import parse
from models.queries.attachments import AttachmentRow
from models.queries.drafts import ReadingDraft
from models.queries.reading_cases import ReadingCase
from models.queries.readings import Reading
from review_forms.clocks import hints
from review_forms.grading import Grade, Proposal
from review_forms.scoring import figure
from review_forms.standard import HUNDRED


class Overview(QWidget):
    """Shows a form's score, proposals and reasons, its case, and edits exemption and merits.

    `item_asked` comes with an item that a reason speaks of, `scan_asked` with a file of the case, `draft_edited` with
    the words once the typing stopped.
    """

    item_asked = Signal(str)
    scan_asked = Signal(object)
    draft_edited = Signal(object)
    submit_asked = Signal()
    typing = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("overview")
        self._form: ReadingForm | None = None
        self._score = _rich("score")
        self._by_points, self._by_absorption = GradeBadge(), GradeBadge()
        self._points_word, self._absorption_word = muted("按得分"), muted("按最重问题")
        self._agreement = paragraph("")
        self._agreement.setObjectName("agreement")
        self._reasons, self._case = _rich("reasons"), _rich("case_facts")
        self._scans = _rich("scans")
        self._scans.setAccessibleName("扫描件")
        by = Qt.TextInteractionFlag
        self._scans.setTextInteractionFlags(by.LinksAccessibleByMouse | by.LinksAccessibleByKeyboard)
        self._sections = SectionTable()
        self._clock = paragraph("")
        self._clock.setObjectName("clock_hints")
        self._clock.setProperty("kind", "gap")
        self.exemption = GrowingText("exemption", "免责事由", "改判、发回的原因不在承办人的，写明事由")
        self.merits = GrowingText("merits", "亮点", "办得好的地方，可以不填")
        self._pause = TypingPause(self)
        self._pause.ended.connect(self._say)
        self.submit_button = primary_button("submit", "提交评查（Ctrl+回车）", self.submit_asked.emit)
        self._lay_out()
        self._connect()

    def show_form(self, form: ReadingForm) -> None:
        """Show another reading."""
        self._pause.drop()
        self._form = form
        self._show_texts(form)
        self._show_case(form.reading.case)
        self.show_score(form)

    def show_score(self, form: ReadingForm) -> None:
        """Show what the answers come to now."""
        theme, proposal = theme_of(self.palette()), form.proposal
        _set(self._score, _score_html(form, theme))
        self._score.setVisible(form.has_points)
        _show_grade(self._by_points, self._points_word, proposal.by_points)
        _show_grade(self._by_absorption, self._absorption_word, proposal.by_absorption)
        _set(self._agreement, _agreement(proposal))
        _set(self._reasons, _reasons_html(form, theme))
        self._sections.show_score(form)

    def show_files(self, form: ReadingForm) -> None:
        """Show the files of the case."""
        scans = form.reading.files
        self._scans.setText(_scans_html(scans, theme_of(self.palette())))
        self._scans.setVisible(bool(scans))

    def draft(self) -> ReadingDraft:
        """The words about the whole case as they are written now."""
        assert self._form is not None
        kept = self._form.draft
        return ReadingDraft(self.exemption.text(), self.merits.text(), kept.grade, kept.reason)

    @property
    def is_pending(self) -> bool:
        """Whether something was typed that has not been said yet."""
        return self._pause.is_pending

    def flush(self) -> None:
        """Say at once what was typed, what an input method still holds included."""
        for field in (self.exemption, self.merits):
            field.composition.take()
        self._pause.flush()

    def changeEvent(self, event: QEvent) -> None:
        """Colour the texts anew in another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._form is not None:
            self._show_case(self._form.reading.case)
            self.show_score(self._form)

    def _say(self) -> None:
        self.draft_edited.emit(self.draft())

    def _show_texts(self, form: ReadingForm) -> None:
        for field, text in ((self.exemption, form.draft.exemption), (self.merits, form.draft.merits)):
            field.set_text(text)
            field.setReadOnly(not form.is_open)
        self.submit_button.setVisible(form.is_open)

    def _show_case(self, case: ReadingCase) -> None:
        assert self._form is not None
        self._case.setText(_case_html(case, self._form.reading, theme_of(self.palette())))
        self.show_files(self._form)
        number = parse(case.number)
        found = hints(
            case.category,
            case.procedure,
            case.filed_on,
            case.closed_on,
            case.limit_from,
            case.limit_until,
            type_code=number.type_code if number else "",
            cause=case.cause,
            remarks=case.remarks,
        )
        self._clock.setText("\n".join(f"{hint.text}（{hint.basis}）" for hint in found))
        self._clock.setProperty("kind", "gap" if any(hint.needs_a_look for hint in found) else "muted")
        self._clock.style().unpolish(self._clock)
        self._clock.style().polish(self._clock)
        self._clock.setVisible(bool(found))

    def _lay_out(self) -> None:
        content = QWidget()
        content.setObjectName("side_panel_content")
        column = QVBoxLayout(content)
        column.setContentsMargins(4 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(self._score)
        column.addLayout(self._grades())
        for widget in (
            self._agreement,
            self._reasons,
            rule(),
            self._sections,
            rule(),
            self._scans,
            self._case,
            self._clock,
            rule(),
            muted("免责事由"),
            self.exemption,
            muted("亮点"),
            self.merits,
        ):
            column.addWidget(widget)
        column.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(4 * SPACE, 2 * SPACE, 4 * SPACE, 3 * SPACE)
        foot.addWidget(self.submit_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scrolling(content), 1)
        whole.addLayout(foot)

    def _grades(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnStretch(2, 1)
        for line, (word, badge) in enumerate(
            ((self._points_word, self._by_points), (self._absorption_word, self._by_absorption))
        ):
            grid.addWidget(word, line, 0)
            grid.addWidget(badge, line, 1)
        return grid

    def _connect(self) -> None:
        self._reasons.linkActivated.connect(self.item_asked)
        self._scans.linkActivated.connect(self._on_scan_asked)
        for field in (self.exemption, self.merits):
            field.typed.connect(self._on_typed)
            field.left.connect(self.flush)
            field.went_on.connect(self.flush)

    def _on_scan_asked(self, at: str) -> None:
        assert self._form is not None
        self.scan_asked.emit(self._form.reading.files[int(at)])

    def _on_typed(self) -> None:
        self._pause.begin()
        self.typing.emit()


def scrolling(content: QWidget) -> QScrollArea:
    """A frameless area that scrolls its content up and down."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(content)
    # the area fills its content's ground with the window's colour; inside a card the card shall show
    content.setAutoFillBackground(False)
    return scroll


def _rich(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setWordWrap(True)
    return label


def _set(label: QLabel, text: str) -> None:
    if label.text() != text:
        label.setText(text)


def _show_grade(badge: GradeBadge, word: QLabel, grade: Grade | None) -> None:
    badge.set_grade(grade.shape if grade else "", grade.name if grade else "")
    word.setVisible(grade is not None)


def _agreement(proposal: Proposal) -> str:
    if proposal.by_points is None:
        return f"建议等次：{proposal.proposed.name}"
    if proposal.agrees:
        return f"两者一致，建议等次：{proposal.proposed.name}"
    return f"两者不一致，从低建议：{proposal.proposed.name}"


def _score_html(form: ReadingForm, theme: Theme) -> str:
    score = form.score
    lost = f"−{figure(score.deducted)}" if score.deducted else "未扣分"
    gained = f"，+{figure(score.bonus)}" if score.bonus else ""
    of_full = "" if score.full == HUNDRED else f"／{figure(score.full)}"
    return (
        f'<span style="font-size:24pt; font-weight:600">{figure(score.points)}</span>'
        f'<span style="color:{theme.muted}"> {of_full}分　{lost}{gained}</span>'
    )


def _reasons_html(form: ReadingForm, theme: Theme) -> str:
    lines = [_reason_html(form, reason.item_id, reason.text, theme) for reason in form.proposal.because]
    return f'<p style="color:{theme.muted}; margin:0 0 3px 0">为什么是这个等次</p>' + "".join(lines)


def _reason_html(form: ReadingForm, item_id: str, text: str, theme: Theme) -> str:
    if not item_id:
        return f'<p style="margin:0 0 3px 0">{escape(text)}</p>'
    number = form.position(item_id) + 1
    link = f'<a href="{item_id}" style="color:{theme.accent}; text-decoration:none">第 {number} 项</a>'
    return f'<p style="margin:0 0 3px 0">{link}　{escape(text)}</p>'


def _case_html(case: ReadingCase, shown: Reading, theme: Theme) -> str:
    return pairs_html(
        (
            ("案由", case.cause),
            ("当事人", case.parties),
            ("承办", "　".join(filter(None, (case.department, case.handler)))),
            ("程序", case.procedure),
            ("立案", case.filed_on.isoformat() if case.filed_on else ""),
            ("结案", case.closed_on.isoformat() if case.closed_on else ""),
            ("结案方式", case.outcome),
            ("备注", case.remarks),
            ("批次", shown.batch),
            ("评查员", shown.reviewer),
        ),
        theme,
    )


def _scans_html(scans: Sequence[AttachmentRow], theme: Theme) -> str:
    """The files of the case as links that carry their place in the list."""
    lines = (
        f'<p style="margin:0 0 3px 0"><a href="{at}" style="color:{theme.accent}; text-decoration:none">'
        f'{escape(scan.name)}</a> <span style="color:{theme.muted}">{size_words(scan.size)}</span></p>'
        for at, scan in enumerate(scans)
    )
    return f'<p style="color:{theme.muted}; margin:0 0 3px 0">扫描件</p>' + "".join(lines)


def pairs_html(pairs: Iterable[tuple[str, str]], theme: Theme) -> str:
    """Words and what they stand for in two columns, without the empty ones."""
    cells = "".join(
        f'<tr><td style="color:{theme.muted}; white-space:nowrap; padding:0 10px 2px 0">{word}</td>'
        f'<td style="padding-bottom:2px">{escape(text)}</td></tr>'
        for word, text in pairs
        if text
    )
    return f'<table cellspacing="0" cellpadding="0">{cells}</table>'
