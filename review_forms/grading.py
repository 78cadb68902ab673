"""Grades: what the rules propose for a case, and why.

Two proposals stand side by side. By points: the best grade whose lowest points the score reaches. By absorption
(吸收原则): the best grade that tolerates the worst finding; a veto item found faulty gives the worst grade of the scale
at once. The proposed grade is the worse of the two. The reviewer and the competent body may depart from it, with a
reason.

An exemption (免责事由) excuses the outcome and nothing else: that a judgment was reversed or sent back for a cause the
judge does not answer for is no fault. So a recorded exemption takes the findings under the standard's outcome items out
of absorption and veto; every finding on how the case was handled keeps its weight, and points do not change, because
outcome items carry none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from review_forms.answers import Answer, Answers, Verdict, shows_merit
from review_forms.errors import UserError
from review_forms.scoring import Score, figure, score
from review_forms.standard import HUNDRED, Family, Item, ItemKind, Severity, Standard


class ReasonSource(StrEnum):
    """Which rule a reason comes from."""

    POINTS = "points"
    ABSORPTION = "absorption"
    VETO = "veto"
    EXEMPTION = "exemption"
    MERIT = "merit"


class Need(StrEnum):
    """What must be there before a grade may be determined."""

    REASON = "reason"
    MERIT = "merit"
    HEARING = "hearing"
    DELIBERATION = "deliberation"
    RESOLUTION = "resolution"

    @property
    def label(self) -> str:
        """What it is, in Chinese."""
        return _NEED_LABELS[self]


_NEED_LABELS = {
    Need.REASON: "书面理由",
    Need.MERIT: "记录在案的亮点",
    Need.HEARING: "听取承办人意见的记录",
    Need.DELIBERATION: "评查小组的评议意见",
    Need.RESOLUTION: "有权组织的会议决定",
}


class UnknownGradeError(UserError):
    """A grade was named that the scale does not have."""

    def __init__(self, grade_id: str, names: tuple[str, ...]) -> None:
        super().__init__(f"等次“{grade_id}”不在所用的等次表内，请从{'、'.join(names)}中选择。")
        self.grade_id = grade_id


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade of a scale.

    `minimum_points` is the lowest score of a hundred that reaches it, `worst_severity` the worst finding that it
    tolerates, `determined_by` the body that may determine it, `needs` what must be there before; `shape` goes with the
    name wherever the grade is shown in colour.
    """

    id: str
    name: str
    shape: str
    minimum_points: Decimal
    worst_severity: Severity
    determined_by: str
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class GradeScale:
    """The grades a court uses, best first; the last one takes every case."""

    id: str
    title: str
    grades: tuple[Grade, ...]
    notice: str = ""
    sources: tuple[str, ...] = ()

    def grade(self, grade_id: str) -> Grade:
        """The grade with this id.

        Raises:
            UnknownGradeError: The scale has no such grade.
        """
        for grade in self.grades:
            if grade.id == grade_id:
                return grade
        raise UnknownGradeError(grade_id, tuple(grade.name for grade in self.grades))

    def rank(self, grade: Grade) -> int:
        """0 for the best grade, growing as grades get worse."""
        return self.grades.index(grade)

    def by_points(self, points: Decimal, *, has_merit: bool = True) -> Grade:
        """The best grade that so many points of a hundred reach; one that needs a merit is passed over without."""
        return next(
            (grade for grade in self._open(has_merit) if points >= grade.minimum_points),
            self.grades[-1],
        )

    def by_severity(self, worst: Severity | None, *, has_merit: bool = True) -> Grade:
        """The best grade that tolerates the worst finding; None means that there is no finding."""
        rank = -1 if worst is None else worst.rank
        return next((grade for grade in self._open(has_merit) if grade.worst_severity.rank >= rank), self.grades[-1])

    def _open(self, has_merit: bool) -> Iterator[Grade]:
        return (grade for grade in self.grades if has_merit or Need.MERIT not in grade.needs)

    def worse(self, first: Grade, second: Grade) -> Grade:
        """The worse of two grades."""
        return max(first, second, key=self.rank)


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of “why this grade”; `item_id` is empty where the line speaks of the whole case."""

    item_id: str
    text: str
    source: ReasonSource


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rules propose.

    `points` and `by_points` are None under an absorption standard. `agrees` says that both rules come to the same
    grade, `held` that an exemption kept the proposal from being worse.
    """

    points: Decimal | None
    by_points: Grade | None
    by_absorption: Grade
    proposed: Grade
    agrees: bool
    because: tuple[Reason, ...]
    held: bool


def propose(standard: Standard, scale: GradeScale, answers: Answers, exemption: str = "", merits: str = "") -> Proposal:
    """Both proposals for a case and the lines that led to them; see the module for the rules.

    `merits` are words about what the whole case did well; they open the grades that need
    a merit as those under an item do.
    """
    exemption = exemption.strip()
    has_merit = bool(merits.strip()) or shows_merit(answers)
    result = score(standard, answers) if standard.family is Family.POINTS else None
    by_points = None if result is None else scale.by_points(result.hundredths, has_merit=has_merit)
    charged = _weighing(standard, answers)
    weighing = [weight for weight in charged if not (exemption and weight.item.outcome)]
    by_absorption = _absorb(scale, weighing, has_merit)
    proposed = _worse_of(scale, by_points, by_absorption)
    held = proposed != _worse_of(scale, by_points, _absorb(scale, charged, has_merit))
    because = (
        *_points_reasons(standard, scale, result, by_points),
        *_absorption_reasons(scale, weighing, by_absorption),
        *_merit_reasons(scale, proposed, result, weighing, has_merit),
        *_exemption_reasons(exemption, [weight.item for weight in charged if weight.item.outcome], held),
    )
    points = None if result is None else result.points
    return Proposal(points, by_points, by_absorption, proposed, by_points in (None, by_absorption), because, held)


@dataclass(frozen=True, slots=True)
class _Weight:
    """What one answer throws into the absorption."""

    item: Item
    worst: Severity | None
    count: int
    vetoes: bool


def _weighing(standard: Standard, answers: Answers) -> list[_Weight]:
    """The answers that count in the absorption, in the order of the form."""
    weights = [_weigh(item, answers[item.id]) for item in standard.items if item.kind.weighs and item.id in answers]
    return [weight for weight in weights if weight.worst is not None or weight.vetoes]


def _weigh(item: Item, answer: Answer) -> _Weight:
    """A missing item weighs at least the item's usual severity, even before its finding is written."""
    found = [finding.severity for finding in answer.findings] if answer.verdict in _FAULT else []
    if answer.verdict is Verdict.MISSING:
        found.append(item.default_severity)
    worst = max(found, key=lambda severity: severity.rank, default=None)
    count = sum(finding.severity is worst for finding in answer.findings)
    return _Weight(item, worst, max(1, count), item.kind is ItemKind.VETO and answer.verdict is Verdict.FAULTY)


_FAULT = (Verdict.FAULTY, Verdict.MISSING)


def _absorb(scale: GradeScale, weights: list[_Weight], has_merit: bool) -> Grade:
    if any(weight.vetoes for weight in weights):
        return scale.grades[-1]
    return scale.by_severity(_worst(weights), has_merit=has_merit)


def _worst(weights: list[_Weight]) -> Severity | None:
    severities = (weight.worst for weight in weights if weight.worst is not None)
    return max(severities, key=lambda severity: severity.rank, default=None)


def _worse_of(scale: GradeScale, by_points: Grade | None, by_absorption: Grade) -> Grade:
    return by_absorption if by_points is None else scale.worse(by_points, by_absorption)


def _points_reasons(standard: Standard, scale: GradeScale, result: Score | None, grade: Grade | None) -> list[Reason]:
    if result is None or grade is None:
        return []
    prompts = {item.id: item.prompt for item in standard.items}
    reasons = [
        Reason(line.item_id, f"{prompts[line.item_id]}：{line.reason}", ReasonSource.POINTS)
        for line in result.lines
        if line.deducted or (line.awarded and not line.counted)
    ]
    total = f"得分 {figure(result.points)} 分{_of_full(result)}，{_band(scale, grade)}，按得分为“{grade.name}”"
    return [*reasons, Reason("", total, ReasonSource.POINTS)]


def _of_full(result: Score) -> str:
    return "" if result.full == HUNDRED else f"（满分 {figure(result.full)} 分，折合 {result.hundredths:.2f} 分）"


def _band(scale: GradeScale, grade: Grade) -> str:
    """The limits of a grade in words."""
    rank = scale.rank(grade)
    below = f"低于 {figure(scale.grades[rank - 1].minimum_points)} 分" if rank else ""
    above = f"不低于 {figure(grade.minimum_points)} 分" if grade.minimum_points else ""
    return "、".join(part for part in (above, below) if part) or "不设分数线"


def _absorption_reasons(scale: GradeScale, weights: list[_Weight], grade: Grade) -> list[Reason]:
    """The vetoes, and the items that hold the worst finding."""
    last = scale.grades[-1].name
    vetoes = [
        Reason(weight.item.id, f"{weight.item.prompt}：一票否决，直接为“{last}”", ReasonSource.VETO)
        for weight in weights
        if weight.vetoes
    ]
    worst = _worst(weights)
    if worst is None:
        return vetoes or [Reason("", f"没有问题，按吸收原则为“{grade.name}”", ReasonSource.ABSORPTION)]
    name = scale.by_severity(worst).name if vetoes else grade.name
    return vetoes + [
        Reason(
            weight.item.id,
            f"{weight.item.prompt}：“{worst.label}”问题 {weight.count} 个，按吸收原则为“{name}”",
            ReasonSource.ABSORPTION,
        )
        for weight in weights
        if weight.worst is worst
    ]


def _merit_reasons(
    scale: GradeScale, proposed: Grade, result: Score | None, weights: list[_Weight], has_merit: bool
) -> list[Reason]:
    """That a better grade would be open if something were recorded as done notably well."""
    if has_merit:
        return []
    by_points = None if result is None else scale.by_points(result.hundredths)
    reachable = _worse_of(scale, by_points, _absorb(scale, weights, has_merit=True))
    if reachable == proposed:
        return []
    return [Reason("", f"没有记录亮点，不建议“{reachable.name}”", ReasonSource.MERIT)]


def _exemption_reasons(exemption: str, excused: list[Item], held: bool) -> list[Reason]:
    if not exemption:
        return []
    if not excused:
        text = f"已记录免责事由（{exemption}）；本案没有因裁判被改判、发回而认定的问题，等次不变"
        return [Reason("", text, ReasonSource.EXEMPTION)]
    effect = "据此不降低等次" if held else "等次另由其他问题决定"
    return [
        Reason(item.id, f"{item.prompt}：有免责事由（{exemption}），不计入等次，{effect}", ReasonSource.EXEMPTION)
        for item in excused
    ]
