"""交换 at the office: writing, taking in, deciding."""

import shutil
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QTableView, QWidget

from exports.packages import receiving, sending
from gui.desk import Desk
from gui.keys import KeyHolder
from gui.pages.exchange.importing import ImportDialog
from gui.pages.exchange.parcels import Standing
from gui.pages.exchange.stick_box import StickBox
from gui.pages.exchange.writing import Errand, Receiver, report_words, write_each
from gui.runners import InlineRunner, Job
from gui.sticks import Stick, StickWatch
from models.base import new_id, now
from models.batch import Batch
from models.custody import HeldRow
from models.queries.custody import open_forks, stale_readings
from models.queries.exchange import custody_rows, package_rows
from models.queries.readings import reading_rows
from models.queries.remedies import remedy_rows
from models.remedy import RemedyStatus
from models.services import custody, remedies
from models.store import Store


def find(inside, kind: type, name: str):
    found = inside.findChild(kind, name)
    assert found is not None, name
    return found


def cells(table: QTableView, column: int) -> list[str]:
    model = table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def choose(shown, town) -> None:
    rows = shown.page.people._model.rows
    row = next(row for row in rows if row.reviewer == town.name)
    shown.page.people.table.choose((row.batch_id, row.reviewer_id))


def test_the_work_of_one_person_goes_onto_the_stick(show, town) -> None:
    shown = show(town.office)
    assert "U 盘 评查1号（stick）　剩余 7.0 GB" in shown.words
    choose(shown, town)
    shown.press("write_stick")
    files = list(town.stick.iterdir())
    assert [file.suffix for file in files] == [".pingheng"]
    assert "任务包第1号已写入并核对，可以安全拔出 评查1号（stick）。" in shown.words
    assert receiving.verify_package(town.reviewer.store, files[0], town.reviewer.keys).ok
    row = next(row for row in town_rows(town) if row.reviewer == town.name)
    assert (row.here, row.out, row.last_out) == (0, 8, 1)
    assert "1 个是本机写出的" in shown.words
    shown.press("write_stick")
    assert "任务包第1号已写入并核对（内容没有变化，仍是原来那一号）" in shown.words


def town_rows(town):
    with town.office.store.read() as session:
        return custody_rows(session)


def test_what_goes_in_is_shown_before(show, town) -> None:
    shown = show(town.office)
    choose(shown, town)
    shown.press("look_inside")
    table = find(shown.dialog("contents_dialog"), QTableView, "contents_table")
    assert dict(zip(cells(table, 0), cells(table, 1), strict=True))["案件"] == "8"
    assert not find(shown.page, QCheckBox, "with_attachments").isVisible(), "there are no scans"


def test_without_a_stick_nothing_is_written_and_the_panel_says_so(show, town) -> None:
    shown = show(town.office, sticks=())
    assert "没有发现 U 盘" in shown.words
    shown.press("write_stick")
    assert "没有发现 U 盘，没有写出" in shown.words
    shown.page.box.use_folder(town.stick)
    choose(shown, town)
    shown.press("write_stick")
    assert f"已写入并核对，文件在 {town.stick}" in shown.words


def test_a_write_protected_stick_is_only_read(show, town) -> None:
    shown = show(town.office, sticks=(Stick(town.stick, "旧盘", 0, 8 << 30, True, "vfat"),))
    shown.press("write_stick")
    assert "写保护，没有写出" in shown.words
    assert not list(town.stick.iterdir())


def test_the_stick_can_be_chosen_among_several(show, town, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    two = tuple(Stick(path, path.name, 1 << 30, 2 << 30, False, "vfat") for path in (town.stick, other))
    shown = show(town.office, sticks=two)
    choice = find(shown.page, QComboBox, "stick_choice")
    assert choice.isVisible()
    choice.setCurrentIndex(1)
    choice.activated.emit(1)
    choose(shown, town)
    shown.press("write_stick")
    assert list(other.iterdir())
    assert not list(town.stick.iterdir())


def test_everybody_with_a_known_seat_is_written_at_once(show, town) -> None:
    shown = show(town.office)
    shown.press("write_all")
    question = shown.dialog("confirm_dialog")
    find(question, QAbstractButton, "confirm_step").click()
    report = shown.dialog("write_report_dialog")
    table = find(report, QTableView, "write_report")
    assert cells(table, 0) == [town.name], "the others have no seat"
    assert cells(table, 1) == ["● 已写入"]


def test_somebody_without_a_seat_gets_a_passphrase(show, town) -> None:
    shown = show(town.office)
    rows = shown.page.people._model.rows
    other = next(row for row in rows if row.reviewer != town.name)
    shown.page.people.table.choose((other.batch_id, other.reviewer_id))
    assert "没有登记席位，写入时设一个口令" in shown.words
    shown.press("write_stick")
    dialog = shown.dialog("passphrase_dialog")
    first, again = (find(dialog, QLineEdit, name) for name in ("passphrase", "passphrase_again"))
    first.setText("一二三四五六七八")
    again.setText("一二三四五六七九")
    find(dialog, QAbstractButton, "give_passphrase").click()
    assert not list(town.stick.iterdir()), "typed differently"
    again.setText("一二三四五六七八")
    find(dialog, QAbstractButton, "give_passphrase").click()
    path = next(town.stick.iterdir())
    found = receiving.verify_package(town.reviewer.store, path, None, passphrase="一二三四五六七八")
    assert found.manifest is not None


def begin_import(shown) -> ImportDialog:
    shown.press("open_parcel")
    return shown.dialog("import_dialog")


def test_results_are_previewed_then_taken_in(show, town) -> None:
    town.give()
    town.work(2)
    town.hand_back()
    shown = show(town.office)
    assert [parcel.standing for parcel in shown.page.box.parcels] == [Standing.READY]
    dialog = begin_import(shown)
    assert "新增" in dialog._counts.text()
    with town.office.store.read() as session:
        assert not any(row.direction.value == "in" for row in package_rows(session)), "a preview leaves nothing"
    find(dialog, QAbstractButton, "import_package").click()
    assert "可以安全拔出 评查1号（stick）" in dialog._banner.message
    assert [parcel.standing for parcel in shown.page.box.parcels] == [Standing.TAKEN]
    row = next(row for row in town_rows(town) if row.reviewer == town.name)
    assert (row.out, row.back, row.is_received) == (8, 2, True)
    shown.tab("评查包")
    table = find(shown.page, QTableView, "packages_table")
    assert cells(table, 1) == ["导入", "写出"]
    assert cells(table, 7) == ["", "● 已收到"]


def test_leaving_the_preview_leaves_no_trace(show, town) -> None:
    town.give()
    town.work()
    town.hand_back()
    shown = show(town.office)
    find(begin_import(shown), QAbstractButton, "import_close").click()
    with town.office.store.read() as session:
        assert all(row.direction.value == "out" for row in package_rows(session))
    assert [parcel.standing for parcel in shown.page.box.parcels] == [Standing.READY]


def test_a_wrong_file_is_told_where_it_was_opened(show, town) -> None:
    wrong = town.stick / "照片.pingheng"
    wrong.write_bytes(b"\xff\xd8\xff" * 100)
    town.give()
    town.work()
    damaged = town.hand_back()
    damaged.write_bytes(damaged.read_bytes()[:-200])
    shown = show(town.office)
    assert {parcel.standing for parcel in shown.page.box.parcels} == {Standing.DAMAGED}
    shown.page.open_file(wrong)
    dialog = shown.dialog("import_dialog")
    assert "不是评衡的数据包" in dialog._banner.message
    assert not find(dialog, QAbstractButton, "import_package").isEnabled()


def test_a_package_for_somebody_else_is_listed_as_such(show, town) -> None:
    path = town.send().files[0].path
    shown = show(town.reviewer)
    assert [parcel.standing for parcel in shown.page.box.parcels] == [Standing.READY]
    shown.page.deactivate()
    to = sending.Addressee("别人", None, passphrase="很长的口令一二三四")
    path.unlink()
    with town.office.store.read() as session:
        other = next(row for row in custody_rows(session) if row.reviewer != town.name)
    to = sending.Addressee(other.reviewer, None, other.reviewer_id, "很长的口令一二三四")
    sending.send_assignment(town.office.store, town.office.keys, town.batch_id, to, town.stick, actor="甲")
    again = show(town.reviewer)
    assert [parcel.standing for parcel in again.page.box.parcels] == [Standing.PASSPHRASE]


def lose_and_return(town) -> None:
    """The stick is lost, the work given anew, and the old work comes back."""
    town.give()
    town.work(1)
    with town.office.store.write("甲") as session:
        row = next(row for row in custody_rows(session) if row.reviewer == town.name)
        custody.reassign(session, town.batch_id, row.reviewer_id, "U 盘遗失")
    path = town.hand_back()
    receiving.import_package(town.office.store, path, town.office.keys, actor="甲")


def test_work_is_given_anew_with_a_reason(show, town) -> None:
    town.give()
    shown = show(town.office)
    choose(shown, town)
    shown.press("reassign")
    dialog = shown.dialog("reassign_dialog")
    find(dialog, QAbstractButton, "reassign_dialog_step").click()
    assert "重新分派须写明原因" in dialog._banner.message
    find(dialog, QPlainTextEdit, "reason").setPlainText("U 盘遗失")
    find(dialog, QAbstractButton, "reassign_dialog_step").click()
    assert "已重新分派 8 件" in shown.words
    row = next(row for row in town_rows(town) if row.reviewer == town.name)
    assert (row.here, row.out, row.epoch) == (8, 0, 2)


def decide(shown, button: str) -> None:
    shown.press(button)
    dialog = shown.dialog("decision_dialog")
    find(dialog, QAbstractButton, "decision_dialog_step").click()
    assert "都须写明理由和决定人" in dialog._banner.message
    find(dialog, QPlainTextEdit, "reason").setPlainText("原件完好")
    find(dialog, QLineEdit, "decided_by").setText("张主任")
    find(dialog, QAbstractButton, "decision_dialog_step").click()


def test_a_late_reading_is_adopted(show, town) -> None:
    lose_and_return(town)
    shown = show(town.office)
    shown.tab("待处理")
    assert cells(find(shown.page, QTableView, "stale_table"), 2) == ["第1轮"]
    decide(shown, "adopt_reading")
    assert "没有待处理的事项" in shown.words
    with town.office.store.read() as session:
        assert not stale_readings(session)
        assert sum(row.is_submitted for row in reading_rows(session, batch_id=town.batch_id)) == 1


def test_a_late_reading_is_not_adopted(show, town) -> None:
    lose_and_return(town)
    shown = show(town.office)
    shown.tab("待处理")
    decide(shown, "reject_reading")
    with town.office.store.read() as session:
        assert not stale_readings(session)
        assert sum(row.is_submitted for row in reading_rows(session, batch_id=town.batch_id)) == 0


def test_the_tab_counts_what_waits(show, town) -> None:
    lose_and_return(town)
    shown = show(town.office)
    tabs = shown.page._tabs
    assert [tabs.tabText(at) for at in range(tabs.count())] == ["人员", "评查包", "待处理 1", "席位"]


def test_a_copied_laptop_leaves_two_versions_and_one_is_chosen(show, town, tmp_path: Path) -> None:
    town.give()
    copy = Path(shutil.copytree(town.reviewer.store.folder, tmp_path / "copy"))
    town.work(1)
    receiving.import_package(town.office.store, town.hand_back(), town.office.keys, actor="甲")
    town.reviewer.store.close()
    town.reviewer.store = Store.open(copy)
    sample = town.sample(town.reviewer)
    row = sample.readings()[0]
    sample.score(row, 3)
    sample.submit(row, 3)
    receiving.import_package(town.office.store, town.hand_back(), town.office.keys, actor="甲")
    shown = show(town.office)
    shown.tab("待处理")
    forks = [card for card in shown.page.findChildren(QWidget) if card.objectName().startswith("fork_")]
    assert forks
    assert "内容甲" in shown.words
    assert "内容乙" in shown.words
    decide(shown, "choose_0_1")
    with town.office.store.read() as session:
        assert len(open_forks(session)) == len(forks) - 1


class ImpatientRunner(InlineRunner):
    """Somebody presses 取消 as soon as any progress is told."""

    def _start(self, job, work) -> None:
        if job.title:
            job.progressed.connect(job.cancel)
        super()._start(job, work)


def test_cancelling_a_writing_leaves_no_trace(show, town) -> None:
    shown = show(town.office, runner=ImpatientRunner())
    choose(shown, town)
    shown.press("write_stick")
    assert not list(town.stick.iterdir())
    row = next(row for row in town_rows(town) if row.reviewer == town.name)
    assert (row.here, row.out, row.last_out) == (8, 0, None)


def test_cancelling_an_import_leaves_no_trace(show, town) -> None:
    town.give()
    town.work(1)
    town.hand_back()
    shown = show(town.office, runner=ImpatientRunner())
    begin_import(shown)
    with town.office.store.read() as session:
        assert all(row.direction.value == "out" for row in package_rows(session))


def test_a_closed_batch_is_archived(show, town) -> None:
    with town.office.store.write("甲") as session:
        session.get_one(Batch, town.batch_id).closed_at = now()
    shown = show(town.office)
    shown.press("archive_batch_step")
    dialog = shown.dialog("archive_dialog")
    find(dialog, QComboBox, "archive_to").setCurrentIndex(1)
    find(dialog, QAbstractButton, "archive_dialog_step").click()
    question = shown.dialog("passphrase_dialog")
    for name in ("passphrase", "passphrase_again"):
        find(question, QLineEdit, name).setText("一二三四五六七八")
    find(question, QAbstractButton, "give_passphrase").click()
    assert [path.name.split("-")[1] for path in town.stick.iterdir()] == ["archive"]
    assert "归档包第1号已写入并核对" in shown.words


def test_an_open_batch_is_not_archived(show, town) -> None:
    shown = show(town.office)
    shown.press("archive_batch_step")
    dialog = shown.dialog("archive_dialog")
    assert "还没有办结的批次" in dialog._banner.message
    assert not find(dialog, QAbstractButton, "archive_dialog_step").isEnabled()


def test_a_stick_that_is_pulled_takes_its_list_along(show, town) -> None:
    town.send()
    plugged = [(Stick(town.stick, "评查1号", 1 << 30, 2 << 30, False, "vfat"),)]
    desk = Desk(town.reviewer.store, InlineRunner(), "甲")
    watch = StickWatch(lambda: plugged[0])
    box = StickBox(desk, KeyHolder(desk), watch)
    box.start()
    assert [parcel.standing for parcel in box.parcels] == [Standing.READY]
    plugged[0] = ()
    watch.look()
    assert box.folder is None
    assert not box.parcels
    box.stop()
    box.deleteLater()


def test_one_that_cannot_be_written_does_not_hold_up_the_others(town) -> None:
    def send(keys, addressee, folder, job):
        return sending.send_assignment(town.office.store, keys, town.batch_id, addressee, folder, actor="甲")

    person = town.office.seat(town.name)
    stranger = Errand(Receiver("陌生人", None), send)
    known = Errand(Receiver(town.name, person, person.reviewer_id), send)
    report = write_each([stranger, known], town.office.keys, town.stick, Job("全部写入"))
    assert [bool(outcome.fault) for outcome in report.outcomes] == [True, False]
    assert report.written == 1
    assert report_words(report) == "已写入并核对 1 个评查包，1 个没有写出"
    assert len(list(town.stick.iterdir())) == 1


def test_writing_to_all_can_be_stopped_between_two(town) -> None:
    job = Job("全部写入")
    job.cancel()
    person = town.office.seat(town.name)
    errand = Errand(Receiver(town.name, person, person.reviewer_id), sending.send_assignment)
    report = write_each([errand], town.office.keys, town.stick, job)
    assert report.is_cancelled
    assert not report.outcomes


def test_a_row_without_a_place_is_put_out_of_sight(show, town) -> None:
    with town.office.store.write("甲") as session:
        session.add(
            HeldRow(
                table="answers",
                row_id=new_id(),
                digest="0" * 64,
                sender_seat_id=town.reviewer.store.workspace.seat_id,
                kind="results",
                content="{}",
                reason="parent",
                arrived_at=now(),
            )
        )
    shown = show(town.office)
    shown.tab("待处理")
    table = find(shown.page, QTableView, "held_table")
    assert cells(table, 0) == ["评定"]
    assert cells(table, 1)[0].startswith("所属的案件或分派还没有到本机")
    shown.press("dismiss_row")
    dialog = shown.dialog("reason_dialog")
    find(dialog, QPlainTextEdit, "reason").setPlainText("对方已核实，无关")
    find(dialog, QAbstractButton, "give_reason").click()
    assert "没有待处理的事项" in shown.words


def test_without_a_case_to_recheck_the_question_says_so(show, town) -> None:
    shown = show(town.office)
    choose(shown, town)
    shown.press("assign_recheck")
    dialog = shown.dialog("recheck_dialog")
    find(dialog, QAbstractButton, "recheck_dialog_step").click()
    assert "没有等待复评、又未交出的案件" in dialog._banner.message


def test_a_recheck_is_given_out_written_and_taken_back(show, town) -> None:
    town.give()
    town.work(8)
    receiving.import_package(town.office.store, town.hand_back(), town.office.keys, actor="甲")
    sample = town.sample(town.office)
    done = [row for row in sample.readings() if row.is_submitted]
    sample.determine(done)
    sample.issue()
    with town.office.store.write("甲") as session:
        for row in remedy_rows(session):
            remedies.report(session, row.remedy_id, status=RemedyStatus.DONE)
    shown = show(town.office)
    choose(shown, town)
    shown.press("assign_recheck")
    find(shown.dialog("recheck_dialog"), QAbstractButton, "recheck_dialog_step").click()
    row = next(row for row in town_rows(town) if row.reviewer == town.name)
    assert row.here > 0
    shown.press("write_stick")
    row = next(row for row in town_rows(town) if row.reviewer == town.name)
    assert (row.here, row.recheck_out > 0) == (0, True)
    shown.press("take_back_recheck")
    dialog = shown.dialog("reason_dialog")
    find(dialog, QPlainTextEdit, "reason").setPlainText("U 盘遗失")
    find(dialog, QAbstractButton, "give_reason").click()
    assert next(row for row in town_rows(town) if row.reviewer == town.name).recheck_out == 0


def test_what_is_late_stands_first_with_its_shape(show, town) -> None:
    town.give()
    with town.office.store.write("甲") as session:
        session.get_one(Batch, town.batch_id).review_due = date(2026, 1, 2)
    shown = show(town.office)
    assert cells(shown.page.people.table, 5)[0] == "▲ 逾期3天"
    shown.press("close_panel")
    table = shown.page.people.table
    assert not any(table.isColumnHidden(column) for column in range(table.model().columnCount()))


def test_the_worker_writes_and_reads_while_the_window_goes_on(show, town, background, qtbot) -> None:
    shown = show(town.office, runner=background)
    choose(shown, town)
    shown.press("write_stick")
    qtbot.waitUntil(lambda: "已写入并核对" in shown.words)
    path = next(town.stick.iterdir())
    receiving.import_package(town.reviewer.store, path, town.reviewer.keys, actor=town.name)
    town.work(1)
    town.hand_back()
    shown.page.box.look_again()
    qtbot.waitUntil(lambda: [parcel.standing for parcel in shown.page.box.parcels] == [Standing.READY])
    dialog = begin_import(shown)
    button = find(dialog, QAbstractButton, "import_package")
    qtbot.waitUntil(button.isEnabled)
    button.click()
    qtbot.waitUntil(lambda: "已导入" in dialog._banner.message)
    qtbot.waitUntil(lambda: [parcel.standing for parcel in shown.page.box.parcels] == [Standing.TAKEN])
