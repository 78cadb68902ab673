"""The draw: how many, by which seed; and afterwards what was drawn, from which frame."""

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from gui.desk import Desk
from gui.theme import SPACE
from gui.widgets.buttons import primary_button, relabel
from gui.widgets.clearing import empty_layout
from gui.widgets.facts import Facts
from gui.widgets.labels import SectionHeader, paragraph
from gui.widgets.side_panel import SidePanel
from models.changes import Changes
from models.queries.batches import BatchView, DrawRow
from models.queries.frames import frame_size
from models.services import batches
from models.store import Session

_USUAL_COUNT = 20


class DrawPanel(SidePanel):
    """Says what the draw will do before it does it; emits `drawn` when it was made."""

    drawn = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("抽取案件", parent)
        self._desk = desk
        self._view: BatchView | None = None
        self._batch_id: UUID | None = None
        self._size = 0
        self.count = _spin("draw_count", "抽取件数", 1)
        self.seed = QLineEdit()
        self.seed.setObjectName("draw_seed")
        self.seed.setAccessibleName("抽签种子")
        self.seed.setMaxLength(200)
        self.seed.setPlaceholderText("在场人员当场商定的文字或数字")
        self.per_handler = _spin("per_handler", "每位承办人至少", 0)
        self.per_handler.setSpecialValueText("不要求")
        self._words = paragraph("")
        self._draw = primary_button("draw_cases", "抽取", self._on_draw, "shuffle")
        self._past_column = QVBoxLayout()
        self._fill()
        for spin in (self.count, self.per_handler):
            spin.valueChanged.connect(lambda _value: self._show_words())
        self.seed.textChanged.connect(lambda _text: self._show_words())
        self.seed.returnPressed.connect(self._on_draw)

    def show_batch(self, batch_id: UUID, view: BatchView) -> None:
        """Offer a draw for this batch, and show the draws so far."""
        if batch_id != self._batch_id:
            self.seed.clear()
            self.clear_error()
        self._batch_id, self._view = batch_id, view
        self._size = self._desk.read(lambda session: frame_size(session, view.frame))
        self.count.setMaximum(max(self._size, 1))
        self.count.setValue(min(_USUAL_COUNT, max(self._size, 1)))
        self._show_past(view.draws)
        self._show_words()
        self.show()
        self.seed.setFocus()

    def _show_words(self) -> None:
        if not self._size:
            self._words.setText("抽样框内没有可抽的案件：请先导入台账，或另建抽样范围更宽的批次。")
        else:
            least = f"，每位承办人至少 {self.per_handler.value()} 件" if self.per_handler.value() else ""
            self._words.setText(
                f"将从抽样框内 {self._size:,} 件中抽取 {self.count.value():,} 件{least}。"
                "抽样框、种子和结果都留痕；用同一抽样框和同一种子，谁来抽结果都一样。"
            )
        relabel(self._draw, f"抽取 {self.count.value():,} 件")
        self._draw.setEnabled(bool(self._size) and bool(self.seed.text().strip()))

    def _on_draw(self) -> None:
        batch_id = self._batch_id
        if batch_id is None or not self._draw.isEnabled():
            return
        count, seed, per_handler = self.count.value(), self.seed.text(), self.per_handler.value()

        def draw(session: Session) -> Changes:
            return batches.draw(session, batch_id, count=count, seed=seed, per_handler=per_handler).changes

        if self._desk.perform(self, draw) is not None:
            self.seed.clear()
            self.drawn.emit()

    def _show_past(self, draws: tuple[DrawRow, ...]) -> None:
        empty_layout(self._past_column)
        for number, row in enumerate(draws, 1):
            self._past_column.addWidget(SectionHeader(f"第 {number} 次抽取", f"{row.count} 件"))
            per_handler = f"{row.per_handler} 件" if row.per_handler else ""
            facts = [
                ("抽样框", f"{row.frame_size:,} 件"),
                ("种子", row.seed),
                ("每位承办人", per_handler),
                ("算法", row.algorithm),
                ("校验值", _in_groups(row.frame_hash)),
            ]
            self._past_column.addWidget(Facts(facts))

    def _fill(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(3 * SPACE)
        form.setHorizontalSpacing(3 * SPACE)
        form.addRow("抽取件数", self.count)
        form.addRow("抽签种子", self.seed)
        form.addRow("每位承办人至少", self.per_handler)
        self.body.addLayout(form)
        self.body.addWidget(self._words)
        self.body.addWidget(self._draw)
        self.body.addLayout(self._past_column)
        self.body.addStretch(1)


def _in_groups(digest: str) -> str:
    """A hash in groups of eight, which wrap and can be read out."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def _spin(name: str, what: str, least: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setObjectName(name)
    spin.setAccessibleName(what)
    spin.setRange(least, 100_000)
    spin.setSuffix(" 件")
    return spin
