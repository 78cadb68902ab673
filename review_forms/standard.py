"""A review standard as a value: sections, items and what each fault costs.

To add an item kind: 1. a member of `ItemKind` with its label; 2. its keys in `item_rules.py`, which tells the
loader what such an item may and must say; 3. its rule in `scoring.py`; 4. its line in `answers.faults_of`;
5. an editor in the window.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from review_forms.category import CaseCategory
from review_forms.errors import UserError

ZERO = Decimal(0)
HUNDRED = Decimal(100)


class ItemKind(StrEnum):
    """How an item turns what the reviewer saw into points or a grade."""

    FIXED = "fixed"
    RANGE = "range"
    PER_OCCURRENCE = "per_occurrence"
    PER_MISSING = "per_missing"
    SEVERITY_ONLY = "severity_only"
    VETO = "veto"
    RECORD_ONLY = "record_only"
    BONUS = "bonus"

    @property
    def label(self) -> str:
        """The Chinese name of the kind."""
        return _KIND_LABELS[self]

    @property
    def deducts(self) -> bool:
        """Whether an item of this kind carries points that a fault takes away."""
        return self in _DEDUCTING

    @property
    def weighs(self) -> bool:
        """Whether the findings under an item of this kind count in the absorption."""
        return self not in (ItemKind.RECORD_ONLY, ItemKind.BONUS)


class Severity(StrEnum):
    """How serious one finding is, mildest first."""

    NOTE = "note"
    DEFECT = "defect"
    MAJOR_DEFECT = "major_defect"
    ERROR = "error"

    @property
    def label(self) -> str:
        """The Chinese word for it."""
        return _SEVERITY_LABELS[self]

    @property
    def rank(self) -> int:
        """0 for the mildest, 3 for the worst."""
        return _SEVERITY_RANKS[self]


class Family(StrEnum):
    """The two families of standards: points are deducted, or the worst finding decides (吸收原则)."""

    POINTS = "points"
    ABSORPTION = "absorption"

    @property
    def label(self) -> str:
        """The Chinese word for it."""
        return "计分制" if self is Family.POINTS else "吸收制"


_DEDUCTING = frozenset({ItemKind.FIXED, ItemKind.RANGE, ItemKind.PER_OCCURRENCE, ItemKind.PER_MISSING})
_KIND_LABELS = {
    ItemKind.FIXED: "全得或不得",
    ItemKind.RANGE: "酌定扣分",
    ItemKind.PER_OCCURRENCE: "按处扣分",
    ItemKind.PER_MISSING: "按缺项扣分",
    ItemKind.SEVERITY_ONLY: "只定程度",
    ItemKind.VETO: "一票否决",
    ItemKind.RECORD_ONLY: "只记录",
    ItemKind.BONUS: "加分",
}
_SEVERITY_LABELS = {
    Severity.NOTE: "提示",
    Severity.DEFECT: "瑕疵",
    Severity.MAJOR_DEFECT: "重大瑕疵",
    Severity.ERROR: "差错",
}
_SEVERITY_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class UnknownItemError(UserError):
    """An item was asked for that the standard does not have."""

    def __init__(self, item_id: str, standard: str) -> None:
        super().__init__(f"《{standard}》中没有编号为“{item_id}”的评查项，请核对编号或所用标准的版本。")
        self.item_id = item_id


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at.

    `points` is what the item is worth (for a bonus: the most it can add), `deduction` what one occurrence or one
    missing element costs, `minimum` and `cap` the least and the most that a faulty answer may cost; a `cap` of None
    means all the points. Where elements weigh differently, `element_points` says in their order what each one costs,
    as in the sub-items of 环执法发〔2024〕4号. `outcome` marks an item that speaks of what became of the judgment
    (改判、发回) and not of how the case was handled; only the findings under such items can be excused by an exemption.
    `source` tells where the item comes from.
    """

    id: str
    prompt: str
    kind: ItemKind
    points: Decimal = ZERO
    deduction: Decimal | None = None
    minimum: Decimal | None = None
    cap: Decimal | None = None
    severity: Severity | None = None
    rule: str = ""
    common_errors: tuple[str, ...] = ()
    not_a_fault: str = ""
    basis: str = ""
    remediable: bool = True
    elements: tuple[str, ...] = ()
    element_points: tuple[Decimal, ...] = ()
    outcome: bool = False
    source: str = ""

    @property
    def least(self) -> Decimal:
        """The least that a reviewer may deduct on a range item."""
        return ZERO if self.minimum is None else self.minimum

    @property
    def most(self) -> Decimal:
        """The most that a faulty answer may cost."""
        return self.points if self.cap is None else min(self.cap, self.points)

    @property
    def default_severity(self) -> Severity:
        """The severity that a new finding starts with."""
        return Severity.DEFECT if self.severity is None else self.severity


@dataclass(frozen=True, slots=True)
class Section:
    """One area of a standard; `points` is the sum of what its items can lose.

    What an `absolute` section loses comes off the result as it stands (扣分制): its points are not part of the full
    marks, and an item of it that does not apply changes nothing for the others.
    """

    id: str
    title: str
    points: Decimal
    items: tuple[Item, ...]
    absolute: bool = False


@dataclass(frozen=True, slots=True)
class Standard:
    """One version of one standard.

    `renamed` leads from an item id of an earlier version to the living one. `full_marks` is what a faultless case gets.
    `base` of them are granted to every case, the items share the rest (as in 合法性 50 + 50 × Σ实得 / Σ标准分 of
    环执法发〔2024〕4号); `veto_scores_zero` says that a veto takes all points. `bonus_cap` limits the sum of all
    bonuses, `case_cap` the sum of all deductions, both in points of the full marks; None means no limit.
    """

    id: str
    version: str
    title: str
    categories: tuple[CaseCategory, ...]
    family: Family
    sections: tuple[Section, ...]
    renamed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    notice: str = ""
    sources: tuple[str, ...] = ()
    bonus_cap: Decimal | None = None
    case_cap: Decimal | None = None
    full_marks: Decimal = HUNDRED
    base: Decimal = ZERO
    veto_scores_zero: bool = False

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in the order of the form."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def total(self) -> Decimal:
        """The points that the items share, bonuses and absolute sections left out."""
        return sum((section.points for section in self.sections if not section.absolute), ZERO)

    def item(self, item_id: str) -> Item:
        """The item with this id.

        Raises:
            UnknownItemError: The standard has no such item.
        """
        for item in self.items:
            if item.id == item_id:
                return item
        raise UnknownItemError(item_id, self.title)
