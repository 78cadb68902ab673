"""The third step of an import: what becomes of every row, which changes to take, and afterwards the report."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.table_models.columns import Column
from gui.table_models.ticked import TickedModel
from gui.theme import SPACE
from gui.widgets.banner import Banner
from gui.widgets.buttons import primary_button, relabel, secondary_button
from gui.widgets.chips import Chips
from gui.widgets.labels import ElidedLabel
from gui.widgets.table import Table
from models.queries.ledgers import FieldChange, ImportPreview, Outcome, RowOutcome
from review_forms.category import CaseCategory

_ALL = "all"


class ImportOutcomes(QWidget):
    """Every row with its outcome, filtered by outcome; changed rows have a box that says whether the change is taken.

    Emits `import_asked`, `back_asked`, and after the import `undo_asked` or `done`.
    """

    import_asked = Signal()
    back_asked = Signal()
    undo_asked = Signal()
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview = ImportPreview((), {})
        self._is_over = False
        self._file = ElidedLabel()
        self._file.setProperty("kind", "lead")
        choices = [(_ALL, "全部"), *((outcome.value, outcome.label) for outcome in Outcome)]
        self.chips = Chips("outcome_filter", "按结果筛选", choices, [Outcome.REJECTED.value])
        self._banner = Banner()
        self._model = TickedModel(_columns(), lambda row: row.row, self._may_tick)
        self.table = Table[RowOutcome]("outcomes_table", "每一行的结果", self._model)
        self._all_changes = QCheckBox("")
        self._all_changes.setObjectName("accept_all")
        self._import = primary_button("import_rows", "导入", self.import_asked.emit, "import", "Ctrl+Return")
        self._back = secondary_button("back_to_columns", "上一步", self.back_asked.emit)
        self._undo = secondary_button("undo_this_import", "撤销这次导入…", self.undo_asked.emit, "history")
        self._done = primary_button("show_cases", "查看案件", self.done.emit, "forward", "Ctrl+Return")
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.table)

    def show_preview(self, file_name: str, preview: ImportPreview) -> None:
        """Show what an import would do; no change is accepted yet."""
        self._preview, self._is_over = preview, False
        self._file.setText(f"《{file_name}》")
        self._model.tick_only(())
        changed = preview.counts.get(Outcome.CHANGED, 0)
        self._all_changes.setText(f"{changed:,} 件与已有内容不同，全部以台账为准")
        self._all_changes.setVisible(bool(changed))
        self._show(_ALL)
        self._banner.clear()
        if changed:
            self._banner.show_hint("有变化的案件默认保留原内容：要以台账为准的请打勾，空格键可勾选选中的各行。")

    def show_report(self, preview: ImportPreview, *, may_undo: bool) -> None:
        """Say what the import did, beginning with the rows that were not taken."""
        accepted = len(self.accepted())
        self._preview, self._is_over = preview, True
        self._all_changes.hide()
        left = preview.counts.get(Outcome.REJECTED, 0)
        self._show(Outcome.REJECTED.value if left else _ALL)
        self._undo.setVisible(may_undo)
        updated = f"，更新 {accepted:,} 件" if accepted else ""
        words = f"导入完成：新增 {preview.counts.get(Outcome.NEW, 0):,} 件{updated}。"
        rest = f"{left:,} 行没有导入，原因列在下面；在台账中改正后可以再导入一次，已导入的不会重复。" if left else ""
        self._banner.show_done(words + rest)

    def accepted(self) -> Collection[int]:
        """The row numbers of the changes that are taken."""
        return frozenset(row for row in self._model.ticked if isinstance(row, int))

    def _may_tick(self, row: RowOutcome) -> bool:
        return row.outcome is Outcome.CHANGED and not self._is_over

    def _show(self, key: str) -> None:
        counts = {outcome.value: self._preview.counts.get(outcome, 0) for outcome in Outcome}
        self.chips.set_counts({_ALL: len(self._preview.rows), **counts})
        self.chips.choose(key)
        self._show_rows(key)
        for button in (self._undo, self._done):
            button.setVisible(self._is_over)
        for button in (self._back, self._import):
            button.setVisible(not self._is_over)
        self._show_step()

    def _show_rows(self, key: str) -> None:
        self._model.set_rows(self._preview.rows if key == _ALL else self._preview.of(Outcome(key)))

    def _show_step(self) -> None:
        new, accepted = self._preview.counts.get(Outcome.NEW, 0), len(self.accepted())
        parts = [f"新增 {new:,} 件" if new else "", f"更新 {accepted:,} 件" if accepted else ""]
        text = "，".join(part for part in parts if part)
        relabel(self._import, f"导入：{text}" if text else "没有可导入的内容")
        self._import.setEnabled(bool(text))
        self._all_changes.blockSignals(True)
        self._all_changes.setChecked(bool(accepted) and accepted == self._preview.counts.get(Outcome.CHANGED, 0))
        self._all_changes.blockSignals(False)

    def _connect(self) -> None:
        self.chips.chosen.connect(self._show_rows)
        self._model.ticks_changed.connect(self._show_step)
        self._all_changes.toggled.connect(self._on_all_toggled)
        make_action(self, "tick_rows", "勾选或取消选中的行", "Space", self._tick_selected)

    def _on_all_toggled(self, is_ticked: bool) -> None:
        changed = self._preview.of(Outcome.CHANGED)
        self._model.tick_only([row.row for row in changed] if is_ticked else ())

    def _tick_selected(self) -> None:
        self._model.toggle(self.table.selected_rows())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._file)
        head.addStretch(1)
        chips = QHBoxLayout()
        chips.addWidget(self.chips)
        chips.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self._all_changes)
        foot.addStretch(1)
        for button in (self._back, self._undo, self._import, self._done):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addLayout(head)
        column.addWidget(self._banner)
        column.addLayout(chips)
        column.addWidget(self.table, 1)
        column.addLayout(foot)


def _columns() -> tuple[Column[RowOutcome], ...]:
    return (
        Column("number", "案号", lambda row: row.number or "—", 250),
        Column("row", "行", lambda row: row.row, 62, is_number=True),
        Column("outcome", "结果", lambda row: row.outcome.label, 96),
        Column("words", "说明", _words, 420, stretch=True, tip=lambda row: _words(row, "\n")),
    )


def _words(row: RowOutcome, between: str = "；") -> str:
    """Why a row is not taken, what it would change, or what is odd about it."""
    changes = between.join(
        f"{change.label}：{_plain(change, change.old)} → {_plain(change, change.new)}" for change in row.changes
    )
    return between.join(part for part in (row.reason, changes, *row.warnings) if part)


def _plain(change: FieldChange, value: Any) -> str:
    if value in (None, ""):
        return "（空）"
    if change.field == "category":
        return CaseCategory(value).label
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)
