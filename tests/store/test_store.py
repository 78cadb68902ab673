"""Writing to a workspace and reading from it."""

import os
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from models.base import new_id
from models.batch import Reviewer
from models.seat import SeatRole, Setting
from models.store import Session, Store, stamps
from models.store.store import NothingIsDeletedError, ReadOnlySessionError


def names(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.execute(select(Reviewer.name).order_by(Reviewer.name)).scalars())


def test_a_new_workspace_knows_whose_it_is(tmp_path: Path) -> None:
    with Store.create(tmp_path / "office", SeatRole.OFFICE, " 审管办 ") as store:
        made = store.workspace
    with Store.open(tmp_path / "office") as store:
        assert store.workspace == made
    assert (made.role, made.name, made.folder) == (SeatRole.OFFICE, "审管办", tmp_path / "office")


def test_a_block_that_ends_well_is_kept(store: Store) -> None:
    with store.write("审管办") as session:
        session.add(Reviewer(name="示例甲"))
    assert names(store) == ["示例甲"]


def test_a_block_that_raises_leaves_nothing(store: Store) -> None:
    def fail(session: Session) -> None:
        session.add(Reviewer(name="示例甲"))
        session.flush()
        raise KeyError

    with pytest.raises(KeyError), store.write("审管办") as session:
        fail(session)
    assert names(store) == []


def test_tables_and_pragmas_roll_back_too(store: Store) -> None:
    def fail(session: Session) -> None:
        session.execute(text("CREATE TABLE scratch (a)"))
        raise KeyError

    with pytest.raises(KeyError), store.write("审管办") as session:
        fail(session)
    with pytest.raises(OperationalError, match="no such table"), store.read() as session:
        session.execute(text("SELECT * FROM scratch"))


def test_new_rows_carry_the_seat_and_the_moment(store: Store) -> None:
    with store.write("审管办") as session:
        row = Reviewer(name="示例甲")
        session.add(row)
        session.flush()
        bulk = stamps(session)
        session.execute(insert(Reviewer), [{"name": "示例乙", **bulk}])
    assert row.seat_id == store.workspace.seat_id == bulk["seat_id"]
    assert row.made_at.tzinfo is not None
    assert names(store) == ["示例乙", "示例甲"]


def test_rows_of_another_seat_keep_their_owner(store: Store) -> None:
    other = new_id()
    with store.write("审管办") as session:
        session.add(Reviewer(name="示例甲", seat_id=other))
    with store.read() as session:
        assert session.execute(select(Reviewer.seat_id)).scalar_one() == other


def test_a_reading_session_writes_nothing(store: Store) -> None:
    def add(session: Session) -> None:
        session.add(Reviewer(name="示例甲"))
        session.flush()

    with pytest.raises(ReadOnlySessionError), store.read() as session:
        add(session)
    with pytest.raises(ReadOnlySessionError), store.read() as session:
        session.execute(delete(Reviewer))
    assert names(store) == []


def test_a_reading_session_sees_one_state(store: Store) -> None:
    with store.read() as session:
        assert session.execute(select(Reviewer)).first() is None
        with store.write("审管办") as other:
            other.add(Reviewer(name="示例甲"))
        assert session.execute(select(Reviewer)).first() is None
    assert names(store) == ["示例甲"]


def test_facts_are_never_deleted_but_settings_may_be(store: Store) -> None:
    with store.write("审管办") as session:
        session.add_all([Reviewer(name="示例甲"), Setting(key="court", value="示例市云溪区人民法院")])
    with pytest.raises(NothingIsDeletedError), store.write("审管办") as session:
        session.delete(session.execute(select(Reviewer)).scalar_one())
    with pytest.raises(NothingIsDeletedError), store.write("审管办") as session:
        session.execute(delete(Reviewer))
    with store.write("审管办") as session:
        session.delete(session.get_one(Setting, "court"))
    assert names(store) == ["示例甲"]


def test_references_are_enforced(store: Store) -> None:
    def dangling(session: Session) -> None:
        session.execute(
            text("INSERT INTO service_receipts VALUES ('1', '2', '2026-01-05', 'no such letter', '2026-01-05', '甲')")
        )

    with pytest.raises(IntegrityError), store.write("审管办") as session:
        dangling(session)


def test_a_worker_and_the_window_use_it_at_once(store: Store) -> None:
    def work() -> None:
        for number in range(20):
            with store.write("worker") as session:
                session.add(Reviewer(name=f"worker {number:02}"))

    thread = Thread(target=work)
    thread.start()
    for number in range(20):
        with store.write("window") as session:
            session.add(Reviewer(name=f"window {number:02}"))
    thread.join()
    assert len(names(store)) == 40


def test_closing_twice_does_nothing(store: Store) -> None:
    store.close()
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no owner's bits")
def test_nobody_else_may_read_a_new_workspace_or_its_backups(tmp_path: Path) -> None:
    folder = tmp_path / "private"
    with Store.create(folder, SeatRole.OFFICE, "示例审管办") as store, store.write("示例") as session:
        session.add(Reviewer(name="示例甲"))
    files = [folder / "pingheng.db", *(folder / "backups").glob("*.db")]
    assert len(files) == 2
    assert [path.stat().st_mode & 0o077 for path in (folder, *files)] == [0, 0, 0]


def test_half_a_character_in_json_does_not_keep_the_rest_from_being_saved(store: Store) -> None:
    with store.write("示例") as session:
        session.merge(Setting(key="example", value={"text": "甲\ud800乙"}))
    with store.read() as session:
        assert session.get_one(Setting, "example").value == {"text": "甲?乙"}
