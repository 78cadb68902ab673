"""Determining the grade of a reviewed case, and the findings that stand with it."""

from collections.abc import Iterator
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit
from models.assignment import Submission
from models.batch import Batch
from models.changes import Changes
from models.determination import Determination, DeterminedFinding
from models.errors import UserError
from models.queries.custody import forks_of
from models.queries.readings import answers_of, standing_submission
from models.review_state import Action
from models.services import review_states
from models.standards import scale_of, standard_of
from review_forms.answers import Answer, Finding, shows_merit
from review_forms.grading import Grade, GradeScale, Need, propose
from review_forms.standard import Item, Standard

REVIEW = "review"


class DeciderMissingError(UserError):
    """Nobody is named who determines the grade."""

    def __init__(self, grade: str, usual: str) -> None:
        super().__init__(f"没有填写审定“{grade}”的机构或人员：按等次表一般由{usual}审定，请填写。")


class ForkOpenError(UserError):
    """Two copies of one laptop said different things, and nobody has chosen."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number}的评查有两份内容不同的副本，还不能审定：请先在“交换”的“待处理”中选定一份。")


class DeterminationNeedsReasonError(UserError):
    """The grade determined is neither what the rules nor what the reviewer proposed, and no reason is given."""

    def __init__(self, grade: str, by_rules: str, by_reviewer: str) -> None:
        super().__init__(f"审定等次“{grade}”与规则建议“{by_rules}”、评查员建议“{by_reviewer}”不一致：请写明理由。")


class GradeNeedError(UserError):
    """The grade scale asks for something before this grade is determined, and it is not there."""

    def __init__(self, grade: str, need: str) -> None:
        super().__init__(f"等次表规定“{grade}”{need}")


def determine(
    session: Session,
    reviewed_case_id: UUID,
    *,
    grade: str,
    decided_by: str,
    reason: str = "",
    exemption: str | None = None,
) -> Changes:
    """Fix the grade; a reason is needed when it departs from either proposal.

    `exemption` None keeps what the reviewer recorded. A newer determination replaces an older one until the letter is
    numbered; the older one stays on record.

    Raises:
        NotInThisStateError: nothing was submitted yet, or the letter is out.
        ForkOpenError: two versions of the reading stand side by side.
        DeciderMissingError, DeterminationNeedsReasonError, GradeNeedError, UnknownGradeError: it is not whole.
    """
    reviewed_case = review_states.require_action(session, reviewed_case_id, Action.DETERMINE)
    submission = standing_submission(session, reviewed_case_id)
    assert submission is not None, "a scored case has a standing submission"
    if forks_of(session, submission.assignment_id):
        raise ForkOpenError(review_states.number_of(session, reviewed_case))
    batch = session.get_one(Batch, reviewed_case.batch_id)
    standard, scale = standard_of(batch), scale_of(batch)
    answers = answers_of(session, submission.assignment_id)
    exempt = submission.exemption if exemption is None else exemption.strip()
    proposal = propose(standard, scale, answers, exempt, submission.merits)
    _require_whole(scale, grade, decided_by, reason, proposal.proposed.id, submission.proposed_grade)
    _require_needs(scale.grade(grade), reason, has_merit=bool(submission.merits.strip()) or shows_merit(answers))
    row = Determination(
        reviewed_case_id=reviewed_case_id,
        submission_id=submission.id,
        revision=_last_revision(session, reviewed_case_id) + 1,
        grade=grade,
        decided_by=decided_by.strip(),
        reason=reason.strip(),
        exemption=exempt,
        points=proposal.points,
        by_points=proposal.by_points.id if proposal.by_points else "",
        by_absorption=proposal.by_absorption.id,
    )
    session.add(row)
    reviewed_case.grade = grade
    _keep_findings(session, reviewed_case_id, list(_standing(standard, answers)))
    review_states.refresh(session, reviewed_case)
    _audit(session, row, submission)
    return Changes(batches=frozenset({batch.id}), reviewed_cases=frozenset({reviewed_case_id}))


def _require_whole(
    scale: GradeScale, grade: str, decided_by: str, reason: str, by_rules: str, by_reviewer: str
) -> None:
    chosen = scale.grade(grade)
    if not decided_by.strip():
        raise DeciderMissingError(chosen.name, chosen.determined_by)
    if {grade} != {by_rules, by_reviewer} and not reason.strip():
        names = (scale.grade(grade_id).name for grade_id in (by_rules, by_reviewer))
        raise DeterminationNeedsReasonError(chosen.name, *names)


def _require_needs(grade: Grade, reason: str, *, has_merit: bool) -> None:
    """What the scale itself asks for; hearing, deliberation and resolution are told to the person who decides."""
    if Need.REASON in grade.needs and not reason.strip():
        raise GradeNeedError(grade.name, "审定时须写明理由，请填写理由后再审定。")
    if Need.MERIT in grade.needs and not has_merit:
        raise GradeNeedError(grade.name, "须有记录在案的亮点，本案没有记录：请审定为其他等次，或者退回评查员补记。")


def _last_revision(session: Session, reviewed_case_id: UUID) -> int:
    query = select(Determination.revision).where(Determination.reviewed_case_id == reviewed_case_id)
    return session.execute(query.order_by(Determination.revision.desc()).limit(1)).scalar() or 0


def _audit(session: Session, row: Determination, submission: Submission) -> None:
    session.flush()
    audit.record(
        session,
        "grade.determine",
        "reviewed_case",
        row.reviewed_case_id,
        before={"proposed": submission.proposed_grade, "by_points": row.by_points, "by_absorption": row.by_absorption},
        after={name: getattr(row, name) for name in ("grade", "decided_by", "exemption", "revision")},
        reason=row.reason,
    )


def _standing(standard: Standard, answers: dict[str, Answer]) -> Iterator[tuple[Item, Finding]]:
    """The findings of all items that have some, in the order of the form."""
    for item in standard.items:
        answer = answers.get(item.id)
        if answer is not None and answer.verdict is not None and answer.verdict.finds_fault:
            yield from ((item, finding) for finding in answer.findings)


def _keep_findings(session: Session, reviewed_case_id: UUID, standing: list[tuple[Item, Finding]]) -> None:
    """Write the findings that stand; those of an older determination that no longer do are marked withdrawn."""
    query = select(DeterminedFinding).where(DeterminedFinding.reviewed_case_id == reviewed_case_id)
    known = {row.id: row for row in session.execute(query).scalars()}
    keys = _keys(session, reviewed_case_id, [UUID(finding.id) for _, finding in standing])
    for finding_id, row in known.items():
        row.withdrawn = finding_id not in keys
    for position, (key, (item, finding)) in enumerate(zip(keys, standing, strict=True), 1):
        if key not in known:
            session.add(_row(key, reviewed_case_id, position, item, finding))
    session.flush()


def _keys(session: Session, reviewed_case_id: UUID, wanted: list[UUID]) -> list[UUID]:
    """The ids that the reviewer's findings have; one that is taken, as only a forged package has it, gives way."""
    elsewhere = select(DeterminedFinding.id).where(
        DeterminedFinding.id.in_(wanted), DeterminedFinding.reviewed_case_id != reviewed_case_id
    )
    taken = set(session.execute(elsewhere).scalars())
    keys: list[UUID] = []
    for key in wanted:
        while key in taken:
            key = uuid5(reviewed_case_id, key.hex)
        keys.append(key)
        taken.add(key)
    return keys


def _row(key: UUID, reviewed_case_id: UUID, position: int, item: Item, finding: Finding) -> DeterminedFinding:
    return DeterminedFinding(
        id=key,
        reviewed_case_id=reviewed_case_id,
        position=position,
        origin=REVIEW,
        item_id=item.id,
        item=item.prompt,
        severity=finding.severity.value,
        volume=finding.volume,
        page=finding.page,
        facts=finding.facts,
        basis=finding.basis,
        suggestion=finding.suggestion,
        remediable=finding.remediable,
        occurrences=finding.occurrences,
    )
