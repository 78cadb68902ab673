"""A standard as an Excel workbook: its head, a row for each item, and how to fill in both; and back."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from exports.ledgers.coded import LONGEST_TEXT, CodedRow, read_coded
from exports.ledgers.faults import LedgerError
from exports.ledgers.tables import Column as Field
from exports.ledgers.tables import Kind, Notes, Table, Value, write_workbook
from exports.ledgers.values import OverlongTextError
from models.errors import UserError
from review_forms.category import CaseCategory
from review_forms.sheet_texts import amount
from review_forms.standard import Family, ItemKind, Severity
from review_forms.standard_columns import COLUMNS, HEAD, Column, ColumnKind
from review_forms.standard_sheet import Row, StandardSheet

HEAD_SHEET, ITEM_SHEET, NOTES_SHEET = "标准", "评查项", "填写说明"
_NAME, _VALUE, _HELP = "项目", "内容", "填写要求"
_MOST_ROWS = 2_000
_REQUIRED = ("编号", "评查内容", "类型", "规则")
_CHOICES = {
    ColumnKind.KIND: tuple(kind.label for kind in ItemKind),
    ColumnKind.SEVERITY: tuple(severity.label for severity in Severity),
    ColumnKind.FLAG: ("是", "否"),
}
_WIDTHS = {ColumnKind.LONG: 44, ColumnKind.LINES: 36, ColumnKind.NUMBER: 9, ColumnKind.FLAG: 9, ColumnKind.NUMBERS: 10}
_WIDE = {"prompt": 34, "section_id": 12, "section": 14, "id": 22, "kind": 12, "severity": 10, "source": 26}
_LINES = (
    "一、“标准”一页写标准本身，“评查项”一页一行写一个评查项，按评查表的顺序排列；同一类别的各行排在一起。",
    "二、一格中有几条的（常见错误、要素、要素分值、来源、更名），一行一条，用 Alt+回车 换行。",
    "三、类别的分值由程序按各评查项合计，不用填写；不计分的评查项不填分值。",
    "四、编号只用英文字母、数字和连字符，一经使用不再改作他用；停用或者改名的，在“更名”中写明：旧编号=新编号。",
    "五、填好后在“标准”页选“导入”。有错误的，逐行逐列列明，可以在程序里改正，也可以改好后再次导入。",
)


class TooManyItemsError(LedgerError):
    """The sheet has more rows than any standard has."""

    def __init__(self, file_name: str) -> None:
        super().__init__(file_name, f"的“{ITEM_SHEET}”超过 {_MOST_ROWS} 行，不像是评查标准。请核对是否选错了文件。")


class OverlongCellError(LedgerError):
    """A cell holds more text than any field of a standard needs."""

    def __init__(self, file_name: str, row: int, title: str, fault: OverlongTextError) -> None:
        super().__init__(file_name, f"第 {row} 行“{title}”{fault}。请精简后再试。")


class OverlongFieldError(UserError):
    """A field has more text than can be read back from a cell."""

    def __init__(self, item: str, title: str, length: int) -> None:
        super().__init__(
            f"{item}的“{title}”有 {length} 个字，Excel 表的一格最多写 {LONGEST_TEXT} 个字：请精简，或者存为 TOML 文件。"
        )


def write_standard(path: Path, sheet: StandardSheet) -> int:
    """Write a standard as .xlsx and give the number of its items.

    Raises:
        StorageError: the folder or the disk refuses.
        OverlongFieldError: a field does not fit into a cell; then nothing is written.
    """
    _require_short(sheet)
    title = sheet.head.get("title", "") or "评查标准"
    head = Table(HEAD_SHEET, title, (Field(_NAME, 18, given=True), Field(_VALUE, 70), Field(_HELP, 50, given=True)), [
        (column.title, sheet.head.get(column.key, ""), column.help) for column in HEAD
    ])  # fmt: skip
    items = Table(ITEM_SHEET, title, tuple(map(_field, COLUMNS)), (_cells(row) for row in sheet.rows))
    write_workbook(path, (head, items, Notes(NOTES_SHEET, "填写说明", (*_LINES, *_column_lines()))))
    return len(sheet.rows)


def read_standard(path: Path) -> StandardSheet:
    """Read a standard from a workbook in the layout of `write_standard`; faults of its cells are left to be shown.

    Raises:
        StorageError: the file cannot be read.
        LedgerError: it is no spreadsheet, or no standard.
    """
    titles = {_plain(column.title): column.key for column in HEAD}
    told = read_coded(path, "评查标准", (_NAME, _VALUE), (_NAME, _VALUE))
    named = ((titles.get(_plain(_text(path, row, _NAME))), row) for row in told)
    head = {key: _text(path, row, _VALUE) for key, row in named if key is not None}
    rows = tuple(_read_rows(path))
    if len(rows) > _MOST_ROWS:
        raise TooManyItemsError(path.name)
    return StandardSheet({column.key: head.get(column.key, "") for column in HEAD}, rows)


def _read_rows(path: Path) -> Iterator[Row]:
    titles = [column.title for column in COLUMNS]
    for count, row in enumerate(read_coded(path, "评查标准", titles, _REQUIRED)):
        if count > _MOST_ROWS:
            raise TooManyItemsError(path.name)
        cells = {column.key: _text(path, row, column.title) for column in COLUMNS}
        if any(cells.values()):
            yield cells


def _text(path: Path, row: CodedRow, title: str) -> str:
    try:
        return row.text(title)
    except OverlongTextError as fault:
        raise OverlongCellError(path.name, row.row, title, fault) from fault


def _require_short(sheet: StandardSheet) -> None:
    named = (("标准", HEAD, sheet.head), *((f"评查项“{row.get('id', '')}”", COLUMNS, row) for row in sheet.rows))
    for name, columns, cells in named:
        for column in columns:
            if (length := len(cells.get(column.key, ""))) > LONGEST_TEXT:
                raise OverlongFieldError(name, column.title, length)


def _plain(text: str) -> str:
    return "".join(text.split())


def _field(column: Column) -> Field:
    width = _WIDE.get(column.key, _WIDTHS.get(column.kind, 14))
    kind = Kind.NUMBER if column.kind is ColumnKind.NUMBER else Kind.TEXT
    return Field(column.title, width, kind, _CHOICES.get(column.kind, ()))


def _cells(row: Row) -> Sequence[Value]:
    return [_value(column, row.get(column.key, "")) for column in COLUMNS]


def _value(column: Column, text: str) -> Value:
    """Numbers as numbers, so that a spreadsheet can add them up."""
    if column.kind is ColumnKind.NUMBER:
        number = amount(text)
        return number if isinstance(number, Decimal) else text
    return text


def _column_lines() -> Iterator[str]:
    for sheet, columns in ((HEAD_SHEET, HEAD), (ITEM_SHEET, COLUMNS)):
        yield f"“{sheet}”各栏："
        yield from (f"　　{column.title}：{column.help}。{_allowed(column)}" for column in columns)


def _allowed(column: Column) -> str:
    labels: dict[ColumnKind, tuple[str, ...]] = {
        **_CHOICES,
        ColumnKind.FAMILY: tuple(family.label for family in Family),
        ColumnKind.CATEGORIES: tuple(category.label for category in CaseCategory),
    }
    words = labels.get(column.kind, ())
    return f"可以填：{'、'.join(words)}。" if words else ""
