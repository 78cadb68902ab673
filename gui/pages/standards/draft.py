"""A draft on the desk: its sheet, what is wrong with it, and every step so that it can be undone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from review_forms.standard_columns import SECTION_KEYS
from review_forms.standard_sheet import Row, SheetFault, StandardSheet, check_sheet, takes

HEAD_ROW = -1
"""Stands for the head of the standard where a row is asked for."""

_KINDS: Mapping[str, str] = {"kind": "酌定扣分", "remediable": "是"}
_NOTHING = StandardSheet({}, ())


class Spot(NamedTuple):
    """What one text belongs to: the row (or `HEAD_ROW`) and the key."""

    row: int
    key: str


class _Step(QUndoCommand):
    """From one sheet to the next; steps of one typing become one."""

    def __init__(self, draft: "Draft", text: str, after: StandardSheet, row: int, run: int = -1) -> None:
        super().__init__(text)
        self._draft = draft
        self.before, self.after = draft.sheet, after
        self._row = row
        self._run = run

    def id(self) -> int:
        """What joins the steps of one typing; -1 joins nothing."""
        return self._run

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in what was typed next."""
        assert isinstance(other, _Step)
        self.after = other.after
        return True

    def redo(self) -> None:
        """Go forward."""
        self._draft.put(self.after, self._row)

    def undo(self) -> None:
        """Go back."""
        self._draft.put(self.before, self._row)


class Draft(QObject):
    """Emits `changed` with the row that was touched after every step, `checked` when the faults are known anew.

    The rows of one section stand together and say the same of it; the steps keep it so.
    """

    changed = Signal(int)
    checked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sheet = _NOTHING
        self.faults: tuple[SheetFault, ...] = ()
        self.steps = QUndoStack(self)
        self._told: dict[Spot, str] = {}
        self._runs: dict[Spot, int] = {}
        self._next_run = 0

    def open(self, sheet: StandardSheet) -> None:
        """Begin with a sheet; what was done to another cannot be undone any more."""
        self.steps.clear()
        self._runs.clear()
        self.put(sheet, 0 if sheet.rows else HEAD_ROW)
        self.check()

    def put(self, sheet: StandardSheet, row: int) -> None:
        """Let another sheet hold; the steps do so."""
        self.sheet = sheet
        self.changed.emit(min(row, len(sheet.rows) - 1))

    def check(self) -> None:
        """Find what is wrong."""
        self.faults = check_sheet(self.sheet)
        self._told = {}
        for fault in self.faults:
            spot = Spot(HEAD_ROW if fault.row is None else fault.row, fault.column)
            told = self._told.get(spot)
            self._told[spot] = f"{told}；{fault.message}" if told else fault.message
        self.checked.emit()

    def end_typing(self) -> None:
        """What is typed next is a step of its own."""
        self._runs.clear()

    def fault_at(self, row: int, key: str) -> str:
        """What is wrong with one text; empty where nothing is."""
        return self._told.get(Spot(row, key), "")

    def text_at(self, row: int, key: str) -> str:
        """One text."""
        return self._cells(row).get(key, "")

    def is_wanted(self, row: int, key: str) -> bool:
        """Whether a text has its place there, or is there nevertheless, or lacks: only then is it worth showing."""
        return takes(self._cells(row), key) or bool(self.text_at(row, key) or self.fault_at(row, key))

    def set_text(self, row: int, key: str, text: str) -> None:
        """Change one text; what belongs to a section changes in all of its rows."""
        if self.text_at(row, key) == text:
            return
        spot = Spot(row, key)
        if spot not in self._runs:
            self._runs = {spot: self._next_run}
            self._next_run += 1
        self.steps.push(_Step(self, "修改", self._with_text(row, key, text), row, self._runs[spot]))

    def sections(self) -> list[range]:
        """The rows of each section."""
        rows = self.sheet.rows
        starts = [at for at in range(len(rows)) if at == 0 or _section_of(rows[at]) != _section_of(rows[at - 1])]
        stops = [*starts[1:], len(rows)] if starts else []
        return [range(start, stop) for start, stop in zip(starts, stops, strict=True)]

    def section_at(self, row: int) -> range:
        """The rows of the section that a row is in."""
        return next((rows for rows in self.sections() if row in rows), range(0))

    def add_item(self, row: int) -> None:
        """Put a blank item behind a row, into its section."""
        rows = list(self.sheet.rows)
        shared = {key: rows[row].get(key, "") for key in SECTION_KEYS} if 0 <= row < len(rows) else _first_section()
        at = row + 1 if 0 <= row < len(rows) else len(rows)
        rows.insert(at, {**shared, **_KINDS, "id": self._free_id()})
        self._push("增加评查项", rows, at)

    def add_section(self, row: int) -> None:
        """Put a section with a blank item behind the section of a row."""
        rows = list(self.sheet.rows)
        at = self.section_at(row).stop if 0 <= row < len(rows) else len(rows)
        taken = {_section_of(each) for each in rows}
        name = next(f"section-{number}" for number in range(len(taken) + 1, 10_000) if f"section-{number}" not in taken)
        rows.insert(at, {"section_id": name, "section": "新类别", **_KINDS, "id": self._free_id()})
        self._push("增加类别", rows, at)

    def remove(self, removed: range) -> None:
        """Take some rows out."""
        rows = [row for at, row in enumerate(self.sheet.rows) if at not in removed]
        self._push("删除", rows, min(removed.start, len(rows) - 1))

    def move_item(self, row: int, by: int) -> None:
        """Move an item up (-1) or down (1); over the edge of its section it goes into the next one."""
        rows = list(self.sheet.rows)
        other = row + by
        if not 0 <= other < len(rows):
            return
        if _section_of(rows[other]) != _section_of(rows[row]):
            if len(self.section_at(row)) == 1:
                return
            rows[row] = {**rows[row], **{key: rows[other].get(key, "") for key in SECTION_KEYS}}
            self._push("移动", rows, row)
            return
        rows[row], rows[other] = rows[other], rows[row]
        self._push("移动", rows, other)

    def move_section(self, row: int, by: int) -> None:
        """Move the section of a row over its neighbour."""
        sections = self.sections()
        at = next((at for at, rows in enumerate(sections) if row in rows), -1)
        other = at + by
        if at < 0 or not 0 <= other < len(sections):
            return
        sections[at], sections[other] = sections[other], sections[at]
        rows = [self.sheet.rows[each] for section in sections for each in section]
        self._push("移动类别", rows, sum(len(section) for section in sections[:other]))

    def _cells(self, row: int) -> Row:
        return self.sheet.head if row == HEAD_ROW else self.sheet.rows[row]

    def _with_text(self, row: int, key: str, text: str) -> StandardSheet:
        if row == HEAD_ROW:
            return replace(self.sheet, head={**self.sheet.head, key: text})
        touched = self.section_at(row) if key in SECTION_KEYS else range(row, row + 1)
        rows = tuple({**cells, key: text} if at in touched else cells for at, cells in enumerate(self.sheet.rows))
        return replace(self.sheet, rows=rows)

    def _push(self, text: str, rows: list[Row], row: int) -> None:
        self.end_typing()
        self.steps.push(_Step(self, text, replace(self.sheet, rows=tuple(rows)), row))

    def _free_id(self) -> str:
        taken = {row.get("id", "") for row in self.sheet.rows}
        numbers = range(len(taken) + 1, len(taken) + 10_000)
        return next(f"item-{number}" for number in numbers if f"item-{number}" not in taken)


def _section_of(row: Row) -> str:
    return row.get("section_id", "")


def _first_section() -> dict[str, str]:
    return {"section_id": "section-1", "section": "新类别", "absolute": ""}
