"""What goes into a package, shown before it is written."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from gui.pages.exchange.words import table_word
from gui.sticks import size_words
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.theme import SPACE
from gui.widgets.buttons import primary_button
from gui.widgets.facts import Facts
from gui.widgets.labels import lead
from gui.widgets.table import Table
from models.queries.parcels import Contents

_COLUMNS: tuple[Column[tuple[str, int]], ...] = (
    Column("table", "内容", lambda row: table_word(row[0]), 240, stretch=True),
    Column("count", "条数", lambda row: row[1], 90, is_number=True),
)


class ContentsDialog(QDialog):
    """Kinds of rows with counts, and what the receiver will and will not see."""

    def __init__(self, parent: QWidget, title: str, contents: Contents, seal: str, *, with_attachments: bool) -> None:
        super().__init__(parent)
        self.setObjectName("contents_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("看看内容")
        self.resize(560, 520)
        model = RowsModel(_COLUMNS, lambda row: row[0])
        model.set_rows(contents.tables)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 4 * SPACE, 5 * SPACE, 4 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(lead(title))
        column.addWidget(Facts(facts_of(contents, seal, with_attachments=with_attachments)))
        table: Table[tuple[str, int]] = Table("contents_table", "评查包的内容", model)
        column.addWidget(table, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        close = primary_button("contents_close", "知道了", self.accept)
        close.setDefault(True)
        foot.addWidget(close)
        column.addLayout(foot)
        close.setFocus()


def facts_of(contents: Contents, seal: str, *, with_attachments: bool) -> Sequence[tuple[str, str]]:
    """What is worth knowing of the contents."""
    return (
        ("轮次", f"第{contents.epoch}轮" if contents.epoch else ""),
        ("姓名", "盲评：不含承办人等人员姓名" if contents.is_blind else "含承办人等人员姓名"),
        ("扫描件", attachment_words(contents, with_attachments=with_attachments)),
        ("回执", f"告诉对方本机已收到 {contents.receipts} 个评查包" if contents.receipts else "没有要带去的回执"),
        ("封装", seal),
    )


def attachment_words(contents: Contents, *, with_attachments: bool) -> str:
    """The scanned files, and whether they go along."""
    if not contents.files:
        return "没有扫描件"
    weight = f"{contents.files} 个，共 {size_words(contents.file_bytes)}"
    return f"附上 {weight}" if with_attachments else f"不附（{weight}）"
