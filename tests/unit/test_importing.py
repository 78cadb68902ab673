"""A ledger from the disk into the workspace, by the door that window and command share."""

import json
from pathlib import Path

import pytest

from exports.ledgers import importing
from exports.ledgers.faults import NotASpreadsheetError
from models.changes import Changes
from models.queries.cases import CaseFilter, case_count
from models.queries.ledgers import Outcome, imports
from models.services.ledgers import undo_import
from models.store import Store
from models.store.shelf import list_backups

LEDGERS = Path(__file__).parent.parent / "data" / "ledgers"
SAMPLES = ("民事结案台账.xlsx", "执行案件台账.csv")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_gives_exactly_what_is_expected(store: Store, name: str) -> None:
    expected = json.loads((LEDGERS / name).with_suffix(".expected.json").read_text(encoding="utf-8"))
    prepared = importing.prepare(store, LEDGERS / name)
    counts = {outcome.value: prepared.preview.counts.get(outcome, 0) for outcome in Outcome}
    assert {key: counts[key] for key in ("new", "duplicate", "rejected")} == {
        key: expected[key] for key in ("new", "duplicate", "rejected")
    }
    report = importing.carry_out(store, prepared, (), "审管办")
    assert report.changes.all_cases
    again = importing.prepare(store, LEDGERS / name)
    assert again.preview.counts[Outcome.IDENTICAL] == expected["new"]
    assert not importing.carry_out(store, again, (), "审管办").changes


def test_an_import_is_backed_up_before_and_leaves_no_folder_name(store: Store) -> None:
    before = len(list_backups(store.folder))
    importing.carry_out(store, importing.prepare(store, LEDGERS / SAMPLES[1]), (), "审管办")
    assert list_backups(store.folder)[0].reason == importing.BACKUP_REASON
    assert len(list_backups(store.folder)) == before + 1
    with store.read() as session:
        (entry,) = imports(session)
    assert entry.file_name == SAMPLES[1]


def test_a_preview_that_the_workspace_left_behind_is_made_anew(store: Store) -> None:
    first = importing.prepare(store, LEDGERS / SAMPLES[1])
    second = importing.prepare(store, LEDGERS / SAMPLES[1])
    report = importing.carry_out(store, first, (), "审管办")
    late = importing.carry_out(store, second, (), "审管办")
    assert late.preview.counts == {Outcome.IDENTICAL: 60}
    assert late.changes == Changes(backups=True)
    with store.write("审管办") as session:
        undo_import(session, report.import_id)
        assert case_count(session, CaseFilter()) == 0


def test_a_corrected_mapping_is_remembered_until_it_is_corrected_again(store: Store) -> None:
    path = LEDGERS / SAMPLES[1]
    inspection, found = importing.look(store, path)
    corrected = {index: field for index, field in found.items() if field != "remarks"}
    assert corrected != found
    importing.carry_out(store, importing.prepare(store, path, mapping=corrected), (), "审管办")
    assert importing.look(store, path) == (inspection, corrected)
    assert importing.prepare(store, path).mapping == corrected
    again = importing.prepare(store, path, mapping=found)
    changed = {row.row for row in again.preview.of(Outcome.CHANGED)}
    assert changed
    importing.carry_out(store, again, changed, "审管办")
    assert importing.look(store, path)[1] == found


def test_a_picture_is_refused_and_nothing_is_written(store: Store, tmp_path: Path) -> None:
    picture = tmp_path / "台账.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    with pytest.raises(NotASpreadsheetError, match="一张图片"):
        importing.look(store, picture)


class StoppedError(Exception):
    pass


def test_work_that_is_stopped_leaves_nothing(store: Store) -> None:
    prepared = importing.prepare(store, LEDGERS / SAMPLES[0])

    def stop(done: int, _total: int, text: str) -> None:
        if done and "写入" in text:
            raise StoppedError

    with pytest.raises(StoppedError):
        importing.carry_out(store, prepared, (), "审管办", stop)
    with store.read() as session:
        assert case_count(session, CaseFilter()) == 0
