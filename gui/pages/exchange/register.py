"""评查包: the register of everything that was written out or taken in."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.desk import Desk
from gui.pages.exchange.words import DIRECTIONS, KINDS, SEALS, moment
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.widgets.empty_page import EmptyPage
from gui.widgets.table import Table
from models.package import Direction
from models.queries.exchange import PackageRow, package_rows
from models.services.merging import RowOutcome


class RegisterTab(QWidget):
    """One table, the newest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("register_tab")
        self._desk = desk
        self._model = RowsModel(columns(), lambda row: row.entry_id)
        self.table: Table[PackageRow] = Table("packages_table", "评查包", self._model, desk.memory)
        self._empty = EmptyPage(
            "exchange",
            "还没有写出或导入过评查包",
            "每个评查包都登记在这里：写给谁、第几号、对方是否已收到、导入了多少记录。",
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self._empty, 1)
        self.setFocusProxy(self.table)

    def refresh(self) -> None:
        """Read the register."""
        rows = self._desk.read(package_rows)
        self._model.set_rows(rows)
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)


def counts_text(row: PackageRow) -> str:
    """What became of the rows of a package that came in, such as 新增 27，隔离 3."""
    counts = [(outcome, row.counts.get(outcome.value, 0)) for outcome in RowOutcome]
    return "，".join(f"{outcome.label} {count}" for outcome, count in counts if count)


def receipt_text(row: PackageRow) -> str:
    """Whether the other side has it, as a badge; what came in needs no receipt."""
    if row.direction is Direction.IN:
        return ""
    if row.handled_at is None:
        return "▲ 没有写成"
    return "● 已收到" if row.received_at else "○ 未回执"


def columns() -> Sequence[Column[PackageRow]]:
    """What the register shows of a package."""
    return (
        Column("handled_at", "时间", lambda row: moment(row.handled_at), 140),
        Column("direction", "方向", lambda row: DIRECTIONS[row.direction], 56),
        Column("kind", "种类", lambda row: KINDS.get(row.kind, row.kind), 72),
        Column("peer", "对方", lambda row: row.peer, 120),
        Column("batch", "批次", lambda row: row.batch, 170, stretch=True, tip=lambda row: row.batch),
        Column("sequence", "号", lambda row: row.sequence, 48, is_number=True),
        Column("epoch", "轮次", lambda row: row.epoch or None, 56, is_number=True),
        Column("receipt", "回执", receipt_text, 108, badge=True),
        Column("counts", "记录", counts_text, 150, stretch=True, tip=counts_text),
        Column("seal", "封装", lambda row: SEALS.get(row.sealed_by, ""), 84),
        Column("file", "文件", lambda row: row.file_name, 160, tip=lambda row: row.file_name),
    )
