"""The letters' page: looking, numbering, refusing, saving, printing, and receipts."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QPushButton, QTableView
from pytestqt.qtbot import QtBot

from exports.fonts import FontShelf
from gui.desk import Desk
from gui.dialogs.confirm import ConfirmDialog
from gui.pages.letters.outlets import Outlets
from gui.pages.letters.page import LettersPage
from gui.pages.letters.preview import PreviewPane
from gui.pages.letters.printing import a4_printer
from gui.pages.letters.service_dialog import ServiceDialog
from gui.pages.page import Subject
from gui.runners import BackgroundRunner
from gui.widgets.banner import Banner
from gui.widgets.progress_strip import ProgressStrip
from models.queries.letters import letter_rows
from models.store import Store

TODAY = date(2026, 1, 5)


@pytest.fixture
def open_page(desk: Desk, fonts: FontShelf, qtbot: QtBot) -> Callable[[], LettersPage]:
    def open_it() -> LettersPage:
        page = LettersPage(desk, fonts, today=lambda: TODAY)
        qtbot.addWidget(page)
        page.resize(1240, 660)
        with qtbot.waitActive(page):
            page.show()
        page.activate()
        return page

    return open_it


def button(page: LettersPage, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert found is not None
    return found


def table(page: LettersPage) -> QTableView:
    found = page.findChild(QTableView, "letters_table")
    assert found is not None
    return found


def cells(page: LettersPage, column: int) -> list[str]:
    model = table(page).model()
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def said(page: LettersPage) -> str:
    found = page.findChild(Banner, "banner", Qt.FindChildOption.FindDirectChildrenOnly)
    assert found is not None
    return found.message


def confirm(page: LettersPage) -> ConfirmDialog:
    dialog = page.findChild(ConfirmDialog)
    assert dialog is not None
    return dialog


def preview(page: LettersPage) -> PreviewPane:
    found = page.findChild(PreviewPane)
    assert found is not None
    return found


def registered(scene) -> list[str]:
    with scene.store.read() as session:
        return [row.number for row in letter_rows(session, scene.batch_id) if row.number]


def test_an_empty_workspace_says_what_belongs_here(open_page) -> None:
    page = open_page()
    asked: list[Subject] = []
    page.asked_for.connect(asked.append)
    button(page, "first_step").click()
    assert asked == [Subject("batches")]


def test_what_can_go_out_is_ticked_and_the_preview_shows_the_number_that_would_be_next(make_scene, open_page) -> None:
    make_scene(cases=3)
    page = open_page()
    assert button(page, "issue_letters").text() == "编号并生成 3 份"
    assert preview(page).standing == "预览：文号将为 示云法评〔2026〕1号，编号时确定。"
    assert preview(page).page_count >= 1
    assert not button(page, "save_letters").isEnabled()


def test_numbering_asks_first_and_leaves_the_new_letters_ticked(make_scene, open_page) -> None:
    scene = make_scene(cases=3)
    page = open_page()
    button(page, "issue_letters").click()
    assert registered(scene) == [], "nothing happens before it is confirmed"
    confirm(page).accept()
    assert registered(scene) == [f"示云法评〔2026〕{serial}号" for serial in (1, 2, 3)]
    assert said(page) == "已编号 3 份：示云法评〔2026〕1号 至 示云法评〔2026〕3号。"
    assert button(page, "save_letters").text() == "另存 3 份…"
    assert not button(page, "issue_letters").isEnabled()
    assert "与登记簿一致" in preview(page).standing


def test_unticked_letters_stay_behind(make_scene, open_page, qtbot: QtBot) -> None:
    scene = make_scene(cases=3)
    page = open_page()
    table(page).selectRow(1)
    qtbot.keyClick(table(page), Qt.Key.Key_Space)
    assert button(page, "issue_letters").text() == "编号并生成 2 份"
    button(page, "issue_letters").click()
    confirm(page).accept()
    assert len(registered(scene)) == 2


def test_a_letter_that_cannot_be_printed_is_marked_and_the_others_go_out(make_scene, open_page) -> None:
    scene = make_scene(cases=3, faulty=3, spoilt=1)
    page = open_page()
    assert button(page, "issue_letters").text() == "编号并生成 2 份（1 份有误不生成）"
    marked = [number for number in cells(page, 0) if number.startswith("▲")]
    assert len(marked) == 1
    assert button(page, "letters_shelf_faulty").text() == "有误 1 ▲"
    button(page, "issue_letters").click()
    confirm(page).accept()
    assert registered(scene) == ["示云法评〔2026〕1号", "示云法评〔2026〕2号"], "no number is lost"
    button(page, "letters_shelf_faulty").click()
    assert cells(page, 0) == marked
    assert "U+E123" in cells(page, 4)[0]


def test_the_register_can_be_narrowed_by_number(make_scene, open_page, qtbot: QtBot) -> None:
    scene = make_scene(cases=3)
    scene.issue(3)
    page = open_page()
    box = page.findChild(object, "letters_filter")
    box.setText("2026〕2号")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert cells(page, 3) == ["示云法评〔2026〕2号"]


def test_a_subject_brings_its_row(make_scene, open_page) -> None:
    scene = make_scene(cases=3)
    issued = scene.issue(3)
    page = open_page()
    page.reveal(Subject("letters", issued[2]))
    assert preview(page).standing.startswith("示云法评〔2026〕3号")


def test_saving_twice_gives_the_registered_bytes(make_scene, open_page, desk: Desk, tmp_path: Path) -> None:
    scene = make_scene(cases=2)
    issued = scene.issue(2)
    page = open_page()
    outlets = Outlets(page, desk, scene.fonts, lambda _job: None)
    contents = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        outlets.save_into(folder, issued, ("pdf", "docx"))
        contents.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert len(contents[0]) == 4
    assert contents[0] == contents[1]
    assert "与登记簿的校验值一致" in said(page)


def test_letters_go_to_the_printer_page_by_page(make_scene, open_page, desk: Desk, tmp_path: Path) -> None:
    scene = make_scene(cases=2)
    issued = scene.issue(2)
    page = open_page()
    printer = a4_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    Outlets(page, desk, scene.fonts, lambda _job: None).print_on(printer, issued)
    assert said(page).startswith("已把 2 份反馈意见书")
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")


def test_a_receipt_needs_a_name_and_a_day_after_the_letter(make_scene, open_page) -> None:
    scene = make_scene(cases=1, faulty=1)
    scene.issue(1)
    page = open_page()
    button(page, "serve_letters").click()
    dialog = page.findChild(ServiceDialog)
    name, day = dialog.findChild(object, "received_by"), dialog.findChild(object, "served_on_field")
    assert name.text(), "the liaison is offered"
    day.setText("2026-01-01")
    dialog.findChild(QPushButton, "service_keep").click()
    assert "早于发文日期" in dialog.findChild(Banner).message
    day.setText("2026-01-06")
    name.setText("林联络")
    dialog.findChild(QPushButton, "service_keep").click()
    assert cells(page, 4) == ["01-06 林联络"]
    assert button(page, "letters_shelf_served").text() == "已送达 1"


def test_a_cancelled_run_keeps_what_was_registered_without_a_gap(
    make_scene, store: Store, background: BackgroundRunner, fonts: FontShelf, qtbot: QtBot
) -> None:
    scene = make_scene(cases=4, faulty=4)
    page = LettersPage(Desk(store, background, "审管办"), fonts, today=lambda: TODAY)
    qtbot.addWidget(page)
    page.show()
    page.activate()
    issue = button(page, "issue_letters")
    qtbot.waitUntil(issue.isEnabled)
    issue.click()
    confirm(page).accept()
    strip = page.findChild(ProgressStrip)
    assert strip.isVisible()
    button(page, "cancel_job").click()
    qtbot.waitUntil(lambda: not background.running)
    assert not strip.isVisible()
    kept = registered(scene)
    assert kept == [f"示云法评〔2026〕{serial}号" for serial in range(1, len(kept) + 1)]
    assert len(kept) < 4
    assert cells(page, 3).count("待编号") == 4 - len(kept)
    scene.issue(4)
    assert registered(scene)[-1] == "示云法评〔2026〕4号"
