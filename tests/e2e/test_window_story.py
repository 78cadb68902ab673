"""The whole main job in the real window, as a person does it: from the first start to a closed batch.

Nothing here calls a service. A person clicks what is on the screen, presses keys where the focus is, and writes Chinese
through the input method; the store is read only to see what became of it.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import pypdfium2
import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QModelIndex, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTabBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.application import Appearance, Brightness, Dresser
from gui.main_window import MainWindow
from gui.memory import Memory
from gui.opening import Opening
from gui.places import places
from gui.runners import BackgroundRunner
from gui.sample_workspace import make_sample
from models.queries.batches import BatchRow, batch_rows
from models.queries.cases import CaseFilter, case_count, case_ids, case_rows
from models.queries.ledgers import imports
from models.queries.letters import LetterRow, letter_rows
from models.queries.readings import ReadingRow, answers_of, reading, reading_rows
from models.queries.remedies import remedy_rows
from models.remedy import RecheckResult, RemedyStatus
from models.review_state import ReviewState
from models.store.check import check
from models.store.shelf import list_backups
from review_forms.answers import Verdict

LEDGERS = Path(__file__).parent.parent / "data" / "ledgers"
COURT = "示例市云溪区人民法院"
FACTS = "向被告王㛃公告送达开庭传票，卷内未附公告原件"
FAULTY_ITEM, REMARK_ITEM = "procedure-service", "filing-fees"
MOST_KEYS_FOR_A_CLEAN_FILE = 45
KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier

# the offscreen platform says so of every menu
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)


class Program:
    """The window with everything behind it, built as the program builds it; `leave` ends it as the program does."""

    def __init__(self, dresser: Dresser, home: Path) -> None:
        memory = Memory(home / "window.ini")
        folder = Path(memory.text("workspace", str(home / "工作区")))
        self.runner = BackgroundRunner()
        self.window = MainWindow(places(dresser, memory), self.runner)
        self.opening = Opening(self.window, self.runner, memory, folder, make_sample=make_sample)

    def show(self) -> None:
        self.window.show()

    def read(self, query: Callable[..., T], *more: object) -> T:
        """What the store holds."""
        desk = self.opening.desk
        assert desk is not None
        return desk.read(lambda session: query(session, *more))

    def leave(self) -> None:
        self.window.close()
        self.runner.close()
        self.opening.close()


class Person:
    """Somebody at the window: finds what is visible, clicks, presses keys, writes."""

    def __init__(self, qtbot: QtBot, program: Program) -> None:
        self.qtbot, self.program = qtbot, program
        self.keys_pressed = 0

    def place(self) -> QWidget:
        """The dialog that is open, else the window."""
        return QApplication.activeModalWidget() or self.program.window

    def sees(self, kind: type[W], name: str) -> W | None:
        """The widget of this name, if it is on the screen."""
        found = self.place().findChildren(kind, name)
        return next((each for each in found if each.isVisible() and not each.visibleRegion().isEmpty()), None)

    def find(self, kind: type[W], name: str) -> W:
        """Wait for a widget to be on the screen and ready for use."""

        def is_there() -> bool:
            widget = self.sees(kind, name)
            return widget is not None and widget.isEnabled()

        self.wait(is_there, f"{name} is not on the screen, or rests")
        widget = self.sees(kind, name)
        assert widget is not None
        return widget

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until background work is over and the condition holds."""

        def holds() -> None:
            assert not self.program.runner.running
            assert condition(), what

        self.qtbot.waitUntil(holds, timeout=20_000)

    def reads(self, words: str) -> None:
        """Wait until these words stand on the screen."""

        def stand() -> bool:
            written = [*self.place().findChildren(QLabel), *self.place().findChildren(QPushButton)]
            return any(words in each.text() for each in written if each.isVisible())

        self.wait(stand, f"nowhere on the screen: {words}")

    def click(self, name: str) -> None:
        """Click a button."""
        self.qtbot.mouseClick(self.find(QPushButton, name), Qt.MouseButton.LeftButton)

    def go_to(self, place: str) -> None:
        """Click a place on the rail."""
        self.qtbot.mouseClick(self.find(QWidget, f"rail_{place}"), Qt.MouseButton.LeftButton)

    def turn_to(self, tabs: str, title: str) -> None:
        """Click a tab."""
        place = self.find(QWidget, tabs)
        bar = place if isinstance(place, QTabBar) else place.findChild(QTabBar)
        at = next(at for at in range(bar.count()) if bar.tabText(at) == title)
        self.qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(at).center())

    def cell(self, table: str, text: str) -> tuple[QTableView, QModelIndex]:
        """The first cell of a table that holds this text."""
        view = self.find(QTableView, table)
        model = view.model()
        cells = (model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount()))
        return view, next(cell for cell in cells if text in str(cell.data()))

    def click_row(self, table: str, text: str) -> None:
        """Click the first row of a table that holds this text."""
        view, cell = self.cell(table, text)
        view.scrollTo(cell)
        self.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(cell).center())

    def choose_from_menu(self, name: str) -> None:
        """Click a line of the menu that is open."""
        self.wait(lambda: QApplication.activePopupWidget() is not None, "no menu is open")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(action for action in menu.actions() if action.objectName() == name)
        self.qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    def focus(self) -> QWidget:
        """What has the focus, in the dialog that is open or else in the window: a window manager sees to that."""
        place = self.place()
        if not place.isActiveWindow():
            place.activateWindow()
            self.qtbot.waitUntil(place.isActiveWindow)
        return QApplication.focusWidget() or place

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys where the focus is."""
        for key in keys:
            self.keys_pressed += 1
            self.qtbot.keyClick(self.focus(), key, modifier)

    def tab_to(self, name: str) -> None:
        """Press Tab until the focus is on the widget of this name."""
        for _ in range(12):
            if self.focus().objectName() == name:
                return
            self.press(KEY.Key_Tab)
        pytest.fail(f"Tab does not lead to {name}")

    def write(self, text: str) -> None:
        """Write where the focus is: plain characters by their keys, everything else by the input method."""
        if text.isascii():
            self.qtbot.keyClicks(self.focus(), text)
            return
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QCoreApplication.sendEvent(self.focus(), event)

    def fill(self, name: str, text: str) -> None:
        """Write a field anew."""
        field = self.find(QWidget, name)
        self.qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
        self.press(KEY.Key_A, modifier=CTRL)
        self.write(text)

    def choose_path(self, path: Path) -> None:
        """Give a path to the file dialog; typed, it would bring up the dialog's own suggestions in its own time."""
        self.wait(lambda: isinstance(self.place(), QFileDialog), "no file dialog is open")
        self.find(QLineEdit, "fileNameEdit").setText(str(path))
        take = self.find(QDialogButtonBox, "buttonBox").button(QDialogButtonBox.StandardButton.Open)
        self.qtbot.mouseClick(take, Qt.MouseButton.LeftButton)

    def drop(self, path: Path, place: str) -> None:
        """Drop a file from the file manager onto a page."""
        target = self.find(QWidget, place)
        content = QMimeData()
        content.setUrls([QUrl.fromLocalFile(str(path))])
        where, buttons = target.rect().center(), Qt.MouseButton.LeftButton
        copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
        entering = QDragEnterEvent(where, copy, content, buttons, none)
        QCoreApplication.sendEvent(target, entering)
        assert entering.isAccepted()
        QCoreApplication.sendEvent(target, QDropEvent(QPointF(where), copy, content, buttons, none))


@pytest.fixture
def home(qapp: QApplication, tmp_path: Path) -> Path:
    """Where the program and Qt itself keep what they remember."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    return tmp_path


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, home: Path) -> Iterator[Callable[[], Person]]:
    """Starts the program; the next start, after `leave`, remembers what the last one did."""
    qapp.setStyle("Fusion")
    dresser = Dresser(qapp, Appearance(Brightness.LIGHT))
    programs: list[Program] = []

    def start_it() -> Person:
        program = Program(dresser, home)
        programs.append(program)
        qtbot.addWidget(program.window)
        with qtbot.waitSignal(program.window.painted):
            program.show()
        return Person(qtbot, program)

    yield start_it
    for program in programs:
        program.leave()


# The story


def test_a_batch_from_the_first_start_to_its_close(start: Callable[[], Person], tmp_path: Path) -> None:
    clerk = start()
    found_the_workspace(clerk)
    set_up_the_office(clerk)
    import_the_ledger(clerk)
    plan_a_batch(clerk)
    draw_and_assign(clerk)
    first, second = read(clerk, reading_rows)
    score_a_clean_file(clerk, first)
    score_a_file_with_a_finding(clerk, second)
    give_back(clerk, first)
    mend_and_submit_again(clerk, first)
    determine_both(clerk)
    letters = number_the_letters(clerk)
    save_the_letters(clerk, tmp_path / "文书", letters)
    register_the_receipts(clerk)
    report_the_remedy(clerk)
    recheck_and_close(clerk, second)
    close_the_batch(clerk)
    nothing_waits(clerk)
    clerk.program.leave()
    everything_is_there_again(start(), letters)


def test_a_ledger_is_dropped_into_the_window(start: Callable[[], Person]) -> None:
    clerk = start()
    found_the_workspace(clerk)
    clerk.go_to("cases")
    clerk.drop(LEDGERS / "执行案件台账.csv", "cases_page")
    take_all_rows(clerk, "执行案件台账")


def read(person: Person, query: Callable[..., T], *more: object) -> T:
    return person.program.read(query, *more)


def the_batch(person: Person) -> BatchRow:
    (batch,) = read(person, batch_rows)
    return batch


def reading_of(person: Person, case: ReadingRow) -> ReadingRow:
    return next(row for row in read(person, reading_rows) if row.assignment_id == case.assignment_id)


# First start and settings


def found_the_workspace(clerk: Person) -> None:
    clerk.click("choose_office")
    clerk.write("李某")
    clerk.fill("court", COURT)
    clerk.press(KEY.Key_Return)
    clerk.reads("从一份结案台账开始")
    clerk.program.window.showNormal()
    clerk.program.window.resize(1366, 768)
    clerk.reads(f"{COURT}　审判管理办公室")


def set_up_the_office(clerk: Person) -> None:
    clerk.go_to("settings")
    clerk.fill("letter_pattern", "示云法评〔{年}〕{号}号")
    clerk.reads(f"第一份将编为 示云法评〔{date.today().year}〕1号")
    clerk.fill("contact", "周某")
    clerk.fill("telephone", "0431-8800000")
    clerk.press(KEY.Key_S, modifier=CTRL)
    clerk.reads("已保存。")
    clerk.turn_to("settings_tabs", "评查员")
    for name in ("陈昇", "王㛃"):
        clerk.fill("reviewer_name", name)
        clerk.press(KEY.Key_Return)


# Cases


def import_the_ledger(clerk: Person) -> None:
    clerk.go_to("workbench")
    clerk.press(KEY.Key_Return)
    clerk.click("choose_ledger")
    clerk.choose_path(LEDGERS / "民事结案台账.xlsx")
    take_all_rows(clerk, "民事结案台账")


def take_all_rows(clerk: Person, name: str) -> None:
    expected = json.loads((LEDGERS / f"{name}.expected.json").read_text(encoding="utf-8"))
    clerk.click("check_rows")
    clerk.click("import_rows")
    clerk.reads(f"导入完成：新增 {expected['new']} 件")
    (entry,) = read(clerk, imports)
    assert [entry.new, entry.duplicate, entry.rejected] == [expected[k] for k in ("new", "duplicate", "rejected")]
    clerk.click("show_cases")
    clerk.reads(f"{expected['new']} 件")
    ids = read(clerk, lambda session: case_ids(session, CaseFilter(), descending=False))
    rows = read(clerk, case_rows, ids)
    assert [rows[0].number, rows[-1].number] == [expected["first"], expected["last"]]


# The batch


def plan_a_batch(clerk: Person) -> None:
    clerk.go_to("workbench")
    clerk.press(KEY.Key_Return)
    clerk.reads("抽样框内现有 240 件")
    clerk.click("create_batch")


def draw_and_assign(clerk: Person) -> None:
    clerk.fill("draw_count", "2")
    clerk.fill("draw_seed", "二〇二六年一月五日")
    clerk.press(KEY.Key_Return)
    clerk.reads("从 240 件中抽取了 2 件")
    clerk.click("next_step")
    clerk.reads("已分派 2 件")
    assert the_batch(clerk).states == {ReviewState.ASSIGNED: 2}
    clerk.click("next_step")


# The scoring desk


def score_a_clean_file(reviewer: Person, case: ReadingRow) -> None:
    reviewer.reads(case.number)
    before = reviewer.keys_pressed
    reviewer.press(*[KEY.Key_1] * case.items)
    reviewer.reads(f"已答 {case.items}/{case.items}")
    reviewer.press(KEY.Key_Return, KEY.Key_Return, modifier=CTRL)
    assert reviewer.keys_pressed - before <= MOST_KEYS_FOR_A_CLEAN_FILE
    reviewer.reads("已提交，建议等次“合格”")
    assert reading_of(reviewer, case).is_submitted


def score_a_file_with_a_finding(reviewer: Person, case: ReadingRow) -> None:
    reviewer.press(KEY.Key_N)
    reviewer.reads(case.number)
    for item in item_ids(reviewer, case):
        if item == FAULTY_ITEM:
            write_the_finding(reviewer)
        else:
            reviewer.press(KEY.Key_1)
    reviewer.press(KEY.Key_Return, KEY.Key_Return, modifier=CTRL)
    reviewer.reads("已提交，建议等次“瑕疵”")
    (finding,) = read(reviewer, answers_of, case.assignment_id)[FAULTY_ITEM].findings
    assert (finding.facts, finding.volume, finding.page) == (FACTS, "1", "23")


def item_ids(reviewer: Person, case: ReadingRow) -> tuple[str, ...]:
    return tuple(item.id for item in read(reviewer, reading, case.assignment_id).standard.items)


def write_the_finding(reviewer: Person) -> None:
    reviewer.press(KEY.Key_2)
    reviewer.write(FACTS)
    reviewer.tab_to("volume")
    reviewer.write("1")
    reviewer.tab_to("page")
    reviewer.write("23")
    reviewer.press(KEY.Key_Return)


# Back to the reviewer, and the grade


def give_back(clerk: Person, case: ReadingRow) -> None:
    clerk.go_to("batches")
    clerk.click_row("reviewed_cases_table", case.number)
    clerk.click("give_back")
    clerk.write("诉讼费用一项请核对缴费票据")
    clerk.click("give_reason")
    clerk.reads("已退回评查员")


def mend_and_submit_again(reviewer: Person, case: ReadingRow) -> None:
    reviewer.go_to("workbench")
    reviewer.reads("已分派，待评查")
    reviewer.click("task_1")
    reviewer.reads("审管办退回，请补充或修改后再提交：诉讼费用一项请核对缴费票据")
    reviewer.press(KEY.Key_F)
    reviewer.write("诉讼费用")
    reviewer.press(KEY.Key_Return, KEY.Key_3)
    reviewer.press(KEY.Key_Return, KEY.Key_Return, modifier=CTRL)
    reviewer.reads("已提交")
    assert read(reviewer, answers_of, case.assignment_id)[REMARK_ITEM].verdict is Verdict.NOT_APPLICABLE


def determine_both(clerk: Person) -> None:
    clerk.go_to("workbench")
    clerk.reads("评查员已提交，待审定等次")
    clerk.click("task_0")
    clerk.click("next_step")
    clerk.press(KEY.Key_Return, modifier=CTRL)
    clerk.reads("1 件已评查，等待审定等次。")
    assert len(clerk.find(QTableView, "reviewed_cases_table").selectionModel().selectedRows()) == 1
    clerk.press(KEY.Key_Return, modifier=CTRL)
    clerk.reads("没有待审定的案件了")
    assert the_batch(clerk).states == {ReviewState.DETERMINED: 2}


# Letters


def number_the_letters(clerk: Person) -> tuple[LetterRow, ...]:
    clerk.click("next_step")
    clerk.click("issue_letters")
    clerk.reads("编号并生成 2 份反馈意见书？")
    clerk.click("confirm_step")
    year = date.today().year
    clerk.reads(f"已编号 2 份：示云法评〔{year}〕1号 至 示云法评〔{year}〕2号。")
    letters = read(clerk, letter_rows, the_batch(clerk).id)
    assert sorted(letter.grade.name for letter in letters) == ["合格", "瑕疵"]
    return letters


def save_the_letters(clerk: Person, folder: Path, letters: tuple[LetterRow, ...]) -> None:
    folder.mkdir()
    clerk.click("save_letters")
    clerk.choose_from_menu("save_both")
    clerk.choose_path(folder)
    clerk.reads("已另存 2 份（4 个文件）")
    assert len(list(folder.glob("*.docx"))) == 2
    texts = [text_of(path) for path in folder.glob("*.pdf")]
    for letter in letters:
        (text,) = (text for text in texts if letter.case_number in text)
        assert letter.number in text
        assert letter.grade.name in text
        assert (FACTS in text) is bool(letter.findings)


def text_of(pdf: Path) -> str:
    """The text of all pages, without the breaks of the lines."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    return re.sub(r"\s+", "", text)


def register_the_receipts(clerk: Person) -> None:
    clerk.click("serve_letters")
    clerk.fill("received_by", "林某")
    clerk.press(KEY.Key_Return)
    clerk.reads("已登记 2 份反馈意见书的送达。")
    letters = read(clerk, letter_rows, the_batch(clerk).id)
    assert [(letter.served_on, letter.received_by) for letter in letters] == [(date.today(), "林某")] * 2


# Remedies and recheck


def report_the_remedy(clerk: Person) -> None:
    clerk.go_to("remedies")
    clerk.click("begin_report")
    clerk.press(KEY.Key_1)
    clerk.write("已补附公告原件")
    clerk.press(KEY.Key_Return, modifier=CTRL)
    (row,) = read(clerk, remedy_rows)
    assert (row.status, row.account, row.content) == (RemedyStatus.DONE, "已补附公告原件", FACTS)


def recheck_and_close(clerk: Person, faulty: ReadingRow) -> None:
    clerk.turn_to("remedy_tabs", "复评")
    clerk.find(QComboBox, "rechecked_by").lineEdit().setFocus()
    clerk.write("陈昇")
    clerk.click_row("recheck_cases", faulty.number)
    clerk.press(KEY.Key_Return, KEY.Key_1)
    clerk.write("卷1第23页已补附公告原件")
    clerk.press(KEY.Key_Return)
    (row,) = read(clerk, remedy_rows)
    assert (row.result, row.rechecked_by) == (RecheckResult.CLEARED, "陈昇")
    for _ in range(2):
        end_the_recheck(clerk)
    assert the_batch(clerk).states == {ReviewState.CLOSED: 2}


def end_the_recheck(clerk: Person) -> None:
    clerk.press(KEY.Key_Return, modifier=CTRL)
    clerk.reads("办结本案")
    clerk.press(KEY.Key_Return, modifier=CTRL)
    clerk.click("confirm_step")


def close_the_batch(clerk: Person) -> None:
    clerk.go_to("workbench")
    clerk.click("task_0")
    clerk.click("next_step")
    clerk.click("confirm_step")
    clerk.reads("批次已经办结")
    assert the_batch(clerk).is_closed


def nothing_waits(clerk: Person) -> None:
    clerk.go_to("workbench")
    clerk.reads("没有等您处理的事项")


# The end of the day, and the next


def everything_is_there_again(clerk: Person, letters: tuple[LetterRow, ...]) -> None:
    clerk.reads("没有等您处理的事项")
    desk = clerk.program.opening.desk
    assert desk is not None
    assert list_backups(desk.store.folder)
    assert read(clerk, case_count, CaseFilter()) == 240
    assert [row.number for row in read(clerk, letter_rows, the_batch(clerk).id)] == [row.number for row in letters]
    clerk.go_to("letters")
    clerk.cell("letters_table", "林某")
    report = check(desk.store)
    assert report.ok, report.problems
