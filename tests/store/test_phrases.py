"""Wordings that a reviewer used before."""

import resources
from models.batch import BatchKind
from models.queries.frames import FramePlan
from models.queries.phrases import own_phrases
from models.services import answers, batches
from review_forms.answers import Answer, Verdict
from tests.store.conftest import STANDARD

FAULTY, CLEAR = Verdict.FAULTY, Verdict.CLEAR


def say(court, row, *texts, item="record"):
    findings = tuple(court.fault(text) for text in texts)
    court.do(answers.record_answer, row.assignment_id, Answer(item, FAULTY, findings), actor=row.reviewer)


def used(court, row, item="record", **options):
    found = court.ask(own_phrases, row.assignment_id, item, **options)
    return [(phrase.text, phrase.uses) for phrase in found]


def test_they_come_the_most_used_first_and_of_equals_the_newest(court) -> None:
    rows = court.readings(court.assigned(4))
    for row, text in zip(rows, ("页码不全", "未附送达回证", "笔录没有签名", " 未附送达回证 "), strict=True):
        say(court, row, text)
    assert used(court, rows[0]) == [("未附送达回证", 2), ("笔录没有签名", 1), ("页码不全", 1)]
    assert used(court, rows[0], limit=1) == [("未附送达回证", 2)]
    assert used(court, rows[0], item="service") == []
    court.do(answers.record_answer, rows[1].assignment_id, Answer("record", CLEAR))
    assert dict(used(court, rows[0])) == {"未附送达回证": 1, "笔录没有签名": 1, "页码不全": 1}


def test_they_are_the_reviewers_own(court) -> None:
    rows = court.readings(court.assigned(4, "评查一", "评查二"))
    mine = [row for row in rows if row.reviewer == "评查一"]
    others = [row for row in rows if row.reviewer == "评查二"]
    assert mine
    assert others
    say(court, mine[0], "未附送达回证")
    say(court, others[0], "笔录没有签名")
    assert used(court, mine[-1]) == [("未附送达回证", 1)]
    assert used(court, others[-1]) == [("笔录没有签名", 1)]


def test_one_counts_once_for_a_reading_however_often_it_was_returned(court) -> None:
    (row,) = court.readings(court.assigned(1))
    for _ in range(3):
        court.score(row.assignment_id, [court.fault("未附送达回证")])
        court.do(answers.give_back, row.reviewed_case_id, "请核对")
    assert used(court, row) == [("未附送达回证", 1)]


def test_the_finding_that_is_being_written_is_left_out(court) -> None:
    (row,) = court.readings(court.assigned(1))
    finding = court.fault("未附送达")
    answer = Answer("record", FAULTY, (finding, court.fault("没有签名")))
    court.do(answers.record_answer, row.assignment_id, answer)
    assert used(court, row, without_finding=finding.id) == [("没有签名", 1)]


def read_under(court, standard: str):
    """One reading of a fresh case under a standard."""
    court.import_cases(1, start=read_under.next_case)
    read_under.next_case += 1
    people = court.reviewers("评查一")
    scale = resources.read_text("scales", "four_grades.toml")
    name = f"第{read_under.next_case}次"
    plan = batches.BatchPlan(name, BatchKind.ROUTINE, standard, scale, FramePlan(), people)
    batch_id, _ = court.do(batches.create, plan)
    court.do(batches.draw, batch_id, count=1, seed="种子")
    court.do(batches.assign, batch_id)
    (row,) = court.readings(batch_id)
    return row


read_under.next_case = 1


def test_a_renamed_item_keeps_them_and_another_standard_does_not_share_them(court) -> None:
    first = read_under(court, STANDARD)
    say(court, first, "未附送达回证")
    renamed = STANDARD.replace('version = "1"', 'version = "2"').replace('id = "record"', 'id = "transcript"')
    renamed = renamed.replace("[[sections]]", '[renamed]\nrecord = "transcript"\n[[sections]]', 1)
    assert used(court, read_under(court, renamed), "transcript") == [("未附送达回证", 1)]
    other = STANDARD.replace('id = "small"', 'id = "another"')
    assert used(court, read_under(court, other)) == []
