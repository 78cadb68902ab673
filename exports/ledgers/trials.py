"""A batch tried under another standard, as a spreadsheet: both grades of every case, and why they differ."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from exports.ledgers.tables import Column, Kind, Table, Value, write_workbook
from models.queries.regrading import RegradedCase, Regrading
from review_forms.grading import Reason

_COLUMNS = (
    Column("案号", 28),
    Column("原建议等次", 12, Kind.CENTRED),
    Column("原得分", 9, Kind.NUMBER),
    Column("新建议等次", 12, Kind.CENTRED),
    Column("新得分", 9, Kind.NUMBER),
    Column("是否变化", 9, Kind.CENTRED),
    Column("未评项数", 9, Kind.NUMBER),
    Column("新出现的理由", 44),
    Column("不再有的理由", 44),
    Column("已审定等次", 11, Kind.CENTRED),
)


def write_trial(path: Path, trial: Regrading) -> int:
    """Write every case of a trial, the changed ones first, and give their number.

    Raises:
        StorageError: The folder or the disk refuses.
    """
    title = f"{trial.batch} 按《{trial.new.title}》{trial.new.version} 试算（只供参考，不改变评查结果）"
    cases = sorted(trial.cases, key=lambda case: not case.is_changed)
    return write_workbook(path, (Table("试算", title, _COLUMNS, map(_row, cases)),))


def _row(case: RegradedCase) -> Sequence[Value]:
    return (
        case.number,
        case.old.proposed.name,
        case.old.points,
        case.new.proposed.name,
        case.new.points,
        "变化" if case.is_changed else "不变",
        case.unanswered or None,
        _texts(case.gained),
        _texts(case.lost),
        "" if case.determined is None else case.determined.name,
    )


def _texts(reasons: Iterable[Reason]) -> str:
    return "\n".join(reason.text for reason in reasons)
