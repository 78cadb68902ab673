"""An office and a reviewer, each with a workspace and keys of its own, and the stick between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from exports.packages import cards, own_keys, receiving, sending
from exports.sample import SampleOffice
from models.queries.readings import reading_rows
from models.queries.seats import SeatRow, seat_named
from models.seat import SeatRole
from models.services import custody
from models.store import Store

TODAY = date(2026, 1, 5)
OFFICE = "示例审管办"


@dataclass
class Parties:
    """Both workspaces; the batch of the office is drawn and assigned."""

    office: Store
    reviewer: Store
    sample: SampleOffice
    stick: Path

    @property
    def name(self) -> str:
        """The reviewer."""
        return self.reviewer.workspace.name

    def give(self) -> None:
        """Write the reviewer's work onto the stick and read it in on the other side."""
        seat = _seat(self.office, self.name)
        keys = own_keys.unlock_keys(self.office)
        addressee = sending.Addressee(self.name, seat)
        written = sending.send_assignment(
            self.office, keys, self.sample.batch_id, addressee, self.stick, actor=OFFICE, with_attachments=True
        )
        for file in written.files:
            receiving.import_package(self.reviewer, file.path, own_keys.unlock_keys(self.reviewer), actor=self.name)

    def give_rechecks(self) -> int:
        """Let the office come to the recheck of the reviewer's own readings, and give it to the same reviewer."""
        sample = self.sample
        with self.office.read() as session:
            rows = [row for row in reading_rows(session) if row.reviewer == self.name][:2]
        for index, row in enumerate(rows):
            sample.score(row, index)
            sample.submit(row, index)
        sample.determine(rows)
        sample.issue()
        sample.serve()
        sample.remedy(self.stick / "整改台账.xlsx")
        with self.office.write(OFFICE) as session:
            count, _ = custody.assign_recheck(session, sample.batch_id, rows[0].reviewer_id)
        self.give()
        return count


def _seat(store: Store, name: str) -> SeatRow:
    with store.read() as session:
        seat = seat_named(session, name)
    assert seat is not None
    return seat


def introduce(store: Store, other: Store, stick: Path) -> None:
    """Let a workspace enrol the other's card and confirm its digits."""
    path = cards.write_card(other, own_keys.unlock_keys(other), stick).path
    digits = "".join(own_keys.own_fingerprint(other).digits)
    cards.enrol_card(store, cards.read_card(store, path), actor=store.workspace.name, digits=digits)


@pytest.fixture
def parties(tmp_path: Path) -> Iterator[Parties]:
    """An office whose batch waits to be read, and the first of its reviewers, who know each other."""
    stick = tmp_path / "stick"
    stick.mkdir()
    with Store.create(tmp_path / "office", SeatRole.OFFICE, OFFICE) as office:
        sample = SampleOffice(office, TODAY)
        sample.set_up()
        sample.import_ledger()
        sample.plan()
        with Store.create(tmp_path / "reviewer", SeatRole.REVIEWER, sample.readings()[0].reviewer) as reviewer:
            for store in (office, reviewer):
                own_keys.make_keys(store)
            introduce(office, reviewer, stick)
            introduce(reviewer, office, stick)
            yield Parties(office, reviewer, sample, stick)
