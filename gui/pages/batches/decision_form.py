"""The form in which the grade is determined."""

from functools import partial
from typing import TypedDict

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.forms.choice_row import ChoiceRow
from gui.forms.growing_text import GrowingText
from gui.theme import SPACE
from gui.widgets.badges import grade_text
from gui.widgets.labels import SectionHeader, muted
from models.queries.determinations import DeterminationView
from review_forms.grading import Grade, Need

_MOST_GRADES = 5


class Decision(TypedDict):
    """What goes with the grade."""

    decided_by: str
    reason: str
    exemption: str


class DecisionForm(QWidget):
    """A grade, who determines it, an exemption, and a reason where the grade departs from a proposal.

    The keys 1, 2, 3 … choose the grade. Emits `edited` when the grade changed, and `reason_asked` when the person chose
    one that needs a reason.
    """

    edited = Signal()
    reason_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decision_form")
        self._view: DeterminationView | None = None
        self._is_reason_due = False
        self._grades: ChoiceRow[str] | None = None
        self._grades_place = QVBoxLayout()
        self._usual = muted("")
        self._usual.setWordWrap(True)
        self.decided_by = QLineEdit()
        self.decided_by.setObjectName("decided_by")
        self.decided_by.setAccessibleName("审定机构或人员")
        self._reason_word = muted("理由")
        self._reason_word.setWordWrap(True)
        self.reason = GrowingText("decision_reason", "理由", "", lines=2)
        self.exemption = GrowingText(
            "exemption", "免责事由", "改判、发回等结果不归责于承办人的原因，没有的不填", lines=1
        )
        self._lay_out()
        # from the list of cases too: an action of a hidden form does not act
        wide = Qt.ShortcutContext.WindowShortcut
        for at in range(_MOST_GRADES):
            choose = partial(self._choose, at)
            make_action(self, f"grade_{at + 1}", f"选第 {at + 1} 个等次", str(at + 1), choose, context=wide)

    def grade(self) -> Grade | None:
        """The grade chosen."""
        chosen = self._grades.value() if self._grades else None
        return self._view.scale.grade(chosen) if self._view is not None and chosen else None

    def decision(self) -> Decision:
        """What goes with the grade."""
        return Decision(decided_by=self.decided_by.text(), reason=self.reason.text(), exemption=self.exemption.text())

    def show_view(self, view: DeterminationView) -> None:
        """Begin with what was determined before, or with what rules and reviewer agree on."""
        self._view = view
        self._offer_grades(view)
        proposed = view.proposal.proposed if view.proposal else None
        agreed = proposed if proposed == view.reviewer_grade else None
        grade = view.determined or agreed
        self.decided_by.setText(view.decided_by)
        self.reason.set_text(view.reason)
        self.exemption.set_text(view.exemption)
        assert self._grades is not None
        self._grades.set_value(grade.id if grade else None)
        self._on_chosen()

    def _offer_grades(self, view: DeterminationView) -> None:
        if self._grades is not None:
            self._grades_place.removeWidget(self._grades)
            self._grades.deleteLater()
        choices = [(grade.id, grade_text(grade.shape, grade.name)) for grade in view.scale.grades]
        self._grades = ChoiceRow[str]("grade", "审定等次", choices)
        self._grades.chosen.connect(lambda _grade: self._on_picked())
        self._grades_place.addWidget(self._grades)

    def _choose(self, position: int) -> None:
        if self._view is not None and self._grades is not None and position < len(self._view.scale.grades):
            self._grades.set_value(self._view.scale.grades[position].id)
            self._on_picked()

    def _on_picked(self) -> None:
        """Lead to the reason where one is due."""
        self._on_chosen()
        if self._is_reason_due and not self.reason.text().strip():
            self.reason.setFocus()
            self.reason_asked.emit()

    def _on_chosen(self) -> None:
        """Propose who determines this grade, unless somebody else was written in, and say whether a reason is due."""
        grade, view = self.grade(), self._view
        if grade is not None and view is not None:
            usual = {each.determined_by for each in view.scale.grades}
            if self.decided_by.text().strip() in usual | {""}:
                self.decided_by.setText(grade.determined_by)
            needs = "、".join(need.label for need in grade.needs)
            self._usual.setText(
                f"“{grade.name}”一般由{grade.determined_by}审定" + (f"；审定前应当具备：{needs}" if needs else "")
            )
            self._reason_word.setText(self._reason_words(view, grade))
        else:
            self._usual.setText("规则与评查员的建议不同，请选择等次")
            self._reason_word.setText("理由")
        self.edited.emit()

    def _reason_words(self, view: DeterminationView, grade: Grade) -> str:
        rules = view.proposal.proposed if view.proposal else None
        proposals = {"规则": rules, "评查员": view.reviewer_grade}
        others = {who: other for who, other in proposals.items() if other not in (None, grade)}
        self._is_reason_due = bool(others) or Need.REASON in grade.needs
        if Need.REASON in grade.needs and not others:
            return f"理由（必填：等次表规定“{grade.name}”须写明理由）"
        if not others:
            return "理由（与建议一致，可以不填）"
        names = "、".join(dict.fromkeys(f"“{other.name}”" for other in others.values() if other))
        return f"理由（必填：{'和'.join(others)}建议{names}）"

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(SectionHeader("审定等次", "按 1、2、3… 选择"))
        column.addLayout(self._grades_place)
        column.addSpacing(SPACE)
        column.addWidget(muted("审定机构或人员"))
        column.addWidget(self.decided_by)
        column.addWidget(self._usual)
        column.addSpacing(SPACE)
        column.addWidget(self._reason_word)
        column.addWidget(self.reason)
        column.addSpacing(SPACE)
        column.addWidget(muted("免责事由"))
        column.addWidget(self.exemption)
