import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import delete

from gui.desk import Desk
from gui.dialogs.errors import ErrorDialog
from gui.pages.page import Page
from gui.runners import BackgroundRunner, Job
from models.changes import Changes
from models.errors import StorageError, UserError
from models.office import OfficeSettings
from models.queries.settings import office_settings
from models.services.settings import save_office
from models.store import Session

COURT = OfficeSettings(court="示例市云溪区人民法院")


def save_court(session: Session) -> Changes:
    return save_office(session, COURT)


def refuse(_session: Session) -> Changes:
    raise UserError("案号没有填写，请填写后再保存。")


def break_disk(_session: Session) -> Changes:
    raise StorageError(Path("/disk"), "磁盘已满", "请清理磁盘后再做一次。")


@pytest.fixture
def page(qtbot, desk: Desk) -> Page:
    page = Page(desk)
    qtbot.addWidget(page)
    return page


def banner_of(page: Page) -> str:
    banner = page.findChild(QWidget, "banner")
    return banner.message if banner.isVisibleTo(page) else ""


def open_dialogs(parent: QWidget) -> list[ErrorDialog]:
    return [dialog for dialog in parent.findChildren(ErrorDialog) if dialog.isVisible()]


def test_a_change_is_kept_and_everybody_hears_of_it(desk: Desk, page: Page) -> None:
    heard: list[Changes] = []
    done: list[Changes] = []
    desk.changed.connect(heard.append)
    changes = desk.perform(page, save_court, done.append)
    assert changes == Changes(settings=True)
    assert heard == done == [changes]
    assert desk.read(office_settings) == COURT


def test_nobody_is_told_of_an_operation_that_changed_nothing(qtbot, desk: Desk, page: Page) -> None:
    desk.perform(page, save_court)
    with qtbot.assertNotEmitted(desk.changed):
        assert desk.perform(page, save_court) == Changes()


def test_a_refusal_appears_beside_its_cause_and_goes_with_the_next_attempt(desk: Desk, page: Page) -> None:
    field = QLineEdit()
    page.body.addWidget(field)
    assert desk.perform(field, refuse) is None
    assert banner_of(page) == "案号没有填写，请填写后再保存。"
    desk.perform(field, save_court)
    assert banner_of(page) == ""


def test_a_refusal_without_a_place_of_its_own_opens_a_dialog(qtbot, desk: Desk) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    assert desk.perform(widget, refuse) is None
    (dialog,) = open_dialogs(widget)
    assert dialog.message == "案号没有填写，请填写后再保存。"


def test_a_fault_of_the_disk_opens_a_dialog_with_the_path(desk: Desk, page: Page) -> None:
    assert desk.perform(page, break_disk) is None
    (dialog,) = open_dialogs(page)
    assert Path(dialog.message) == Path("/disk")


def test_what_was_written_before_a_refusal_is_taken_back(desk: Desk, page: Page) -> None:
    def write_then_refuse(session: Session) -> Changes:
        save_court(session)
        return refuse(session)

    desk.perform(page, write_then_refuse)
    assert desk.read(office_settings) == OfficeSettings()


def test_a_bug_is_not_swallowed(desk: Desk, page: Page) -> None:
    def stumble(_session: Session) -> Changes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        desk.perform(page, stumble)


class TestInTheBackground:
    @pytest.fixture
    def desk(self, store, background: BackgroundRunner) -> Desk:
        return Desk(store, background, "审管办")

    def test_a_long_operation_is_kept_and_told(self, qtbot, desk: Desk, page: Page) -> None:
        done: list[Changes] = []
        with qtbot.waitSignal(desk.changed):
            desk.perform_in_background(page, "保存设置", lambda session, _job: save_court(session), done.append)
        qtbot.waitUntil(lambda: bool(done))
        assert desk.read(office_settings) == COURT

    def test_a_cancelled_operation_leaves_nothing(self, qtbot, desk: Desk, page: Page) -> None:
        def save_and_stop(session: Session, job: Job) -> Changes:
            changes = save_court(session)
            job.cancel()
            job.progress(1, 2)
            return changes

        with qtbot.waitSignal(desk.runner.ended):
            desk.perform_in_background(page, "保存设置", save_and_stop)
        assert desk.read(office_settings) == OfficeSettings()

    def test_a_refusal_appears_on_the_page(self, qtbot, desk: Desk, page: Page) -> None:
        with qtbot.waitSignal(desk.runner.ended):
            desk.perform_in_background(page, "保存设置", lambda session, _job: refuse(session))
        assert banner_of(page) == "案号没有填写，请填写后再保存。"

    def test_a_bug_reaches_the_exception_hook(self, qtbot, desk: Desk, page: Page) -> None:
        with qtbot.captureExceptions() as caught, qtbot.waitSignal(desk.runner.ended):
            desk.run_in_background(page, "计算", lambda _job: 1 // 0)
        assert [kind for kind, *_ in caught] == [ZeroDivisionError]

    def test_a_result_for_a_widget_that_is_gone_is_dropped(self, qtbot, desk: Desk) -> None:
        widget = QWidget()
        results: list[OfficeSettings] = []
        desk.read_in_background(widget, office_settings, results.append)
        delete(widget)
        qtbot.waitUntil(lambda: not desk.runner.running)
        assert results == []

    def test_a_change_is_refused_while_background_work_writes(self, qtbot, desk: Desk, page: Page) -> None:
        is_writing, may_go_on = threading.Event(), threading.Event()

        def write_slowly(session: Session, _job: Job) -> Changes:
            is_writing.set()
            may_go_on.wait()
            return save_court(session)

        desk.perform_in_background(page, "导入台账", write_slowly)
        assert is_writing.wait(5)
        assert desk.perform(page, save_court) is None
        assert "正在导入台账" in banner_of(page)
        may_go_on.set()
        qtbot.waitUntil(lambda: not desk.runner.running)
        assert desk.perform(page, save_court) is not None
