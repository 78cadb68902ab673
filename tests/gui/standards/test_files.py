"""标准: into files and from files, through the page."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QTableView

import resources
from gui.pages.standards.faults_list import FaultsList
from models.queries.standards import ShelfEntry, StandardState, standard_text
from review_forms.loader import load_standard
from tests.gui.standards.conftest import Shown


def entry_of(shown: Shown, key: str) -> ShelfEntry:
    return next(entry for entry in shown.entries() if entry.key == key)


def drafts(shown: Shown) -> list[str]:
    return [entry.key for entry in shown.entries() if entry.state is StandardState.DRAFT]


@pytest.mark.parametrize("ending", ["xlsx", "toml"])
def test_what_was_written_is_read_again(shown: Shown, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"标准.{ending}"
    shown.page.files.export_to(path, entry_of(shown, "civil-100"))
    assert "已导出" in shown.message
    shown.page.files.import_file(path)
    assert "没有发现错误" in shown.message
    assert shown.page.drafting.isVisible()
    text = shown.desk.read(lambda session: standard_text(session, drafts(shown)[0]))
    original = load_standard(resources.read_text("standards", "civil-100.toml"), "x")
    assert load_standard(text, "x") == original


def test_a_file_with_faults_becomes_a_draft_that_shows_them(shown: Shown, tmp_path: Path) -> None:
    path = tmp_path / "有错.toml"
    good = resources.read_text("standards", "archive.toml")
    path.write_text(good.replace('family = "points"', 'family = "points"\ncase_cap = 0', 1), "utf-8")
    shown.page.files.import_file(path)
    assert "处错误" in shown.message
    assert shown.page.drafting.faults.isVisible()
    assert len(drafts(shown)) == 1


def test_a_check_takes_nothing_in(shown: Shown, tmp_path: Path) -> None:
    path = tmp_path / "好.toml"
    path.write_text(resources.read_text("standards", "archive.toml"), "utf-8")
    shown.page.files.check_file(path)
    dialog = shown.dialog("check_dialog")
    assert not dialog.findChild(FaultsList).isVisible()
    shown.press("check_close", dialog)
    assert not drafts(shown)


def test_a_checked_file_can_be_taken_in(shown: Shown, tmp_path: Path) -> None:
    path = tmp_path / "有错.toml"
    good = resources.read_text("standards", "archive.toml")
    path.write_text(good.replace('id = "archive"', 'id = "卷宗"', 1), "utf-8")
    shown.page.files.check_file(path)
    dialog = shown.dialog("check_dialog")
    assert dialog.findChild(QTableView, "file_faults").model().rowCount() == 1
    shown.press("check_import", dialog)
    assert len(drafts(shown)) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("坏.xlsx", b"PK\x03\x04 nothing of the kind"),
        ("坏.toml", b"id = ["),
        ("编码.toml", "title = '标准'".encode("gbk")),
    ],
)
def test_a_foreign_file_is_refused_in_one_sentence(shown: Shown, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    shown.page.files.import_file(path)
    assert path.stem in shown.message
    assert not drafts(shown)


def test_what_a_sheet_has_no_place_for_is_told(shown: Shown, tmp_path: Path) -> None:
    path = tmp_path / "多余.toml"
    good = resources.read_text("standards", "archive.toml")
    path.write_text(good.replace('family = "points"', 'family = "points"\ncolour = "red"', 1), "utf-8")
    shown.page.files.check_file(path)
    dialog = shown.dialog("check_dialog")
    table = dialog.findChild(QTableView, "file_faults")
    assert "colour" in table.model().index(0, 1).data()
    assert table.model().index(0, 0).data().startswith("第 ")
    shown.press("check_import", dialog)
    assert "请核对" in shown.message
    assert not shown.page.drafting.draft.faults


@pytest.mark.parametrize(("ending", "start"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_a_standard_is_put_on_paper(shown: Shown, tmp_path: Path, ending: str, start: bytes) -> None:
    path = tmp_path / f"标准.{ending}"
    shown.page.files.export_to(path, entry_of(shown, "civil-100"))
    assert "已导出" in shown.message
    assert path.read_bytes().startswith(start)


def test_a_faulty_draft_is_not_put_on_paper(shown: Shown, tmp_path: Path) -> None:
    shown.adapt()
    shown.page.drafting.draft.set_text(0, "points", "三")
    shown.press("back_to_standards")
    shown.page.files.export_to(tmp_path / "标准.pdf", entry_of(shown, drafts(shown)[0]))
    assert "处错误" in shown.message
    assert not (tmp_path / "标准.pdf").exists()


def test_the_name_follows_the_kind_that_is_chosen(shown: Shown) -> None:
    shown.page.shelf.choose("archive")
    shown.press("export_standard")
    picker = shown.page.findChild(QFileDialog)
    picker.filterSelected.emit("PDF 文件 (*.pdf)")
    assert Path(picker.selectedFiles()[0]).name == "卷宗归档质量评查评分标准 2026.1.pdf"
    picker.reject()
