"""What can be wrong with a spreadsheet that an office sends, each fault with its own sentence."""

from review_forms.errors import UserError


class LedgerError(UserError):
    """A spreadsheet that cannot be read; `file_name` stands in the sentence without its folder."""

    def __init__(self, file_name: str, sentence: str) -> None:
        super().__init__(f"《{file_name}》{sentence}")
        self.file_name = file_name


class NotASpreadsheetError(LedgerError):
    """The content is something else, whatever the name says."""

    def __init__(self, file_name: str, looks_like: str) -> None:
        super().__init__(
            file_name,
            f"不是电子表格，内容看起来是{looks_like}。请用 WPS 或 Excel 打开原台账，另存为 .xlsx 后再导入。",
        )


class PasswordProtectedError(LedgerError):
    """The workbook opens only with a password."""

    def __init__(self, file_name: str) -> None:
        super().__init__(file_name, "设有打开密码，无法读取。请在 WPS 或 Excel 中取消密码，保存后再导入。")


class TruncatedFileError(LedgerError):
    """The file ends in the middle."""

    def __init__(self, file_name: str) -> None:
        super().__init__(file_name, "不完整，可能没有拷贝完。请从原处重新拷贝一份后再导入。")


class DamagedFileError(LedgerError):
    """The file has a spreadsheet's form and cannot be read as one."""

    def __init__(self, file_name: str) -> None:
        super().__init__(
            file_name, "已经损坏，无法读取。请用 WPS 或 Excel 打开并另存为 .xlsx，或重新拷贝一份后再导入。"
        )


class OversizedFileError(LedgerError):
    """The file is larger inside than any ledger is."""

    def __init__(self, file_name: str, excess: str) -> None:
        super().__init__(
            file_name, f"超出可以安全读取的范围：{excess}。请把台账另存为新的 .xlsx，只留需要的行和列后再导入。"
        )


class EmptyLedgerError(LedgerError):
    """No sheet has any content."""

    def __init__(self, file_name: str) -> None:
        super().__init__(file_name, "里没有任何内容。请检查是否选错了文件，或文件是否已经保存。")


class UnknownEncodingError(LedgerError):
    """A text file in neither of the two encodings that offices use."""

    def __init__(self, file_name: str) -> None:
        super().__init__(
            file_name, "的文字编码无法识别。请用 WPS 或 Excel 打开，另存为 .xlsx 或 UTF-8 编码的 .csv 后再导入。"
        )


class UnknownSheetError(LedgerError):
    """The sheet that was asked for is not there."""

    def __init__(self, file_name: str, sheet: str) -> None:
        super().__init__(file_name, f"中没有名为“{sheet}”的工作表。请重新选择工作表。")


class NoCaseNumberColumnError(LedgerError):
    """No column is the case number, so no row can be a case."""

    def __init__(self, file_name: str, sheet: str) -> None:
        super().__init__(
            file_name, f"的工作表“{sheet}”中没有找到“案号”一列。请指定哪一列是案号，或在表头中写明“案号”后再导入。"
        )


class ColumnMappingError(LedgerError):
    """A corrected mapping names a column or a field that does not exist, or one field twice."""

    def __init__(self, file_name: str, fault: str) -> None:
        super().__init__(file_name, f"的列对应关系有误：{fault}。请重新指定各列的含义。")
