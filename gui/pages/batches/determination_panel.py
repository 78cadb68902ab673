"""One case of a batch: both proposals and why, the findings, and the decision on the grade."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gui.desk import Desk
from gui.dialogs.reason import ReasonDialog
from gui.pages.batches.decision_form import DecisionForm
from gui.pages.batches.remarks_form import RemarksForm
from gui.theme import SPACE
from gui.widgets.badges import Badge, GradeBadge, SeverityBadge
from gui.widgets.buttons import primary_button, quiet_button, relabel, secondary_button
from gui.widgets.clearing import empty_layout
from gui.widgets.facts import Facts
from gui.widgets.labels import SectionHeader, muted, paragraph
from gui.widgets.side_panel import SidePanel
from models.changes import Changes
from models.queries.determinations import AnsweredRemark, DeterminationView, GradedFinding
from models.queries.merits import ItemMerit
from models.review_state import Action, is_allowed
from models.services.answers import give_back
from models.services.determinations import determine
from models.store import Session
from review_forms.grading import Grade
from review_forms.office_remarks import Response
from review_forms.scoring import figure

_WIDTH = 440
_MOST_LINES = 6
_RESPONSE_SHAPES = {Response.OPEN: "▲", Response.SEEN: "○", Response.CHANGED: "●"}


@dataclass
class _Draft:
    """What was written for a return that has not been made: about the whole reading, and about items."""

    remark: str = ""
    items: dict[str, str] = field(default_factory=dict)


class DeterminationPanel(SidePanel):
    """Emits `determined` when a grade was fixed, `returned` when the reading went back to its reviewer.

    What is written for a return is kept for each case until the reading is returned or the window closes.
    """

    determined = Signal()
    returned = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", parent, _WIDTH)
        self._desk = desk
        self._view: DeterminationView | None = None
        self._is_read_only = False
        self._drafts: dict[UUID, _Draft] = {}
        self._told = QVBoxLayout()
        self._told.setSpacing(2 * SPACE)
        self.form = DecisionForm()
        self.remarks = RemarksForm()
        self._determine = primary_button("determine", "审定", self._on_determine, keys="Ctrl+Return")
        self._return = secondary_button("give_back", "退回评查员…", self._ask_to_return)
        self.body.addLayout(self._told)
        self.body.addWidget(self.remarks)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.foot.addWidget(self._return)
        self.foot.addStretch(1)
        self.foot.addWidget(self._determine)
        self.foot.setContentsMargins(0, 0, 2 * SPACE, 0)
        self.form.edited.connect(self._show_step)
        self.form.reason_asked.connect(lambda: self._bring_into_sight(self.form.reason))
        self.remarks.begun.connect(self._bring_into_sight)
        self.remarks.edited.connect(self._keep_remarks)

    @property
    def reviewed_case_id(self) -> UUID | None:
        """The case that is shown, while the panel is open."""
        return None if self.isHidden() or self._view is None else self._view.reviewed_case_id

    @property
    def may_determine(self) -> bool:
        """Whether the grade of the case shown can be fixed now."""
        return self._view is not None and is_allowed(self._view.state, Action.DETERMINE) and not self._is_read_only

    @property
    def may_return(self) -> bool:
        """Whether the reading of the case shown can go back to its reviewer now."""
        return self._view is not None and is_allowed(self._view.state, Action.RETURN) and not self._is_read_only

    def show_case(self, view: DeterminationView, *, is_read_only: bool = False) -> None:
        """Show this case; what was typed for it stays when it is shown already.

        Of another office's batch a case `is_read_only`.
        """
        is_same = self._view is not None and self._view.reviewed_case_id == view.reviewed_case_id
        is_unchanged = self._view == view
        if not is_same:
            # what is being composed belongs to the case that was shown
            QGuiApplication.inputMethod().commit()
        self._view, self._is_read_only = view, is_read_only
        if not is_same:
            self.clear_error()
            self.scroll_to_top()
        self.set_title(view.number)
        self._tell(view)
        self.form.setVisible(self.may_determine)
        if self.may_determine and not (is_same and is_unchanged):
            self.form.show_view(view)
        if not is_same:
            self.remarks.show_items(view.items, self._draft(view).items)
        self.remarks.setVisible(self.may_return)
        self._determine.setVisible(self.may_determine)
        self._return.setVisible(self.may_return)
        self._show_step()
        self.show()

    def _tell(self, view: DeterminationView) -> None:
        empty_layout(self._told)
        self._told.addWidget(muted("　".join(filter(None, (view.cause, view.department, view.handler)))))
        reviewer = f"评查员 {view.reviewer}" if view.reviewer else "评查员尚未提交"
        self._told.addWidget(muted(f"{view.state.label}　{reviewer}"))
        if view.determined is not None:
            self._add_decision(view, view.determined)
        self._add_answered(view.answered)
        if view.proposal is not None:
            self._add_proposals(view)
            self._add_findings(view.findings)
        if view.exemption:
            self._told.addWidget(Facts([("免责事由", view.exemption)]))
        self._add_merits(view)

    def _add_merits(self, view: DeterminationView) -> None:
        if not view.merits and not view.item_merits:
            return
        self._told.addWidget(SectionHeader("亮点", f"评查项 {len(view.item_merits)} 个" if view.item_merits else ""))
        if view.merits:
            self._told.addWidget(paragraph(view.merits))
        for told in view.item_merits:
            self._told.addWidget(_merit(told))

    def _add_answered(self, answered: tuple[AnsweredRemark, ...]) -> None:
        """What the reviewer did about the remarks of the last return, what was left first."""
        if not answered:
            return
        counts = {response: sum(one.response is response for one in answered) for response in Response}
        told = "　".join(f"{response.label} {count}" for response, count in counts.items() if count)
        self._told.addWidget(SectionHeader("上次退回的意见", told))
        for response in Response:
            for one in answered:
                if one.response is response:
                    self._told.addWidget(_answered_remark(one))

    def _add_decision(self, view: DeterminationView, grade: Grade) -> None:
        self._told.addWidget(SectionHeader("审定"))
        self._told.addWidget(_graded("审定等次", grade, view.decided_by))
        if view.reason:
            self._told.addWidget(Facts([("理由", view.reason)]))

    def _add_proposals(self, view: DeterminationView) -> None:
        proposal = view.proposal
        assert proposal is not None
        self._told.addWidget(SectionHeader("建议", "" if proposal.agrees else "两种算法不一致，取较重的"))
        if proposal.by_points is not None and proposal.points is not None:
            self._told.addWidget(_graded("按得分", proposal.by_points, f"{figure(proposal.points)} 分"))
        self._told.addWidget(_graded("按最重问题", proposal.by_absorption, ""))
        if view.reviewer_grade is not None:
            self._told.addWidget(_graded("评查员建议", view.reviewer_grade, view.reviewer_reason))
        for reason in proposal.because:
            self._told.addWidget(_bullet(reason.text))

    def _add_findings(self, findings: tuple[GradedFinding, ...]) -> None:
        self._told.addWidget(SectionHeader("问题", f"{len(findings)} 个" if findings else "没有发现问题"))
        for each in findings:
            remark = partial(self.remarks.begin, each.item_id) if self.may_return and each.item_id else None
            self._told.addWidget(_finding(each, remark))

    def _show_step(self) -> None:
        grade = self.form.grade()
        self._determine.setEnabled(grade is not None)
        relabel(self._determine, f"审定为“{grade.name}”" if grade else "请选择等次")

    def _bring_into_sight(self, field: QWidget) -> None:
        # a card that was just made has its place only after this
        self.body.activate()
        for scroll in self.findChildren(QScrollArea):
            if scroll.isAncestorOf(field):
                scroll.ensureWidgetVisible(field, 0, 6 * SPACE)

    def _draft(self, view: DeterminationView) -> _Draft:
        return self._drafts.setdefault(view.reviewed_case_id, _Draft())

    def _keep_remarks(self) -> None:
        if self._view is not None:
            self._draft(self._view).items = self.remarks.remarks()

    def _on_determine(self) -> None:
        view, grade = self._view, self.form.grade()
        if view is None or grade is None or not self.may_determine:
            return
        if self.remarks.remarks():
            self.show_error("写了对评查项的意见，还没有退回：请先退回评查员，或删去意见后再审定。")
            return
        case_id, decision = view.reviewed_case_id, self.form.decision()

        def fix(session: Session) -> Changes:
            return determine(session, case_id, grade=grade.id, **decision)

        if self._desk.perform(self, fix) is not None:
            self.determined.emit()

    def _ask_to_return(self) -> None:
        if self._view is not None:
            title, hint = f"退回{self._view.number}的评查？", "写明要补充或修改的地方，评查员会看到，并记入留痕。"
            draft, lines = self._draft(self._view), self.remarks.lines()
            if lines:
                hint = f"下列 {len(lines)} 条意见随退回交给评查员；还可以写总的意见，也可以不写。"
            more = (f"……其余 {len(lines) - _MOST_LINES} 条见右侧",) if len(lines) > _MOST_LINES else ()
            said = (*lines[:_MOST_LINES], *more)
            dialog = ReasonDialog(self, title, "退回评查员", hint, said=said, written=draft.remark)
            dialog.given.connect(self._give_back)
            dialog.kept.connect(partial(setattr, draft, "remark"))
            dialog.open()

    def _give_back(self, remark: str) -> None:
        view = self._view
        if view is None:
            return
        case_id, items = view.reviewed_case_id, self.remarks.remarks()
        self._draft(view).remark = remark
        if self._desk.perform(self, lambda session: give_back(session, case_id, remark, items)) is not None:
            del self._drafts[case_id]
            self.remarks.show_items(view.items, {})
            self.returned.emit()


def _graded(title: str, grade: Grade, words: str) -> QWidget:
    """A line with a name, a grade and some words."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(2 * SPACE)
    name = muted(title)
    name.setFixedWidth(name.fontMetrics().horizontalAdvance("国国国国国国"))
    # a badge shows itself; without a parent it would be a window for a moment, which takes the focus
    badge = GradeBadge(parent=line)
    badge.set_grade(grade.shape, grade.name)
    # beside the first line of the words: in the middle of long ones they would be out of sight
    row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(paragraph(words), 1, Qt.AlignmentFlag.AlignTop)
    return line


def _bullet(text: str) -> QLabel:
    words = muted(f"· {text}")
    words.setWordWrap(True)
    return words


def _card() -> tuple[QFrame, QVBoxLayout]:
    """An empty card and its column."""
    card = QFrame()
    card.setProperty("kind", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
    column.setSpacing(SPACE)
    return card, column


def _answered_remark(one: AnsweredRemark) -> QFrame:
    """One remark of the last return as a card: what became of it, the item, the remark, the reviewer's word."""
    card, column = _card()
    item = muted(f"第 {one.number} 项　{one.item}")
    item.setWordWrap(True)
    column.addWidget(paragraph(f"{_RESPONSE_SHAPES[one.response]} {one.response.label}"))
    column.addWidget(item)
    column.addWidget(Facts([("意见", one.remark.text), ("评查员", one.word)]))
    return card


def _merit(told: ItemMerit) -> QFrame:
    """One merit of an item as a card: where, the item, what was done well."""
    card, column = _card()
    head = QHBoxLayout()
    head.addWidget(Badge("★", "亮点"))
    head.addWidget(muted(told.merit.place))
    head.addStretch(1)
    column.addLayout(head)
    item = muted(f"第 {told.number} 项　{told.item}")
    item.setWordWrap(True)
    column.addWidget(item)
    column.addWidget(paragraph(told.merit.facts))
    return card


def _finding(each: GradedFinding, remark: Callable[[], None] | None) -> QFrame:
    """One finding as a card: severity, where, the item, facts, basis, suggestion, and a button for a remark."""
    card, column = _card()
    head = QHBoxLayout()
    head.addWidget(SeverityBadge(each.finding.severity, card))
    head.addWidget(muted(each.finding.place))
    head.addStretch(1)
    if remark is not None:
        head.addWidget(quiet_button("remark_on_finding", "对本项提意见", remark, "edit"))
    column.addLayout(head)
    item = muted(each.item)
    item.setWordWrap(True)
    column.addWidget(item)
    column.addWidget(paragraph(each.finding.facts))
    column.addWidget(Facts([("依据", each.finding.basis), ("建议", each.finding.suggestion)]))
    return card
