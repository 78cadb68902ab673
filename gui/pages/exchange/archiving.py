"""归档: a whole closed batch as one package, for the upper court or for safe-keeping."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from gui.desk import Desk
from gui.pages.exchange.reassigning import StepDialog
from gui.pages.exchange.writing import Errand, Receiver, Writer
from gui.runners import Job
from models.queries.batches import BatchRow, batch_rows
from models.queries.seats import SeatRow, seat_rows

if TYPE_CHECKING:
    from exports.packages.own_keys import OwnKeys
    from exports.packages.sending import Addressee, Exported

_CONSEQUENCES = (
    "批次的全部案件、评查、审定、反馈、整改和复评写成归档包；批次本身不变。",
    "选一个核对过的席位，只有它打得开；写名称则设口令，凭口令打开。",
)


class ArchiveDialog(StepDialog):
    """Asks which closed batch and for whom, then lets the writer write."""

    def __init__(self, parent: QWidget, desk: Desk, writer: Writer) -> None:
        super().__init__(parent, "archive_dialog", "把办结的批次归档？", _CONSEQUENCES, "归档到 U 盘")
        self._desk, self._writer, self._parent = desk, writer, parent
        self._batches = closed_batches(desk)
        self._seats = [seat for seat in desk.read(seat_rows) if seat.is_trusted]
        self._batch = _choice("archive_batch", "批次", [batch.name for batch in self._batches])
        self._to = _choice(
            "archive_to", "交给", [*(f"{seat.name}（{seat.role.label}）" for seat in self._seats), "凭口令…"]
        )
        self._name = QLineEdit("上级法院")
        self._name.setObjectName("archive_name")
        self._name.setAccessibleName("收件人名称")
        self._attachments = QCheckBox("附上扫描件")
        self._attachments.setObjectName("archive_attachments")
        self._to.currentIndexChanged.connect(lambda _index: self._follow())
        for label, field in (("批次", self._batch), ("交给", self._to), ("名称", self._name), ("", self._attachments)):
            self.form.addRow(label, field)
        if not self._batches:
            self.show_error("还没有办结的批次：批次办结之后才能归档。")
            self.step.setEnabled(False)
        self._follow()

    def carry_out(self) -> None:
        """Write the archive; what stands against it appears on the page, where the stick is."""
        batch = self._batches[self._batch.currentIndex()]
        seat = self._seat()
        name = seat.name if seat else self._name.text().strip()
        if not name:
            self.show_error("还没有写收件人名称：请填写交给谁，例如“上级法院”。")
            return
        store, actor, with_attachments = self._desk.store, self._desk.actor, self._attachments.isChecked()

        def send(keys: OwnKeys, addressee: Addressee, folder: Path, job: Job) -> Exported:
            from exports.packages.sending import send_archive

            return send_archive(
                store,
                keys,
                batch.id,
                addressee,
                folder,
                actor=actor,
                with_attachments=with_attachments,
                progress=job.progress,
            )

        self.accept()
        self._writer.write(self._parent, Errand(Receiver(name, seat), send))

    def _seat(self) -> SeatRow | None:
        at = self._to.currentIndex()
        return self._seats[at] if at < len(self._seats) else None

    def _follow(self) -> None:
        self.form.setRowVisible(self._name, self._seat() is None)


def closed_batches(desk: Desk) -> list[BatchRow]:
    """The closed batches, the newest first."""
    return [batch for batch in desk.read(batch_rows) if batch.is_closed]


def _choice(name: str, what: str, texts: list[str]) -> QComboBox:
    choice = QComboBox()
    choice.setObjectName(name)
    choice.setAccessibleName(what)
    choice.addItems(texts)
    return choice
