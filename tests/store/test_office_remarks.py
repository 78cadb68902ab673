"""The office's remarks on single items: given with a return, open until something is done, told when it comes again."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from models.assignment import SubmissionReturn
from models.base import new_id
from models.queries import readings as queries
from models.queries import settings as settings_queries
from models.queries.cases import case_story
from models.queries.determinations import AnsweredRemark, determination_view
from models.services import answers
from models.store.check import check
from review_forms.answers import Answer, Verdict
from review_forms.office_remarks import SEEN, Response, with_remark_seen
from review_forms.standard import UnknownItemError

CLEAR = Verdict.CLEAR


def scored(court) -> queries.ReadingRow:
    (row,) = court.readings(court.assigned(1))
    court.score(row.assignment_id, [court.fault()])
    return row


def given_back(court, **remarks: str) -> queries.ReadingRow:
    row = scored(court)
    court.do(answers.give_back, row.reviewed_case_id, "", remarks)
    return row


def say(court, row: queries.ReadingRow, answer: Answer) -> None:
    court.do(answers.record_answer, row.assignment_id, answer, actor="评查一")


def desk(court, row: queries.ReadingRow) -> queries.Reading:
    return court.ask(queries.reading, row.assignment_id)


def told(court, row: queries.ReadingRow) -> list[tuple[int, Response, str]]:
    found: tuple[AnsweredRemark, ...] = court.ask(determination_view, row.reviewed_case_id).answered
    return [(one.number, one.response, one.word) for one in found]


def stored(court) -> list[dict[str, Any]]:
    with court.store.read() as session:
        return list(session.execute(select(SubmissionReturn.item_remarks).order_by(SubmissionReturn.id)).scalars())


def test_remarks_on_items_are_enough_for_a_return(court) -> None:
    row = given_back(court, record=" 请核对页码 ", service=" ")
    shown = desk(court, row)
    assert (shown.is_submitted, shown.remark, dict(shown.remarks)) == (False, "", {"record": "请核对页码"})
    assert shown.open_remarks == ("record",)
    assert stored(court) == [{"record": {"text": "请核对页码", "revision": 1}}]
    (entry,) = court.ask(settings_queries.audit_rows, limit=1)
    assert (entry.action, entry.after) == ("reading.return", {"item_remarks": {"record": "请核对页码"}})
    assert check(court.store).problems == ()


def test_nothing_to_say_and_an_item_of_another_standard_are_refused(court) -> None:
    row = scored(court)
    with pytest.raises(answers.RemarkMissingError, match="对具体评查项提出意见"):
        court.do(answers.give_back, row.reviewed_case_id, " ", {"record": "\n"})
    with pytest.raises(UnknownItemError):
        court.do(answers.give_back, row.reviewed_case_id, "请核对", {"filing-notice": "请核对"})
    assert desk(court, row).is_submitted
    assert stored(court) == []


def test_the_remarks_stand_in_the_order_of_the_form(court) -> None:
    row = given_back(court, judgment="甲", service="乙", record="丙")
    assert list(desk(court, row).remarks) == ["service", "record", "judgment"]
    assert desk(court, row).open_remarks == ("service", "record", "judgment")


def test_a_change_a_word_and_nothing_are_told_apart_at_the_next_submission(court) -> None:
    row = given_back(court, service="甲", record="乙", judgment="丙")
    say(court, row, Answer("record", CLEAR))
    assert desk(court, row).open_remarks == ("service", "judgment")
    say(court, row, with_remark_seen(desk(court, row).answers["service"]))
    assert desk(court, row).open_remarks == ("judgment",)
    assert told(court, row) == [], "it is still with the reviewer"
    court.do(answers.submit, row.assignment_id, grade="qualified")
    assert told(court, row) == [(1, Response.SEEN, SEEN), (2, Response.CHANGED, ""), (3, Response.OPEN, "")]
    shown = desk(court, row)
    assert (shown.is_submitted, dict(shown.remarks), shown.open_remarks) == (True, {}, ())


def test_what_is_changed_and_changed_back_is_open_again(court) -> None:
    row = given_back(court, record="请核对")
    before = desk(court, row).answers["record"]
    say(court, row, Answer("record", CLEAR))
    assert desk(court, row).open_remarks == ()
    say(court, row, before)
    assert desk(court, row).open_remarks == ("record",)
    say(court, row, replace(before, marked=True))
    assert desk(court, row).open_remarks == ("record",)


def test_the_remarks_of_the_newest_return_count(court) -> None:
    row = given_back(court, service="第一次", record="第一次")
    say(court, row, Answer("record", CLEAR))
    court.do(answers.submit, row.assignment_id, grade="qualified")
    court.do(answers.give_back, row.reviewed_case_id, "再核对", {"record": "第二次"})
    assert dict(desk(court, row).remarks) == {"record": "第二次"}
    assert stored(court)[1] == {"record": {"text": "第二次", "revision": 2}}
    assert desk(court, row).open_remarks == ("record",)
    say(court, row, with_remark_seen(desk(court, row).answers["record"]))
    court.do(answers.submit, row.assignment_id, grade="qualified")
    assert told(court, row) == [(2, Response.SEEN, SEEN)]


def test_an_item_without_an_answer_waits_for_its_first(court) -> None:
    """As on a computer that got the reading anew, where the answers did not come along."""
    row = given_back(court, record="请核对")
    with court.store.write("审管办") as session:
        session.connection().exec_driver_sql("DELETE FROM answers")
    assert desk(court, row).open_remarks == ("record",)
    say(court, row, Answer("record", CLEAR))
    assert desk(court, row).open_remarks == ()


def test_an_answer_sealed_on_the_way_stays_a_change(court) -> None:
    row = given_back(court, record="请核对")
    say(court, row, Answer("record", CLEAR))
    with court.store.write("评查一") as session:
        answers.seal(session, [row.assignment_id])
    assert desk(court, row).open_remarks == ()


def test_of_a_fork_the_change_begun_since_counts_whatever_its_number(court) -> None:
    """A copied laptop went one revision further; the remark names that number, and this one had not come so far."""
    row = given_back(court, record="请核对")
    with court.store.write("审管办") as session:
        (row_of_return,) = session.execute(select(SubmissionReturn)).scalars()
        row_of_return.item_remarks = {"record": {"text": "请核对", "revision": 2}}
    assert desk(court, row).open_remarks == ("record",)
    say(court, row, Answer("record", CLEAR))
    assert desk(court, row).open_remarks == ()


def test_both_of_a_fork_go_back_with_the_remarks(court) -> None:
    row = scored(court)
    with court.store.write("评查一") as session:
        one = queries.standing_submission(session, row.reviewed_case_id)
        columns = {column.key: getattr(one, column.key) for column in type(one).__table__.columns}
        session.add(type(one)(**columns | {"id": new_id()}))
    court.do(answers.give_back, row.reviewed_case_id, "", {"record": "请核对"})
    assert stored(court) == [{"record": {"text": "请核对", "revision": 1}}] * 2
    assert desk(court, row).open_remarks == ("record",)


def test_the_story_of_the_case_counts_them(court) -> None:
    row = given_back(court, record="请核对", service="请核对")
    with court.store.read() as session:
        case_id = queries.ReviewedCase.__table__.c.case_id
        (found,) = session.execute(select(case_id).where(queries.ReviewedCase.id == row.reviewed_case_id)).scalars()
        events = case_story(session, found).events
    assert [event.text for event in events if event.title == "退回评查员"] == ["对 2 个评查项提出意见"]
