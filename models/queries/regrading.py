"""What another standard would make of a batch that was read already; nothing is written."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from models.assignment import Submission
from models.batch import Batch, ReviewedCase
from models.case import Case
from models.queries.bulk_readings import AT_ONCE, answers_of_each, standing_of_each
from models.standards import scale_of, standard_of
from review_forms.answers import Answers, blank_items
from review_forms.grading import Grade, GradeScale, Proposal, Reason, propose
from review_forms.loader import load_scale, load_standard
from review_forms.standard import Standard
from review_forms.succession import carry_over

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RegradedCase:
    """One case under both standards.

    `old` and `new` are what the rules propose, `determined` the grade that stands, if any. `gained` are the reasons
    that only the new standard has, `lost` those that only the old one had. `unanswered` counts the items of the new
    form to which the reading has no answer; they cost nothing here.
    """

    reviewed_case_id: UUID
    number: str
    old: Proposal
    new: Proposal
    determined: Grade | None
    gained: tuple[Reason, ...]
    lost: tuple[Reason, ...]
    unanswered: int

    @property
    def is_changed(self) -> bool:
        """Whether the proposed grade would be another one."""
        return (self.old.proposed.id, self.old.proposed.name) != (self.new.proposed.id, self.new.proposed.name)


@dataclass(frozen=True, slots=True)
class Regrading:
    """A batch under another standard; cases without a standing submission are only counted."""

    batch: str
    old: Standard
    new: Standard
    old_scale: GradeScale
    new_scale: GradeScale
    cases: tuple[RegradedCase, ...]
    unread: int

    @property
    def changed(self) -> tuple[RegradedCase, ...]:
        """The cases whose grade would be another one."""
        return tuple(case for case in self.cases if case.is_changed)


def regrade(
    session: Session, batch_id: UUID, text: str, scale_text: str | None = None, progress: Progress | None = None
) -> Regrading:
    """Every case of a batch under the standard, and the scale if one is given, of these texts.

    `progress` is told how many of how many cases are done, and may raise to stop.

    Raises:
        StandardFaultsError, ScaleFaultsError: a text has faults.
    """
    batch = session.get_one(Batch, batch_id)
    old, new = standard_of(batch), load_standard(text, "评查标准")
    old_scale = scale_of(batch)
    new_scale = old_scale if scale_text is None else load_scale(scale_text, "等次表")
    rows = session.execute(
        select(ReviewedCase, Case.number)
        .join(Case, Case.id == ReviewedCase.case_id)
        .where(ReviewedCase.batch_id == batch_id)
        .order_by(Case.year, Case.serial, Case.number)
    ).all()
    cases: list[RegradedCase] = []
    for done, (reviewed_case, number, submission, answers) in enumerate(_readings(session, rows), start=1):
        if submission is not None:
            cases.append(_regraded(reviewed_case, number, submission, answers, (old, old_scale), (new, new_scale)))
        if progress is not None:
            progress(done, len(rows))
    return Regrading(batch.name, old, new, old_scale, new_scale, tuple(cases), len(rows) - len(cases))


def _readings(
    session: Session, rows: Sequence[Row[ReviewedCase, str]]
) -> Iterator[tuple[ReviewedCase, str, Submission | None, Answers]]:
    """Each case with its number, and the submission that stands with its answers, if there is one.

    They are read some at a time, so that whoever waits sees it go on and can stop it.
    """
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        standing = standing_of_each(session, [row[0].id for row in some])
        said = answers_of_each(session, [submission.assignment_id for submission in standing.values()])
        for reviewed_case, number in some:
            submission = standing.get(reviewed_case.id)
            yield reviewed_case, number, submission, {} if submission is None else said[submission.assignment_id]


def _regraded(
    reviewed_case: ReviewedCase,
    number: str,
    submission: Submission,
    answers: Answers,
    before: tuple[Standard, GradeScale],
    after: tuple[Standard, GradeScale],
) -> RegradedCase:
    (old, old_scale), (new, new_scale) = before, after
    carried = carry_over(answers, old, new)
    was = propose(old, old_scale, answers, submission.exemption, submission.merits)
    is_now = propose(new, new_scale, carried, submission.exemption, submission.merits)
    return RegradedCase(
        reviewed_case_id=reviewed_case.id,
        number=number,
        old=was,
        new=is_now,
        determined=old_scale.grade(reviewed_case.grade) if reviewed_case.grade else None,
        gained=tuple(_without(is_now.because, was.because)),
        lost=tuple(_without(was.because, is_now.because)),
        unanswered=len(blank_items(new, carried)),
    )


def _without(reasons: Sequence[Reason], others: Sequence[Reason]) -> Iterator[Reason]:
    told = {reason.text for reason in others}
    return (reason for reason in reasons if reason.text not in told)
