"""What narrows the remedies: the department, the batch, whether they are open, whether they are late."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPushButton, QWidget

from gui.theme import SPACE
from models.queries.batches import BatchRow

_ALL_BATCHES = "全部批次"
_ALL_DEPARTMENTS = "全部部门"
_NARROWEST = 104


class RemedyFilters(QWidget):
    """Emits `changed` when the person chose something."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("remedy_filters")
        self._department = _combo("remedy_department", "责任部门", 8)
        self._batch = _combo("remedy_batch", "批次", 14)
        self._only_open = QCheckBox("只看未销号")
        self._only_open.setObjectName("only_open")
        self._only_open.setChecked(True)
        self._late = QPushButton("逾期 0")
        self._late.setObjectName("only_late")
        self._late.setProperty("kind", "chip")
        self._late.setCheckable(True)
        self._late.setAutoDefault(False)
        for combo in (self._department, self._batch):
            combo.activated.connect(lambda _index: self.changed.emit())
        for button in (self._only_open, self._late):
            button.clicked.connect(lambda _checked: self.changed.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        for widget in (self._late, self._only_open, self._department, self._batch):
            row.addWidget(widget)

    @property
    def batch_id(self) -> UUID | None:
        """The batch chosen, None for all."""
        batch_id = self._batch.currentData()
        return batch_id if isinstance(batch_id, UUID) else None

    @property
    def department(self) -> str:
        """The department chosen, empty for all."""
        return str(self._department.currentData() or "")

    @property
    def only_open(self) -> bool:
        """Whether what is struck off or closed stays away."""
        return self._only_open.isChecked()

    @property
    def only_late(self) -> bool:
        """Whether only late remedies are wanted."""
        return self._late.isChecked()

    def takes(self, department: str, batch_id: UUID | None) -> bool:
        """Whether something of this department and batch is wanted."""
        return (not self.department or self.department == department) and self.batch_id in (None, batch_id)

    def offer(self, batches: Sequence[BatchRow], departments: Sequence[str]) -> None:
        """Offer these batches and departments, keeping what is chosen."""
        _offer(self._batch, [(_ALL_BATCHES, None), *((row.name, row.id) for row in batches)])
        _offer(self._department, [(_ALL_DEPARTMENTS, None), *((name, name) for name in departments)])

    def count_late(self, count: int) -> None:
        """Say how many are late."""
        self._late.setText(f"逾期 {count} ▲" if count else "逾期 0")
        self._late.setAccessibleName(self._late.text())

    def choose_batch(self, batch_id: UUID) -> bool:
        """Choose a batch and everything in it; False when it is not offered."""
        at = self._batch.findData(batch_id)
        if at < 0:
            return False
        self._batch.setCurrentIndex(at)
        self._department.setCurrentIndex(0)
        self._late.setChecked(False)
        return True

    def open_up(self) -> None:
        """Let nothing be left out."""
        self._batch.setCurrentIndex(0)
        self._department.setCurrentIndex(0)
        self._late.setChecked(False)
        self._only_open.setChecked(False)


def _combo(name: str, what: str, characters: int) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(what)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(2 * characters)
    combo.setMinimumWidth(_NARROWEST)
    return combo


def _offer(combo: QComboBox, choices: Sequence[tuple[str, object]]) -> None:
    chosen = combo.currentData()
    combo.clear()
    for text, value in choices:
        combo.addItem(text, value)
    combo.setCurrentIndex(max(0, combo.findData(chosen)))
