"""One case of a trial: both grades, and the reasons that came and went."""

from collections.abc import Iterable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.theme import SPACE
from gui.widgets.badges import GradeBadge
from gui.widgets.clearing import empty_layout
from gui.widgets.labels import SectionHeader, muted, paragraph
from gui.widgets.side_panel import SidePanel
from models.queries.regrading import RegradedCase
from review_forms.grading import Grade, Proposal, Reason
from review_forms.scoring import figure


class TrialPanel(SidePanel):
    """Why a case would get the grade that it would get."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)

    def show_case(self, case: RegradedCase) -> None:
        """Show this case."""
        empty_layout(self.body)
        self.set_title(case.number)
        self._add_grade("原标准", case.old.proposed, _points(case.old))
        self._add_grade("新标准", case.new.proposed, _points(case.new))
        if case.determined is not None:
            self._add_grade("已审定", case.determined, "不因试算改变")
        if case.unanswered:
            self.body.addWidget(paragraph(f"新标准有 {case.unanswered} 项没有评过，按无扣分计。"))
        self._add_reasons("新出现的理由", case.gained)
        self._add_reasons("不再有的理由", case.lost)
        if not case.gained and not case.lost:
            self.body.addWidget(muted("理由相同。"))
        self.body.addStretch(1)
        self.scroll_to_top()
        self.show()

    def _add_grade(self, name: str, grade: Grade, remark: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(muted(name))
        badge = GradeBadge()
        badge.set_grade(grade.shape, grade.name)
        row.addWidget(badge)
        row.addWidget(muted(remark))
        row.addStretch(1)
        self.body.addLayout(row)

    def _add_reasons(self, title: str, reasons: Iterable[Reason]) -> None:
        texts = [reason.text for reason in reasons]
        if not texts:
            return
        self.body.addWidget(SectionHeader(title, f"{len(texts)} 条"))
        column = QVBoxLayout()
        column.setSpacing(SPACE)
        for text in texts:
            column.addWidget(paragraph(f"· {text}"))
        self.body.addLayout(column)


def _points(proposal: Proposal) -> str:
    return "" if proposal.points is None else f"{figure(proposal.points)} 分"
