"""席位: the own card, and getting to know another seat."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QTableView

from exports.packages import cards, own_keys
from gui.pages.exchange.parcels import Standing
from models.queries.seats import seat_rows
from models.seat import SeatRole
from models.store import Store


def find(inside, kind: type, name: str):
    found = inside.findChild(kind, name)
    assert found is not None, name
    return found


@pytest.fixture
def newcomer(tmp_path: Path, town):
    """A seat that nobody knows yet, its card on the stick."""
    with Store.create(tmp_path / "newcomer", SeatRole.REVIEWER, "新来的") as store:
        own_keys.make_keys(store)
        cards.write_card(store, own_keys.unlock_keys(store), town.stick)
        yield store


def open_card(shown):
    shown.tab("席位")
    assert [parcel.standing for parcel in shown.page.box.parcels] == [Standing.CARD]
    shown.press("import_card")
    return shown.dialog("enrol_dialog")


def newest(town):
    with town.office.store.read() as session:
        return {row.name: row for row in seat_rows(session)}


def test_the_own_card_shows_its_digits_and_goes_onto_the_stick(show, town) -> None:
    shown = show(town.office)
    shown.tab("席位")
    digits = find(shown.page, QLabel, "own_digits").text()
    assert digits.split() == town.office.digits.split()
    shown.press("export_card")
    assert "登记卡已写入并核对" in shown.words
    assert cards.read_card(town.reviewer.store, next(town.stick.iterdir())).name == "示例审管办"


def test_wrong_digits_confirm_nothing(show, town, newcomer) -> None:
    shown = show(town.office)
    dialog = open_card(shown)
    assert not find(dialog, QAbstractButton, "enrol_dialog_step").isEnabled()
    find(dialog, QLineEdit, "digits").setText("1" * 30)
    find(dialog, QAbstractButton, "enrol_dialog_step").click()
    assert "所填指纹与“新来的”登记卡上的不一致" in dialog._banner.message
    assert "新来的" not in newest(town)


def test_right_digits_make_the_seat_trusted(show, town, newcomer) -> None:
    shown = show(town.office)
    dialog = open_card(shown)
    find(dialog, QLineEdit, "digits").setText(str(own_keys.own_fingerprint(newcomer)))
    find(dialog, QAbstractButton, "enrol_dialog_step").click()
    assert newest(town)["新来的"].is_trusted
    assert "席位“新来的”已登记并核对" in shown.words
    assert [parcel.standing for parcel in shown.page.box.parcels] == [Standing.KNOWN]


def test_a_seat_may_be_compared_later(show, town, newcomer) -> None:
    shown = show(town.office)
    find(open_card(shown), QAbstractButton, "enrol_later").click()
    assert not newest(town)["新来的"].is_trusted
    shown.page.seats.table.choose(newcomer.workspace.seat_id)
    shown.press("confirm_seat")
    dialog = shown.dialog("enrol_dialog")
    find(dialog, QLineEdit, "digits").setText(str(own_keys.own_fingerprint(newcomer)).replace(" ", "-"))
    find(dialog, QAbstractButton, "enrol_dialog_step").click()
    assert newest(town)["新来的"].is_trusted


def test_a_lost_seat_is_revoked_with_a_reason(show, town) -> None:
    shown = show(town.office)
    shown.tab("席位")
    shown.press("revoke_seat")
    dialog = shown.dialog("reason_dialog")
    find(dialog, QPlainTextEdit, "reason").setPlainText("电脑遗失")
    find(dialog, QAbstractButton, "give_reason").click()
    table = find(shown.page, QTableView, "seats_table")
    assert table.model().index(0, 3).data() == "■ 已作废"
    assert not newest(town)[town.name].is_trusted


def test_another_reviewers_card_is_of_no_use_to_a_reviewer(show, town, newcomer) -> None:
    shown = show(town.reviewer)
    assert [parcel.standing for parcel in shown.page.box.parcels] == [Standing.OTHERS]
