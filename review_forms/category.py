"""The kinds of cases that a court handles."""

from enum import StrEnum


class CaseCategory(StrEnum):
    """案件性质: the broad kind of a case, as ledgers and standards name it."""

    CRIMINAL = "criminal"
    CIVIL = "civil"
    ADMINISTRATIVE = "administrative"
    COMPENSATION = "compensation"
    ENFORCEMENT = "enforcement"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Chinese word for it."""
        return _LABELS[self]


_LABELS = {
    CaseCategory.CRIMINAL: "刑事",
    CaseCategory.CIVIL: "民事",
    CaseCategory.ADMINISTRATIVE: "行政",
    CaseCategory.COMPENSATION: "赔偿",
    CaseCategory.ENFORCEMENT: "执行",
    CaseCategory.OTHER: "其他",
}
