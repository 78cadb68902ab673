"""What can be wrong with a scanned file, each in one sentence."""

from models.errors import UserError


class NotAPdfError(UserError):
    """The name says PDF, the content does not."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”不是 PDF 文件，只是名字如此：请用系统程序打开，或请对方重新扫描后再附。")


class EncryptedScanError(UserError):
    """It opens with a password only."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”设有打开密码，这里不能显示：请先去掉密码另存一份，再附到案件。")


class DamagedScanError(UserError):
    """It cannot be read as a PDF."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”已损坏，打不开：请重新扫描，或向对方再要一份。")


class EmptyScanError(UserError):
    """It has no page."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”里一页也没有：请重新扫描后再附。")


class TooManyPagesError(UserError):
    """It says that it has more pages than any volume."""

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(f"“{name}”超过 {limit} 页，没有打开：请按卷分成几个文件再附。")


class DamagedPageError(UserError):
    """One page of it cannot be drawn; the others can."""

    def __init__(self, name: str, page: int) -> None:
        super().__init__(f"“{name}”第 {page} 页已损坏，显示不出来：请看纸质卷宗，或重新扫描这一页。")
