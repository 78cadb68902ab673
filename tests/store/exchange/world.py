"""A small world: an office and some reviewers as real workspaces, each with keys, and a stick between them."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid4

import resources
from exports.packages import cards, own_keys, receiving, sending
from exports.packages.own_keys import OwnKeys
from exports.packages.receiving import Arrived
from exports.packages.sending import Addressee, Exported
from models.batch import BatchKind
from models.ledger_row import CaseFacts, LedgerRow
from models.queries import ledgers as ledger_queries
from models.queries import settings as settings_queries
from models.queries.frames import FramePlan
from models.queries.readings import ReadingRow, reading_rows
from models.queries.seats import SeatRow, seat_named
from models.seat import SeatRole
from models.services import answers, batches, ledgers
from models.services.merging import RowOutcome
from models.store import Store
from models.store.check import check
from models.store.content import content_hash
from models.store.engine import connect
from models.store.workspace import DATABASE
from review_forms.answers import Answer, Finding, Verdict
from review_forms.standard import Severity
from tests.store.conftest import STANDARD, TODAY, case_facts

OFFICE = "示例市云溪区人民法院审管办"
PEOPLE = ("评查一", "评查二", "评查三")
ITEMS = ("service", "record", "judgment")


def fault(facts: str = "未附送达回证", severity: Severity = Severity.DEFECT) -> Finding:
    """A finding with an id of its own."""
    return Finding(str(uuid4()), severity, "1", "23", facts, "《民事诉讼法》", "补正并归档")


class Side:
    """One workspace with its keys; `batch_id` is the batch that its methods are about."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store.open(folder)
        self.name = self.store.workspace.name
        self.seat_id = self.store.workspace.seat_id
        self.batch_id: UUID = UUID(int=0)

    @property
    def keys(self) -> OwnKeys:
        """The keys of the seat."""
        return own_keys.unlock_keys(self.store)

    def close(self) -> None:
        """Let go of the workspace."""
        self.store.close()

    def copied(self, folder: Path) -> "Side":
        """Another computer with a copy of this workspace as it stands now."""
        copy_workspace(self.folder, folder)
        side = type(self)(folder)
        side.batch_id = self.batch_id
        return side

    def ask(self, query: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """What a query answers."""
        with self.store.read() as session:
            return query(session, *args, **options)

    def do(self, service: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """What a service answers, in a transaction of its own."""
        with self.store.write(self.name) as session:
            return service(session, *args, **options)

    def rows(self, sql: str, *args: object) -> list[Any]:
        """What the database itself says."""
        with self.store.read() as session:
            found: list[Any] = session.connection().exec_driver_sql(sql, args).fetchall()
        return found

    def change(self, sql: str, *args: object) -> None:
        """Write into the database itself, as a test's hostile hand."""
        with self.store.write(self.name) as session:
            session.connection().exec_driver_sql(sql, args)

    def hash(self) -> str:
        """The content hash of a workspace in which all is well."""
        report = check(self.store)
        assert not report.problems, report.problems
        return report.content_hash

    def seat(self, name: str) -> SeatRow:
        """The seat of that name."""
        found: SeatRow | None = self.ask(seat_named, name)
        assert found is not None
        return found

    def to(self, other: "Side | str") -> Addressee:
        """The address of another side."""
        name = other if isinstance(other, str) else other.name
        return Addressee(name, self.seat(name))

    def read(self, path: Path, **options: Any) -> Arrived:
        """Import a package."""
        return receiving.import_package(self.store, path, self.keys, actor=self.name, **options)

    def look(self, path: Path, **options: Any) -> Arrived:
        """Preview a package."""
        return receiving.preview_package(self.store, path, self.keys, **options)

    def readings(self) -> tuple[ReadingRow, ...]:
        """The readings of the batch that this side sees, by case number."""
        found: tuple[ReadingRow, ...] = self.ask(reading_rows, batch_id=self.batch_id)
        return found

    def answer(
        self, row: ReadingRow, item: str = "service", findings: tuple[Finding, ...] = (), note: str = ""
    ) -> None:
        """Say something of one item."""
        verdict = Verdict.FAULTY if findings else Verdict.CLEAR
        self.do(answers.record_answer, row.assignment_id, Answer(item, verdict, findings, note=note))

    def submit(self, row: ReadingRow, merits: str = "") -> None:
        """Submit a reading in which nothing is wrong."""
        self.do(answers.submit, row.assignment_id, grade="qualified", merits=merits)

    def score(self, row: ReadingRow, findings: tuple[Finding, ...] = (), merits: str = "") -> None:
        """Answer every item and submit."""
        for item in ("service", "judgment"):
            self.answer(row, item)
        self.answer(row, "record", findings)
        worst = max((finding.severity.rank for finding in findings), default=0)
        grade = ("qualified", "defective", "seriously_defective", "wrong")[worst]
        self.do(answers.submit, row.assignment_id, grade=grade, merits=merits)


def without_backups(side: Side) -> Side:
    """The side, making no backups any more: they take most of the time of a test that is about something else."""
    side.store.backup = _no_backup  # type: ignore[method-assign,assignment]
    return side


def _no_backup(reason: str) -> None:
    pass


class World:
    """An office, its reviewers and one stick; `batch_id` is a batch that is drawn and assigned."""

    def __init__(self, folder: Path, people: tuple[str, ...] = PEOPLE) -> None:
        self.folder = folder
        self.stick = folder / "stick"
        self.stick.mkdir(exist_ok=True)
        self.office = Side(folder / "office")
        self.reviewers = [Side(folder / name) for name in people]
        self._others: list[Side] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for side in (self.office, *self.reviewers, *self._others):
            without_backups(side).close()

    def keep(self, side: Side) -> Side:
        """Close one more workspace at the end."""
        self._others.append(side)
        return side

    def use(self, batch_id: UUID) -> None:
        """Let every side speak of this batch."""
        for side in (self.office, *self.reviewers):
            side.batch_id = batch_id

    def assign(self, reviewer: Side, **options: Any) -> Exported:
        """The office writes an assignment for a reviewer."""
        return assignment(self.office, reviewer, self.stick, **options)

    def results(self, reviewer: Side, **options: Any) -> Exported:
        """A reviewer writes results for the office."""
        return results(reviewer, self.stick, **options)

    def give(self, reviewer: Side) -> Arrived:
        """An assignment goes out and is read in."""
        return reviewer.read(self.assign(reviewer).files[0].path)

    def bring(self, reviewer: Side) -> Arrived:
        """Results go back and are read in."""
        return self.office.read(self.results(reviewer).files[0].path)


def assignment(office: Side, reviewer: Side, stick: Path, **options: Any) -> Exported:
    """An office writes an assignment for a reviewer."""
    address = options.pop("to", None) or office.to(reviewer)
    return sending.send_assignment(
        office.store, office.keys, office.batch_id, address, stick, actor="张主任", **options
    )


def results(reviewer: Side, stick: Path, **options: Any) -> Exported:
    """A reviewer writes results for the office."""
    address = options.pop("to", None) or reviewer.to(OFFICE)
    return sending.send_results(
        reviewer.store, reviewer.keys, reviewer.batch_id, address, stick, actor=reviewer.name, **options
    )


def copy_workspace(source: Path, target: Path) -> None:
    """Copy a workspace as it stands, open or not, without its lock and its backups."""
    target.mkdir(parents=True)
    with suppress(FileNotFoundError):
        shutil.copytree(source / "files", target / "files")
    for name in source.iterdir():
        if name.is_file() and not name.name.startswith(DATABASE) and "lock" not in name.name:
            shutil.copy2(name, target / name.name)
    connection = connect(source / DATABASE)
    try:
        connection.execute("VACUUM INTO ?", (str(target / DATABASE),))
    finally:
        connection.close()


def seat_of(folder: Path) -> UUID:
    """The seat of a workspace that may be open."""
    connection = connect(folder / DATABASE)
    try:
        return UUID(connection.execute("SELECT id FROM seats WHERE is_own").fetchone()[0])
    finally:
        connection.close()


def raw_hash(folder: Path) -> str:
    """The content hash of a workspace that may be open."""
    connection = connect(folder / DATABASE)
    try:
        return content_hash(connection)
    finally:
        connection.close()


def introduce(one: Store, other: Store, stick: Path) -> None:
    """Two seats exchange their cards and compare the digits."""
    for giver, taker in ((one, other), (other, one)):
        card = cards.read_card(taker, cards.write_card(giver, own_keys.unlock_keys(giver), stick).path)
        cards.enrol_card(taker, card, actor="核对人", digits="".join(own_keys.own_fingerprint(giver).digits))


def found_world(folder: Path, *, cases: int = 6) -> None:
    """Make the folders of a world: keys made, cards confirmed, a ledger imported, nothing planned yet."""
    stick = folder / "cards"
    stick.mkdir(parents=True)
    with Store.create(folder / "office", SeatRole.OFFICE, OFFICE) as office:
        own_keys.make_keys(office)
        import_cases(office, [case_facts(serial) for serial in range(1, cases + 1)])
        for name in PEOPLE:
            with Store.create(folder / name, SeatRole.REVIEWER, name) as store:
                own_keys.make_keys(store)
                introduce(office, store, stick)
    for backups in folder.glob("*/backups"):
        shutil.rmtree(backups)
    shutil.rmtree(stick)


def import_cases(store: Store, facts: list[CaseFacts]) -> None:
    """Import these cases as one ledger."""
    rows = [LedgerRow(row, fact) for row, fact in enumerate(facts, 2)]
    with store.write("张主任") as session:
        preview = ledger_queries.preview(session, rows)
        ledgers.import_ledger(session, preview, file_name="台账.xlsx", sha256="0" * 64)


def plan_batch(office: Side, count: int, people: tuple[str, ...] = PEOPLE, name: str = "第1批", **plan: Any) -> UUID:
    """A batch of so many cases, drawn and assigned."""
    known = {row.name: row.id for row in office.ask(settings_queries.reviewers)}
    planned = batches.BatchPlan(
        name=name,
        kind=BatchKind.ROUTINE,
        standard_text=STANDARD,
        scale_text=resources.read_text("scales", "four_grades.toml"),
        frame=FramePlan(),
        reviewers=tuple(known[person] for person in people),
        review_due=TODAY + timedelta(days=30),
    )
    batch_id, _ = office.do(batches.create, replace(planned, **plan))
    office.do(batches.draw, batch_id, count=count, seed="20260105")
    office.do(batches.assign, batch_id)
    office.batch_id = batch_id
    return batch_id


def told(arrived: Arrived) -> dict[str, int]:
    """The outcomes of an import that happened at all."""
    return {outcome.value: count for outcome, count in arrived.counts.items() if count and outcome in RowOutcome}
