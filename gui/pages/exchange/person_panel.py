"""One person's share of a batch: what would be written, to whom it is sealed, and what can be done with it."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox

from gui.pages.exchange.contents import attachment_words
from gui.pages.exchange.words import away, day_of, due_words, last_out_words, missing_words
from gui.pages.exchange.writing import Receiver
from gui.widgets.badges import Badge
from gui.widgets.buttons import primary_button, quiet_button, secondary_button
from gui.widgets.facts import Facts
from gui.widgets.labels import SectionHeader
from gui.widgets.side_panel import SidePanel
from models.queries.exchange import CustodyRow
from models.queries.parcels import Contents

_BLIND = "盲评：不含承办人等人员姓名"
_NAMED = "含承办人姓名；须回避的案件分派时已排除"


class PersonPanel(SidePanel):
    """Follows the chosen row; says by signals what is asked for."""

    packing_changed = Signal()
    write_asked = Signal()
    contents_asked = Signal()
    reassign_asked = Signal()
    recheck_asked = Signal()
    take_back_asked = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__("", None, 372)
        self._today = today
        self._badge = Badge()
        self._packing = Facts()
        self._custody = Facts()
        self._attachments = QCheckBox("附上扫描件")
        self._attachments.setObjectName("with_attachments")
        self._attachments.toggled.connect(lambda _is_checked: self.packing_changed.emit())
        self._write = primary_button("write_stick", "写入 U 盘", self.write_asked.emit, "export")
        self._write.setToolTip("写入 U 盘（Ctrl+E）")
        self._look = secondary_button("look_inside", "看看内容…", self.contents_asked.emit, keys="Ctrl+L")
        self._reassign = quiet_button("reassign", "重新分派…", self.reassign_asked.emit)
        self._recheck = quiet_button("assign_recheck", "分派复评…", self.recheck_asked.emit)
        self._take_back = quiet_button("take_back_recheck", "收回复评…", self.take_back_asked.emit)
        self._fill()

    @property
    def with_attachments(self) -> bool:
        """Whether scanned files are to go along."""
        return self._attachments.isEnabled() and self._attachments.isChecked()

    def show_row(self, row: CustodyRow, receiver: Receiver, contents: Contents) -> None:
        """Show another person, or the same with news."""
        self.set_title(row.reviewer)
        shape, _, word = due_words(row, self._today()).partition(" ")
        self._badge.set_content(shape, word if shape != "○" else f"{word} 前评完")
        self._attachments.setEnabled(bool(contents.files) and not contents.is_blind)
        self._attachments.setVisible(bool(contents.files))
        self._packing.set_facts(
            (
                ("批次", row.batch),
                ("案件", f"{contents.cases} 件评查" + (f"，其中 {row.here} 件待交出" if row.here else "")),
                ("复评", f"{contents.rechecks} 件" if contents.rechecks else ""),
                ("姓名", _BLIND if contents.is_blind else _NAMED),
                ("扫描件", attachment_words(contents, with_attachments=self.with_attachments)),
                ("封给", seal_words(receiver)),
            )
        )
        self._custody.set_facts(
            (
                ("在外", _away(row)),
                ("已交回", _back(row)),
                ("轮次", f"第{row.epoch}轮，此前的已重新分派" if row.epoch > 1 else ""),
                ("最近交出", last_out_words(row)),
                ("回执", _receipt(row)),
                ("最近交回", f"第{row.last_in}号 {day_of(row.last_in_at)}" if row.last_in is not None else ""),
                ("缺号", f"{missing_words(row.missing)}，请向对方补要" if row.missing else ""),
            )
        )
        self._reassign.setEnabled(row.out > 0)
        self._take_back.setVisible(row.recheck_out > 0)

    def _fill(self) -> None:
        custody = SectionHeader("保管")
        for button in (self._reassign, self._recheck):
            custody.add_widget(button)
        self.body.addWidget(self._badge)
        for widget in (SectionHeader("将要写入"), self._packing, self._attachments):
            self.body.addWidget(widget)
        for widget in (custody, self._custody):
            self.body.addWidget(widget)
        self.body.addWidget(self._take_back, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)
        self.foot.addWidget(self._look)
        self.foot.addStretch(1)
        self.foot.addWidget(self._write)


def seal_words(receiver: Receiver) -> str:
    """To whose keys it is sealed, or that a passphrase will be asked for."""
    seat = receiver.seat
    if seat is not None and seat.is_trusted:
        return f"{seat.name}的密钥（{day_of(seat.confirmed_at)}核对）"
    if seat is not None and seat.revoked_at is not None:
        return "席位已作废，写入时设一个口令"
    return "席位没有核对，写入时设一个口令" if seat is not None else "没有登记席位，写入时设一个口令"


def _away(row: CustodyRow) -> str:
    if not row.out and not row.recheck_out:
        return "没有，都还在本机"
    return f"{away(row)} 件" + (f"，由{row.holder}保管" if row.holder and away(row) else "")


def _back(row: CustodyRow) -> str:
    readings = f"{row.back} 件评查" if row.out else ""
    rechecks = f"{row.recheck_back} 件复评" if row.recheck_out else ""
    return "，".join(part for part in (readings, rechecks) if part)


def _receipt(row: CustodyRow) -> str:
    if row.last_out is None:
        return ""
    return f"对方已收到，{day_of(row.received_at)}" if row.is_received else "还没有回执"
