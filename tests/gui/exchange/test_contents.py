"""What a package would carry is what it carries."""

from pathlib import Path

from PySide6.QtWidgets import QCheckBox

from exports.packages.attachments import attach
from gui.pages.exchange.contents import attachment_words
from models.batch import Batch
from models.queries.exchange import custody_rows
from models.queries.parcels import Contents, assignment_contents, results_contents


def contents(town, **wanted) -> Contents:
    with town.office.store.read() as session:
        row = next(row for row in custody_rows(session) if row.reviewer == town.name)
        return assignment_contents(session, row.batch_id, row.reviewer_id, row.holder_seat_id, **wanted)


def test_the_counts_are_those_of_the_package(town) -> None:
    told = contents(town)
    assert (told.cases, told.rechecks, told.epoch, told.is_blind, told.receipts) == (8, 0, 1, False, 0)
    sent = town.send()
    assert dict(told.tables) == {table: count for table, count in sent.rows.items() if count}


def test_results_are_counted_as_they_go(town) -> None:
    town.give()
    town.work(2)
    with town.reviewer.store.read() as session:
        told = results_contents(session, town.batch_id, town.office.store.workspace.seat_id)
    assert dict(told.tables) == {"answers": 72, "submissions": 2}
    assert told.receipts == 1


def test_scans_are_offered_weighed_and_taken_along(show, town, tmp_path: Path) -> None:
    scan = tmp_path / "卷宗.pdf"
    scan.write_bytes(b"%PDF-1.4 " + bytes(5000))
    case_id = case_of_reader(town)
    attach(town.office.store, case_id, scan, "甲")
    assert attachment_words(contents(town), with_attachments=False) == "不附（1 个，共 5 KB）"
    shown = show(town.office)
    row = next(row for row in shown.page.people._model.rows if row.reviewer == town.name)
    shown.page.people.table.choose((row.batch_id, row.reviewer_id))
    box = shown.page.findChild(QCheckBox, "with_attachments")
    assert box.isVisible()
    box.setChecked(True)
    assert "附上 1 个，共 5 KB" in shown.words
    shown.press("write_stick")
    assert next(town.stick.iterdir()).stat().st_size > 5000


def test_a_blind_batch_offers_no_scans(show, town, tmp_path: Path) -> None:
    scan = tmp_path / "卷宗.pdf"
    scan.write_bytes(b"%PDF-1.4 ")
    attach(town.office.store, case_of_reader(town), scan, "甲")
    with town.office.store.write("甲") as session:
        session.get_one(Batch, town.batch_id).is_blind = True
    shown = show(town.office)
    assert not shown.page.findChild(QCheckBox, "with_attachments").isEnabled()
    assert "盲评：不含承办人等人员姓名" in shown.words


def case_of_reader(town):
    from models.batch import ReviewedCase

    row = next(row for row in town.sample(town.office).readings() if row.reviewer == town.name)
    with town.office.store.read() as session:
        return session.get_one(ReviewedCase, row.reviewed_case_id).case_id
