"""A filled score sheet beside what is already there: where they differ, somebody chooses side by side."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from exports.ledgers.comparing import ComparedRow, Relation
from exports.ledgers.score_files import RefusedRow, ScoreComparison
from gui.actions import make_action
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.theme import SPACE
from gui.widgets.buttons import primary_button, relabel, secondary_button
from gui.widgets.labels import lead, muted
from gui.widgets.table import Table

Key = tuple[str, str]
Apply = Callable[[Collection[Key], Collection[Key]], object]

_WIDTH, _HEIGHT = 1040, 640
_LEAST_SIDE = 84


class Decision(StrEnum):
    """Which side holds."""

    KEEP = "keep"
    TAKE = "take"

    @property
    def label(self) -> str:
        """The Chinese words for it."""
        return "保留原评定" if self is Decision.KEEP else "采用评分表"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One line of the table: an item with both sides in words, or a row of the sheet that could not be read."""

    key: Key
    relation: Relation
    place: str
    case_number: str
    item: str
    standing: str
    coming: str
    decision: Decision | None = None

    @property
    def is_open_to_choice(self) -> bool:
        """Whether either side could hold."""
        return self.relation in (Relation.CONFLICT, Relation.NEW)

    @property
    def decision_words(self) -> str:
        """What will be done with it."""
        if not self.is_open_to_choice:
            return self.relation.label
        return self.decision.label if self.decision else "待定"


def rows_of(found: ScoreComparison) -> list[PaperRow]:
    """The lines for a compared file: conflicts first; what is new is taken unless somebody says otherwise."""
    rows = [_compared(row) for row in found.rows]
    return rows + [_refused(at, row) for at, row in enumerate(found.refused)]


def _compared(row: ComparedRow) -> PaperRow:
    place = "、".join(map(str, row.rows))
    decision = Decision.TAKE if row.relation is Relation.NEW else None
    coming = f"{row.reason}\n{row.coming_words}" if row.reason else row.coming_words
    return PaperRow(row.key, row.relation, place, row.case_number, row.item, row.standing_words, coming, decision)


def _refused(at: int, row: RefusedRow) -> PaperRow:
    place = str(row.row) if row.row else ""
    return PaperRow(("", str(at)), Relation.REFUSED, place, row.case_number, row.item, "", row.reason)


class PaperDialog(QDialog):
    """Shows both sides of every row; 1 keeps what stands, 2 takes the sheet; hands the chosen keys to `apply`."""

    def __init__(self, parent: QWidget, found: ScoreComparison, apply: Apply) -> None:
        super().__init__(parent)
        self.setObjectName("paper_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("评衡")
        self._apply = apply
        self._model = RowsModel(_columns(), lambda row: row.key)
        self.table = Table[PaperRow]("paper_table", "评分表各项", self._model)
        self._standing = _side("paper_standing", "原评定")
        self._coming = _side("paper_coming", "评分表")
        self._counts = muted("")
        self._hint = muted("")
        self._hint.setWordWrap(True)
        self._keep = secondary_button("keep_standing", "保留原评定（1）", partial(self.decide, Decision.KEEP))
        self._take = secondary_button("take_sheet", "采用评分表（2）", partial(self.decide, Decision.TAKE))
        self._keep_all = secondary_button("keep_all", "不一致的全部保留", partial(self.decide_all, Decision.KEEP))
        self._take_all = secondary_button("take_all", "不一致的全部采用", partial(self.decide_all, Decision.TAKE))
        self._step = primary_button("apply_paper", "", self.accept, keys="Ctrl+Return")
        self._lay_out(found)
        self._add_keys()
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_sides())
        self.accepted.connect(self._hand_over)
        self._model.set_rows(rows_of(found))
        is_one_case = len({row.case_number for row in self.rows}) < 2
        self.table.leave_out(("case",) if is_one_case else ())
        self._show_counts(found)
        self._show_state()
        self.table.setFocus()
        if self._model.rows:
            self.table.choose(self._model.rows[0].key)

    @property
    def rows(self) -> tuple[PaperRow, ...]:
        """The lines in the order shown."""
        return self._model.rows

    def decide(self, decision: Decision) -> None:
        """Let one side hold in the selected rows, and go on to the next conflict without a decision."""
        chosen = {row.key for row in self.table.selected_rows()}
        self._change(chosen, decision)
        below = self.table.currentIndex().row() + 1
        rows = [*self.rows[below:], *self.rows[:below]]
        following = next((row for row in rows if row.relation is Relation.CONFLICT and row.decision is None), None)
        if following is not None:
            self.table.choose(following.key)
        self._show_state()

    def decide_all(self, decision: Decision) -> None:
        """Let one side hold in all conflicts."""
        self._change({row.key for row in self.rows if row.relation is Relation.CONFLICT}, decision)
        self._show_state()

    def _change(self, keys: Collection[Key], decision: Decision) -> None:
        self._model.set_rows(
            [replace(row, decision=decision) if row.key in keys and row.is_open_to_choice else row for row in self.rows]
        )

    def _keys(self, decision: Decision) -> list[Key]:
        return [row.key for row in self.rows if row.is_open_to_choice and row.decision is decision]

    def _hand_over(self) -> None:
        self._apply(self._keys(Decision.TAKE), self._keys(Decision.KEEP))

    def _show_sides(self) -> None:
        row = self.table.current_row()
        self._standing.setPlainText(row.standing if row else "")
        self._coming.setPlainText(row.coming if row else "")
        for button in (self._keep, self._take):
            button.setEnabled(row is not None and row.is_open_to_choice)

    def _show_state(self) -> None:
        """Say on the button what it will do, and beside it what stays open."""
        taken, kept = len(self._keys(Decision.TAKE)), len(self._keys(Decision.KEEP))
        words = f"采用 {taken} 项" + (f"，保留 {kept} 项" if kept else "")
        relabel(self._step, words if taken or kept else "完成")
        has_same = any(row.relation is Relation.SAME for row in self.rows)
        self._step.setEnabled(bool(taken or kept or has_same))
        conflicts = [row for row in self.rows if row.relation is Relation.CONFLICT]
        undecided = sum(row.decision is None for row in conflicts)
        self._hint.setText(f"还有 {undecided} 项待定：待定的保持原评定，可以再次读入。" if undecided else "")
        for button in (self._keep_all, self._take_all):
            button.setVisible(bool(conflicts))
        self._show_sides()

    def _show_counts(self, found: ScoreComparison) -> None:
        refused = found.count(Relation.REFUSED) + len(found.refused)
        counts = [(each.label, found.count(each)) for each in (Relation.CONFLICT, Relation.NEW, Relation.SAME)]
        counts += [(Relation.REFUSED.label, refused), ("空白", found.blank)]
        self._counts.setText("　".join(f"{word} {count} 项" for word, count in counts if count))

    def _add_keys(self) -> None:
        for name, words, key, decision in (
            ("keep_key", "保留原评定", "1", Decision.KEEP),
            ("take_key", "采用评分表", "2", Decision.TAKE),
        ):
            make_action(self, name, words, key, partial(self.decide, decision))

    def _lay_out(self, found: ScoreComparison) -> None:
        screen = self.screen().availableGeometry()
        self.resize(min(_WIDTH, screen.width() - 80), min(_HEIGHT, screen.height() - 80))
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * SPACE, 4 * SPACE, 5 * SPACE, 4 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(lead(f"核对评分表：{found.file_name}"))
        column.addWidget(self._counts)
        column.addWidget(self.table, 5)
        sides = QHBoxLayout()
        sides.setSpacing(3 * SPACE)
        for words, text, button in (("原评定", self._standing, self._keep), ("评分表", self._coming, self._take)):
            sides.addLayout(_titled(words, text, button))
        column.addLayout(sides, 2)
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        foot.addWidget(self._keep_all)
        foot.addWidget(self._take_all)
        foot.addWidget(self._hint, 1)
        foot.addWidget(secondary_button("paper_back", "返回", self.reject))
        foot.addWidget(self._step)
        column.addLayout(foot)


def _columns() -> list[Column[PaperRow]]:
    return [
        Column("relation", "对照", lambda row: row.relation.label, 92),
        Column("place", "编号", lambda row: row.place, 56),
        Column("case", "案号", lambda row: row.case_number, 190),
        Column("item", "评查项", lambda row: row.item, 180, stretch=True, tip=lambda row: row.item),
        Column("standing", "原评定", lambda row: _first_lines(row.standing), 160, stretch=True),
        Column("coming", "评分表", lambda row: _first_lines(row.coming), 160, stretch=True),
        Column("decision", "处理", lambda row: row.decision_words, 100),
    ]


def _first_lines(words: str) -> str:
    return words.replace("\n", "　")


def _side(name: str, what: str) -> QPlainTextEdit:
    text = QPlainTextEdit()
    text.setObjectName(name)
    text.setAccessibleName(what)
    text.setReadOnly(True)
    text.setTabChangesFocus(True)
    text.setMinimumHeight(_LEAST_SIDE)
    return text


def _titled(words: str, text: QWidget, button: QWidget) -> QVBoxLayout:
    head = QHBoxLayout()
    head.addWidget(muted(words))
    head.addStretch(1)
    head.addWidget(button)
    column = QVBoxLayout()
    column.setSpacing(SPACE)
    column.addLayout(head)
    column.addWidget(text)
    return column
