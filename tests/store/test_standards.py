"""The shelf of standards, drafts and published versions, and what a standard would make of an old batch."""

from dataclasses import replace
from uuid import UUID

import pytest

import resources
from models.errors import UserError
from models.queries import standards as queries
from models.queries.regrading import regrade
from models.queries.settings import audit_rows
from models.queries.standards import StandardNotFoundError, StandardState
from models.services import standards as services
from review_forms.loader import StandardFaultsError, load_standard
from review_forms.standard import Severity
from review_forms.standard_sheet import points_of, sheet_of_toml, to_toml
from tests.store.conftest import STANDARD

CIVIL = resources.read_text("standards", "civil-100.toml")


def draft(court, text: str = CIVIL, based_on: str = "civil-100 2026.1") -> UUID:
    made, changes = court.do(services.begin_draft, text, based_on)
    assert changes.standards
    return made


def reworded(text: str, **head: str) -> str:
    sheet = sheet_of_toml(text)
    rows = ({**sheet.rows[0], "rule": "改过的规则"}, *sheet.rows[1:])
    return to_toml(replace(sheet, head={**sheet.head, **head}, rows=rows))


def entry(court, key: object) -> queries.ShelfEntry:
    return court.ask(queries.shelf_entry, str(key))


def test_the_shelf_begins_with_what_ships(court) -> None:
    entries = court.ask(queries.shelf)
    assert [one.key for one in entries] == list(resources.standard_names())
    assert {one.state for one in entries} == {StandardState.SHIPPED}
    civil = entry(court, "civil-100")
    assert (civil.items, civil.batches, civil.title) == (36, 0, "民事案件质量评查评分标准")
    assert court.ask(queries.standard_text, "civil-100") == CIVIL
    assert queries.scales()[0].id == "four_grades"
    with pytest.raises(StandardNotFoundError, match="没有评查标准“nowhere”"):
        court.ask(queries.standard_text, "nowhere")


def test_a_draft_is_edited_and_published_and_then_stands_for_ever(court) -> None:
    made = draft(court)
    assert entry(court, made).state is StandardState.DRAFT
    assert entry(court, made) == court.ask(queries.shelf)[0]
    assert str(made) not in [one.key for one in court.ask(queries.usable)]
    court.do(services.save_draft, made, reworded(CIVIL, title="本院民事标准"))
    court.do(services.publish, made, " 2026.2 ")
    published = entry(court, "civil-100 2026.2")
    assert (published.state, published.title, published.items) == (StandardState.PUBLISHED, "本院民事标准", 36)
    assert published.based_on == "civil-100 2026.1"
    standard = load_standard(court.ask(queries.standard_text, published.key), "x")
    assert (standard.version, standard.items[0].rule) == ("2026.2", "改过的规则")
    for service, args in ((services.save_draft, (CIVIL,)), (services.publish, ("3",)), (services.discard_draft, ())):
        with pytest.raises(services.PublishedStandardError, match="已经发布，不能再改动"):
            court.do(service, made, *args)
    with court.store.read() as session:
        actions = [row.action for row in audit_rows(session)]
    assert [action for action in actions if action.startswith("standard.")] == [
        "standard.publish",
        "standard.rename",
        "standard.draft",
    ]


def test_a_version_is_published_once(court) -> None:
    with pytest.raises(services.VersionTakenError, match=r"标准“civil-100”已有 2026\.1 版"):
        court.do(services.publish, draft(court), "2026.1")
    court.do(services.publish, draft(court), "2026.2")
    other = draft(court)
    with pytest.raises(services.VersionTakenError, match=r"已有 2026\.2 版"):
        court.do(services.publish, other, "2026.2")
    with pytest.raises(services.VersionMissingError):
        court.do(services.publish, other, "  ")
    assert entry(court, other).state is StandardState.DRAFT


def test_a_draft_with_faults_is_kept_and_not_published(court) -> None:
    sheet = sheet_of_toml(CIVIL)
    faulty = to_toml(replace(sheet, rows=({**sheet.rows[0], "points": "五"}, *sheet.rows[1:])))
    made = draft(court)
    court.do(services.save_draft, made, faulty)
    with pytest.raises(StandardFaultsError) as caught:
        court.do(services.publish, made, "2026.2")
    assert caught.value.faults
    assert court.ask(queries.standard_text, str(made)) == faulty
    with pytest.raises(StandardFaultsError):
        court.do(services.save_draft, made, 'id = "a')


def test_a_key_that_nobody_knows_is_not_lost_silently(court) -> None:
    made = draft(court, CIVIL.replace("[[sections.items]]", "[[sections.items]]\nminumum = 1", 1))
    with pytest.raises(StandardFaultsError, match="不认识的键“minumum”"):
        court.do(services.publish, made, "2026.2")
    assert entry(court, made).state is StandardState.DRAFT


def test_a_draft_without_a_version_gets_one(court) -> None:
    made = draft(court, CIVIL.replace('version = "2026.1"\n', ""))
    court.do(services.publish, made, "2026.2")
    assert entry(court, made).version == "2026.2"


def test_a_copy_does_not_hide_what_it_copied(court) -> None:
    made = draft(court)
    assert entry(court, "civil-100 2026.1").key == "civil-100"
    court.do(services.save_draft, made, reworded(CIVIL, version="2027"))
    assert entry(court, "civil-100 2027").key == str(made)


def test_a_draft_that_is_given_up_leaves_the_shelf(court) -> None:
    made = draft(court)
    court.do(services.discard_draft, made)
    assert str(made) not in [one.key for one in court.ask(queries.shelf)]
    with pytest.raises(services.DiscardedDraftError, match="已经放弃"):
        court.do(services.save_draft, made, CIVIL)


def test_running_batches_keep_their_text(court) -> None:
    batch_id = court.assigned(1)
    (row,) = court.readings(batch_id)
    made = draft(court, STANDARD)
    court.do(services.save_draft, made, reworded(STANDARD))
    court.do(services.publish, made, "2")
    assert [one.batches for one in court.ask(queries.shelf) if one.key == str(made)] == [0]
    assert row.items == 3


def test_an_old_batch_under_a_stricter_standard(court) -> None:
    """An item of the small standard costs a point an occurrence; as a veto it fails two cases."""
    found = court.fault("主文有歧义", Severity.NOTE)
    batch_id = court.scored((), (found,), (court.fault("未附送达回证", Severity.DEFECT),))
    stricter = sheet_of_toml(STANDARD)
    at = next(at for at, row in enumerate(stricter.rows) if row["id"] == "record")
    rows = list(stricter.rows)
    rows[at] = {
        **rows[at],
        "severity": "差错",
        "kind": "一票否决",
        "points": "",
        "minimum": "",
        "deduction": "",
        "cap": "",
    }
    text = to_toml(replace(stricter, head={**stricter.head, "family": "计分制"}, rows=tuple(rows)))
    told: list[tuple[int, int]] = []
    result = court.ask(regrade, batch_id, _with_full_marks(text), progress=lambda done, of: told.append((done, of)))
    assert [case.is_changed for case in result.cases] == [False, True, True]
    assert [case.new.proposed.name for case in result.cases] == ["合格", "差错", "差错"]
    assert [case.old.proposed.name for case in result.cases] == ["合格", "合格", "瑕疵"]
    assert any("一票否决" in reason.text for reason in result.cases[1].gained)
    assert told[-1] == (3, 3)
    assert len(result.changed) == 2
    assert result.unread == 0


def _with_full_marks(text: str) -> str:
    sheet = sheet_of_toml(text)
    return to_toml(replace(sheet, head={**sheet.head, "full_marks": str(points_of(sheet.rows))}))


def test_items_without_an_answer_are_counted_and_cost_nothing(court) -> None:
    batch_id = court.scored(())
    sheet = sheet_of_toml(STANDARD)
    added = {
        **sheet.rows[0],
        "id": "brand-new",
        "kind": "只定程度",
        "points": "",
        "deduction": "",
        "cap": "",
        "minimum": "",
    }
    added |= {"severity": "瑕疵", "elements": ""}
    text = to_toml(replace(sheet, rows=(added, *sheet.rows)))
    (case,) = court.ask(regrade, batch_id, text).cases
    assert (case.unanswered, case.is_changed) == (1, False)


def test_a_scale_can_be_tried_too(court) -> None:
    batch_id = court.scored((court.fault("未附送达回证", Severity.MAJOR_DEFECT),))
    scale = resources.read_text("scales", "absorbing_three.toml")
    (case,) = court.ask(regrade, batch_id, STANDARD, scale).cases
    assert (case.old.proposed.name, case.new.proposed.name, case.is_changed) == ("重大瑕疵", "瑕疵", True)


def test_unread_cases_are_only_counted(court) -> None:
    batch_id = court.assigned(2)
    first, _ = court.readings(batch_id)
    court.score(first.assignment_id)
    result = court.ask(regrade, batch_id, STANDARD)
    assert (len(result.cases), result.unread) == (1, 1)
    with pytest.raises(UserError):
        court.ask(regrade, batch_id, "id = 3")


class StoppedError(Exception):
    """Somebody does not want to wait."""


def test_a_trial_goes_on_case_by_case_and_can_be_stopped(court) -> None:
    batch_id = court.scored((), (), ())
    told: list[tuple[int, int]] = []

    def progress(done: int, of: int) -> None:
        told.append((done, of))
        if done == 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        court.ask(regrade, batch_id, STANDARD, progress=progress)
    assert told == [(1, 3), (2, 3)]
