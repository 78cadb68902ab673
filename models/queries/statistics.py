"""Figures of a batch: grades, findings, departments, remedies. Counts and shares, never a ranking."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.batch import Batch, ReviewedCase
from models.case import Case
from models.determination import DeterminedFinding
from models.queries.remedies import RemedyStage, remedy_rows
from models.remedy import RemedyStatus
from models.standards import scale_of
from review_forms.standard import Severity


@dataclass(frozen=True, slots=True)
class DepartmentFigures:
    """One department's cases in a batch: how many, how many have a finding, and the grades by id."""

    department: str
    cases: int
    with_findings: int
    findings: int
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class BatchFigures:
    """The figures of one batch; `grades` and `findings` have an entry for each grade and severity, zeros included.

    Every finding is `cleared` or `open`; `remedied` counts those cleared and those reported as remedied.
    """

    cases: int
    graded: int
    grades: Mapping[str, int]
    grade_names: Mapping[str, str]
    findings: Mapping[Severity, int]
    by_item: tuple[tuple[str, int], ...]
    by_department: tuple[DepartmentFigures, ...]
    remedied: int
    cleared: int
    open: int


def batch_figures(session: Session, batch_id: UUID) -> BatchFigures:
    """Count a batch (formulas of domain practice 7: finding counts are per item, cases per distinct case)."""
    scale = scale_of(session.get_one(Batch, batch_id))
    graded = _graded(session, batch_id)
    severities, items = _finding_counts(session, batch_id)
    ledger = remedy_rows(session, batch_id=batch_id)
    cleared = sum(row.stage is RemedyStage.CLEARED for row in ledger)
    reported = sum(row.stage is RemedyStage.TO_RECHECK and row.status is RemedyStatus.DONE for row in ledger)
    return BatchFigures(
        cases=sum(count for _, _, count in graded),
        graded=sum(count for _, grade, count in graded if grade),
        grades={grade.id: sum(n for _, g, n in graded if g == grade.id) for grade in scale.grades},
        grade_names={grade.id: grade.name for grade in scale.grades},
        findings={severity: severities[severity.value] for severity in Severity},
        by_item=tuple(items.most_common()),
        by_department=_by_department(session, batch_id, graded),
        remedied=cleared + reported,
        cleared=cleared,
        open=severities.total() - cleared,
    )


def _graded(session: Session, batch_id: UUID) -> list[tuple[str, str, int]]:
    query = (
        select(Case.department, ReviewedCase.grade, func.count())
        .join(Case, Case.id == ReviewedCase.case_id)
        .where(ReviewedCase.batch_id == batch_id)
        .group_by(Case.department, ReviewedCase.grade)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def _finding_counts(session: Session, batch_id: UUID) -> tuple[Counter[str], Counter[str]]:
    query = (
        select(DeterminedFinding.severity, DeterminedFinding.item, func.count())
        .join(ReviewedCase, ReviewedCase.id == DeterminedFinding.reviewed_case_id)
        .where(ReviewedCase.batch_id == batch_id, DeterminedFinding.withdrawn.is_(False))
        .group_by(DeterminedFinding.severity, DeterminedFinding.item)
    )
    severities: Counter[str] = Counter()
    items: Counter[str] = Counter()
    for severity, item, count in session.execute(query):
        severities[severity] += count
        items[item] += count
    return severities, items


def _by_department(
    session: Session, batch_id: UUID, graded: list[tuple[str, str, int]]
) -> tuple[DepartmentFigures, ...]:
    query = (
        select(
            Case.department,
            func.count(func.distinct(DeterminedFinding.reviewed_case_id)),
            func.count(DeterminedFinding.id),
        )
        .join(ReviewedCase, ReviewedCase.id == DeterminedFinding.reviewed_case_id)
        .join(Case, Case.id == ReviewedCase.case_id)
        .where(ReviewedCase.batch_id == batch_id, DeterminedFinding.withdrawn.is_(False))
        .group_by(Case.department)
    )
    found = {row[0]: (row[1], row[2]) for row in session.execute(query)}
    return tuple(
        DepartmentFigures(
            name,
            sum(count for department, _, count in graded if department == name),
            *found.get(name, (0, 0)),
            {grade: count for department, grade, count in graded if department == name and grade},
        )
        for name in sorted({department for department, _, _ in graded})
    )
