"""席位: this seat's card, the seats that are known, and whom they are trusted to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from gui.desk import Desk
from gui.dialogs.reason import ask_reason
from gui.keys import KeyHolder
from gui.pages.exchange.parcels import Standing
from gui.pages.exchange.reassigning import StepDialog
from gui.pages.exchange.stick_box import StickBox
from gui.pages.exchange.words import day_of
from gui.pages.exchange.writing import Writer
from gui.pages.page import Page
from gui.runners import Job
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.theme import SPACE
from gui.widgets.buttons import primary_button, secondary_button
from gui.widgets.facts import Facts
from gui.widgets.labels import SectionHeader, lead, muted, paragraph
from gui.widgets.table import Table
from models.errors import StorageError, UserError
from models.queries.seats import SeatRow, seat_rows
from models.queries.settings import office_settings
from models.services import seats

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from exports.packages.cards import Card
    from exports.packages.fingerprints import Fingerprint
    from exports.packages.own_keys import OwnKeys
    from exports.packages.stick import Written

_CARD_WIDTH = 328


class SeatsTab(QWidget):
    """The own card at the left, the known seats at the right."""

    def __init__(self, page: Page, desk: Desk, keys: KeyHolder, box: StickBox, writer: Writer) -> None:
        super().__init__()
        self.setObjectName("seats_tab")
        self._page, self._desk, self._keys, self._box, self._writer = page, desk, keys, box, writer
        self._model = RowsModel(columns(), lambda row: row.seat_id)
        self.table: Table[SeatRow] = Table("seats_table", "登记过的席位", self._model, desk.memory)
        self._own = OwnCard(self._on_make, self._on_export, self._on_print)
        self._import = secondary_button("import_card", "导入登记卡…", self._on_import, "import")
        self._confirm = secondary_button("confirm_seat", "核对指纹…", self._on_confirm)
        self._revoke = secondary_button("revoke_seat", "作废席位…", self._on_revoke)
        self.table.row_chosen.connect(lambda _row: self._show_steps())
        self.table.row_opened.connect(lambda _row: self._on_confirm())
        self._lay_out()

    def refresh(self) -> None:
        """Read the own keys and the seats."""
        from exports.packages import own_keys

        store = self._desk.store
        has_keys = own_keys.has_keys(store)
        fingerprint = own_keys.own_fingerprint(store) if has_keys else None
        self._own.show_card(store.workspace.name, fingerprint, is_locked=has_keys and own_keys.are_locked(store))
        self._model.set_rows(self._desk.read(seat_rows))
        if self._model.rows and self.table.current_row() is None:
            self.table.selectRow(0)
        self._show_steps()

    def open_card(self, path: Path) -> None:
        """Show what a card file says, to be compared and confirmed."""
        from exports.packages.cards import read_card

        try:
            card = read_card(self._desk.store, path)
        except (UserError, StorageError) as error:
            from gui.troubles import show_trouble

            show_trouble(self._page, error)
            return
        self._page.clear_error()
        EnrolDialog(self, self._desk, card, self._page.show_done).open()

    def _show_steps(self) -> None:
        row = self.table.current_row()
        has_keys = row is not None and bool(row.signing_key) and row.revoked_at is None
        self._confirm.setEnabled(row is not None and has_keys and not row.is_trusted)
        self._revoke.setEnabled(has_keys)

    def _on_make(self) -> None:
        self._keys.ask(self._page, lambda _keys: self.refresh())

    def _on_export(self) -> None:
        if self._writer.folder(self._page) is not None:
            self._keys.ask(self._page, self._write_card)

    def _write_card(self, keys: OwnKeys) -> None:
        store, folder = self._desk.store, self._writer.folder(self._page)
        if folder is None:
            return

        def work(_job: Job) -> Written:
            from exports.packages.cards import write_card

            return write_card(store, keys, folder)

        def done(_written: Written) -> None:
            self._page.show_done(f"登记卡已写入并核对，{self._box.farewell}。请当面把指纹读给对方核对。")
            self._box.look_again()

        self._desk.run_in_background(self._page, "导出登记卡", work, done)

    def _on_print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog

        from gui.pages.letters.printing import a4_printer

        printer = a4_printer()
        dialog = QPrintDialog(printer, self._page)
        dialog.setObjectName("print_dialog")
        dialog.setWindowTitle("打印登记卡")
        dialog.accepted.connect(lambda: self.print_on(printer))
        QDialog.open(dialog)

    def print_on(self, printer: QPrinter) -> None:
        """Print the page that goes with the card on this printer."""
        from exports.fonts import FontShelf
        from exports.packages.cards import Card
        from exports.packages.own_keys import own_public
        from exports.packages.papers import card_document
        from exports.pdf import write
        from gui.pages.letters.printing import print_papers

        store, who = self._desk.store, self._desk.store.workspace
        court = self._desk.read(office_settings).court

        def work(job: Job) -> int:
            card = Card(who.seat_id, who.role, who.name, own_public(store))
            return print_papers(printer, [write(card_document(card, court=court), FontShelf())], 1, job.progress)

        def done(_sheets: int) -> None:
            self._page.show_done("已把登记卡交给打印机；文件另用“导出登记卡”写入 U 盘，两样一起交给对方。")

        self._desk.run_in_background(self._page, "打印登记卡", work, done)

    def _on_import(self) -> None:
        card = next((parcel for parcel in self._box.parcels if parcel.standing is Standing.CARD), None)
        if card is not None:
            self.open_card(card.path)
        else:
            self._box.ask_for_file()

    def _on_confirm(self) -> None:
        row = self.table.current_row()
        if row is not None and self._confirm.isEnabled():
            EnrolDialog(self, self._desk, card_of(row), self._page.show_done).open()

    def _on_revoke(self) -> None:
        row = self.table.current_row()
        if row is not None:
            hint = "作废后不再信任它签名的评查包，也不再写给它；电脑遗失或人员调离时使用。写明原因，记入留痕。"
            ask_reason(self, f"作废席位“{row.name}”？", "作废", partial(self._do_revoke, row), hint)

    def _do_revoke(self, row: SeatRow, reason: str) -> None:
        if self._desk.perform(self._page, lambda session: seats.revoke(session, row.seat_id, reason)) is not None:
            self._page.show_done(f"席位“{row.name}”已作废；它手里还没有交回的案件，请在“人员”中重新分派。")

    def _lay_out(self) -> None:
        header = SectionHeader("登记过的席位")
        header.add_widget(self._import)
        steps = QHBoxLayout()
        steps.addWidget(muted("核对过指纹的席位才收发评查包"), 1)
        steps.addWidget(self._confirm)
        steps.addWidget(self._revoke)
        right = QVBoxLayout()
        right.setSpacing(2 * SPACE)
        right.addWidget(header)
        right.addWidget(self.table, 1)
        right.addLayout(steps)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4 * SPACE)
        row.addWidget(self._own)
        row.addLayout(right, 1)
        self.setFocusProxy(self.table)


class OwnCard(QFrame):
    """The fingerprint of this seat, big enough to be read out, and how its card leaves."""

    def __init__(
        self, make: Callable[[], object], export: Callable[[], object], print_it: Callable[[], object]
    ) -> None:
        super().__init__()
        self.setObjectName("own_card")
        self.setProperty("kind", "card")
        self.setFixedWidth(_CARD_WIDTH)
        self._name = lead("")
        self._fingerprint = FingerprintView("own")
        self._lock = muted("")
        self._lock.setWordWrap(True)
        self._make = primary_button("make_keys", "生成密钥", make)
        self._export = primary_button("export_card", "导出登记卡", export, "export")
        self._print = secondary_button("print_card", "打印登记卡…", print_it, "print")
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        words = muted("把登记卡交给对方导入，再当面或电话读出下面的数字：一致才确认。")
        words.setWordWrap(True)
        for widget in (muted("本机席位"), self._name, words, self._fingerprint, self._lock):
            column.addWidget(widget)
        column.addStretch(1)
        row = QHBoxLayout()
        for button in (self._make, self._export, self._print):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)

    def show_card(self, name: str, fingerprint: Fingerprint | None, *, is_locked: bool) -> None:
        """Show whose card it is; without keys there is none yet."""
        self._name.setText(name)
        self._fingerprint.show_fingerprint(fingerprint)
        if fingerprint is None:
            self._lock.setText("本机还没有密钥：生成之后才有登记卡，第一次写出评查包时也会自动生成。")
        else:
            self._lock.setText("密钥由口令保护。" if is_locked else "密钥没有设口令，只靠这台电脑的登录密码保护。")
        self._make.setVisible(fingerprint is None)
        self._export.setVisible(fingerprint is not None)
        self._print.setVisible(fingerprint is not None)


class FingerprintView(QWidget):
    """The digits in groups, three to a line, and the words under them; both can be marked and copied."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._digits = QLabel()
        self._digits.setObjectName(f"{name}_digits")
        self._digits.setProperty("kind", "count")
        self._words = paragraph("")
        self._words.setObjectName(f"{name}_words")
        for label in (self._digits, self._words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * SPACE, 0, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(self._digits)
        column.addWidget(self._words)

    def show_fingerprint(self, fingerprint: Fingerprint | None) -> None:
        """Show this one, or none."""
        self.setVisible(fingerprint is not None)
        if fingerprint is not None:
            groups = fingerprint.digits
            self._digits.setText("\n".join("  ".join(groups[at : at + 3]) for at in range(0, len(groups), 3)))
            self._digits.setAccessibleName(f"指纹数字 {fingerprint}")
            self._words.setText("　".join(fingerprint.words))


class EnrolDialog(StepDialog):
    """What a card says, to be compared: trusted only with the digits that the other reads out."""

    def __init__(self, parent: QWidget, desk: Desk, card: Card, say: Callable[[str], object]) -> None:
        super().__init__(parent, "enrol_dialog", f"登记席位“{card.name}”？", (), "指纹一致，确认")
        self._desk, self._card, self._say = desk, card, say
        view = FingerprintView("card")
        view.show_fingerprint(card.fingerprint)
        words = paragraph("请对方从自己的屏幕或纸上读出 30 位数字，边听边填；不要照着下面抄，也不要让人转告。")
        self._digits = QLineEdit()
        self._digits.setObjectName("digits")
        self._digits.setAccessibleName("对方读出的数字")
        self._digits.setPlaceholderText("对方读出的 30 位数字，空格随意")
        self._digits.textChanged.connect(lambda text: self.step.setEnabled(bool(text.strip())))
        self.step.setEnabled(False)
        self.form.addRow(Facts((("席位", card.name), ("身份", card.role.label))))
        self.form.addRow(words)
        self.form.addRow(view)
        self.form.addRow("对方读出", self._digits)
        self.foot.insertWidget(0, secondary_button("enrol_later", "暂不核对", self._on_later))
        self._digits.setFocus()

    def carry_out(self) -> None:
        """Trust the seat, when the digits are the card's."""
        if self._enrol(self._digits.text()):
            self._say(f"席位“{self._card.name}”已登记并核对，可以收发评查包。")
            self.accept()

    def _on_later(self) -> None:
        if self._enrol(""):
            self._say(f"席位“{self._card.name}”已登记，指纹还没有核对：核对之前不收发评查包。")
            self.accept()

    def _enrol(self, digits: str) -> bool:
        from exports.packages.cards import enrol_card

        self.clear_error()
        try:
            changes = enrol_card(self._desk.store, self._card, actor=self._desk.actor, digits=digits)
        except UserError as error:
            self.show_error(str(error))
            self._digits.selectAll()
            self._digits.setFocus()
            return False
        self._desk.announce(changes)
        return True


def card_of(row: SeatRow) -> Card:
    """The card of a seat that was noted before and not yet compared."""
    from exports.packages.cards import Card
    from exports.packages.suites import PublicKeys

    return Card(row.seat_id, row.role, row.name, PublicKeys(row.signing_key, row.sealing_key))


def state_words(row: SeatRow) -> str:
    """How a seat stands, as a badge."""
    if row.revoked_at is not None:
        return "■ 已作废"
    return "● 已核对" if row.is_trusted else "◆ 待核对"


def _state_day(row: SeatRow) -> str:
    return day_of(row.revoked_at or row.confirmed_at or row.known_since)


def _fingerprint_of(row: SeatRow) -> str:
    return str(card_of(row).fingerprint) if row.signing_key else ""


def columns() -> Sequence[Column[SeatRow]]:
    """Who is known, and how far each is trusted."""
    return (
        Column("name", "席位", lambda row: row.name, 140, stretch=True),
        Column("role", "身份", lambda row: row.role.label, 76),
        Column("person", "人员", lambda row: row.reviewer, 90),
        Column("state", "状态", state_words, 104, badge=True, tip=lambda row: row.revoked_reason),
        Column("day", "日期", _state_day, 100),
        Column("fingerprint", "指纹", _fingerprint_of, 300, tip=_fingerprint_of),
    )
