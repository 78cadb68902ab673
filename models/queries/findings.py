"""Findings as they stand in a determination, as values."""

from models.determination import DeterminedFinding
from review_forms.answers import Finding
from review_forms.standard import Severity


def finding_of(row: DeterminedFinding) -> Finding:
    """The stored finding as a value."""
    return Finding(
        id=str(row.id),
        severity=Severity(row.severity),
        volume=row.volume,
        page=row.page,
        facts=row.facts,
        basis=row.basis,
        suggestion=row.suggestion,
        remediable=row.remediable,
        occurrences=row.occurrences,
    )
