"""Standards in files: .toml as the program writes it, or .xlsx as people fill it in."""

from pathlib import Path

from exports.files import read_bytes, write_atomically
from exports.ledgers.standard_workbooks import read_standard, write_standard
from models.errors import UserError
from review_forms.loader import Fault, check_standard
from review_forms.standard_sheet import check_sheet, sheet_of_toml, to_toml
from review_forms.toml_reader import MOST_BYTES

_WORKBOOKS = (".xlsx", ".xls")
_WRITTEN = (".xlsx", ".toml")


class NotUtf8Error(UserError):
    """A standard that is not written in UTF-8."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"评查标准“{path.name}”不是UTF-8文本：请用UTF-8编码另存后再试。")


class UnknownEndingError(UserError):
    """A standard is to be written into a file of a kind that the program does not write."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"不能把评查标准存为“{path.name}”：文件名应以 {' 或 '.join(_WRITTEN)} 结尾，请改名后再试。")


def read_standard_text(path: Path) -> str:
    """The TOML of a standard in a file of either kind; faults of its values are left to be shown.

    Raises:
        StorageError: the file cannot be read.
        NotUtf8Error, LedgerError: it is no text, or no workbook with a standard.
    """
    if path.suffix.lower() in _WORKBOOKS:
        return to_toml(read_standard(path))
    try:
        return read_bytes(path, MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise NotUtf8Error(path) from fault


def check_file(path: Path) -> tuple[Fault, ...]:
    """All faults of a standard's file; of a workbook they name row and column instead of a line.

    Raises:
        StorageError, NotUtf8Error, LedgerError: see `read_standard_text`.
    """
    if path.suffix.lower() not in _WORKBOOKS:
        return check_standard(read_standard_text(path))
    sheet = read_standard(path)
    return tuple(
        Fault(
            None, fault.column, fault.message if fault.row is None else f"第 {fault.row + 1} 个评查项：{fault.message}"
        )
        for fault in check_sheet(sheet)
    )


def export_standard(path: Path, text: str) -> int:
    """Write a standard as .xlsx or .toml, by the ending of the name; gives the number of its items.

    Raises:
        UnknownEndingError: the name ends otherwise.
        StorageError: the folder or the disk refuses.
        StandardFaultsError: the text is no TOML at all.
    """
    ending = path.suffix.lower()
    if ending not in _WRITTEN:
        raise UnknownEndingError(path)
    sheet = sheet_of_toml(text)
    if ending == ".xlsx":
        return write_standard(path, sheet)
    write_atomically(path, text.encode())
    return len(sheet.rows)
