"""Taking scanned files into the workspace: how far it is, and what a cancelled copy leaves."""

from pathlib import Path
from uuid import UUID

import pytest

from exports.packages.attachments import attach, path_of
from models.ledger_row import CaseFacts, LedgerRow
from models.queries.attachments import attachments
from models.queries.cases import CaseFilter, case_ids
from models.queries.ledgers import preview
from models.services.ledgers import import_ledger
from models.store import Store

SIZE = 3 * 1024 * 1024 + 5


@pytest.fixture
def case_id(store: Store) -> UUID:
    """A case of the workspace."""
    facts = CaseFacts("（2025）吉0199民初1号", 2025, "吉0199", "民初", 1, "civil")
    with store.write("审管办") as session:
        import_ledger(session, preview(session, [LedgerRow(2, facts)]), file_name="台账.csv", sha256="0" * 64)
    with store.read() as session:
        return case_ids(session, CaseFilter())[0]


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A file of a little more than three blocks."""
    path = tmp_path / "正卷一.pdf"
    path.write_bytes(b"%PDF-1.4 " + bytes(SIZE - 9))
    return path


def test_progress_goes_up_to_the_end(store: Store, case_id: UUID, scan: Path) -> None:
    heard: list[tuple[int, int]] = []
    attach(store, case_id, scan, "审管办", lambda done, total, _what: heard.append((done, total)))
    done = [each for each, _total in heard]
    assert done == sorted(done)
    assert heard[-1] == (2 * SIZE, 2 * SIZE)
    with store.read() as session:
        assert [file.size for file in attachments(session, case_id)] == [SIZE]


def test_a_cancelled_copy_leaves_nothing(store: Store, case_id: UUID, scan: Path) -> None:
    class StoppedError(Exception):
        """The person had enough."""

    def stop(done: int, _total: int, _what: str) -> None:
        if done > SIZE:
            raise StoppedError

    with pytest.raises(StoppedError):
        attach(store, case_id, scan, "审管办", stop)
    with store.read() as session:
        assert attachments(session, case_id) == ()
    folder = path_of(store.folder, "0" * 64).parent.parent
    assert not [path for path in folder.rglob("*") if path.is_file()]
