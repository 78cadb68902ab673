"""Remarks on single items go to the reviewer with the return, and what became of them comes back with the answers."""

import json

from models.queries.determinations import determination_view
from models.queries.readings import reading
from models.services import answers
from models.services.row_contents import canonical, row_of
from models.travelling import travel_tables
from review_forms.answers import Answer, Verdict
from review_forms.office_remarks import SEEN, Response, with_remark_seen
from tests.store.exchange.world import World, fault


def test_remarks_on_items_go_out_and_what_became_of_them_comes_back(world: World) -> None:
    office, reviewer = world.office, world.reviewers[0]
    world.give(reviewer)
    row = reviewer.readings()[0]
    reviewer.score(row, (fault(),))
    world.bring(reviewer)
    said = {"service": "请写明送达日期", "record": "请核对页码", "judgment": "请核对"}
    office.do(answers.give_back, row.reviewed_case_id, "", said)
    world.give(reviewer)
    shown = reviewer.ask(reading, row.assignment_id)
    assert dict(shown.remarks) == said
    assert shown.open_remarks == ("service", "record", "judgment")
    reviewer.do(answers.record_answer, row.assignment_id, with_remark_seen(shown.answers["service"]))
    reviewer.do(answers.record_answer, row.assignment_id, Answer("record", Verdict.CLEAR))
    assert reviewer.ask(reading, row.assignment_id).open_remarks == ("judgment",)
    reviewer.submit(row)
    world.bring(reviewer)
    answered = office.ask(determination_view, row.reviewed_case_id).answered
    assert [(one.remark.item_id, one.response, one.word) for one in answered] == [
        ("service", Response.SEEN, SEEN),
        ("record", Response.CHANGED, ""),
        ("judgment", Response.OPEN, ""),
    ]
    assert not office.rows("SELECT * FROM held_rows")


def test_a_return_that_was_held_before_there_were_remarks_on_items_can_be_taken_in() -> None:
    table = travel_tables()["submission_returns"]
    values = {"id": "0" * 32, "item_remarks": "{}", "remark": "请核对"}
    row = tuple(values.get(name, "") for name in table.names)
    held = json.loads(canonical(table, row))
    del held["item_remarks"]
    assert row_of(table, held) == row
