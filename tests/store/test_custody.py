"""Custody: work that left is read-only here, is given anew after a loss, and what came back unexpected is decided."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from models.assignment import AnswerRevision, Assignment, Submission
from models.base import new_id, now
from models.batch import Batch, ReviewedCase
from models.custody import BEARER, RecheckAssignment, Subject
from models.queries import custody as queries
from models.queries import readings as reading_queries
from models.queries import remedies as remedy_queries
from models.queries import settings as settings_queries
from models.remedy import RecheckResult, RemedyStatus
from models.review_state import NotInThisStateError, ReviewState
from models.services import answers, batches, custody, determinations, letters, remedies, review_states
from models.services.answers import AssignmentCancelledError
from models.services.custody import (
    AlreadyDecidedError,
    DecisionNeedsReasonError,
    HeldByAnotherSeatError,
    HeldElsewhereError,
    LossReasonError,
    NotGivenError,
    NothingLostError,
    NothingToRecheckError,
    ReviewerRecusedError,
)
from models.services.determinations import ForkOpenError
from models.services.review_states import ForeignBatchError
from models.store.check import check
from review_forms.answers import Answer, Finding, Verdict, answer_to_json
from review_forms.standard import Severity

DESK, OTHER = UUID(int=7), UUID(int=8)
"""The seats of two reviewers' computers."""
LOST = "U 盘遗失"


@dataclass(frozen=True)
class Given:
    """A batch of one case that left to a desk: the batch, the case in it, the person, and the work."""

    batch_id: UUID
    reviewed_case_id: UUID
    reviewer_id: UUID
    assignment_id: UUID


def handed_over(court, *people: str, to: UUID = DESK) -> Given:
    batch_id = court.assigned(1, *people)
    (row,) = court.readings(batch_id)
    hand_over(court, row.assignment_id, to)
    return Given(batch_id, row.reviewed_case_id, row.reviewer_id, row.assignment_id)


def hand_over(court, work_id: UUID, to: UUID = DESK, kind: type[Assignment | RecheckAssignment] = Assignment) -> None:
    court.do(lambda session: custody.hand_over(session, [session.get_one(kind, work_id)], to))


def lose(court, given: Given, reason: str = LOST, to: UUID | None = None) -> UUID:
    """Give the work anew; the assignment that now counts."""
    court.do(custody.reassign, given.batch_id, given.reviewer_id, reason, to)
    return live(court, given)


def live(court, given: Given) -> UUID:
    (row,) = court.readings(given.batch_id)
    return row.assignment_id


def work(court, assignment_id: UUID) -> Assignment:
    return court.ask(lambda session: session.get_one(Assignment, assignment_id))


def came_back(court, assignment_id: UUID, *findings: Finding, grade: str = "", seat: UUID = DESK) -> dict[str, UUID]:
    """What a desk wrote arrives, sealed; the keys of the rows. A grade stands for a submission."""
    verdict = Verdict.FAULTY if findings else Verdict.CLEAR
    same = {"assignment_id": assignment_id, "revision": 1, "seat_id": seat, "id": None}
    said = [Answer("service", Verdict.CLEAR), Answer("record", verdict, findings), Answer("judgment", Verdict.CLEAR)]
    rows: dict[str, AnswerRevision | Submission] = {
        answer.item_id: AnswerRevision(
            **same | {"id": new_id()}, item_id=answer.item_id, content=answer_to_json(answer), sealed_at=now()
        )
        for answer in said
    }
    if grade:
        rows["submission"] = Submission(**same | {"id": new_id()}, proposed_grade=grade, reason="", by_absorption=grade)
    with court.store.write("张主任") as session:
        session.add_all(rows.values())
        reviewed_case = session.get_one(ReviewedCase, session.get_one(Assignment, assignment_id).reviewed_case_id)
        review_states.refresh(session, reviewed_case)
        return {name: row.id for name, row in rows.items()}


def state(court, given: Given) -> ReviewState:
    return ReviewState(court.ask(lambda session: session.get_one(ReviewedCase, given.reviewed_case_id).state))


def determine(court, given: Given, grade: str = "qualified") -> None:
    court.do(determinations.determine, given.reviewed_case_id, grade=grade, decided_by="审委会", reason="会议意见")


def decide(
    court, service: Callable[..., Any], *about: Any, reason: str = "内容完整", decided_by: str = "张主任"
) -> None:
    court.do(service, *about, reason=reason, decided_by=decided_by)


def owned_by(court, batch_id: UUID, seat: UUID) -> None:
    """Make the batch look as if it had come from another office."""
    court.do(lambda session: setattr(session.get_one(Batch, batch_id), "seat_id", seat))


# work that is away


def test_work_that_left_is_read_only_here(court) -> None:
    given = handed_over(court)
    with pytest.raises(HeldElsewhereError, match="号已随评查包交给评查员的电脑，这里只能查看"):
        court.do(answers.record_answer, given.assignment_id, court.clear("service"))
    with pytest.raises(HeldElsewhereError, match="请在“交换”中重新分派"):
        court.do(answers.submit, given.assignment_id, grade="qualified")
    assert state(court, given) is ReviewState.ASSIGNED


@pytest.mark.parametrize(
    ("holder", "is_from_here", "is_here"),
    [
        (None, True, True),
        (None, False, False),
        ("own", False, True),
        (DESK, True, False),
        (BEARER, True, False),
        (BEARER, False, True),
    ],
)
def test_where_work_is_done(court, holder: UUID | str | None, is_from_here: bool, is_here: bool) -> None:
    own = court.store.workspace.seat_id
    given = Assignment(holder_seat_id=own if holder == "own" else holder, seat_id=own if is_from_here else OTHER)
    assert court.ask(custody.is_held_here, given) is is_here


def test_work_leaves_to_one_seat_and_may_leave_there_again(court) -> None:
    given = handed_over(court)
    version = work(court, given.assignment_id).version
    hand_over(court, given.assignment_id)
    assert (work(court, given.assignment_id).holder_seat_id, version) == (DESK, 2)
    assert work(court, given.assignment_id).version == version
    with pytest.raises(HeldByAnotherSeatError, match="已交给另一台电脑，没有再交出"):
        hand_over(court, given.assignment_id, OTHER)
    assert work(court, given.assignment_id).holder_seat_id == DESK


@pytest.mark.parametrize("holder", [DESK, BEARER])
def test_what_the_holder_writes_counts_before_what_was_begun_here(court, holder: UUID) -> None:
    batch_id = court.assigned(1)
    (row,) = court.readings(batch_id)
    for verdict in (Verdict.CLEAR, Verdict.NOT_APPLICABLE):
        court.do(answers.record_answer, row.assignment_id, Answer("record", verdict))
        court.do(answers.seal, [row.assignment_id])
    hand_over(court, row.assignment_id, holder)
    came_back(court, row.assignment_id, court.fault(), grade="defective")
    assert court.ask(reading_queries.answers_of, row.assignment_id)["record"].verdict is Verdict.FAULTY
    (row,) = court.readings(batch_id)
    assert (row.answered, row.items) == (3, 3)


# giving it anew


def test_work_is_given_anew_under_a_higher_epoch(court) -> None:
    given = handed_over(court)
    made = lose(court, given, f"  {LOST} ")
    old, new = work(court, given.assignment_id), work(court, made)
    assert (old.epoch, old.cancelled_reason, old.holder_seat_id) == (1, LOST, DESK)
    assert old.cancelled_at is not None
    assert (new.epoch, new.cancelled_at, new.holder_seat_id) == (2, None, None)
    assert (new.reviewer_id, new.reading) == (old.reviewer_id, old.reading)
    with pytest.raises(AssignmentCancelledError, match="分派已经取消"):
        court.do(answers.record_answer, given.assignment_id, court.clear("service"))
    court.do(answers.record_answer, made, court.clear("service"))
    entry = court.ask(settings_queries.audit_of, (given.batch_id,))[-1]
    assert (entry.action, entry.reason, entry.after) == (
        "batch.reassign",
        LOST,
        {"reviewer": "评查一", "cases": 1, "epoch": 2},
    )
    assert check(court.store).problems == ()


def test_it_may_go_to_somebody_else(court) -> None:
    given = handed_over(court)
    (other,) = court.reviewers("评查二")
    made = lose(court, given, to=other)
    assert work(court, made).reviewer_id == other


def test_giving_anew_needs_a_reason_and_work_that_is_out(court) -> None:
    given = handed_over(court)
    with pytest.raises(LossReasonError, match="重新分派须写明原因"):
        lose(court, given, "  ")
    lose(court, given)
    with pytest.raises(NothingLostError, match="评查一没有交出在外、可以重新分派的案件"):
        lose(court, given)


def test_what_was_submitted_is_not_given_anew(court) -> None:
    given = handed_over(court)
    came_back(court, given.assignment_id, grade="qualified")
    with pytest.raises(NothingLostError):
        lose(court, given)


def test_nobody_gets_anew_what_he_took_part_in(court) -> None:
    given = handed_over(court)
    (handler,) = court.reviewers("程 立（民一庭）")
    with pytest.raises(ReviewerRecusedError, match=r"程 立（民一庭）参与过（2025）吉0199民初1号的办理，须回避"):
        lose(court, given, to=handler)
    assert live(court, given) == given.assignment_id


# the old stick turns up


def test_a_reading_of_an_older_epoch_waits_until_it_is_adopted(court) -> None:
    given = handed_over(court)
    made = lose(court, given)
    hand_over(court, made)
    came_back(court, given.assignment_id, court.fault(), grade="defective")
    assert state(court, given) is ReviewState.ASSIGNED
    (stale,) = court.ask(queries.stale_readings)
    assert (stale.assignment_id, stale.epoch, stale.answers, stale.grade) == (given.assignment_id, 1, 3, "瑕疵")
    assert (stale.cancelled_reason, stale.reviewer, stale.current) == (LOST, "评查一", "评查一")

    decide(court, custody.adopt, given.assignment_id)
    old, new = work(court, given.assignment_id), work(court, made)
    assert (old.cancelled_at, old.cancelled_reason, live(court, given)) == (None, "", given.assignment_id)
    assert new.cancelled_at is not None
    assert new.cancelled_reason == "采用第1轮的评查：内容完整"
    assert state(court, given) is ReviewState.SCORED
    assert court.ask(queries.stale_readings) == ()
    (entry,) = court.ask(settings_queries.audit_of, (given.assignment_id,))
    assert (entry.action, entry.reason) == ("custody.adopt", "内容完整")
    assert check(court.store).problems == ()
    determine(court, given, "defective")


def test_one_that_is_not_adopted_stays_on_record(court) -> None:
    given = handed_over(court)
    made = lose(court, given)
    came_back(court, given.assignment_id, court.fault(), grade="defective")
    decide(court, custody.reject, given.assignment_id)
    assert court.ask(queries.stale_readings) == ()
    assert live(court, given) == made
    assert len(court.ask(reading_queries.answers_of, given.assignment_id)) == 3


def test_a_decision_names_its_reason_and_who_takes_it(court) -> None:
    given = handed_over(court)
    lose(court, given)
    rows = came_back(court, given.assignment_id)
    for service, about in (
        (custody.adopt, (given.assignment_id,)),
        (custody.reject, (given.assignment_id,)),
        (custody.choose, (Subject.ANSWER, rows["record"])),
    ):
        for words in ({"reason": " "}, {"decided_by": ""}):
            with pytest.raises(DecisionNeedsReasonError, match="采用、不采用或选定都须写明理由和决定人"):
                decide(court, service, *about, **words)


def test_what_counts_or_was_rejected_is_decided_no_more(court) -> None:
    given = handed_over(court)
    for service in (custody.adopt, custody.reject):
        with pytest.raises(AlreadyDecidedError, match="的这份评查已经作过决定"):
            decide(court, service, given.assignment_id)
    lose(court, given)
    came_back(court, given.assignment_id)
    decide(court, custody.reject, given.assignment_id)
    for service in (custody.adopt, custody.reject):
        with pytest.raises(AlreadyDecidedError):
            decide(court, service, given.assignment_id)


def test_one_that_was_adopted_may_be_lost_again(court) -> None:
    given = handed_over(court)
    lose(court, given)
    came_back(court, given.assignment_id)
    decide(court, custody.adopt, given.assignment_id)
    made = lose(court, given, "电脑损坏")
    assert work(court, made).epoch == 3
    assert [row.cancelled_reason for row in court.ask(queries.stale_readings)] == ["电脑损坏"]
    decide(court, custody.adopt, given.assignment_id)
    assert live(court, given) == given.assignment_id


def test_after_the_determination_it_can_only_be_rejected(court) -> None:
    given = handed_over(court)
    made = lose(court, given)
    court.score(made)
    determine(court, given)
    came_back(court, given.assignment_id, court.fault(), grade="defective")
    with pytest.raises(NotInThisStateError, match="审定之后不能再更换所依据的评查"):
        decide(court, custody.adopt, given.assignment_id)
    decide(court, custody.reject, given.assignment_id)
    assert court.ask(queries.stale_readings) == ()
    assert state(court, given) is ReviewState.DETERMINED


# the copied laptop


def test_no_grade_is_determined_while_two_copies_say_different_things(court) -> None:
    given = handed_over(court)
    first = came_back(court, given.assignment_id, grade="qualified")
    second = came_back(court, given.assignment_id, court.fault("漏签一页"), grade="defective")
    assert court.ask(queries.forks_of, given.assignment_id) == court.ask(queries.open_forks)
    of_answer, of_submission = court.ask(queries.open_forks)
    assert (of_answer.subject, of_answer.what, of_answer.revision) == (Subject.ANSWER, "笔录是否完整", 1)
    assert [side.row_id for side in of_answer.sides] == [first["record"], second["record"]]
    assert "漏签一页" in of_answer.sides[1].says
    assert [side.says for side in of_submission.sides] == ["合格", "瑕疵"]
    with pytest.raises(ForkOpenError, match="有两份内容不同的副本，还不能审定：请先在“交换”的“待处理”中选定一份"):
        determine(court, given)

    decide(court, custody.choose, Subject.ANSWER, second["record"])
    with pytest.raises(ForkOpenError):
        determine(court, given)
    decide(court, custody.choose, Subject.SUBMISSION, second["submission"])
    assert court.ask(queries.open_forks) == ()
    said = court.ask(reading_queries.answers_of, given.assignment_id)["record"]
    assert [finding.facts for finding in said.findings] == ["漏签一页"]
    determine(court, given, "defective")
    assert check(court.store).problems == ()


def test_a_fork_is_chosen_once_and_no_other_row_can_be(court) -> None:
    given = handed_over(court)
    first = came_back(court, given.assignment_id)
    second = came_back(court, given.assignment_id, court.fault())
    with pytest.raises(AlreadyDecidedError):
        decide(court, custody.choose, Subject.ANSWER, first["service"])  # both copies say the same there
    decide(court, custody.choose, Subject.ANSWER, first["record"])
    with pytest.raises(AlreadyDecidedError):
        decide(court, custody.choose, Subject.ANSWER, second["record"])
    assert court.ask(reading_queries.answers_of, given.assignment_id)["record"].verdict is Verdict.CLEAR


def test_equal_copies_and_rows_of_two_seats_are_no_fork(court) -> None:
    given = handed_over(court)
    came_back(court, given.assignment_id, grade="qualified")
    came_back(court, given.assignment_id, grade="qualified")
    came_back(court, given.assignment_id, court.fault(), seat=OTHER)
    assert court.ask(queries.forks_of, given.assignment_id) == ()
    determine(court, given)


@pytest.mark.parametrize("at", [0, 1])
def test_the_chosen_submission_stands(court, at: int) -> None:
    given = handed_over(court)
    grades = ("qualified", "defective")
    chosen = [came_back(court, given.assignment_id, grade=grade)["submission"] for grade in grades][at]
    decide(court, custody.choose, Subject.SUBMISSION, chosen)
    assert court.ask(reading_queries.standing_submission, given.reviewed_case_id).id == chosen
    (listed,) = court.readings(given.batch_id)
    assert (listed.grade, listed.answered) == (grades[at], 3)
    assert court.ask(reading_queries.reading, given.assignment_id).proposed_grade == grades[at]


def test_of_two_submissions_both_are_given_back(court) -> None:
    given = handed_over(court)
    came_back(court, given.assignment_id, grade="qualified")
    second = came_back(court, given.assignment_id, grade="defective")
    decide(court, custody.choose, Subject.SUBMISSION, second["submission"])
    court.do(answers.give_back, given.reviewed_case_id, "请补充")
    assert court.ask(reading_queries.standing_submission, given.reviewed_case_id) is None
    assert state(court, given) is ReviewState.SCORING


# the recheck


def reported(court) -> tuple[UUID, remedy_queries.RemedyRow, UUID]:
    """A batch with one finding that the department has remedied: the batch, the finding, and a reviewer."""
    batch_id = court.notified([court.fault()])
    (row,) = court.remedies(batch_id)
    court.do(remedies.report, row.remedy_id, status=RemedyStatus.DONE)
    (person,) = court.reviewers("评查一")
    return batch_id, row, person


def given_out(court, batch_id: UUID, person: UUID) -> RecheckAssignment:
    count, _ = court.do(custody.assign_recheck, batch_id, person)
    assert count == 1
    query = select(RecheckAssignment).where(RecheckAssignment.cancelled_at.is_(None)).order_by(RecheckAssignment.round)
    return court.ask(lambda session: session.execute(query).scalars().all()[-1])


def test_a_recheck_that_left_is_not_done_here(court) -> None:
    batch_id, row, person = reported(court)
    given = given_out(court, batch_id, person)
    assert (given.round, given.epoch, given.reviewer_id) == (1, 1, person)
    court.leave_open(row)  # it was given to somebody, but is still here
    hand_over(court, given.id, DESK, RecheckAssignment)
    new = remedies.NewFinding("笔录", Severity.DEFECT, "漏签")
    for service in (
        partial(remedies.recheck, finding_id=row.finding_id, result=RecheckResult.OPEN, rechecked_by="甲"),
        partial(remedies.add_finding, reviewed_case_id=row.reviewed_case_id, new=new, due_on=court.today,
                rechecked_by="甲"),
        partial(remedies.conclude_recheck, reviewed_case_id=row.reviewed_case_id, recommendation="继续整改",
                concluded_by="甲"),
    ):  # fmt: skip
        with pytest.raises(HeldElsewhereError, match="已随评查包交给评查员的电脑"):
            court.do(service)


def test_a_recheck_that_is_lost_is_taken_back_and_given_anew(court) -> None:
    batch_id, row, person = reported(court)
    given = given_out(court, batch_id, person)
    hand_over(court, given.id, BEARER, RecheckAssignment)
    with pytest.raises(LossReasonError):
        court.do(custody.take_back_recheck, batch_id, person, " ")
    count, _ = court.do(custody.take_back_recheck, batch_id, person, LOST)
    old = court.ask(lambda session: session.get_one(RecheckAssignment, given.id))
    assert (count, old.cancelled_reason, old.holder_seat_id) == (1, LOST, BEARER)
    with pytest.raises(NothingLostError, match="评查一没有交出在外"):
        court.do(custody.take_back_recheck, batch_id, person, LOST)
    assert given_out(court, batch_id, person).epoch == 2
    court.clear_off(row)
    court.conclude(row.reviewed_case_id)
    with pytest.raises(NothingLostError):  # a concluded round is over
        court.do(custody.take_back_recheck, batch_id, person, LOST)
    assert check(court.store).problems == ()


def test_every_round_is_given_out_by_itself(court) -> None:
    batch_id, row, person = reported(court)
    given_out(court, batch_id, person)
    with pytest.raises(NothingToRecheckError, match="没有等待复评、又未交出的案件"):
        court.do(custody.assign_recheck, batch_id, person)
    court.leave_open(row)
    court.conclude(row.reviewed_case_id, "继续整改")
    with pytest.raises(NothingToRecheckError):  # now it is the department's turn
        court.do(custody.assign_recheck, batch_id, person)
    court.do(remedies.report, row.remedy_id, status=RemedyStatus.DONE)
    again = given_out(court, batch_id, person)
    assert (again.round, again.epoch) == (2, 1)


def test_nobody_rechecks_a_case_that_he_took_part_in(court) -> None:
    batch_id, _, _ = reported(court)
    (handler,) = court.reviewers("程立")
    with pytest.raises(NothingToRecheckError):
        court.do(custody.assign_recheck, batch_id, handler)


# batches of another office


def test_at_a_desk_one_does_what_was_given_and_nothing_else(court) -> None:
    given = handed_over(court, to=court.store.workspace.seat_id)
    owned_by(court, given.batch_id, OTHER)
    court.score(given.assignment_id)
    assert state(court, given) is ReviewState.SCORED
    with pytest.raises(ForeignBatchError, match="是其他席位移交来的，在这里只能查看，不能办理"):
        determine(court, given)


def test_at_a_desk_only_a_recheck_that_was_given_is_done(court) -> None:
    batch_id, row, person = reported(court)
    given = given_out(court, batch_id, person)
    hand_over(court, given.id, court.store.workspace.seat_id, RecheckAssignment)
    owned_by(court, batch_id, OTHER)
    court.leave_open(row)
    court.do(lambda session: setattr(session.get_one(RecheckAssignment, given.id), "cancelled_at", now()))
    with pytest.raises(NotGivenError, match="的复评没有分派给本席位，或已经收回"):
        court.leave_open(row)


def test_another_offices_batch_is_not_managed_here(court) -> None:
    given = handed_over(court)
    owned_by(court, given.batch_id, OTHER)
    for refused in (
        partial(batches.add_to_panel, reviewer_id=given.reviewer_id),
        partial(batches.draw, count=1, seed="1"),
        partial(batches.take_all, numbers=["（2025）吉0199民初1号"]),
        batches.assign,
        batches.close,
        partial(custody.reassign, reviewer_id=given.reviewer_id, reason=LOST),
        partial(custody.assign_recheck, reviewer_id=given.reviewer_id),
        partial(custody.take_back_recheck, reviewer_id=given.reviewer_id, reason=LOST),
    ):
        with pytest.raises(ForeignBatchError, match="批次“第1批”是其他席位移交来的"):
            court.do(refused, batch_id=given.batch_id)


def test_another_offices_readings_are_not_decided_here(court) -> None:
    given = handed_over(court)
    rows = came_back(court, given.assignment_id, grade="qualified")
    came_back(court, given.assignment_id, grade="defective")
    owned_by(court, given.batch_id, OTHER)
    assert court.ask(queries.open_forks) == ()
    words = {"reason": "内容完整", "decided_by": "张主任"}
    for refused in (
        partial(custody.adopt, assignment_id=given.assignment_id, **words),
        partial(custody.reject, assignment_id=given.assignment_id, **words),
        partial(custody.choose, subject=Subject.SUBMISSION, row_id=rows["submission"], **words),
        partial(answers.give_back, reviewed_case_id=given.reviewed_case_id, remark="请补充"),
    ):
        with pytest.raises(ForeignBatchError):
            court.do(refused)


def test_another_offices_letters_and_remedies_are_not_written_here(court) -> None:
    batch_id, row, _ = reported(court)
    owned_by(court, batch_id, OTHER)
    plan = remedies.RemedyPlan("甲", "乙", court.today, "", "", "")
    for refused in (
        partial(letters.number, reviewed_case_id=row.reviewed_case_id, issued_on=court.today),
        partial(remedies.plan, remedy_id=row.remedy_id, new=replace(plan, content="丙")),
        partial(remedies.report, remedy_id=row.remedy_id, status=RemedyStatus.DONE),
        partial(remedies.close_case, reviewed_case_id=row.reviewed_case_id, closed_by="张主任"),
    ):
        with pytest.raises(ForeignBatchError):
            court.do(refused)
