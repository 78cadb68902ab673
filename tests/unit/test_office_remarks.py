"""Whether a remark of the office is open: told by what the answer says, whatever the clocks say."""

from dataclasses import replace

import pytest

from review_forms.answers import Answer, Finding, Verdict
from review_forms.office_remarks import SEEN, OfficeRemark, Response, response_to, with_remark_seen, word_on
from review_forms.standard import Severity

FINDING = Finding("f", Severity.DEFECT, "1", "23", "未附送达回证")
ABOUT = Answer("service", Verdict.FAULTY, (FINDING,), note="待核")


def remark(about: Answer | None = ABOUT) -> OfficeRemark:
    return OfficeRemark("service", "请核对页码", about)


@pytest.mark.parametrize(
    ("answer", "response"),
    [
        (ABOUT, Response.OPEN),
        (replace(ABOUT, marked=True), Response.OPEN),
        (replace(ABOUT, verdict=Verdict.CLEAR, findings=()), Response.CHANGED),
        (replace(ABOUT, findings=(replace(FINDING, page="24"),)), Response.CHANGED),
        (replace(ABOUT, findings=(replace(FINDING, page="24"),), note="已改"), Response.CHANGED),
        (replace(ABOUT, verdict=None), Response.CHANGED),
        (replace(ABOUT, note="第23页无误"), Response.OPEN),
        (with_remark_seen(ABOUT), Response.SEEN),
        (None, Response.CHANGED),
    ],
)
def test_what_an_answer_says_to_a_remark(answer: Answer | None, response: Response) -> None:
    assert response_to(remark(), answer) is response


@pytest.mark.parametrize(
    ("answer", "response"),
    [
        (None, Response.OPEN),
        (Answer("service", None), Response.OPEN),
        (Answer("service", Verdict.CLEAR), Response.CHANGED),
        (with_remark_seen(Answer("service", None)), Response.SEEN),
    ],
)
def test_a_remark_on_an_item_of_which_nothing_was_said(answer: Answer | None, response: Response) -> None:
    assert response_to(remark(None), answer) is response


def test_the_word_is_the_line_that_was_added_to_the_note() -> None:
    seen = with_remark_seen(ABOUT)
    assert seen.note == f"待核\n{SEEN}"
    assert word_on(remark(), seen) == SEEN
    assert word_on(remark(), replace(seen, note=f"{seen.note}：第23页无误")) == f"{SEEN}：第23页无误"
    assert word_on(remark(), replace(seen, note=f"{seen.note}\n自己再查")) == SEEN
    assert word_on(remark(), replace(ABOUT, note="另见卷2")) == ""
    assert word_on(remark(), ABOUT) == word_on(remark(None), None) == ""
    assert word_on(remark(), replace(ABOUT, verdict=Verdict.CLEAR, findings=(), note="")) == ""


def test_a_remark_that_comes_again_is_answered_again() -> None:
    once = with_remark_seen(ABOUT)
    assert response_to(remark(once), once) is Response.OPEN
    again = with_remark_seen(once)
    assert response_to(remark(once), again) is Response.SEEN
    assert word_on(remark(once), again) == SEEN


def test_every_response_has_a_word() -> None:
    assert [response.label for response in Response] == ["未处理", "已核，未改", "已修改"]
