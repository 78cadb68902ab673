"""Merits under items reach the office: the page of the determination, and the letter."""

from datetime import date

from exports.letters.feedback import build_feedback_letter
from models.queries import determinations as queries
from models.queries.letters import letter_view
from models.services import answers, determinations
from review_forms.answers import Answer, Merit, Verdict

TODAY = date(2026, 1, 5)


def scored(court, *merits: Merit, words: str = ""):
    """A clean case with these merits under its third item."""
    (row,) = court.readings(court.assigned(1))
    with court.store.write("评查一") as session:
        for item in ("service", "judgment", "record"):
            told = merits if item == "judgment" else ()
            answers.record_answer(session, row.assignment_id, Answer(item, Verdict.CLEAR, merits=told))
        answers.submit(session, row.assignment_id, grade="qualified", merits=words)
    return row


def seen(court, row) -> queries.DeterminationView:
    return court.ask(queries.determination_view, row.reviewed_case_id)


def letter(court, row):
    court.do(determinations.determine, row.reviewed_case_id, grade="qualified", decided_by="审判委员会")
    return court.ask(letter_view, row.reviewed_case_id, number="示评〔2026〕1号", issued_on=TODAY)


def test_the_office_sees_merits_with_their_items(court) -> None:
    merits = (Merit("1", "争点归纳准确", "1", "23"), Merit("2", "当庭宣判"))
    row = scored(court, *merits, words="全案程序规范")
    view = seen(court, row)
    assert view.merits == "全案程序规范"
    assert [told.merit for told in view.item_merits] == list(merits)
    item = view.items[2]
    assert {(told.number, told.item_id, told.item) for told in view.item_merits} == {(3, item.id, item.prompt)}


def test_nobody_is_told_of_merits_where_there_are_none(court) -> None:
    assert seen(court, scored(court)).item_merits == ()
    (row,) = court.readings(court.assigned(1))
    assert seen(court, row).item_merits == ()


def test_the_letter_tells_the_words_about_the_case_first_and_then_the_items(court) -> None:
    row = scored(court, Merit("1", "争点归纳\n准确。", "1", "23"), Merit("2", "当庭宣判"), words="全案程序规范。")
    item = seen(court, row).items[2].prompt
    told = letter(court, row)
    assert told.merits == (
        "全案程序规范。",
        f"第3项“{item}”：争点归纳准确（卷1 页23）",
        f"第3项“{item}”：当庭宣判",
    )
    text = repr(build_feedback_letter(told, "0" * 12))
    assert "办案亮点" in text
    assert "争点归纳准确（卷1 页23）。" in text


def test_a_letter_without_merits_has_no_such_section(court) -> None:
    told = letter(court, scored(court))
    assert told.merits == ()
    assert "亮点" not in repr(build_feedback_letter(told, "0" * 12))
