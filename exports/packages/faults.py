"""What can be wrong with a package, one class and one sentence each."""

from models.errors import UserError

_SHOWN = 60


class PackageError(UserError):
    """A package that is not believed: what is wrong, and what to do.

    `file_name` is empty where the fault is found, since the layers below know bytes only; opening fills it in, and the
    sentence then says which file it is.
    """

    def __init__(self, trouble: str, advice: str) -> None:
        super().__init__(trouble, advice)
        self.trouble = trouble
        self.advice = advice
        self.file_name = ""

    def __str__(self) -> str:
        name = f"“{shown(self.file_name)}”" if self.file_name else ""
        return f"数据包{name}{self.trouble}。{self.advice}"


class EmptyPackageError(PackageError):
    """The file has no bytes at all."""

    def __init__(self) -> None:
        super().__init__("是空文件，可能在写入之前就拔出了 U 盘", "请让对方重新写一份。")


class NotAPackageError(PackageError):
    """The file begins like nothing that we know."""

    def __init__(self) -> None:
        super().__init__("不是评衡的数据包，或者开头已经损坏", "请检查是否选错了文件；没有选错时，请让对方重新写一份。")


class CutShortError(PackageError):
    """The file ends before it is complete."""

    def __init__(self) -> None:
        super().__init__(
            "不完整，后面的内容缺失，可能在写完之前就拔出了 U 盘", "请让对方重新写一份，等到提示可以拔出时再拔。"
        )


class DamagedError(PackageError):
    """Bytes in the middle of the file are not as they were written."""

    def __init__(self) -> None:
        super().__init__("已损坏，内容与封装时不一致", "请让对方重新写一份；屡次如此时请换一个 U 盘。")


class DamagedOrCutShortError(PackageError):
    """The end of the file is wrong; bytes are missing or changed, and nobody can tell which."""

    def __init__(self) -> None:
        super().__init__(
            "末尾已损坏或不完整，可能在写完之前就拔出了 U 盘", "请让对方重新写一份，等到提示可以拔出时再拔。"
        )


class PackageTooLargeError(PackageError):
    """The file is larger than any package may be; sizes in bytes."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"有 {megabytes(size)}，超过 {megabytes(limit)}的上限", "请减少所选的案件或附件，分几次导出。")


class NewerFormatError(PackageError):
    """The package was written in a format of a later program."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"是较新版本的程序写的（格式 {version}），本机的程序读不了", "请先升级本机的评衡，再导入这个文件。"
        )


class UnknownSuiteError(PackageError):
    """The cipher suite is none of ours."""

    def __init__(self, name: str) -> None:
        super().__init__(f"使用了本机没有的密码套件“{shown(name)}”", "请升级本机的评衡，或让对方改用本机支持的套件。")


class OtherRecipientError(PackageError):
    """None of the keys here opens the envelope."""

    def __init__(self) -> None:
        super().__init__(
            "不是封给本机的，本机的密钥打不开", "请检查是否拿错了别人的文件，或让对方核对本机的登记卡后重新导出。"
        )


class PassphraseNeededError(PackageError):
    """The envelope wants a passphrase and none was given."""

    def __init__(self) -> None:
        super().__init__("是用口令封装的，需要口令才能打开", "请输入对方告知的口令。")


class WrongPassphraseError(PackageError):
    """The passphrase does not open the envelope."""

    def __init__(self) -> None:
        super().__init__("打不开，口令不正确", "请核对口令，注意大小写和空格，再试一次。")


class KeysNeededError(PackageError):
    """The envelope is sealed to keys and only a passphrase was given."""

    def __init__(self) -> None:
        super().__init__("是封给某一台机器的密钥的，口令打不开它", "请在收件人的机器上打开，或让对方用口令重新封装。")


class PassphraseWorkError(PackageError):
    """The envelope asks for more work on the passphrase than this program will do."""

    def __init__(self) -> None:
        super().__init__("要求的口令运算量过大，没有打开", "请让对方用评衡重新导出。")


class ChangedAfterSigningError(PackageError):
    """The signature does not fit the content."""

    def __init__(self) -> None:
        super().__init__("的签名不符，内容在签名之后被改动过", "请不要使用它，并向发件人当面核实后让其重新导出。")


class SignerIsNotSenderError(PackageError):
    """The signing key is not that of the sender whom the manifest names."""

    def __init__(self) -> None:
        super().__init__("的签名人与所写的发件人不是同一个", "请不要使用它，并向发件人当面核实。")


class UnsealedError(PackageError):
    """A package that should be sealed lies open."""

    def __init__(self) -> None:
        super().__init__("没有加密封装，只有登记卡可以这样", "请不要使用它，并让对方用评衡重新导出。")


class SealDiffersError(PackageError):
    """The package is sealed in another way than its manifest says."""

    def __init__(self) -> None:
        super().__init__("的封装方式与清单所写的不同", "请不要使用它，并让对方用评衡重新导出。")


class OtherLevelError(PackageError):
    """The package carries something of another level of secrecy than this program is made for."""

    def __init__(self, level: str) -> None:
        super().__init__(f"标注的密级是“{shown(level)}”，本程序只处理“内部”的内容", "请按保密规定另行处理这个文件。")


class ManifestError(PackageError):
    """The manifest breaks a rule; `place` is where, such as `members[3].size`."""

    def __init__(self, place: str) -> None:
        where = f"（{shown(place)}）" if place else ""
        super().__init__(f"的清单不合规范{where}", "请让对方用评衡重新导出。")
        self.place = place


class ContainerError(PackageError):
    """The zip is built in a way that ours never is; `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"的内部结构不合规范：{reason}", "请不要使用它，并让对方用评衡重新导出。")


class MemberError(PackageError):
    """One member of the package is wrong; `member` is its name."""

    def __init__(self, member: str, trouble: str) -> None:
        super().__init__(f"中的“{shown(member)}”{trouble}", "请不要使用它，并让对方用评衡重新导出。")
        self.member = member


class UnsafeNameError(MemberError):
    """A member has a name that no package of ours has: a folder, a path upwards, an absolute path."""

    def __init__(self, member: str) -> None:
        super().__init__(member, "的名称不允许出现在数据包中")


class LinkedMemberError(MemberError):
    """A member is a link or another special file."""

    def __init__(self, member: str) -> None:
        super().__init__(member, "不是普通文件，而是链接或特殊文件")


class EncryptedMemberError(MemberError):
    """A member is encrypted inside the zip."""

    def __init__(self, member: str) -> None:
        super().__init__(member, "在包内又加了密码")


class DoubledMemberError(MemberError):
    """A member occurs twice."""

    def __init__(self, member: str) -> None:
        super().__init__(member, "出现了两次")


class MissingMemberError(MemberError):
    """The manifest names a member that is not there."""

    def __init__(self, member: str) -> None:
        super().__init__(member, "缺失，而清单上有它")


class ExtraMemberError(MemberError):
    """A member is there that the manifest does not name."""

    def __init__(self, member: str) -> None:
        super().__init__(member, "是多出来的，清单上没有它")


class MemberOrderError(MemberError):
    """A member stands at another place than the manifest says."""

    def __init__(self, member: str) -> None:
        super().__init__(member, "的次序与清单不同")


class WrongHashError(MemberError):
    """A member's content is not the one that the manifest names."""

    def __init__(self, member: str) -> None:
        super().__init__(member, "的内容与清单上的校验值不符")


class WrongSizeError(MemberError):
    """A member's size is not the one that the manifest names."""

    def __init__(self, member: str) -> None:
        super().__init__(member, "的大小与清单或实际内容不符")


class WrongRowsError(MemberError):
    """A member does not hold as many lines as the manifest says."""

    def __init__(self, member: str) -> None:
        super().__init__(member, "的行数与清单不符")


class LineTooLongError(MemberError):
    """A line of a member is longer than any row may be."""

    def __init__(self, member: str) -> None:
        super().__init__(member, "有一行超过 4 兆字节")


class MemberTooLargeError(MemberError):
    """A member is larger than any may be."""

    def __init__(self, member: str) -> None:
        super().__init__(member, "超过允许的大小")


class ExpansionError(MemberError):
    """A member would grow beyond measure when it is unpacked."""

    def __init__(self, member: str) -> None:
        super().__init__(member, "解压后会异常膨胀，可能是恶意制作的")


class TooManyMembersError(PackageError):
    """The package holds more members than any may."""

    def __init__(self, count: int, limit: int) -> None:
        super().__init__(f"含有 {count} 个成员，超过 {limit} 个的上限", "请减少所选的案件或附件，分几次导出。")


class UnusableKeyError(UserError):
    """A public key is none of this suite's."""

    def __init__(self) -> None:
        super().__init__("登记卡上的公钥不是有效的密钥。请让对方重新制作登记卡，核对指纹后再导入。")


class UnusableSecretError(UserError):
    """A secret key is none of this suite's."""

    def __init__(self) -> None:
        super().__init__("本机保存的密钥已损坏，无法使用。请用备份或恢复单找回密钥。")


def shown(text: str) -> str:
    """Give a text from a package as it may stand in a sentence: short, and without what does not print."""
    clean = "".join(char if char.isprintable() else "�" for char in text[: _SHOWN + 1])
    return clean if len(text) <= _SHOWN else clean[:_SHOWN] + "…"


def megabytes(size: int) -> str:
    """Give a size in bytes as a person reads it, rounded up to a tenth of a megabyte."""
    tenths = -(-size // 100_000)
    return f"{tenths // 10}.{tenths % 10} 兆字节"
