"""The scanned file beside the items: opened, its page taken into a finding, the finding's page found again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QToolButton

from exports.packages.attachments import attach
from gui.actions import listed_actions
from models.changes import Changes
from models.queries.attachments import attachments, case_of
from tests.scan_files import write_scan

KEY = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def scanned(make_desk, tmp_path: Path, qtbot) -> Callable[..., object]:
    """The page with two volumes attached to the open case, the first with a cover of two pages."""

    def make(*names: str, pages: int = 12):
        desk = make_desk()
        reading = desk.page.view.form.reading
        case_id = desk.desk.read(lambda session: case_of(session, reading.reviewed_case_id))
        for at, name in enumerate(names or ("正卷一.pdf", "正卷二.pdf")):
            write_scan(tmp_path / name, pages + at)
            attach(desk.desk.store, case_id, tmp_path / name, "审管办")
        desk.page.refresh(Changes())
        return desk

    return make


def open_pane(desk) -> None:
    """Open the pane by its key and wait for the file."""
    view = desk.page.scans.pane.view
    with desk.qtbot.waitSignal(view.opened):
        desk.press(KEY.Key_F2)


def close(desk) -> None:
    desk.page.scans.pane.view.close_file()
    assert desk.page.scans.pane.view.renderer.wait()


def finding_of(desk, item_id: str = "item-0"):
    return desk.kept(item_id).findings[0]


def saved(desk) -> str:
    return desk.page.view.frame.saved.text()


def test_a_key_opens_the_file_in_the_place_of_the_list(scanned) -> None:
    desk = scanned()
    assert desk.find(QPushButton, "open_scans").text() == "打开卷宗扫描件（F2）"
    open_pane(desk)
    pane = desk.page.scans.pane
    assert pane.isVisible()
    assert desk.page.cases.isHidden()
    assert desk.page.view.frame.right.isVisible()
    choice = desk.find(QComboBox, "volume_choice")
    assert [choice.itemText(at) for at in range(choice.count())] == ["卷1　正卷一.pdf", "卷2　正卷二.pdf"]
    assert pane.view.page_count == 12
    desk.press(KEY.Key_F2)
    assert not pane.isVisible()
    assert desk.page.cases.isVisible()
    close(desk)


def test_the_list_can_be_had_beside_the_file(scanned) -> None:
    desk = scanned()
    open_pane(desk)
    desk.find(QPushButton, "show_cases").click()
    assert desk.page.cases.isVisible()
    assert not desk.page.view.frame.right.isVisible()
    desk.page.cases.view.setCurrentIndex(desk.page.cases.view.model().index(1, 0))
    assert desk.page.cases.isHidden() is False, "a case without scans has the list"
    assert not desk.page.scans.is_shown
    desk.page.cases.view.setCurrentIndex(desk.page.cases.view.model().index(0, 0))
    assert desk.page.scans.is_shown, "whoever opened the pane has it with every case that has scans"
    close(desk)


def test_the_page_in_sight_goes_into_the_finding_being_written(scanned) -> None:
    desk = scanned()
    open_pane(desk)
    desk.press(KEY.Key_2)
    desk.write("no receipt")
    desk.press(KEY.Key_PageDown, KEY.Key_PageDown, modifier=ALT)
    desk.press(KEY.Key_G, modifier=CTRL)
    finding = finding_of(desk)
    own = desk.page.scans.pane.volume.file.attachment_id.hex
    assert (finding.volume, finding.page, finding.scan, finding.scan_page) == ("1", "3", own, 3)
    assert finding.facts == "no receipt", "what was being typed is kept"
    assert QApplication.focusWidget().objectName() == "facts", "the cursor stays"
    assert "卷1 页3" in saved(desk)
    assert desk.find(QLabel, "scan_place").text() == "卷1 页3"
    close(desk)


def test_the_page_goes_into_the_marked_or_only_finding_when_none_is_edited(scanned) -> None:
    desk = scanned()
    desk.press(KEY.Key_2)
    desk.write("no receipt")
    desk.press(KEY.Key_Escape)
    open_pane(desk)
    desk.page.scans.pane.turn_page(1)
    desk.press(KEY.Key_G, modifier=CTRL)
    assert (finding_of(desk).page, finding_of(desk).scan_page) == ("2", 2)
    desk.press(KEY.Key_Z, modifier=CTRL)
    assert (finding_of(desk).page, finding_of(desk).scan) == ("", "")
    close(desk)


def test_without_a_finding_or_a_file_the_key_says_what_to_do(scanned) -> None:
    desk = scanned()
    desk.press(KEY.Key_G, modifier=CTRL)
    assert "F2" in saved(desk)
    desk.press(KEY.Key_J, modifier=CTRL)
    assert "问题" in saved(desk)
    open_pane(desk)
    desk.press(KEY.Key_G, modifier=CTRL)
    assert saved(desk).startswith("先打开或选中一个问题")
    assert desk.kept("item-0") is None
    close(desk)


def test_a_merit_takes_a_page_too_and_leads_back_to_it(scanned) -> None:
    desk = scanned()
    open_pane(desk)
    pane = desk.page.scans.pane
    pane.view.go_to_page(6)
    desk.press(KEY.Key_G)
    desk.write("a clear record")
    desk.press(KEY.Key_G, modifier=CTRL)
    (merit,) = desk.kept("item-0").merits
    assert (merit.facts, merit.place, merit.scan_page) == ("a clear record", "卷1 页6", 6)
    pane.view.go_to_page(1)
    desk.press(KEY.Key_J, modifier=CTRL)
    assert pane.view.page == 6
    close(desk)


def test_nothing_is_written_into_an_item_out_of_sight(scanned) -> None:
    desk = scanned()
    desk.press(KEY.Key_2)
    desk.write("no receipt")
    desk.press(KEY.Key_Escape)
    open_pane(desk)
    desk.press(KEY.Key_V)
    desk.press(KEY.Key_G, modifier=CTRL)
    assert finding_of(desk).page == ""
    close(desk)


def test_a_page_typed_by_hand_is_no_page_of_the_scan_any_more(scanned) -> None:
    desk = scanned()
    open_pane(desk)
    desk.press(KEY.Key_2)
    desk.write("no receipt")
    desk.press(KEY.Key_G, modifier=CTRL)
    assert finding_of(desk).scan_page == 1
    form = desk.page.view.frame.items.panel.findings.form
    form.facts.setFocus()
    desk.write(" at all")
    form.page.setFocus()
    assert finding_of(desk).scan_page == 1, "other words leave the page alone"
    form.page.selectAll()
    desk.write("7")
    desk.press(KEY.Key_Escape)
    assert (finding_of(desk).page, finding_of(desk).scan, finding_of(desk).scan_page) == ("7", "", 0)
    close(desk)


def test_a_finding_leads_back_to_its_page(scanned) -> None:
    desk = scanned()
    open_pane(desk)
    pane = desk.page.scans.pane
    with desk.qtbot.waitSignal(pane.view.opened):
        pane.show_volume(pane.volumes[1].file.attachment_id)
    pane.view.go_to_page(9)
    desk.press(KEY.Key_2)
    desk.write("no receipt")
    desk.press(KEY.Key_G, modifier=CTRL)
    desk.press(KEY.Key_Escape)
    desk.press(KEY.Key_F2)
    with desk.qtbot.waitSignal(pane.view.opened):
        pane.show_volume(pane.volumes[0].file.attachment_id)
    with desk.qtbot.waitSignal(pane.view.opened):
        desk.press(KEY.Key_J, modifier=CTRL)
    assert pane.isVisible()
    assert (pane.volume.number, pane.view.page) == ("2", 9)
    pane.view.go_to_page(1)
    link = next(button for button in desk.page.findChildren(QPushButton, "see_source") if button.isVisible())
    link.click()
    assert pane.view.page == 9
    close(desk)


def test_a_page_written_by_hand_is_reckoned_from_the_printed_number(scanned) -> None:
    desk = scanned()
    open_pane(desk)
    pane = desk.page.scans.pane
    pane.view.go_to_page(5)
    printed = desk.find(QLineEdit, "printed_page")
    printed.setFocus()
    printed.selectAll()
    desk.write("3")
    desk.press(KEY.Key_Return)
    assert (pane.place.page, pane.place.scan_page) == ("3", 5)
    pane.view.go_to_page(2)
    assert pane.place.page == "", "a cover bears no number"
    desk.page.view.setFocus()
    desk.press(KEY.Key_2)
    form = desk.page.view.frame.items.panel.findings.form
    form.set_place("1", "8")
    desk.press(KEY.Key_J, modifier=CTRL)
    assert pane.view.page == 10
    assert desk.desk.memory.number(f"scan_offset/{pane.volume.file.attachment_id.hex}", 0) == -2
    close(desk)


def test_the_page_field_goes_to_a_page(scanned) -> None:
    desk = scanned()
    open_pane(desk)
    field = desk.find(QLineEdit, "scan_page")
    field.setFocus()
    field.selectAll()
    desk.write("11")
    desk.press(KEY.Key_Return)
    assert desk.page.scans.pane.view.page == 11
    assert field.text() == "11"
    close(desk)


def test_words_are_searched_from_any_field(scanned) -> None:
    desk = scanned()
    open_pane(desk)
    view = desk.page.scans.pane.view
    desk.press(KEY.Key_2)
    desk.press(KEY.Key_F, modifier=CTRL)
    assert QApplication.focusWidget().objectName() == "search_scan"
    desk.write("10")
    desk.press(KEY.Key_Return)
    desk.qtbot.waitUntil(lambda: view.hits.is_complete)
    assert (view.hits.count, view.page) == (1, 10)
    assert desk.find(QLabel, "hits").text() == "1/1"
    desk.press(KEY.Key_Escape)
    assert view.hits.count == 0
    assert view.hasFocus()
    desk.press(KEY.Key_Escape)
    assert QApplication.focusWidget() is desk.page.view.frame.items
    close(desk)


def test_an_answer_can_be_given_while_the_page_has_the_keyboard(scanned) -> None:
    desk = scanned()
    open_pane(desk)
    desk.page.scans.pane.view.setFocus()
    desk.press(KEY.Key_1)
    assert desk.kept("item-0") is not None
    close(desk)


def test_a_case_without_scans_offers_to_add_them(make_desk, tmp_path: Path, qtbot) -> None:
    desk = make_desk()
    assert desk.find(QPushButton, "open_scans").text() == "添加卷宗扫描件（F2）"
    desk.press(KEY.Key_F2)
    pane = desk.page.scans.pane
    assert pane.isVisible()
    assert desk.find(QPushButton, "add_first_scan").isVisible()
    bad = tmp_path / "说明.docx"
    bad.write_bytes(b"PK")
    with qtbot.waitSignal(pane.view.opened):
        pane.add([write_scan(tmp_path / "甲.pdf", 2), write_scan(tmp_path / "乙.pdf", 3), bad])
    assert pane.trouble.message.startswith("“说明.docx”不是扫描件")
    assert [volume.title for volume in pane.volumes] == ["卷1　甲.pdf", "卷2　乙.pdf"]
    assert pane.view.page_count == 2
    assert "乙.pdf" in desk.find(QLabel, "scans").text(), "the links beside the score know them too"
    assert len(desk.desk.read(attachments)) == 2
    close(desk)


def test_what_cannot_be_shown_takes_no_number_from_the_others(make_desk, tmp_path: Path, qtbot) -> None:
    desk = make_desk()
    desk.press(KEY.Key_F2)
    pane = desk.page.scans.pane
    empty, locked = tmp_path / "空.pdf", write_scan(tmp_path / "锁.pdf", 2, password="x")
    empty.write_bytes(b"")
    with qtbot.waitSignal(pane.view.opened):
        pane.add([empty, locked, write_scan(tmp_path / "甲.pdf", 2)])
    assert pane.trouble.message.startswith("“空.pdf”不是 PDF 文件")
    assert [volume.title for volume in pane.volumes] == ["卷1　甲.pdf"]
    pane.add([locked])
    assert "设有打开密码" in pane.trouble.message
    assert len(desk.desk.read(attachments)) == 1
    close(desk)


def test_a_damaged_file_says_so_and_the_others_go_on(scanned, qtbot) -> None:
    desk = scanned("卷一.pdf", "卷二.pdf")
    pane = desk.page.scans.pane
    first = pane.volumes[0].file
    stored = desk.desk.store.folder / "files" / first.sha256[:2] / first.sha256
    stored.write_bytes(b"%PDF-1.4 cut short")
    with qtbot.waitSignal(pane.view.failed):
        desk.press(KEY.Key_F2)
    assert "已损坏" in pane.trouble.message
    stored.unlink()
    with qtbot.waitSignal(pane.view.opened):
        pane.show_volume(pane.volumes[1].file.attachment_id)
    assert pane.trouble.message == ""
    with qtbot.waitSignal(pane.view.failed):
        pane.show_volume(first.attachment_id)
    assert "不在这个工作区里" in pane.trouble.message
    close(desk)


def test_a_link_opens_a_pdf_here_and_anything_else_outside(scanned, monkeypatch, qtbot) -> None:
    desk = scanned("卷一.pdf", "照片.jpg")
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    files = desk.page.view.form.reading.files
    overview = desk.page.view.frame.overview
    overview.scan_asked.emit(next(file for file in files if file.name == "照片.jpg"))
    assert [Path(path).name for path in opened] == ["照片.jpg"]
    assert not desk.page.scans.is_shown
    with qtbot.waitSignal(desk.page.scans.pane.view.opened):
        overview.scan_asked.emit(next(file for file in files if file.name == "卷一.pdf"))
    assert desk.page.scans.is_shown
    desk.find(QToolButton, "open_outside").click()
    assert Path(opened[-1]).name == "卷一.pdf"
    close(desk)


def test_place_and_turn_of_each_file_are_kept(scanned, qtbot) -> None:
    desk = scanned()
    open_pane(desk)
    pane = desk.page.scans.pane
    pane.view.go_to_page(6)
    desk.press(KEY.Key_R, modifier=CTRL)
    for volume, page, turns in ((1, 1, 0), (0, 6, 1)):
        with qtbot.waitSignal(pane.view.opened):
            pane.show_volume(pane.volumes[volume].file.attachment_id)
        assert (pane.view.page, pane.view.turns) == (page, turns)
    close(desk)


def test_the_cheat_sheet_lists_the_keys(scanned) -> None:
    desk = scanned()
    keys = {action.keys: action.text for action in listed_actions(desk.page) if action.group == "卷宗扫描件"}
    assert keys["F2"] == "打开或收起卷宗扫描件"
    assert keys["Ctrl+G"] == "把当前页的卷、页写进问题或亮点"
    assert keys["Ctrl+J"] == "看问题或亮点所在的原页"
