"""交换 at the reviewer: one page says what is on the stick and what to do."""

from types import SimpleNamespace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTableView

from exports.packages import cards, own_keys, receiving, sending
from gui.keys import KeyHolder
from gui.pages.exchange.importing import ImportDialog
from models.queries.parcels import to_hand_back
from models.seat import SeatRole
from models.services.seats import revoke
from models.store import Store


def find(inside, kind: type, name: str):
    found = inside.findChild(kind, name)
    assert found is not None, name
    return found


def situation(shown) -> str:
    return find(shown.page, QLabel, "situation").text()


def test_a_round_trip_by_the_buttons(show, town) -> None:
    sent = town.send().files[0].path
    shown = show(town.reviewer)
    assert situation(shown) == "U 盘上有任务包等您处理"
    shown.press("import_task")
    dialog = shown.dialog("import_dialog")
    find(dialog, QAbstractButton, "import_package").click()
    assert "可以安全拔出" in dialog._banner.message
    find(dialog, QAbstractButton, "import_close").click()
    assert situation(shown) == "有 8 件等您评查"
    assert find(shown.page, QAbstractButton, "go_scoring").isVisibleTo(shown.page)
    sent.unlink()
    town.work(3)
    shown.page.returning.refresh()
    assert situation(shown) == "有 3 件已评完，还没有交回"
    shown.qtbot.keyClick(shown.page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert "结果包第1号已写入并核对，可以安全拔出" in shown.words
    assert situation(shown) == "有 5 件等您评查"
    with town.reviewer.store.read() as session:
        assert not to_hand_back(session)
    taken = receiving.import_package(town.office.store, next(town.stick.iterdir()), town.office.keys, actor="甲")
    assert taken.is_imported
    assert taken.receipts == 1, "the office learns that its package arrived"
    table = find(shown.page, QTableView, "returns_table")
    row = [table.model().index(0, column).data() for column in range(table.model().columnCount())]
    assert row[2:4] == ["8", "3"]
    assert row[7] == "○ 未回执"


def test_without_anything_the_first_step_is_told(show, town) -> None:
    shown = show(town.reviewer)
    assert situation(shown) == "还没有分派给您的案件"
    assert "互换登记卡" in shown.words


def test_what_goes_back_is_shown_before(show, town) -> None:
    town.give()
    town.work(1)
    shown = show(town.reviewer)
    shown.press("look_inside")
    table = find(shown.dialog("contents_dialog"), QTableView, "contents_table")
    assert [table.model().index(row, 0).data() for row in range(2)] == ["评定", "提交的评查"]


def test_a_revoked_office_gets_a_passphrase(show, town) -> None:
    town.give()
    town.work(1)
    seat = town.reviewer.seat("示例审管办")
    with town.reviewer.store.write("甲") as session:
        revoke(session, seat.seat_id, "重装")
    shown = show(town.reviewer)
    shown.press("write_results")
    dialog = shown.dialog("passphrase_dialog")
    for name in ("passphrase", "passphrase_again"):
        find(dialog, QLineEdit, name).setText("一二三四五六七八")
    find(dialog, QAbstractButton, "give_passphrase").click()
    path = next(town.stick.iterdir())
    assert receiving.verify_package(town.office.store, path, None, passphrase="一二三四五六七八").ok


def test_locked_keys_are_asked_for_once(show, town) -> None:
    own_keys.change_passphrase(town.reviewer.store, "", "一二三四五六七八")
    town.send()
    shown = show(town.reviewer)
    assert situation(shown) == "U 盘上有任务包等您处理"
    shown.press("import_task")
    dialog = shown.dialog("passphrase_dialog")
    find(dialog, QLineEdit, "passphrase").setText("别的口令别的口令")
    find(dialog, QAbstractButton, "give_passphrase").click()
    assert "口令不正确" in dialog._banner.message
    find(dialog, QLineEdit, "passphrase").setText("一二三四五六七八")
    find(dialog, QAbstractButton, "give_passphrase").click()
    preview = shown.dialog("import_dialog")
    assert "新增 27 条" in preview._counts.text()
    asked = []
    shown.page._keys.ask(shown.page, asked.append)
    assert asked, "no second question"


def test_keys_are_let_go_of_after_a_while(show, town) -> None:
    own_keys.change_passphrase(town.office.store, "", "一二三四五六七八")
    shown = show(town.office)
    holder = KeyHolder(shown.desk, idle_ms=1)
    holder._keep(own_keys.unlock_keys(town.office.store, "一二三四五六七八"))
    assert holder.held is not None
    shown.qtbot.waitUntil(lambda: holder.held is None)


def test_keys_are_made_where_there_are_none(show, town, tmp_path) -> None:
    with Store.create(tmp_path / "fresh", SeatRole.REVIEWER, "新来的") as store:
        shown = show(SimpleNamespace(store=store))
        shown.tab("席位")
        shown.press("make_keys")
        assert own_keys.has_keys(store)
        assert "已生成一副，没有设口令" in shown.words
        assert find(shown.page, QAbstractButton, "export_card").isVisible()
        shown.page.deactivate()


def test_a_package_under_a_passphrase_is_opened_with_it(show, town) -> None:
    person = town.office.seat(town.name)
    to = sending.Addressee(town.name, None, person.reviewer_id, "很长的口令一二三四")
    sending.send_assignment(town.office.store, town.office.keys, town.batch_id, to, town.stick, actor="甲")
    shown = show(town.reviewer)
    shown.press("import_task")
    dialog = shown.dialog("passphrase_dialog")
    find(dialog, QLineEdit, "passphrase").setText("错的口令错的口令")
    find(dialog, QAbstractButton, "give_passphrase").click()
    assert "口令不正确" in dialog._banner.message
    find(dialog, QLineEdit, "passphrase").setText("很长的口令一二三四")
    find(dialog, QAbstractButton, "give_passphrase").click()
    preview = shown.dialog("import_dialog")
    find(preview, QAbstractButton, "import_package").click()
    assert "已导入" in preview._banner.message


def test_without_the_passphrase_nothing_happens(show, town) -> None:
    person = town.office.seat(town.name)
    to = sending.Addressee(town.name, None, person.reviewer_id, "很长的口令一二三四")
    sending.send_assignment(town.office.store, town.office.keys, town.batch_id, to, town.stick, actor="甲")
    shown = show(town.reviewer)
    shown.press("import_task")
    find(shown.dialog("passphrase_dialog"), QAbstractButton, "passphrase_back").click()
    assert not [dialog for dialog in shown.page.findChildren(ImportDialog) if dialog.isVisible()]
    assert situation(shown) == "U 盘上有任务包等您处理"


def test_results_go_before_the_card_of_another_office(show, town, tmp_path) -> None:
    with Store.create(tmp_path / "upper", SeatRole.OFFICE, "上级法院") as store:
        own_keys.make_keys(store)
        cards.write_card(store, own_keys.unlock_keys(store), town.stick)
    town.give()
    shown = show(town.reviewer)
    assert situation(shown) == "U 盘上有登记卡等您处理"
    town.work(1)
    shown.page.returning.refresh()
    assert situation(shown) == "有 1 件已评完，还没有交回"
