"""Points: what each answer costs, and what is left of the full marks.

The rules, in the order in which they apply:

1. An item that is clear keeps its points; one that is missing scores nothing; one that is faulty loses by its kind,
   never more than its cap, never more than its points.
2. An item that is not applicable leaves the denominator: what the other items got is scaled to the full marks, or to
   what the standard's base leaves of them. An item of an absolute section costs what it costs, unscaled.
3. An item that is not answered yet keeps its points for the time being. It is shown as open, and `answers.faults_of`
   keeps it from being submitted; counted so, a new fault can only lower the running score.
4. The case cap limits the whole deduction, the bonus cap the sum of the bonuses; nobody gets less than nothing.
5. The deduction is rounded half up to 0.01, so that points and deduction add up to the full marks and the bonus.
6. Where the standard says so, a veto found faulty takes all the points, bonuses too (环执法发〔2024〕4号).
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from review_forms.answers import Answer, Answers, Verdict, verdict_on
from review_forms.standard import HUNDRED, ZERO, Item, ItemKind, Section, Standard

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ItemScore:
    """The line of one item.

    `full`, `deducted` and `awarded` are in the standard's own points, before scaling. `counted` says whether the item
    stands in the denominator. `reason` is Chinese and empty where nothing was lost.
    """

    item_id: str
    full: Decimal
    deducted: Decimal
    awarded: Decimal
    counted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class SectionScore:
    """The sum of a section's lines: what applies, what is left of it, and how many items have a verdict."""

    section_id: str
    full: Decimal
    got: Decimal
    answered: int
    total_items: int


@dataclass(frozen=True, slots=True)
class Score:
    """The points of one case: `points` = `full` - `deducted` + `bonus`, each rounded to 0.01."""

    lines: tuple[ItemScore, ...]
    sections: tuple[SectionScore, ...]
    points: Decimal
    deducted: Decimal
    bonus: Decimal
    full: Decimal = HUNDRED

    @property
    def hundredths(self) -> Decimal:
        """The points as if the full marks were a hundred, which is how the limits of grades are written."""
        return self.points if self.full == HUNDRED else self.points * HUNDRED / self.full


def score(standard: Standard, answers: Answers) -> Score:
    """The score of a case under a standard; a standard without points gives the full marks."""
    lines = tuple(score_item(item, answers.get(item.id)) for item in standard.items)
    by_id = {line.item_id: line for line in lines}
    sections = tuple(_score_section(section, by_id, answers) for section in standard.sections)
    deducted, bonus = _deduction(standard, by_id), _bonus(standard, by_id)
    if standard.veto_scores_zero and has_veto(standard, answers):
        deducted, bonus = standard.full_marks.quantize(CENT), ZERO.quantize(CENT)
    return Score(lines, sections, standard.full_marks - deducted + bonus, deducted, bonus, standard.full_marks)


def has_veto(standard: Standard, answers: Answers) -> bool:
    """Whether a veto item is found faulty."""
    vetoes = (item for item in standard.items if item.kind is ItemKind.VETO)
    return any(verdict_on(answers, item) is Verdict.FAULTY for item in vetoes)


def score_item(item: Item, answer: Answer | None) -> ItemScore:
    """The line of one item; what lies outside the item's limits is brought back to them."""
    if item.kind is ItemKind.BONUS:
        return _bonus_line(item, answer)
    if not item.kind.deducts:
        return ItemScore(item.id, ZERO, ZERO, ZERO, False, "")
    match None if answer is None else answer.verdict:
        case None:
            return _deducting_line(item, ZERO, "尚未评定，暂不扣分")
        case Verdict.CLEAR:
            return _deducting_line(item, ZERO, "")
        case Verdict.NOT_APPLICABLE:
            return ItemScore(item.id, item.points, ZERO, ZERO, False, "不涉及，不计入总分")
        case Verdict.MISSING:
            return _deducting_line(item, item.points, "缺失，本项不得分")
        case Verdict.FAULTY:
            assert answer is not None
            return _deducting_line(item, *_cost(item, answer))


def figure(number: Decimal) -> str:
    """A number of points as people write it: 3, 0.5, 91.25; never in powers of ten."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _deducting_line(item: Item, deducted: Decimal, reason: str) -> ItemScore:
    return ItemScore(item.id, item.points, deducted, item.points - deducted, True, reason)


def _cost(item: Item, answer: Answer) -> tuple[Decimal, str]:
    """What a faulty answer costs, and why in Chinese."""
    match item.kind:
        case ItemKind.RANGE:
            picked = item.least if answer.deduction is None else answer.deduction
            deducted = min(max(picked, item.least), item.most)
            return deducted, f"酌定扣 {figure(deducted)} 分"
        case ItemKind.PER_OCCURRENCE:
            count = max(1, sum(max(1, finding.occurrences) for finding in answer.findings))
            return _repeated(item, count, f"{count} 处，每处扣")
        case ItemKind.PER_MISSING if item.element_points:
            return _lost_elements(item, answer)
        case ItemKind.PER_MISSING:
            count = max(1, len(set(answer.missing_elements) & set(item.elements)))
            return _repeated(item, count, f"缺 {count} 项，每项扣")
        case _:
            return item.points, "有问题，本项不得分"


def _repeated(item: Item, count: int, opening: str) -> tuple[Decimal, str]:
    """`count` times the deduction up to the cap."""
    each = item.points if item.deduction is None else item.deduction
    wanted = each * count
    capped = f"，最多扣 {figure(item.most)} 分" if wanted > item.most else ""
    return min(wanted, item.most), f"{opening} {figure(each)} 分{capped}"


def _lost_elements(item: Item, answer: Answer) -> tuple[Decimal, str]:
    """What the missing elements weigh together; before one is named, the lightest."""
    weights = dict(zip(item.elements, item.element_points, strict=True))
    lost = [weight for element, weight in weights.items() if element in answer.missing_elements]
    lost = lost or [min(item.element_points)]
    wanted = sum(lost, ZERO)
    capped = f"，最多扣 {figure(item.most)} 分" if wanted > item.most else ""
    told = f"缺 {len(lost)} 项，扣 {'、'.join(figure(weight) for weight in lost)} 分{capped}"
    return min(wanted, item.most), told


def _bonus_line(item: Item, answer: Answer | None) -> ItemScore:
    if answer is None or answer.verdict is not Verdict.CLEAR or not answer.award:
        return ItemScore(item.id, item.points, ZERO, ZERO, False, "")
    awarded = min(max(answer.award, ZERO), item.points)
    return ItemScore(item.id, item.points, ZERO, awarded, False, f"加 {figure(awarded)} 分")


def _bonus(standard: Standard, by_id: dict[str, ItemScore]) -> Decimal:
    awarded = sum((by_id[item.id].awarded for item in standard.items if item.kind is ItemKind.BONUS), ZERO)
    limited = awarded if standard.bonus_cap is None else min(awarded, standard.bonus_cap)
    return limited.quantize(CENT, ROUND_HALF_UP)


def _deduction(standard: Standard, by_id: dict[str, ItemScore]) -> Decimal:
    """What is lost of the full marks: the share of what applies at all, and what absolute sections cost."""
    scaled = [by_id[item.id] for section in standard.sections if not section.absolute for item in section.items]
    absolute = [by_id[item.id] for section in standard.sections if section.absolute for item in section.items]
    counted = [line for line in scaled if line.counted]
    full = sum((line.full for line in counted), ZERO)
    lost = sum((line.deducted for line in counted), ZERO)
    share = (standard.full_marks - standard.base) * lost / full if full else ZERO
    wanted = share + sum((line.deducted for line in absolute), ZERO)
    most = standard.full_marks if standard.case_cap is None else min(standard.case_cap, standard.full_marks)
    return min(wanted, most).quantize(CENT, ROUND_HALF_UP)


def _score_section(section: Section, by_id: dict[str, ItemScore], answers: Answers) -> SectionScore:
    counted = [by_id[item.id] for item in section.items if by_id[item.id].counted]
    answered = sum(verdict_on(answers, item) is not None for item in section.items)
    full = sum((line.full for line in counted), ZERO)
    got = sum((line.awarded for line in counted), ZERO)
    return SectionScore(section.id, full, got, answered, len(section.items))
