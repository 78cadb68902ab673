"""Packages onto the stick: to one person, to everybody, back to the office, or a whole batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from gui.desk import Desk
from gui.dialogs.confirm import ask_before
from gui.dialogs.passphrase import ask_new_passphrase
from gui.keys import KeyHolder
from gui.pages.exchange.stick_box import StickBox
from gui.pages.page import Page
from gui.runners import Job, JobCancelledError
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.theme import SPACE
from gui.widgets.buttons import primary_button
from gui.widgets.labels import lead, paragraph
from gui.widgets.table import Table
from models.changes import Changes
from models.errors import StorageError, UserError

if TYPE_CHECKING:
    from uuid import UUID

    from exports.packages.own_keys import OwnKeys
    from exports.packages.sending import Addressee, Exported
    from models.queries.seats import SeatRow

Send = Callable[["OwnKeys", "Addressee", Path, Job], "Exported"]


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whom something is for: a person with a seat, or a name where only a passphrase can seal."""

    name: str
    seat: SeatRow | None
    reviewer_id: UUID | None = None

    @property
    def is_trusted(self) -> bool:
        """Whether it can be sealed to the seat's own key."""
        return self.seat is not None and self.seat.is_trusted

    def addressed(self, passphrase: str) -> Addressee:
        """The same for the sending, with a passphrase where the seat is not trusted."""
        from exports.packages.sending import addressed

        return addressed(self.name, self.seat, self.reviewer_id, passphrase)


@dataclass(frozen=True, slots=True)
class Errand:
    """One package to be written: for whom, and how it is sent."""

    receiver: Receiver
    send: Send


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one errand: the files and numbers, or the sentence that stands against it."""

    name: str
    files: str
    number: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What was written onto one stick."""

    outcomes: tuple[Outcome, ...]
    changes: Changes
    is_cancelled: bool = False

    @property
    def written(self) -> int:
        """How many were."""
        return sum(not outcome.fault for outcome in self.outcomes)


class NoStickError(UserError):
    """There is nowhere to write to."""

    def __init__(self) -> None:
        super().__init__("没有发现 U 盘，没有写出：请插入 U 盘，或先选择文件夹。")


class ReadOnlyStickError(UserError):
    """The stick is write-protected."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}写保护，没有写出：请打开 U 盘的写保护开关，或换一个 U 盘。")


class Writer:
    """Writes onto the stick that the box shows, in the background, and says when it may be pulled."""

    def __init__(self, page: Page, desk: Desk, keys: KeyHolder, box: StickBox) -> None:
        self._page, self._desk, self._keys, self._box = page, desk, keys, box

    def folder(self, widget: QWidget) -> Path | None:
        """Where to write; says beside the widget what is wrong where there is no place."""
        from gui.troubles import clear_trouble, show_trouble

        clear_trouble(widget)
        stick, folder = self._box.stick, self._box.folder
        if folder is None:
            show_trouble(widget, NoStickError())
        elif stick is not None and stick.is_read_only:
            show_trouble(widget, ReadOnlyStickError(stick.name))
        else:
            return folder
        return None

    def write(self, widget: QWidget, errand: Errand) -> None:
        """Write one package; faults appear beside the widget. Asks for a passphrase where no seat is trusted."""
        if self.folder(widget) is None:
            return
        if errand.receiver.is_trusted:
            self._keys.ask(widget, partial(self._write, widget, errand, ""))
            return
        hint = (
            f"“{errand.receiver.name}”的席位没有登记并核对，评查包改用口令封装。请设一个口令，"
            "当面或电话告诉对方，不要写在纸上随 U 盘一起交出。"
        )
        ask_new_passphrase(
            widget,
            f"用口令封装给{errand.receiver.name}的评查包",
            hint,
            "封装并写入",
            lambda passphrase: self._keys.ask(widget, lambda keys: self._write(widget, errand, passphrase, keys)),
        )

    def write_all(self, widget: QWidget, errands: Sequence[Errand], consequences: Sequence[str]) -> None:
        """Ask once, then write one package after the other; what fails is told at the end, the others go on."""
        if self.folder(widget) is None:
            return
        ask_before(
            widget,
            f"把 {len(errands)} 个评查包写入{self._box.place}？",
            consequences,
            "全部写入",
            lambda: self._keys.ask(widget, partial(self._write_all, widget, errands)),
        )

    def _write(self, widget: QWidget, errand: Errand, passphrase: str, keys: OwnKeys) -> None:
        folder, addressee = self.folder(widget), errand.receiver.addressed(passphrase)
        if folder is None:
            return

        def work(job: Job) -> Exported:
            return errand.send(keys, addressee, folder, job)

        def done(exported: Exported) -> None:
            words = f"给{errand.receiver.name}的{exported.kind.label}{_numbers(exported)}已写入并核对"
            again = "（内容没有变化，仍是原来那一号）" if exported.is_repeat else ""
            self._page.show_done(f"{words}{again}，{self._box.farewell}。")
            self._box.look_again()

        self._box.hold()
        self._desk.carry_out_in_background(widget, f"写出{errand.receiver.name}的评查包", work, done)

    def _write_all(self, widget: QWidget, errands: Sequence[Errand], keys: OwnKeys) -> None:
        folder = self.folder(widget)
        if folder is None:
            return

        def work(job: Job) -> WriteReport:
            return write_each(errands, keys, folder, job)

        def done(report: WriteReport) -> None:
            self._box.look_again()
            WriteReportDialog(self._page, report, self._box.farewell).open()

        self._box.hold()
        self._desk.carry_out_in_background(widget, "全部写入 U 盘", work, done)


def write_each(errands: Sequence[Errand], keys: OwnKeys, folder: Path, job: Job) -> WriteReport:
    """Write each package in a transaction of its own; one that is cancelled ends the row without a trace of itself."""
    outcomes: list[Outcome] = []
    changes = Changes()
    is_cancelled = False
    for errand in errands:
        name = errand.receiver.name
        try:
            job.check_cancelled()
            exported = errand.send(keys, errand.receiver.addressed(""), folder, job)
        except JobCancelledError:
            is_cancelled = True
            break
        except (UserError, StorageError) as error:
            outcomes.append(Outcome(name, "", "", str(error)))
        else:
            files = "、".join(file.path.name for file in exported.files)
            outcomes.append(Outcome(name, files, _numbers(exported)))
            changes |= exported.changes
    return WriteReport(tuple(outcomes), changes, is_cancelled)


def _numbers(exported: Exported) -> str:
    return "、".join(f"第{number}号" for number in exported.sequences)


_COLUMNS: tuple[Column[Outcome], ...] = (
    Column("name", "收件人", lambda outcome: outcome.name, 120),
    Column("result", "结果", lambda outcome: "■ 没有写出" if outcome.fault else "● 已写入", 116, badge=True),
    Column("number", "编号", lambda outcome: outcome.number, 80),
    Column(
        "words",
        "文件或原因",
        lambda outcome: outcome.fault or outcome.files,
        320,
        stretch=True,
        tip=lambda outcome: outcome.fault or outcome.files,
    ),
)


class WriteReportDialog(QDialog):
    """What became of each package, those that were not written first."""

    def __init__(self, parent: QWidget, report: WriteReport, farewell: str) -> None:
        super().__init__(parent)
        self.setObjectName("write_report_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("写入 U 盘")
        self.resize(820, 420)
        model = RowsModel(_COLUMNS, lambda outcome: (outcome.name, outcome.files, outcome.fault))
        model.set_rows(sorted(report.outcomes, key=lambda outcome: not outcome.fault))
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 4 * SPACE, 5 * SPACE, 4 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(lead(report_words(report)))
        column.addWidget(paragraph(f"{farewell}。"))
        table: Table[Outcome] = Table("write_report", "逐个结果", model)
        column.addWidget(table, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        close = primary_button("write_report_close", "知道了", self.accept)
        close.setDefault(True)
        foot.addWidget(close)
        column.addLayout(foot)
        close.setFocus()


def report_words(report: WriteReport) -> str:
    """The whole in one line."""
    failed = len(report.outcomes) - report.written
    words = f"已写入并核对 {report.written} 个评查包"
    words += f"，{failed} 个没有写出" if failed else ""
    return f"{words}；其余的已取消" if report.is_cancelled else words
