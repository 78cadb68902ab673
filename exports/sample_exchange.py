"""The sample's sticks: cards, packages out and in, one lost and found again, the recheck, the archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from exports import pdf
from exports.files import write_atomically
from exports.packages import cards, receiving, sending
from exports.packages.own_keys import OwnKeys, make_keys, own_fingerprint, unlock_keys
from exports.packages.papers import card_document
from exports.packages.receiving import Arrived, Verdict
from exports.packages.sending import Addressee, Exported
from exports.sample import SampleOffice
from models.queries.custody import StaleReading, stale_readings
from models.queries.exchange import PackageRow, package_rows
from models.queries.readings import ReadingRow
from models.queries.seats import SeatRow, seat_row
from models.queries.settings import reviewers
from models.seat import SeatRole
from models.services import custody, settings
from models.store import Store

STICK = "U盘"
LOST_STICK = "U盘（遗失后找回）"
ARCHIVE_PASSPHRASE = "示例口令 2026 云溪"
LOSS = "评查员的电脑损坏，装有结果包的 U 盘遗失"


@dataclass(frozen=True, slots=True)
class SampleSeat:
    """One workspace of the sample with its keys; `work` does what the person there does."""

    store: Store
    keys: OwnKeys
    work: SampleOffice
    reviewer_id: UUID | None = None

    @property
    def name(self) -> str:
        """What the seat is called."""
        return self.store.workspace.name


class SampleExchange:
    """The office and its reviewers, each in a workspace of their own, with nothing between them but sticks.

    Leave it by `close`, or at the end of a `with` block.
    """

    def __init__(self, office: SampleOffice, folder: Path) -> None:
        self._folder = folder
        self.stick, self.lost_stick = folder / STICK, folder / LOST_STICK
        for place in (self.stick, self.lost_stick):
            place.mkdir(parents=True, exist_ok=True)
        make_keys(office.store)
        self.office = SampleSeat(office.store, unlock_keys(office.store), office)
        self.seats: list[SampleSeat] = []
        self._order: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the reviewers' workspaces; the office's is the caller's."""
        for seat in self.seats:
            seat.store.close()

    def set_up(self) -> None:
        """Put the reviewer who works on paper on the list, beside those of the script."""
        with self.office.store.write(self.office.work.actor) as session:
            settings.add_reviewer(session, self.office.work.script.office["on_paper"])

    def start(self) -> None:
        """Remember the order of the cases, by which the script says what is found in each."""
        self._order = {row.number: index for index, row in enumerate(self.office.work.readings())}

    def found(self, person: str, computer: str = "") -> SampleSeat:
        """Found a reviewer's workspace, exchange the cards and compare the digits, both ways."""
        name = f"{person}（{computer}）" if computer else person
        store = Store.create(self._folder / f"评查员-{name}", SeatRole.REVIEWER, name)
        make_keys(store)
        work = SampleOffice(store, self.office.work.today, self.office.work.fonts, actor=person)
        work.batch_id = self.office.work.batch_id
        seat = SampleSeat(store, unlock_keys(store), work, self._person(person))
        self.seats.append(seat)
        self._enrol(seat, self.office)
        self._enrol(self.office, seat)
        return seat

    def _person(self, name: str) -> UUID:
        with self.office.store.read() as session:
            return next(row.id for row in reviewers(session) if row.name == name)

    def _enrol(self, owner: SampleSeat, other: SampleSeat) -> None:
        """Carry the card of one seat to another, where its digits are read out and confirmed."""
        written = cards.write_card(owner.store, owner.keys, self.stick)
        card = cards.read_card(other.store, written.path)
        digits = str(own_fingerprint(owner.store))
        cards.enrol_card(other.store, card, actor=other.work.actor, digits=digits, reviewer_id=owner.reviewer_id)

    def write_card_page(self, seat: SampleSeat) -> Path:
        """The page that goes with a seat's card."""
        card = cards.read_card(seat.store, cards.write_card(seat.store, seat.keys, self.stick).path)
        court = str(self.office.work.script.office["court"])
        path = self._folder / f"登记卡（{seat.name}）.pdf"
        write_atomically(path, pdf.write(card_document(card, court=court), self.office.work.fonts))
        return path

    def hand_over(self, seat: SampleSeat) -> Arrived:
        """Carry the work of a reviewer to the reviewer's computer: an assignment package, written and imported."""
        office = self.office
        to = Addressee(seat.name, self._row(office, seat), seat.reviewer_id)
        batch_id = office.work.batch_id
        sent = sending.send_assignment(office.store, office.keys, batch_id, to, self.stick, actor=office.work.actor)
        return self._import(seat, sent.files[0].path)

    def review(self, seat: SampleSeat, count: int | None = None) -> Sequence[ReadingRow]:
        """Score and submit what a reviewer was given, all or the first few, as the script says."""
        rows = seat.work.readings()[:count]
        for row in rows:
            seat.work.score(row, self._order[row.number])
            seat.work.submit(row, self._order[row.number])
        return rows

    def bring_back(self, seat: SampleSeat, stick: Path | None = None) -> Exported:
        """Write what a reviewer has done onto a stick."""
        to = Addressee(self.office.name, self._row(seat, self.office))
        batch_id = self.office.work.batch_id
        folder = stick or self.stick
        return sending.send_results(seat.store, seat.keys, batch_id, to, folder, actor=seat.work.actor)

    def take_in(self, sent: Exported) -> Arrived:
        """Import results at the office."""
        return self._import(self.office, sent.files[0].path)

    def _import(self, seat: SampleSeat, path: Path) -> Arrived:
        return receiving.import_package(seat.store, path, seat.keys, actor=seat.work.actor)

    @staticmethod
    def _row(here: SampleSeat, there: SampleSeat) -> SeatRow | None:
        with here.store.read() as session:
            return seat_row(session, there.store.workspace.seat_id)

    def paper_work(self) -> list[tuple[int, ReadingRow]]:
        """The cases that were never handed over, with their places in the script."""
        person = self.office.work.script.office["on_paper"]
        return [(self._order[row.number], row) for row in self.office.work.readings() if row.reviewer == person]

    def reassign(self, seat: SampleSeat) -> int:
        """Give the work of a reviewer anew, whose computer and stick are gone; the number of cases."""
        assert seat.reviewer_id is not None
        with self.office.store.write(self.office.work.actor) as session:
            count, _ = custody.reassign(session, self.office.work.batch_id, seat.reviewer_id, LOSS)
        return count

    def stale(self) -> tuple[StaleReading, ...]:
        """What came back of work that had been given anew, and waits for a decision."""
        with self.office.store.read() as session:
            return stale_readings(session)

    def reject(self, readings: Sequence[StaleReading]) -> None:
        """Let old readings rest, since the work was done again."""
        with self.office.store.write(self.office.work.actor) as session:
            for row in readings:
                custody.reject(
                    session,
                    row.assignment_id,
                    reason="已由同一评查员在新电脑上重新评查并提交",
                    decided_by=self.office.work.actor,
                )

    def assign_recheck(self, seat: SampleSeat) -> int:
        """Give the cases that wait for the recheck to a reviewer; their number."""
        assert seat.reviewer_id is not None
        with self.office.store.write(self.office.work.actor) as session:
            count, _ = custody.assign_recheck(session, self.office.work.batch_id, seat.reviewer_id)
        return count

    def archive(self) -> Exported:
        """Write the closed batch for the upper court, sealed by a passphrase."""
        office = self.office
        to = Addressee(str(office.work.script.office["upper_office"]), passphrase=ARCHIVE_PASSPHRASE)
        batch_id = office.work.batch_id
        return sending.send_archive(office.store, office.keys, batch_id, to, self.stick, actor=office.work.actor)

    def verify(self, sent: Exported) -> Verdict:
        """Whether an archive opens under its passphrase and is whole."""
        office = self.office
        path = sent.files[0].path
        return receiving.verify_package(office.store, path, office.keys, passphrase=ARCHIVE_PASSPHRASE)

    def confirm(self, seat: SampleSeat) -> Arrived:
        """Carry the receipts for everything that has come from a reviewer back there."""
        office = self.office
        to = Addressee(seat.name, self._row(office, seat), seat.reviewer_id)
        sent = sending.send_receipt(office.store, office.keys, to, self.stick, actor=office.work.actor)
        return self._import(seat, sent.files[0].path)

    def register(self) -> list[tuple[str, PackageRow]]:
        """Every package that a seat of the sample has written, with the name of that seat, in the order of writing."""
        rows: list[tuple[str, PackageRow]] = []
        for seat in (self.office, *self.seats):
            with seat.store.read() as session:
                rows += [(seat.name, row) for row in package_rows(session) if row.direction.value == "out"]
        return sorted(rows, key=lambda row: row[1].entry_id)

    def files(self) -> list[Path]:
        """The files on the sticks."""
        return sorted(self.stick.iterdir()) + sorted(self.lost_stick.iterdir())
