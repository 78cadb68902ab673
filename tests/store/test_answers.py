"""What a reviewer says: revisions, submissions, and readings given back."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.assignment import AnswerRevision, Assignment
from models.base import new_id, now
from models.queries import readings as queries
from models.queries import settings as settings_queries
from models.review_state import NotInThisStateError, ReviewState
from models.services import answers, review_states
from models.store.check import check
from review_forms.answers import Answer, Verdict
from review_forms.grading import UnknownGradeError
from review_forms.standard import UnknownItemError

FAULTY, CLEAR = Verdict.FAULTY, Verdict.CLEAR


def one_reading(court) -> queries.ReadingRow:
    (row,) = court.readings(court.assigned(1))
    return row


def say(court, row: queries.ReadingRow, *given: Answer):
    changes = [court.do(answers.record_answer, row.assignment_id, answer, actor="评查一") for answer in given]
    return changes[-1]


def revisions(court, row: queries.ReadingRow, item_id: str) -> list[tuple[int, str | None, bool]]:
    with court.store.read() as session:
        found = session.execute(
            select(AnswerRevision)
            .where(AnswerRevision.assignment_id == row.assignment_id, AnswerRevision.item_id == item_id)
            .order_by(AnswerRevision.revision)
        ).scalars()
        return [(each.revision, each.content["verdict"], each.sealed_at is not None) for each in found]


def trail(court) -> int:
    return court.ask(settings_queries.newest_audit_sequence)


def state(court, row: queries.ReadingRow) -> ReviewState:
    return court.ask(queries.reading, row.assignment_id).state


def test_an_open_answer_changes_in_place(court) -> None:
    row = one_reading(court)
    assert state(court, row) is ReviewState.ASSIGNED
    say(court, row, Answer("record", CLEAR), Answer("record", FAULTY, (court.fault(),)))
    assert revisions(court, row, "record") == [(1, "faulty", False)]
    assert state(court, row) is ReviewState.SCORING
    (listed,) = court.readings(row.batch_id)
    assert (listed.answered, listed.items, listed.is_submitted, listed.is_returned) == (1, 3, False, False)


def test_the_same_answer_again_leaves_no_trace(court) -> None:
    row = one_reading(court)
    answer = Answer("judgment", FAULTY, (court.fault(),), deduction=Decimal("2.50"), note="待核")
    say(court, row, answer)
    before = trail(court)
    assert not say(court, row, replace(answer))
    assert trail(court) == before
    assert say(court, row, replace(answer, note="已核"))
    assert trail(court) == before + 1


def test_taking_a_verdict_back_makes_the_item_blank_again(court) -> None:
    row = one_reading(court)
    say(court, row, Answer("service", CLEAR), Answer("record", CLEAR), Answer("service", None))
    (listed,) = court.readings(row.batch_id)
    assert listed.answered == 1
    assert court.ask(queries.reading, row.assignment_id).answers["service"].verdict is None


def test_an_item_of_another_standard_is_refused(court) -> None:
    row = one_reading(court)
    before = trail(court)
    with pytest.raises(UnknownItemError):
        say(court, row, Answer("filing-notice", CLEAR))
    assert trail(court) == before
    assert state(court, row) is ReviewState.ASSIGNED


def test_a_submission_names_what_is_missing(court) -> None:
    row = one_reading(court)
    say(court, row, Answer("service", CLEAR), Answer("record", FAULTY))
    with pytest.raises(answers.IncompleteReadingError) as refused:
        court.do(answers.submit, row.assignment_id, grade="qualified")
    assert str(refused.value) == (
        "还不能提交：“笔录是否完整”评为“有问题”，但没有写明问题；“裁判文书是否正确”尚未评定。请补全后再提交。"
    )
    assert [fault.item_id for fault in refused.value.faults] == ["record", "judgment"]
    assert revisions(court, row, "service") == [(1, "clear", False)]


def test_a_submission_seals_and_a_return_opens_a_new_revision(court) -> None:
    row = one_reading(court)
    court.score(row.assignment_id, [court.fault()], merits="说理充分")
    assert revisions(court, row, "record") == [(1, "faulty", True)]
    with pytest.raises(NotInThisStateError, match="请审管办先退回评查员"):
        say(court, row, Answer("record", CLEAR))
    with pytest.raises(NotInThisStateError, match="不能提交评查"):
        court.do(answers.submit, row.assignment_id, grade="qualified")
    court.do(answers.give_back, row.reviewed_case_id, " 请核对第2项 ")
    reading = court.ask(queries.reading, row.assignment_id)
    assert (reading.state, reading.remark, reading.is_submitted) == (ReviewState.SCORING, "请核对第2项", False)
    assert (reading.merits, reading.proposed_grade) == ("说理充分", "defective")
    assert not say(court, row, reading.answers["record"])
    say(court, row, Answer("record", CLEAR))
    assert revisions(court, row, "record") == [(1, "faulty", True), (2, "clear", False)]
    court.do(answers.submit, row.assignment_id, grade="qualified")
    assert revisions(court, row, "record") == [(1, "faulty", True), (2, "clear", True)]
    assert revisions(court, row, "service") == [(1, "clear", True)]
    again = court.ask(queries.reading, row.assignment_id)
    assert (again.state, again.remark, again.is_submitted) == (ReviewState.SCORED, "", True)
    assert check(court.store).problems == ()


def test_a_return_needs_a_remark_and_a_submission(court) -> None:
    row = one_reading(court)
    with pytest.raises(NotInThisStateError, match="只有已提交、尚未审定的评查可以退回"):
        court.do(answers.give_back, row.reviewed_case_id, "请核对")
    court.score(row.assignment_id)
    with pytest.raises(answers.RemarkMissingError):
        court.do(answers.give_back, row.reviewed_case_id, " \n")
    court.do(answers.give_back, row.reviewed_case_id, "请核对")
    with pytest.raises(NotInThisStateError):
        court.do(answers.give_back, row.reviewed_case_id, "请核对")


def test_departing_from_the_rules_needs_a_reason(court) -> None:
    row = one_reading(court)
    say(court, row, *(Answer(item, CLEAR) for item in ("service", "record", "judgment")))
    with pytest.raises(answers.DepartureNeedsReasonError, match="所选等次“瑕疵”与规则建议的“合格”不一致"):
        court.do(answers.submit, row.assignment_id, grade="defective", reason=" ")
    with pytest.raises(UnknownGradeError):
        court.do(answers.submit, row.assignment_id, grade="excellent", reason="甲")
    court.do(answers.submit, row.assignment_id, grade="defective", reason=" 送达不规范 ")
    reading = court.ask(queries.reading, row.assignment_id)
    assert (reading.proposed_grade, reading.reason) == ("defective", "送达不规范")


def test_a_cancelled_assignment_takes_nothing(court) -> None:
    row = one_reading(court)
    say(court, row, Answer("service", CLEAR))
    with court.store.write("张主任") as session:
        assignment = session.get_one(Assignment, row.assignment_id)
        assignment.cancelled_at, assignment.cancelled_reason = now(), "换人"
        review_states.refresh(session, review_states.get(session, row.reviewed_case_id))
    for service, words in (
        (answers.record_answer, {"answer": Answer("service", CLEAR)}),
        (answers.submit, {"grade": "qualified"}),
    ):
        with pytest.raises(answers.AssignmentCancelledError, match="已填写的内容仍然保留"):
            court.do(service, row.assignment_id, **words)
    assert revisions(court, row, "service") == [(1, "clear", False)]
    assert court.readings(row.batch_id) == ()
    assert check(court.store).problems == ()


def test_a_case_that_is_in_no_batch_is_told(court) -> None:
    with pytest.raises(review_states.ReviewedCaseNotFoundError, match="不在评查批次中"):
        court.do(answers.give_back, new_id(), "请核对")


def test_every_change_is_in_the_trail_with_what_was_before(court) -> None:
    row = one_reading(court)
    say(court, row, Answer("service", CLEAR), Answer("service", Verdict.NOT_APPLICABLE))
    newest, first = court.ask(settings_queries.audit_rows, limit=2)
    assert (newest.action, newest.actor) == ("answer.record", "评查一")
    assert (first.before, first.after["verdict"]) == (None, "clear")
    assert (newest.before["verdict"], newest.after["verdict"]) == ("clear", "not_applicable")
    court.do(answers.record_answer, row.assignment_id, Answer("service", CLEAR))
    court.do(answers.record_answer, row.assignment_id, Answer("record", CLEAR))
    court.do(answers.record_answer, row.assignment_id, Answer("judgment", CLEAR))
    court.do(answers.submit, row.assignment_id, grade="qualified", exemption="新证据")
    (submitted,) = court.ask(settings_queries.audit_rows, limit=1)
    assert submitted.after == {
        "proposed_grade": "qualified",
        "by_points": "qualified",
        "by_absorption": "qualified",
        "exemption": "新证据",
        "revision": 1,
    }


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["service", "record", "judgment"]),
            st.sampled_from([None, *Verdict]),
            st.booleans(),
            st.sampled_from(["", "甲"]),
        ),
        max_size=12,
    )
)
def test_what_was_said_last_is_what_is_read(court, said) -> None:
    row = one_reading(court)
    last: dict[str, Answer] = {}
    for item_id, verdict, marked, note in said:
        answer = Answer(item_id, verdict, note=note, marked=marked)
        say(court, row, answer)
        last[item_id] = answer
    assert dict(court.ask(queries.reading, row.assignment_id).answers) == last
    (listed,) = court.readings(row.batch_id)
    assert listed.answered == sum(answer.verdict is not None for answer in last.values())
