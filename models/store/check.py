"""Whether a workspace is whole: its file, its references, its audit trail, its cached states, its letter numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from models.audit import FIRST_HASH, AuditEntry, entry_hash
from models.batch import Batch, ReviewedCase
from models.case import Case
from models.determination import Determination
from models.letter import Letter
from models.services.review_states import state_from_facts
from models.store.content import content_hash
from models.store.engine import raw_connection
from models.store.faults import WorkspaceDamagedError
from models.store.store import Store

MOST_PROBLEMS = 100
_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found: at most `MOST_PROBLEMS` sentences, and the hash of the facts, blank when unreadable."""

    ok: bool
    content_hash: str
    problems: tuple[str, ...]


def check(store: Store) -> CheckReport:
    """Look at the whole workspace as it stands at one moment; nothing is changed.

    Raises:
        StorageError: the disk refuses. A damaged file is a problem in the report, not an error.
    """
    try:
        with store.read() as session:
            return _report(session)
    except WorkspaceDamagedError as error:
        return CheckReport(False, "", (str(error),))


def _report(session: Session) -> CheckReport:
    connection = raw_connection(session.connection())
    rows = connection.execute(f"PRAGMA integrity_check({MOST_PROBLEMS})").fetchall()
    if rows != [("ok",)]:
        return CheckReport(False, "", tuple(f"数据库文件已损坏，请恢复备份：{row[0]}" for row in rows))
    problems = tuple(islice(_problems(session), MOST_PROBLEMS))
    return CheckReport(not problems, content_hash(connection), problems)


def _problems(session: Session) -> Iterator[str]:
    yield from _dangling_rows(session)
    yield from _broken_trail(session)
    yield from _stale_states(session)
    yield from _stale_grades(session)
    yield from _letter_gaps(session)


def _dangling_rows(session: Session) -> Iterator[str]:
    for table, row, target, _ in session.connection().exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"数据表 {table} 第{row}行指向 {target} 中不存在的记录"


def _broken_trail(session: Session) -> Iterator[str]:
    """Walk the chain of the audit trail; what was cut off at its end leaves no trace in it."""
    last_sequence, last_hash = 0, FIRST_HASH
    query = select(AuditEntry).order_by(AuditEntry.sequence).execution_options(yield_per=_CHUNK)
    for entry in session.execute(query).scalars():
        if entry.sequence != last_sequence + 1:
            yield f"操作留痕缺少第{last_sequence + 1}至{entry.sequence - 1}条"
        elif entry.previous_hash != last_hash:
            yield f"操作留痕第{entry.sequence}条与前一条不衔接"
        if entry_hash(entry) != entry.hash:
            yield f"操作留痕第{entry.sequence}条被改动过"
        last_sequence, last_hash = entry.sequence, entry.hash


def _stale_states(session: Session) -> Iterator[str]:
    query = (
        select(ReviewedCase.id, ReviewedCase.state, Case.number, Batch.name)
        .join(Case, Case.id == ReviewedCase.case_id)
        .join(Batch, Batch.id == ReviewedCase.batch_id)
        .order_by(ReviewedCase.id)
    )
    for row in session.execute(query).all():
        state = state_from_facts(session, row.id)
        if row.state != state.value:
            yield f"批次“{row.name}”中{row.number}的状态记为“{row.state}”，按事实应为“{state.value}”（{state.label}）"


def _stale_grades(session: Session) -> Iterator[str]:
    newer = aliased(Determination)
    is_newest = ~exists().where(
        newer.reviewed_case_id == Determination.reviewed_case_id, newer.revision > Determination.revision
    )
    query = (
        select(ReviewedCase.grade, Determination.grade.label("determined"), Case.number)
        .join(Case, Case.id == ReviewedCase.case_id)
        .outerjoin(Determination, (Determination.reviewed_case_id == ReviewedCase.id) & is_newest)
        .order_by(ReviewedCase.id)
    )
    for row in session.execute(query):
        if row.grade != (row.determined or ""):
            yield f"{row.number}的等次记为“{row.grade}”，审定的是“{row.determined or ''}”"


def _letter_gaps(session: Session) -> Iterator[str]:
    own = Letter.seat_id == session.info["seat_id"]
    query = select(Letter.year, Letter.serial).where(own).order_by(Letter.year, Letter.serial)
    for year, rows in groupby(session.execute(query), key=lambda row: row.year):
        serials = {row.serial for row in rows}
        missing = sorted(set(range(1, max(serials) + 1)) - serials)
        if missing:
            yield f"{year}年的反馈意见书文号缺少{'、'.join(map(str, missing[:10]))}号，共缺{len(missing)}个"
