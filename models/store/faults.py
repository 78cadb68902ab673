"""What can be wrong with a workspace, each fault with its own sentence; and SQLite's errors in those words."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from models.errors import StorageError, UserError
from models.store.shelf import list_backups, newest_proven

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}


class NotAWorkspaceError(UserError):
    """The folder holds no workspace."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"“{folder}”不是评衡的工作区：其中没有 pingheng.db。请选择工作区所在的文件夹，或在此新建工作区。"
        )


class WorkspaceExistsError(UserError):
    """A workspace was to be created where there is one already."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"“{folder}”中已有工作区，没有再建。请直接打开它，或另选一个文件夹。")


class WorkspaceNameError(UserError):
    """A workspace without a name, or with one that is too long."""

    def __init__(self) -> None:
        super().__init__("工作区的名称没有填写或超过100个字，请填写法院、部门或评查员的名称。")


class ForeignDatabaseError(UserError):
    """The database file belongs to another program."""

    def __init__(self, database: Path) -> None:
        super().__init__(f"“{database}”是别的程序的数据库，不是评衡的工作区，没有打开。请选择正确的文件夹。")


class NewerWorkspaceError(UserError):
    """The workspace was written by a newer version of the program."""

    def __init__(self, folder: Path, found: int, known: int) -> None:
        super().__init__(
            f"工作区“{folder}”由更新版本的评衡写成（数据版本{found}，本程序只认识到{known}），没有打开，数据未受影响。"
            "请安装新版本的评衡后再打开。"
        )
        self.found = found


class WorkspaceInUseError(UserError):
    """Another program has the workspace open."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"工作区“{folder}”已被另一个评衡窗口或命令打开。请先关闭它，再从这里打开。")


class BackupMissingError(UserError):
    """The file that was to be restored is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"找不到备份“{path}”。请从备份列表中选择，或检查移动磁盘是否已接好。")


class BackupBrokenError(StorageError):
    """A backup does not hold what it should."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(path, f"这份备份不可用（{fault}）", "现有数据未受影响。请另选一份备份，或重新备份后再验证。")


class WorkspaceMissingError(StorageError):
    """The folder of the workspace is not there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "找不到工作区文件夹", "请检查文件夹是否已移走或改名，移动磁盘或网络盘是否已接好。")


class WorkspaceReadOnlyError(StorageError):
    """The folder of the workspace does not let the program write."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            folder, "工作区文件夹是只读的，不能保存", "请取消只读或写保护，或把整个文件夹复制到可以写入的位置后再打开。"
        )


class WorkspaceFullError(StorageError):
    """The disk has no room left."""

    def __init__(self, database: Path) -> None:
        super().__init__(database, "磁盘已满，这一步没有保存", "此前保存的内容不受影响。请清理磁盘后再做一次。")


class WorkspaceBusyError(StorageError):
    """Another connection held the database for too long."""

    def __init__(self, database: Path) -> None:
        super().__init__(database, "数据库正忙，这一步没有保存", "请等正在进行的工作完成后再做一次。")


class WorkspaceUnreadableError(StorageError):
    """The disk refuses to read or write."""

    def __init__(self, database: Path) -> None:
        super().__init__(
            database,
            "读写数据库时磁盘出错，这一步没有完成",
            "此前保存的内容不受影响。请检查磁盘、移动磁盘或网络盘的连接后再做一次。",
        )


class WorkspaceDamagedError(StorageError):
    """The database file is damaged; the sentence names the backup to restore."""

    def __init__(self, database: Path, what: str = "数据库文件已损坏") -> None:
        super().__init__(database, what, _restoration(database.parent))


def _restoration(folder: Path) -> str:
    proven = newest_proven(folder)
    backup = proven or next(iter(list_backups(folder)), None)
    if backup is None:
        return "这个工作区没有备份：请保留该文件，不要再写入，并联系技术人员。"
    made = f"{backup.made_at.astimezone():%Y-%m-%d %H:%M}"
    kind = "最近一份经过验证的备份" if proven else "最近一份备份（尚未验证）"
    return (
        f"{kind}是{made}的“{backup.path}”：请用“恢复备份”按钮，或运行命令 backup restore --file 加上这个文件；"
        "损坏的文件会原样留在工作区里。"
    )


def storage_fault(database: Path, error: BaseException | None) -> StorageError | None:
    """The fault of the disk or the file that an error of SQLite stands for; None when the program is to blame."""
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return WorkspaceFullError(database)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return WorkspaceReadOnlyError(database.parent)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return WorkspaceDamagedError(database)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return WorkspaceBusyError(database)
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN:
            return WorkspaceUnreadableError(database)
        case _:
            return None


def file_fault(path: Path, error: OSError) -> StorageError:
    """The fault that an error of the system stands for when a file or folder of the workspace is written or read."""
    if error.errno in _FULL:
        return WorkspaceFullError(path)
    if error.errno in _READ_ONLY:
        return WorkspaceReadOnlyError(path)
    return WorkspaceUnreadableError(path)


@contextmanager
def file_faults(path: Path) -> Iterator[None]:
    """Turn what the system says of files into a `StorageError`.

    Raises:
        StorageError: full, read-only or unreadable.
    """
    try:
        yield
    except OSError as error:
        raise file_fault(path, error) from error


@contextmanager
def storage_faults(database: Path) -> Iterator[None]:
    """Turn what SQLite says of the disk and the file into a `StorageError`; let everything else pass.

    Raises:
        StorageError: full, read-only, damaged, busy or unreadable.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        fault = storage_fault(database, error.orig if isinstance(error, DBAPIError) else error)
        if fault is None:
            raise
        raise fault from error
