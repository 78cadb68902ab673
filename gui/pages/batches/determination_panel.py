"""One case of a batch: both proposals and why, the findings, and the decision on the grade."""

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gui.desk import Desk
from gui.dialogs.reason import ask_reason
from gui.pages.batches.decision_form import DecisionForm
from gui.theme import SPACE
from gui.widgets.badges import GradeBadge, SeverityBadge
from gui.widgets.buttons import primary_button, relabel, secondary_button
from gui.widgets.clearing import empty_layout
from gui.widgets.facts import Facts
from gui.widgets.labels import SectionHeader, muted, paragraph
from gui.widgets.side_panel import SidePanel
from models.changes import Changes
from models.queries.determinations import DeterminationView, GradedFinding
from models.review_state import Action, is_allowed
from models.services.answers import give_back
from models.services.determinations import determine
from models.store import Session
from review_forms.grading import Grade
from review_forms.scoring import figure

_WIDTH = 440


class DeterminationPanel(SidePanel):
    """Emits `determined` when a grade was fixed, `returned` when the reading went back to its reviewer."""

    determined = Signal()
    returned = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", parent, _WIDTH)
        self._desk = desk
        self._view: DeterminationView | None = None
        self._is_read_only = False
        self._told = QVBoxLayout()
        self._told.setSpacing(2 * SPACE)
        self.form = DecisionForm()
        self._determine = primary_button("determine", "审定", self._on_determine, keys="Ctrl+Return")
        self._return = secondary_button("give_back", "退回评查员…", self._ask_to_return)
        self.body.addLayout(self._told)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.foot.addWidget(self._return)
        self.foot.addStretch(1)
        self.foot.addWidget(self._determine)
        self.foot.setContentsMargins(0, 0, 2 * SPACE, 0)
        self.form.edited.connect(self._show_step)
        self.form.reason_asked.connect(self._show_reason)

    @property
    def reviewed_case_id(self) -> UUID | None:
        """The case that is shown, while the panel is open."""
        return None if self.isHidden() or self._view is None else self._view.reviewed_case_id

    @property
    def may_determine(self) -> bool:
        """Whether the grade of the case shown can be fixed now."""
        return self._view is not None and is_allowed(self._view.state, Action.DETERMINE) and not self._is_read_only

    def show_case(self, view: DeterminationView, *, is_read_only: bool = False) -> None:
        """Show this case; what was typed for it stays when it is shown already.

        Of another office's batch a case `is_read_only`.
        """
        is_same = self._view is not None and self._view.reviewed_case_id == view.reviewed_case_id
        is_unchanged = self._view == view
        self._view, self._is_read_only = view, is_read_only
        if not is_same:
            self.clear_error()
            self.scroll_to_top()
        self.set_title(view.number)
        self._tell(view)
        self.form.setVisible(self.may_determine)
        if self.may_determine and not (is_same and is_unchanged):
            self.form.show_view(view)
        self._determine.setVisible(self.may_determine)
        self._return.setVisible(is_allowed(view.state, Action.RETURN) and not is_read_only)
        self._show_step()
        self.show()

    def _tell(self, view: DeterminationView) -> None:
        empty_layout(self._told)
        self._told.addWidget(muted("　".join(filter(None, (view.cause, view.department, view.handler)))))
        reviewer = f"评查员 {view.reviewer}" if view.reviewer else "评查员尚未提交"
        self._told.addWidget(muted(f"{view.state.label}　{reviewer}"))
        if view.determined is not None:
            self._add_decision(view, view.determined)
        if view.proposal is not None:
            self._add_proposals(view)
            self._add_findings(view.findings)
        words = [("免责事由", view.exemption), ("亮点", view.merits)]
        if any(text for _, text in words):
            self._told.addWidget(Facts(words))

    def _add_decision(self, view: DeterminationView, grade: Grade) -> None:
        self._told.addWidget(SectionHeader("审定"))
        self._told.addLayout(_graded("审定等次", grade, view.decided_by))
        if view.reason:
            self._told.addWidget(Facts([("理由", view.reason)]))

    def _add_proposals(self, view: DeterminationView) -> None:
        proposal = view.proposal
        assert proposal is not None
        self._told.addWidget(SectionHeader("建议", "" if proposal.agrees else "两种算法不一致，取较重的"))
        if proposal.by_points is not None and proposal.points is not None:
            self._told.addLayout(_graded("按得分", proposal.by_points, f"{figure(proposal.points)} 分"))
        self._told.addLayout(_graded("按最重问题", proposal.by_absorption, ""))
        if view.reviewer_grade is not None:
            self._told.addLayout(_graded("评查员建议", view.reviewer_grade, view.reviewer_reason))
        for reason in proposal.because:
            self._told.addWidget(_bullet(reason.text))

    def _add_findings(self, findings: tuple[GradedFinding, ...]) -> None:
        self._told.addWidget(SectionHeader("问题", f"{len(findings)} 个" if findings else "没有发现问题"))
        for each in findings:
            self._told.addWidget(_finding(each))

    def _show_step(self) -> None:
        grade = self.form.grade()
        self._determine.setEnabled(grade is not None)
        relabel(self._determine, f"审定为“{grade.name}”" if grade else "请选择等次")

    def _show_reason(self) -> None:
        for scroll in self.findChildren(QScrollArea):
            if scroll.isAncestorOf(self.form.reason):
                scroll.ensureWidgetVisible(self.form.reason)

    def _on_determine(self) -> None:
        view, grade = self._view, self.form.grade()
        if view is None or grade is None or not self.may_determine:
            return
        case_id, decision = view.reviewed_case_id, self.form.decision()

        def fix(session: Session) -> Changes:
            return determine(session, case_id, grade=grade.id, **decision)

        if self._desk.perform(self, fix) is not None:
            self.determined.emit()

    def _ask_to_return(self) -> None:
        if self._view is not None:
            title, hint = f"退回{self._view.number}的评查？", "写明要补充或修改的地方，评查员会看到，并记入留痕。"
            ask_reason(self, title, "退回评查员", self._give_back, hint)

    def _give_back(self, remark: str) -> None:
        view = self._view
        if view is None:
            return
        case_id = view.reviewed_case_id
        if self._desk.perform(self, lambda session: give_back(session, case_id, remark)) is not None:
            self.returned.emit()


def _graded(title: str, grade: Grade, words: str) -> QHBoxLayout:
    """A line with a name, a grade and some words."""
    row = QHBoxLayout()
    row.setSpacing(2 * SPACE)
    name = muted(title)
    name.setFixedWidth(name.fontMetrics().horizontalAdvance("国国国国国国"))
    badge = GradeBadge()
    badge.set_grade(grade.shape, grade.name)
    row.addWidget(name)
    row.addWidget(badge)
    row.addWidget(paragraph(words), 1)
    return row


def _bullet(text: str) -> QLabel:
    words = muted(f"· {text}")
    words.setWordWrap(True)
    return words


def _finding(each: GradedFinding) -> QFrame:
    """One finding as a card: severity, where, the item, facts, basis and suggestion."""
    card = QFrame()
    card.setProperty("kind", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
    column.setSpacing(SPACE)
    head = QHBoxLayout()
    head.addWidget(SeverityBadge(each.finding.severity))
    head.addWidget(muted(each.finding.place))
    head.addStretch(1)
    column.addLayout(head)
    item = muted(each.item)
    item.setWordWrap(True)
    column.addWidget(item)
    column.addWidget(paragraph(each.finding.facts))
    column.addWidget(Facts([("依据", each.finding.basis), ("建议", each.finding.suggestion)]))
    return card
