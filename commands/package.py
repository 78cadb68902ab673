"""`package`: cards and seats, packages out and in, and what came back and waits for a decision."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from commands import custody, enrolment
from commands.frame import Desk, answer, json_option, pass_desk
from commands.passphrases import passphrase_option, read_passphrase
from commands.people import find_seat
from exports.packages import own_keys, sending
from exports.packages.keyring import check_passphrase
from exports.packages.manifest import PackageKind, SealedBy
from exports.packages.own_keys import KeysLockedError, OwnKeys
from exports.packages.receiving import Arrived, Verdict, import_package, preview_package, verify_package
from exports.packages.sending import Addressee, Exported
from models.errors import UserError
from models.queries.exchange import PackageRow, package_rows
from models.queries.settings import reviewers
from models.seat import SeatRole
from models.services import batches
from models.services.merging import RowOutcome
from models.store import Session, Store

KINDS = (PackageKind.ASSIGNMENT, PackageKind.RESULTS, PackageKind.ARCHIVE, PackageKind.RECEIPT)
_BY_OFFICE = (PackageKind.ASSIGNMENT, PackageKind.ARCHIVE)
SAFE = "已写入并读回核对，可以安全拔出。"
BY_PASSPHRASE = "没有核对过的席位，本包用口令封装：请把口令当面告知收件人，不要与 U 盘放在一起。"


class SharedPassphraseError(UserError):
    """The passphrase of this seat's keys would have to be told to the recipient."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"“{name}”没有核对过的席位，须用口令封装，但不能用本机密钥的口令，否则告知对方等于交出本机密钥："
            "请用 --seal-passphrase-file 另给一个口令。"
        )


class KindOfOtherRoleError(UserError):
    """A kind of package that this workspace does not write."""

    def __init__(self, kind: PackageKind, role: SeatRole) -> None:
        own = "结果包和回执" if role is SeatRole.REVIEWER else "任务包、归档包和回执"
        super().__init__(f"{role.label}的工作区不写{kind.label}，只写{own}：请改选种类。")


@click.group("package")
def command() -> None:
    """评查包：登记卡、交出、收回、待处理。"""


for _part in (enrolment.card, enrolment.enrol, enrolment.seats, enrolment.revoke):
    command.add_command(_part)

_KEYS_OR_PACKAGE = passphrase_option(told="口令文件：打开本机密钥；也用于用口令封装的评查包。")
_PACKAGE = passphrase_option("--seal-passphrase-file", "口令文件：只用于用口令封装的评查包，与密钥的口令不同时写。")


@dataclass(frozen=True, slots=True)
class _Parcel:
    """What goes to whom."""

    batch_id: UUID
    batch: str
    kind: PackageKind
    addressee: Addressee


@command.command("export")
@click.argument("batch")
@click.option("--to", required=True, help="收件人：席位名称、评查员姓名或席位编号。")
@click.option("--out", "folder", type=click.Path(path_type=Path), required=True, help="U 盘或其他文件夹。")
@click.option("--kind", type=click.Choice([kind.value for kind in KINDS]), default=None, help="默认按角色和批次而定。")
@click.option("--with-attachments", is_flag=True, help="随包附上案件的扫描件。")
@_KEYS_OR_PACKAGE
@_PACKAGE
@json_option
@pass_desk
def export(
    desk: Desk,
    batch: str,
    to: str,
    folder: Path,
    kind: str | None,
    with_attachments: bool,
    passphrase_file: Path | None,
    seal_passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """写出评查包；收件席位没有核对过而给了口令的，用口令封装。"""
    passphrase = read_passphrase(passphrase_file)
    sealing = read_passphrase(seal_passphrase_file) or passphrase
    with desk.store() as store:
        keys = own_keys.unlock_keys(store, passphrase)
        with store.read() as session:
            parcel = _parcel(session, store.workspace.role, batch, to, PackageKind(kind) if kind else None, sealing)
        if parcel.addressee.passphrase:
            check_passphrase(parcel.addressee.passphrase)
            if sealing == passphrase and own_keys.are_locked(store):
                raise SharedPassphraseError(parcel.addressee.name)
        done = _send(store, keys, parcel, folder, with_attachments, desk.actor(store))
    answer(_exported(done, parcel), as_json, (*_export_lines(done, parcel), SAFE))


def _parcel(
    session: Session, role: SeatRole, batch: str, to: str, kind: PackageKind | None, passphrase: str
) -> _Parcel:
    found = batches.find(session, batch)
    if kind is None and role is SeatRole.REVIEWER:
        kind = PackageKind.RESULTS
    elif kind is None:
        kind = PackageKind.ARCHIVE if found.closed_at else PackageKind.ASSIGNMENT
    if kind is not PackageKind.RECEIPT and (role is SeatRole.OFFICE) is not (kind in _BY_OFFICE):
        raise KindOfOtherRoleError(kind, role)
    return _Parcel(found.id, found.name, kind, _addressee(session, to.strip(), passphrase))


def _addressee(session: Session, name: str, passphrase: str) -> Addressee:
    seat = find_seat(session, name)
    people = {row.name: row.id for row in reviewers(session, with_retired=True)}
    person = (seat.reviewer_id if seat else None) or people.get(name)
    return sending.addressed(seat.name if seat else name, seat, person, passphrase)


def _send(store: Store, keys: OwnKeys, parcel: _Parcel, folder: Path, with_attachments: bool, actor: str) -> Exported:
    if with_attachments and parcel.kind not in _BY_OFFICE:
        raise click.UsageError("--with-attachments 只用于任务包和归档包。")
    to = parcel.addressee
    match parcel.kind:
        case PackageKind.RECEIPT:
            return sending.send_receipt(store, keys, to, folder, actor=actor)
        case PackageKind.RESULTS:
            return sending.send_results(store, keys, parcel.batch_id, to, folder, actor=actor)
    send = sending.send_archive if parcel.kind is PackageKind.ARCHIVE else sending.send_assignment
    return send(store, keys, parcel.batch_id, to, folder, actor=actor, with_attachments=with_attachments)


def _exported(done: Exported, parcel: _Parcel) -> dict[str, Any]:
    files = [
        {"path": file.path, "size": file.size, "sha256": file.sha256, "sequence": sequence, "digest": digest}
        for file, sequence, digest in zip(done.files, done.sequences, done.digests, strict=True)
    ]
    return {
        "kind": done.kind.value,
        "batch": None if done.kind is PackageKind.RECEIPT else parcel.batch,
        "to": parcel.addressee.name,
        "files": files,
        "rows": {table: count for table, count in done.rows.items() if count},
        "repeat": done.is_repeat,
        "sealed_by": (SealedBy.PASSPHRASE if done.is_sealed_by_passphrase else SealedBy.KEYS).value,
    }


def _export_lines(done: Exported, parcel: _Parcel) -> Iterator[str]:
    for file, sequence in zip(done.files, done.sequences, strict=True):
        yield f"{done.kind.label}第{sequence}号，给“{parcel.addressee.name}”\t{file.path}"
    if done.is_repeat:
        yield "内容与上次相同，写出的是同一个评查包，编号不变。"
    if done.is_sealed_by_passphrase:
        yield f"“{parcel.addressee.name}”{BY_PASSPHRASE}"


@command.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@_KEYS_OR_PACKAGE
@_PACKAGE
@json_option
@pass_desk
def verify(
    desk: Desk, file: Path, passphrase_file: Path | None, seal_passphrase_file: Path | None, as_json: bool
) -> None:
    """检查评查包是否完整、可信、是给本机的；什么也不写入。"""
    passphrase = read_passphrase(passphrase_file)
    sealing = read_passphrase(seal_passphrase_file) or passphrase
    with desk.store() as store:
        keys = _keys_if_any(store, passphrase)
        verdict = verify_package(store, file, keys, passphrase=sealing)
        if not verdict.ok and verdict.manifest is None and keys is None and own_keys.has_keys(store):
            raise KeysLockedError
    if verdict.ok or as_json:
        answer(_verdict(verdict), as_json, _verdict_lines(verdict))
    if not verdict.ok:
        raise click.ClickException(verdict.reason)


def _keys_if_any(store: Store, passphrase: str) -> OwnKeys | None:
    """This seat's keys where they can be had: a card and a package under a passphrase open without."""
    if not own_keys.has_keys(store) or (own_keys.are_locked(store) and not passphrase):
        return None
    return own_keys.unlock_keys(store, passphrase)


def _verdict(verdict: Verdict) -> dict[str, Any]:
    manifest = verdict.manifest
    return {
        "ok": verdict.ok,
        "reason": verdict.reason,
        "kind": manifest.kind.value if manifest else None,
        "batch": manifest.batch.name if manifest and manifest.batch else None,
        "sender": manifest.sender.name if manifest else None,
        "recipient": manifest.recipient.name if manifest else None,
        "sequence": manifest.sequence if manifest else None,
        "epoch": manifest.epoch if manifest else None,
        "warnings": list(verdict.warnings),
    }


def _verdict_lines(verdict: Verdict) -> Iterator[str]:
    manifest = verdict.manifest
    if manifest is None:
        return
    yield f"完整，可以导入：{manifest.kind.label}，来自“{manifest.sender.name}”"
    if manifest.batch:
        yield f"批次“{manifest.batch.name}”第{manifest.sequence}号，写给“{manifest.recipient.name}”"
    yield from verdict.warnings


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只看会怎样，不写入。")
@_KEYS_OR_PACKAGE
@_PACKAGE
@json_option
@pass_desk
def import_file(
    desk: Desk,
    file: Path,
    dry_run: bool,
    passphrase_file: Path | None,
    seal_passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """导入评查包：先备份，一次写入，逐条报告；同一个包再次导入不会有变化。"""
    passphrase = read_passphrase(passphrase_file)
    sealing = read_passphrase(seal_passphrase_file) or passphrase
    with desk.store() as store:
        keys = own_keys.unlock_keys(store, passphrase)
        if dry_run:
            arrived = preview_package(store, file, keys, passphrase=sealing)
        else:
            arrived = import_package(store, file, keys, actor=desk.actor(store), passphrase=sealing)
    answer(_arrived(arrived), as_json, _arrival_lines(arrived, dry_run))


def _arrived(arrived: Arrived) -> dict[str, Any]:
    manifest = arrived.manifest
    return {
        **{outcome.value: arrived.count(outcome) for outcome in RowOutcome},
        "settled": arrived.settled,
        "receipts": arrived.receipts,
        "attachments": arrived.files,
        "rows": [
            {"table": row.table, "row": row.row_id, "outcome": row.outcome.value, "reason": row.reason}
            for row in arrived.rows
        ],
        "warnings": list(arrived.warnings),
        "kind": manifest.kind.value,
        "batch": manifest.batch.name if manifest.batch else None,
        "sender": arrived.sender,
        "sequence": manifest.sequence,
        "epoch": manifest.epoch,
        "replay": arrived.is_replay,
    }


def _arrival_lines(arrived: Arrived, is_trial: bool) -> Iterator[str]:
    manifest = arrived.manifest
    counts = "，".join(f"{outcome.label} {arrived.count(outcome)}" for outcome in RowOutcome)
    yield f"{'预览（未写入）' if is_trial else '导入完成'}：{counts}"
    about = f"，批次“{manifest.batch.name}”第{manifest.sequence}号" if manifest.batch else ""
    yield f"{manifest.kind.label}，来自“{arrived.sender}”{about}"
    if arrived.settled:
        yield f"先前等待的 {arrived.settled} 条记录已归位"
    if arrived.receipts:
        yield f"收到回执 {arrived.receipts} 份"
    if arrived.files:
        yield f"收齐扫描件 {arrived.files} 个"
    yield from arrived.warnings
    told = Counter((row.outcome, row.table, row.reason) for row in arrived.rows if row.reason)
    yield from (
        f"  {outcome.label} {count} 条（{table}）：{reason}" for (outcome, table, reason), count in told.items()
    )


@command.command("list")
@json_option
@pass_desk
def list_packages(desk: Desk, as_json: bool) -> None:
    """收发登记，新的在前。"""
    with desk.store() as store, store.read() as session:
        rows = package_rows(session)
    answer({"packages": [_entry(row) for row in rows]}, as_json, (_entry_line(row) for row in rows))


def _entry(row: PackageRow) -> dict[str, Any]:
    return {
        "direction": row.direction.value,
        "kind": row.kind,
        "peer": row.peer,
        "batch": row.batch or None,
        "epoch": row.epoch,
        "sequence": row.sequence,
        "digest": row.digest,
        "sealed_by": row.sealed_by,
        "file": row.file_name,
        "handled_at": row.handled_at,
        "received_at": row.received_at,
        "counts": row.counts,
    }


def _entry_line(row: PackageRow) -> str:
    way = "交出" if row.direction.value == "out" else "收到"
    when = f"{row.handled_at.astimezone():%Y-%m-%d %H:%M}" if row.handled_at else "未写成"
    receipt = f"，对方已于{row.received_at.astimezone():%Y-%m-%d %H:%M}收到" if row.received_at else ""
    return f"{when}\t{way}{PackageKind(row.kind).label}第{row.sequence}号\t{row.peer}\t{row.batch}{receipt}"


for _part in (custody.status, custody.held, custody.adopt, custody.reject, custody.choose, custody.dismiss):
    command.add_command(_part)
