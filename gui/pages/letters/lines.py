"""The lines of the letters' table: a case that waits for its letter or has it, and what stands against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from gui.table_models.columns import Column
from gui.widgets.badges import grade_text
from models.queries.letters import LetterRow

ALL, WAITING, ISSUED, SERVED, FAULTY = "all", "waiting", "issued", "served", "faulty"
SHELVES = ((ALL, "全部"), (WAITING, "待发"), (ISSUED, "已发"), (SERVED, "已送达"), (FAULTY, "有误"))


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One case with its letter; `faults` are the reasons why it cannot go out as it stands."""

    row: LetterRow
    faults: tuple[str, ...] = ()

    @property
    def id(self) -> UUID:
        """What stays the same when the letter goes out."""
        return self.row.reviewed_case_id

    @property
    def is_waiting(self) -> bool:
        """Whether it has no number yet."""
        return self.row.letter_id is None

    @property
    def is_ready(self) -> bool:
        """Whether it can be numbered now."""
        return self.is_waiting and not self.faults

    @property
    def case(self) -> str:
        """The case number, marked when the letter cannot go out; the mark stands where others have their box."""
        return f"▲ {self.row.case_number}" if self.faults else self.row.case_number

    @property
    def number(self) -> str:
        """The letter's number, or that it has none."""
        return self.row.number or ("有误，不编号" if self.faults else "待编号")

    @property
    def service(self) -> str:
        """Who received it and when, or what stands against it."""
        if self.faults:
            return self.faults[0]
        if self.is_waiting:
            return "—"
        if self.row.served_on is None:
            return "待送达"
        return f"{self.row.served_on:%m-%d} {self.row.received_by}"

    @property
    def remark(self) -> str:
        """What the cells have no room for."""
        if self.faults or self.row.served_on is None:
            return "".join(self.faults)
        return f"{self.row.served_on} 由{self.row.received_by}签收"

    def is_on(self, shelf: str) -> bool:
        """Whether it belongs to one of the `SHELVES`."""
        return {
            ALL: True,
            WAITING: self.is_waiting,
            ISSUED: not self.is_waiting,
            SERVED: self.row.served_on is not None,
            FAULTY: bool(self.faults),
        }[shelf]

    def matches(self, text: str) -> bool:
        """Whether the text stands in its numbers, its department or its people."""
        row = self.row
        return text in " ".join((row.number, row.case_number, row.department, row.handler, row.received_by))


def lines_of(rows: Sequence[LetterRow], faults: Mapping[UUID, tuple[str, ...]]) -> tuple[LetterLine, ...]:
    """The rows with what stands against those that wait."""
    return tuple(LetterLine(row, () if row.letter_id else faults.get(row.reviewed_case_id, ())) for row in rows)


def counts_of(lines: Sequence[LetterLine]) -> dict[str, int]:
    """How many lines are on each shelf."""
    return {shelf: sum(line.is_on(shelf) for line in lines) for shelf, _ in SHELVES}


COLUMNS: tuple[Column[LetterLine], ...] = (
    Column("case", "案号", lambda line: line.case, width=222, badge=True, sort_key=lambda line: line.row.case_number),
    Column("department", "承办部门", lambda line: line.row.department, width=120),
    Column("grade", "等次", lambda line: grade_text(line.row.grade.shape, line.row.grade.name), width=100, badge=True),
    Column("number", "文号", lambda line: line.number, width=168),
    Column("service", "送达", lambda line: line.service, width=100, stretch=True, tip=lambda line: line.remark),
)
