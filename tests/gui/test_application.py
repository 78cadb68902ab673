import logging
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QWidget

import main
from gui.actions import keys_as_read, listed_actions, make_action
from gui.application import (
    Appearance,
    Brightness,
    Dresser,
    catch_bugs,
    chinese_family,
    remember_appearance,
    remembered_appearance,
)
from gui.dialogs.confirm import ask_before
from gui.dialogs.errors import ErrorDialog
from gui.dialogs.reason import ask_reason
from gui.log_file import FILE, LOG, open_log
from gui.memory import Memory
from gui.theme import DARK, LIGHT, theme_of


@pytest.fixture
def widget(qtbot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def log(tmp_path: Path):
    LOG.handlers.clear()
    yield tmp_path / FILE
    for handler in LOG.handlers[:]:
        LOG.removeHandler(handler)
        handler.close()


class TestAppearance:
    @pytest.fixture(autouse=True)
    def undressed(self, dresser: Dresser):
        yield
        dresser.wear(Appearance(Brightness.LIGHT))

    def test_the_window_can_be_light_and_dark(self, qapp: QApplication, dresser: Dresser) -> None:
        dresser.wear(Appearance(Brightness.DARK))
        assert theme_of(qapp.palette()) is DARK
        dresser.wear(Appearance(Brightness.LIGHT))
        assert theme_of(qapp.palette()) is LIGHT

    def test_text_can_be_larger_within_reason(self, qapp: QApplication, dresser: Dresser) -> None:
        dresser.wear(Appearance(Brightness.LIGHT, 13))
        assert qapp.font().pointSizeF() == 13
        dresser.wear(Appearance(Brightness.LIGHT, 2))
        assert qapp.font().pointSizeF() == 10.5

    def test_the_choice_is_remembered(self, tmp_path: Path) -> None:
        memory = Memory(tmp_path / "window.ini")
        assert remembered_appearance(memory) == Appearance()
        chosen = Appearance(Brightness.DARK, 12)
        remember_appearance(memory, chosen)
        assert remembered_appearance(Memory(tmp_path / "window.ini")) == chosen

    def test_a_memory_that_was_scribbled_in_is_no_trouble(self, tmp_path: Path) -> None:
        memory = Memory(tmp_path / "window.ini")
        memory.keep("appearance/brightness", "pink")
        memory.keep("appearance/points", "large")
        assert remembered_appearance(memory) == Appearance()


def test_the_font_has_chinese_characters(qapp: QApplication) -> None:
    assert chinese_family()
    assert QFontMetrics(qapp.font()).inFontUcs4(ord("评"))


def test_no_sources_are_read_while_the_program_is_loaded() -> None:
    asked = "import gui, linecache, models.store; print([name for name in linecache.cache if '/sqlalchemy/' in name])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


def test_a_bug_is_logged_without_its_words_and_told_calmly(qtbot, log: Path, monkeypatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    hook = catch_bugs(lambda: log.parent)
    try:
        raise KeyError("张某诉李某离婚纠纷")
    except KeyError as error:
        hook(KeyError, error, error.__traceback__)
    text = log.read_text(encoding="utf-8")
    assert "builtins.KeyError" in text
    assert "test_application.py" in text
    assert "张某" not in text
    (dialog,) = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, ErrorDialog)]
    qtbot.addWidget(dialog)
    dialog.findChild(QPushButton, "copy_error").click()
    assert str(log) in QGuiApplication.clipboard().text()


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    LOG.handlers.clear()
    open_log(tmp_path / "file" / "log")
    assert [type(handler) for handler in LOG.handlers] == [logging.StreamHandler]
    LOG.handlers.clear()


def test_an_official_step_says_what_it_does_and_waits(widget: QWidget) -> None:
    done: list[str] = []
    dialog = ask_before(
        widget, "编号并生成 11 份？", ["占用文号 41 至 51。"], "编号并生成", lambda: done.append("issued")
    )
    assert done == []
    dialog.findChild(QPushButton, "confirm_step").click()
    assert done == ["issued"]
    ask_before(widget, "编号？", [], "编号", lambda: done.append("again")).reject()
    assert done == ["issued"]


def test_a_reason_is_asked_for_until_there_is_one(widget: QWidget) -> None:
    reasons: list[str] = []
    dialog = ask_reason(widget, "停用评查员王㛃？", "停用", reasons.append)
    step = dialog.findChild(QPushButton, "give_reason")
    assert not step.isEnabled()
    dialog.findChild(QPlainTextEdit, "reason").setPlainText("  已调离  ")
    step.click()
    assert reasons == ["已调离"]


def test_actions_are_listed_once_with_their_keys(widget: QWidget) -> None:
    action = make_action(widget, "next_blank", "下一未答", "N", lambda: None, group="评查")
    make_action(widget, "submit", "提交", "Ctrl+Return, Ctrl+Enter", lambda: None)
    make_action(widget, "silent", "没有按键", "", lambda: None)
    assert keys_as_read(action) == "N"
    assert [(listed.group, listed.text, listed.keys) for listed in listed_actions(widget)] == [
        ("评查", "下一未答", "N"),
        ("本页", "提交", "Ctrl+回车"),
    ]


def test_a_single_key_is_a_letter_while_a_field_has_the_focus(qtbot, widget: QWidget) -> None:
    pressed: list[str] = []
    make_action(widget, "next_blank", "下一未答", "N", lambda: pressed.append("N"))
    field = QLineEdit(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, "n")
    assert (field.text(), pressed) == ("n", [])
    field.clearFocus()
    widget.setFocus()
    qtbot.keyClick(widget, "n")
    assert pressed == ["N"]


def test_without_a_screen_the_program_says_so(monkeypatch, capsys) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert main.main([]) == 1
    assert capsys.readouterr().err.strip() == main.NO_SCREEN


def test_a_word_on_the_command_line_is_a_command(tmp_path: Path, capsys) -> None:
    workspace = tmp_path / "workspace"
    arguments = ["--workspace", str(workspace), "init", "--role", "office", "--name", "审管办"]
    assert main.main(arguments) == 0
    assert (workspace / "pingheng.db").is_file()
