"""Who is believed, what a package means in its chain, and imports that leave no trace."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from exports.packages import cards, own_keys, receiving
from exports.packages.manifest import PackageKind, Sender
from exports.packages.receipts import MEMBER as RECEIPTS
from exports.packages.receiving import CardNotImportedError
from exports.packages.sealing import TextMember
from exports.packages.sending import Addressee
from exports.packages.trust import (
    ForgedSenderError,
    NotForThisSeatError,
    RevokedSenderError,
    Standing,
    UnconfirmedSenderError,
    UnknownSenderError,
    WrongRoleError,
)
from models.errors import UserError
from models.queries.exchange import custody_rows, package_rows
from models.queries.seats import seat_rows
from models.seat import SeatRole
from models.services import custody, seats
from models.store import Store
from models.store.faults import WorkspaceInUseError
from models.store.shelf import list_backups
from tests.store.exchange.forging import forge, head, write
from tests.store.exchange.world import OFFICE, PEOPLE, Side, World, introduce, results, told


@pytest.fixture
def stranger(world: World) -> Side:
    """A seat that nobody has enrolled, which knows the office's card."""
    with Store.create(world.folder / "stranger", SeatRole.REVIEWER, "路人") as store:
        own_keys.make_keys(store)
    side = world.keep(Side(world.folder / "stranger"))
    side.batch_id = world.office.batch_id
    return side


@pytest.fixture
def back(world: World) -> Path:
    """A package of results of the first reviewer, not read yet."""
    reviewer = world.reviewers[0]
    world.give(reviewer)
    reviewer.score(reviewer.readings()[0])
    return world.results(reviewer).files[0].path


def files_in(folder: Path) -> set[str]:
    """What lies in a workspace besides its database."""
    found = (path for path in folder.rglob("*") if path.is_file() and "pingheng.db" not in path.name)
    return {str(path.relative_to(folder)) for path in found}


def refused(side: Side, path: Path, fault: type[Exception], **options: Any) -> str:
    """A package is refused by preview, verification and import alike, and nothing is changed; the sentence."""
    before = side.hash(), files_in(side.folder), side.rows("SELECT count(*) FROM packages")
    with pytest.raises(fault) as previewed:
        side.look(path, **options)
    with pytest.raises(fault) as read:
        side.read(path, **options)
    assert str(previewed.value) == str(read.value)
    assert (side.hash(), files_in(side.folder), side.rows("SELECT count(*) FROM packages")) == before
    if issubclass(fault, UserError) and fault is not CardNotImportedError:
        verdict = receiving.verify_package(side.store, path, side.keys, **options)
        assert (verdict.ok, verdict.reason) == (False, str(read.value))
    return str(read.value)


def test_an_unknown_sender_is_refused(world: World, stranger: Side) -> None:
    path = forge(stranger, world.office, {})
    assert "没有登记" in refused(world.office, path, UnknownSenderError)


def test_a_sender_whose_digits_nobody_compared_is_refused(world: World, stranger: Side) -> None:
    path = forge(stranger, world.office, {})
    card = cards.read_card(world.office.store, cards.write_card(stranger.store, stranger.keys, world.stick).path)
    cards.enrol_card(world.office.store, card, actor="张主任")
    assert "还没有核对" in refused(world.office, path, UnconfirmedSenderError)


def posing(imposter: Side, victim: Side, reader: Side, kind: PackageKind = PackageKind.RESULTS) -> Path:
    """A package signed by one seat in the name of another."""
    manifest = head(victim, reader, kind)
    return write(reader.folder / "posing.pingheng", manifest, imposter.keys, (), [reader.keys.secret.public.sealing])


def test_a_known_seat_under_another_key_is_refused(world: World, stranger: Side) -> None:
    path = posing(stranger, world.reviewers[0], world.office)
    assert "冒用" in refused(world.office, path, ForgedSenderError)


def test_a_known_key_in_another_name_is_refused(world: World) -> None:
    path = posing(world.reviewers[1], world.reviewers[0], world.office)
    assert "冒用" in refused(world.office, path, ForgedSenderError)


def test_a_package_in_the_name_of_this_seat_is_refused(world: World) -> None:
    path = posing(world.reviewers[1], world.office, world.office, PackageKind.ASSIGNMENT)
    assert "冒用" in refused(world.office, path, ForgedSenderError)


def test_a_revoked_seat_is_refused(world: World, back: Path) -> None:
    world.office.do(seats.revoke, world.reviewers[0].seat_id, "电脑遗失")
    assert "电脑遗失" in refused(world.office, back, RevokedSenderError)


def test_a_revoked_seat_is_refused_with_new_keys_and_a_passphrase_too(world: World) -> None:
    reviewer = world.reviewers[0]
    world.office.do(seats.revoke, reviewer.seat_id, "电脑遗失")
    own_keys.make_keys(reviewer.store)
    manifest = head(reviewer, None, PackageKind.RESULTS)
    path = write(world.stick / "new.pingheng", manifest, reviewer.keys, (), passphrase="correct horse")
    assert "电脑遗失" in refused(world.office, path, RevokedSenderError, passphrase="correct horse")


def test_replaced_keys_count_from_the_new_card_on(world: World, back: Path) -> None:
    reviewer, office = world.reviewers[0], world.office
    own_keys.make_keys(reviewer.store)
    new = forge(reviewer, office, {})
    assert "不符" in refused(office, new, ForgedSenderError)
    introduce(office.store, reviewer.store, world.stick)
    assert "已更换" in refused(office, back, RevokedSenderError)
    assert told(office.read(new)) == {}
    again = world.results(reviewer)
    assert not again.is_repeat
    assert told(office.read(again.files[0].path)) == {"new": 4}


def test_what_was_sealed_to_the_old_keys_still_opens(world: World) -> None:
    path = world.assign(world.reviewers[0]).files[0].path
    own_keys.make_keys(world.reviewers[0].store)
    assert told(world.reviewers[0].read(path)) == {"new": 6}


def test_a_package_for_another_seat_is_refused(world: World) -> None:
    one, other = world.reviewers[:2]
    manifest = head(world.office, one, PackageKind.ASSIGNMENT)
    path = write(world.stick / "x.pingheng", manifest, world.office.keys, (), [other.keys.secret.public.sealing])
    assert one.name in refused(other, path, NotForThisSeatError)


@pytest.mark.parametrize("kind", [PackageKind.ASSIGNMENT, PackageKind.ARCHIVE])
def test_a_reviewer_writes_no_packages_of_an_office(world: World, kind: PackageKind) -> None:
    path = forge(world.reviewers[0], world.office, {}, kind)
    assert kind.label in refused(world.office, path, WrongRoleError)


def test_an_office_writes_no_results(world: World) -> None:
    path = forge(world.office, world.reviewers[0], {}, PackageKind.RESULTS)
    refused(world.reviewers[0], path, WrongRoleError)


def test_a_seat_does_not_rise_to_another_role(world: World) -> None:
    reviewer = world.reviewers[0]
    risen = Sender(reviewer.seat_id, "office", reviewer.name)
    refused(world.office, forge(reviewer, world.office, {}, PackageKind.ASSIGNMENT, sender=risen), WrongRoleError)


def test_a_card_is_no_package(world: World, stranger: Side) -> None:
    card = cards.write_card(stranger.store, stranger.keys, world.stick).path
    assert "登记卡" in refused(world.office, card, CardNotImportedError)


def test_a_replayed_package_changes_nothing_and_makes_no_backup(world: World, back: Path) -> None:
    world.office.read(back)
    before = world.office.hash(), len(list_backups(world.office.folder)), world.office.rows("SELECT * FROM packages")
    arrived = world.office.read(back)
    assert arrived.is_replay
    assert told(arrived) == {"identical": 4}
    assert "已于" in arrived.warnings[0]
    assert world.office.look(back).is_replay
    after = world.office.hash(), len(list_backups(world.office.folder)), world.office.rows("SELECT * FROM packages")
    assert after == before


def three(world: World) -> list[Path]:
    """Three packages of one chain."""
    reviewer, paths = world.reviewers[0], []
    world.give(reviewer)
    (row,) = reviewer.readings()
    for number in range(3):
        reviewer.answer(row, note=f"第{number}次")
        paths.append(world.results(reviewer).files[0].path)
    return paths


def test_missing_and_late_packages_are_told_apart(world: World) -> None:
    first, second, third = three(world)
    world.office.read(first)
    ahead = world.office.read(third)
    assert ahead.standing is Standing.MISSING
    assert "还缺第2号" in ahead.warnings[0]
    assert world.office.ask(custody_rows)[0].missing == (2,)
    late = world.office.read(second)
    assert late.standing is Standing.LATE
    assert "补到的第2号" in late.warnings[0]
    assert world.office.ask(custody_rows)[0].missing == ()


def test_several_missing_packages_are_counted(world: World) -> None:
    third = three(world)[2]
    assert "还缺第1至2号" in world.office.read(third).warnings[0]


def test_two_packages_of_one_number_are_told(world: World) -> None:
    reviewer = world.reviewers[0]
    world.give(reviewer)
    twin = world.keep(reviewer.copied(world.folder / "twin"))
    (row,) = reviewer.readings()
    reviewer.answer(row)
    world.office.read(results(reviewer, world.stick).files[0].path)
    twin.answer(row, note="另一台")
    arrived = world.office.read(results(twin, world.stick).files[0].path)
    assert arrived.standing is Standing.REPLACED
    assert "两个不同的版本" in arrived.warnings[0]
    assert told(arrived) == {"new": 1}


def test_a_package_whose_predecessor_was_another_is_told(world: World) -> None:
    world.give(world.reviewers[0])
    office = world.office
    office.read(forge(world.reviewers[0], office, {}))
    arrived = office.read(forge(world.reviewers[0], office, {}, sequence=2, previous="ab" * 32))
    assert arrived.standing is Standing.REPLACED


def test_a_passphrase_vouches_for_a_seat_that_is_then_remembered(world: World, stranger: Side) -> None:
    """A reviewer without an enrolled seat gets the work and brings it back under a passphrase."""
    office, passphrase = world.office, "correct horse"
    person = office.seat(PEOPLE[0]).reviewer_id
    out = world.assign(stranger, to=Addressee(PEOPLE[0], None, person, passphrase))
    assert out.is_sealed_by_passphrase
    arrived = stranger.read(out.files[0].path, passphrase=passphrase)
    assert told(arrived) == {"new": 6}
    assert "只凭口令" in arrived.warnings[0]
    (seat,) = stranger.ask(seat_rows)
    assert (seat.name, seat.is_trusted, seat.confirmed_at) == (OFFICE, False, None)
    (row,) = stranger.readings()
    stranger.score(row)
    back = results(stranger, world.stick, to=Addressee(OFFICE, seat, None, passphrase))
    arrived = office.read(back.files[0].path, passphrase=passphrase)
    assert told(arrived) == {"new": 4}
    assert "只凭口令" in arrived.warnings[0]
    known = office.seat("路人")
    assert (known.is_trusted, known.confirmed_at) == (False, None)
    assert told(office.read(back.files[0].path, passphrase=passphrase)) == {"identical": 4}


def test_a_preview_remembers_nobody(world: World, stranger: Side) -> None:
    manifest = head(stranger, None, PackageKind.RECEIPT)
    path = write(world.stick / "p.pingheng", manifest, stranger.keys, (), passphrase="correct horse")
    before = world.office.ask(seat_rows), world.office.hash()
    assert world.office.look(path, passphrase="correct horse").warnings
    assert (world.office.ask(seat_rows), world.office.hash()) == before


def test_ones_own_package_repairs_a_workspace_from_before(world: World) -> None:
    """The office falls back to a copy from before the hand-over; its own package brings back who holds the work."""
    reviewer, office = world.reviewers[0], world.office
    restored = world.keep(office.copied(world.folder / "restored"))
    out = world.assign(reviewer).files[0].path
    reviewer.read(out)
    reviewer.score(reviewer.readings()[0])
    back = world.results(reviewer).files[0].path
    held = restored.read(back)
    assert told(held) == {"quarantined": 4}
    arrived = restored.read(out)
    assert arrived.is_own
    assert "自己发出" in arrived.warnings[0]
    assert (told(arrived), arrived.settled) == ({"identical": 5, "updated": 1}, 4)
    office.read(back)
    assert restored.hash() == office.hash()


class CancelledError(Exception):
    """What a listener raises to end the work."""


def cancelling(after: int) -> Callable[[int, int], None]:
    """A listener that ends the work at its nth call."""
    calls = 0

    def progress(done: int, total: int) -> None:
        nonlocal calls
        calls += 1
        assert 0 <= done <= total
        if calls > after:
            raise CancelledError

    return progress


def test_an_import_can_be_cancelled_at_any_call_without_a_trace(world: World, back: Path) -> None:
    office = world.office
    before, after = (office.hash(), files_in(office.folder)), 0
    while True:
        try:
            office.read(back, progress=cancelling(after))
        except CancelledError:
            backups = {f"backups/{name.name}" for name in (office.folder / "backups").glob("*")}
            assert (office.hash(), files_in(office.folder) - backups) == (before[0], before[1] - backups)
            assert office.rows("SELECT count(*) FROM packages WHERE direction = 'in'") == [(0,)]
            after += 1
        else:
            break
    assert after >= 3
    assert office.rows("SELECT count(*) FROM answers") == [(3,)]


def test_a_package_is_read_from_a_write_protected_stick(world: World, back: Path) -> None:
    listed = sorted((path.name, path.stat().st_mtime_ns) for path in world.stick.iterdir())
    back.chmod(0o444)
    world.stick.chmod(0o555)
    try:
        assert told(world.office.look(back)) == {"new": 4}
        assert told(world.office.read(back)) == {"new": 4}
        assert sorted((path.name, path.stat().st_mtime_ns) for path in world.stick.iterdir()) == listed
    finally:
        world.stick.chmod(0o755)


def test_a_second_program_on_the_workspace_is_refused(world: World) -> None:
    with pytest.raises(WorkspaceInUseError, match=r"正在|已被|打开"):
        Store.open(world.office.folder)


def test_two_imports_at_once_are_done_one_after_the_other(world: World) -> None:
    paths = three(world)
    outcomes: list[dict[str, int]] = []
    threads = [Thread(target=lambda path=path: outcomes.append(told(world.office.read(path)))) for path in paths * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 6
    assert sum(outcome.get("new", 0) for outcome in outcomes) == 3
    assert world.office.rows("SELECT count(*) FROM packages WHERE direction = 'in'") == [(3,)]
    world.office.hash()


def test_receipts_travel_back_and_are_shown(world: World, back: Path) -> None:
    office, reviewer = world.office, world.reviewers[0]
    mine = next(row for row in office.ask(custody_rows) if row.reviewer == reviewer.name)
    assert (mine.last_out, mine.is_received) == (1, False)
    arrived = office.read(back)
    assert arrived.receipts == 1
    mine = next(row for row in office.ask(custody_rows) if row.reviewer == reviewer.name)
    assert (mine.last_out, mine.is_received, mine.last_in) == (1, True, 1)
    again = world.give(reviewer)
    assert again.receipts == 1
    (sent,) = [row for row in reviewer.ask(package_rows) if row.direction.value == "out"]
    assert sent.received_at is not None


def test_hostile_receipts_are_passed_over(world: World) -> None:
    reviewer, office = world.reviewers[0], world.office
    good = b'{"batch":null,"digest":"%s","received_at":"2026-01-05T01:00:00Z","sequence":1}\n' % (b"ab" * 32)
    lines = [
        good * 3,
        good.replace(b"2026-01-05T01:00:00Z", b"0001-01-01T00:00:00+14:00").replace(b"abab", b"cdcd"),
        good.replace(b"2026-01-05T01:00:00Z", b"9999-12-31T23:59:59-14:00").replace(b"abab", b"efef"),
        good.replace(b'"sequence":1', b'"sequence":-1'),
        good.replace(b"Z", b""),
        b"[]\n?\n\xff\n",
    ]
    members = [TextMember(RECEIPTS, b"".join(lines))]
    manifest = head(reviewer, office, PackageKind.RECEIPT)
    path = write(world.stick / "r.pingheng", manifest, reviewer.keys, members, [office.keys.secret.public.sealing])
    assert office.read(path).receipts == 1


def test_work_that_left_to_one_seat_does_not_leave_to_another(world: World) -> None:
    world.assign(world.reviewers[0])
    person = world.office.seat(PEOPLE[0]).reviewer_id
    with pytest.raises(custody.HeldByAnotherSeatError):
        world.assign(world.reviewers[0], to=Addressee(PEOPLE[0], None, person, "correct horse"))
    other = replace(world.office.to(world.reviewers[1]), reviewer_id=person)
    with pytest.raises(custody.HeldByAnotherSeatError):
        world.assign(world.reviewers[1], to=other)
