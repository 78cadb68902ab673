"""What can be wrong with a filled form, each fault with its own sentence."""

from exports.ledgers.faults import LedgerError
from exports.ledgers.values import CellError


class ForeignFormError(LedgerError):
    """A Word paper that is no score sheet of this program."""

    def __init__(self, file_name: str) -> None:
        super().__init__(
            file_name, "不是本程序导出的评分表：没有找到表格编码和评分表格。请用导出的评分表填写，不要删改表格编码。"
        )


class DamagedFormError(LedgerError):
    """The file cannot be read as a Word paper."""

    def __init__(self, file_name: str) -> None:
        super().__init__(
            file_name, "已经损坏或者没有拷贝完，无法读取。请用 WPS 或 Word 打开并另存为 .docx，或重新拷贝后再读入。"
        )


class OversizedFormError(LedgerError):
    """The file is larger inside than any score sheet is."""

    def __init__(self, file_name: str, excess: str) -> None:
        super().__init__(
            file_name, f"超出可以安全读取的范围：{excess}。请删去图片等其他内容，另存为新的 .docx 后再读入。"
        )


class UnreadableKindError(LedgerError):
    """An older or locked Word file, or a PDF, which is made for handwriting."""

    def __init__(self, file_name: str, looks_like: str, advice: str) -> None:
        super().__init__(file_name, f"是{looks_like}，不能读入。{advice}")


class UnclearCellError(CellError):
    """A cell that could mean several things or none."""

    def __init__(self, title: str, fault: str) -> None:
        super().__init__(f"“{title}”{fault}")
