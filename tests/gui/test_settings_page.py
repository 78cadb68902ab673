from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QTabWidget,
    QWidget,
)

from gui.application import Appearance, Brightness, Dresser, remembered_appearance
from gui.desk import Desk
from gui.dialogs.confirm import ConfirmDialog
from gui.dialogs.reason import ReasonDialog
from gui.memory import Memory
from gui.pages.settings import SettingsPage
from gui.pages.settings.audit_trail import ACTIONS
from gui.widgets.table import Table
from models.changes import Changes
from models.office import OfficeSettings
from models.queries.settings import departments, office_settings, reviewers
from models.services.settings import add_reviewer, save_department, save_office
from models.store.shelf import list_backups


class Settings:
    """The page, and what a person does on it."""

    def __init__(self, page: SettingsPage) -> None:
        self.page = page
        self.tabs = page.findChild(QTabWidget, "settings_tabs")

    def open(self, title: str) -> QWidget:
        titles = [self.tabs.tabText(index) for index in range(self.tabs.count())]
        self.tabs.setCurrentIndex(titles.index(title))
        return self.tabs.currentWidget()

    def fill(self, name: str, text: str) -> None:
        self.page.findChild(QLineEdit, name).setText(text)

    def press(self, name: str) -> None:
        button = self.page.findChild(QPushButton, name)
        assert button.isEnabled()
        button.click()

    def table(self, name: str) -> Table:
        return self.page.findChild(Table, name)

    def said(self) -> str:
        labels = self.tabs.currentWidget().findChildren(QLabel, "banner_message")
        return "".join(label.text() for label in labels)


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "user.ini")


@pytest.fixture
def settings(qtbot, desk: Desk, dresser: Dresser, memory: Memory) -> Settings:
    page = SettingsPage(desk, dresser, memory)
    qtbot.addWidget(page)
    page.activate()
    return Settings(page)


def test_the_office_is_saved(settings: Settings, desk: Desk) -> None:
    settings.fill("court", "示例市云溪区人民法院")
    settings.fill("letter_pattern", "示云法评〔{年}〕{号}号")
    settings.page.findChild(QSpinBox, "objection_days").setValue(7)
    settings.press("save_office")
    saved = desk.read(office_settings)
    assert (saved.court, saved.objection_days) == ("示例市云溪区人民法院", 7)
    assert saved.letter_number(2026, 41) == "示云法评〔2026〕41号"
    assert not settings.page.findChild(QPushButton, "save_office").isEnabled()


def test_a_pattern_without_a_number_is_refused_beside_the_form(settings: Settings, desk: Desk) -> None:
    settings.fill("letter_pattern", "示云法评〔{年}〕号")
    settings.press("save_office")
    assert "缺少{年}或{号}" in settings.said()
    assert desk.read(office_settings) == OfficeSettings()


def test_what_is_being_typed_survives_a_change_from_elsewhere(settings: Settings, desk: Desk) -> None:
    settings.fill("contact", "李某")
    desk.perform(settings.page, lambda session: save_office(session, OfficeSettings(court="示例市中级人民法院")))
    assert settings.page.findChild(QLineEdit, "contact").text() == "李某"


def test_a_department_gets_its_people(settings: Settings, desk: Desk) -> None:
    desk.perform(settings.page, lambda session: save_department(session, "民事审判第二庭"))
    settings.open("承办部门")
    settings.table("departments_table").choose("民事审判第二庭")
    settings.fill("liaison", "程某")
    settings.fill("leader", "赵某")
    settings.press("save_department")
    (row,) = desk.read(departments)
    assert (row.name, row.liaison, row.leader) == ("民事审判第二庭", "程某", "赵某")


def test_a_department_without_a_name_is_refused(settings: Settings) -> None:
    settings.open("承办部门")
    settings.press("new_department")
    settings.press("save_department")
    assert "部门名称没有填写" in settings.said()


def test_a_reviewer_is_added_and_retired_with_a_reason(settings: Settings, desk: Desk) -> None:
    settings.open("评查员")
    settings.fill("reviewer_name", "王㛃")
    settings.press("add_reviewer")
    (row,) = desk.read(reviewers)
    settings.table("reviewers_table").choose(row.id)
    settings.press("retire_reviewer")
    dialog = settings.page.findChild(ReasonDialog)
    dialog.findChild(QPlainTextEdit, "reason").setPlainText("已调离")
    dialog.findChild(QPushButton, "give_reason").click()
    assert desk.read(reviewers) == ()
    assert settings.table("reviewers_table").current_row().is_retired


def test_a_name_twice_is_refused(settings: Settings, desk: Desk) -> None:
    desk.perform(settings.page, lambda session: add_reviewer(session, "王㛃"))
    settings.open("评查员")
    settings.fill("reviewer_name", "王㛃")
    settings.press("add_reviewer")
    assert "已在名单中" in settings.said()


def test_a_backup_is_made_and_proven_at_a_press(qtbot, settings: Settings, desk: Desk) -> None:
    settings.open("备份")
    with qtbot.waitSignal(desk.changed) as changed:
        settings.press("make_backup")
    assert changed.args == [Changes(backups=True)]
    (backup,) = list_backups(desk.store.folder)
    assert backup.proven_at is not None
    assert settings.said() == "已备份，并验证可以恢复。"


def test_a_broken_backup_says_so(settings: Settings, desk: Desk) -> None:
    backup = desk.store.backup("试验")
    backup.path.write_bytes(backup.path.read_bytes()[:5000])
    settings.open("备份")
    settings.table("backups_table").choose(backup.path)
    settings.press("prove_backup")
    assert not list_backups(desk.store.folder)[0].proven_at


def test_restoring_is_asked_for_only_after_it_was_confirmed(qtbot, settings: Settings, desk: Desk) -> None:
    backup = desk.store.backup("试验")
    settings.open("备份")
    settings.table("backups_table").choose(backup.path)
    settings.press("restore_backup")
    with qtbot.waitSignal(desk.restore_asked) as asked:
        settings.page.findChild(ConfirmDialog).findChild(QPushButton, "confirm_step").click()
    assert asked.args == [backup.path]


def test_the_appearance_is_worn_and_remembered(settings: Settings, dresser: Dresser, memory: Memory) -> None:
    settings.open("外观")
    settings.page.findChild(QRadioButton, "brightness_dark").click()
    assert dresser.appearance.brightness is Brightness.DARK
    assert remembered_appearance(memory).brightness is Brightness.DARK
    dresser.wear(Appearance(Brightness.LIGHT))


def test_the_audit_trail_shows_who_did_what(settings: Settings, desk: Desk) -> None:
    desk.perform(settings.page, lambda session: save_office(session, OfficeSettings(court="示例市云溪区人民法院")))
    settings.open("留痕")
    settings.table("audit_table").selectRow(0)
    settings.table("audit_table").copy_selection()
    shown = settings.table("audit_table").model()
    texts = [shown.index(0, column).data() for column in range(shown.columnCount())]
    assert texts[2] == "审管办"
    assert texts[3] == "修改设置"
    assert "（空） → 示例市云溪区人民法院" in texts[4]


def test_older_entries_come_at_a_press(settings: Settings, desk: Desk) -> None:
    def many(session) -> Changes:
        changes = Changes()
        for number in range(230):
            changes |= add_reviewer(session, f"评查员{number}")
        return changes

    desk.perform(settings.page, many)
    settings.open("留痕")
    model = settings.table("audit_table").model()
    assert model.rowCount() == 200
    settings.press("older_entries")
    assert model.rowCount() == 230


def test_every_action_on_record_has_its_words() -> None:
    import re

    source = Path(__file__).parents[2] / "models"
    pattern: Callable[[str], list[str]] = re.compile(r'record\(\s*session,\s*"([a-z_.]+)"').findall
    used = {action for file in source.rglob("*.py") for action in pattern(file.read_text(encoding="utf-8"))}
    assert used - set(ACTIONS) == set()
