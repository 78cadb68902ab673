"""The part of `package` that is about seats: cards out and in, who is trusted, who no longer is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from commands.frame import Desk, answer, json_option, pass_desk
from commands.passphrases import passphrase_option, read_passphrase
from commands.people import reviewer_named, seat_named
from exports.files import write_atomically
from exports.packages import cards, own_keys
from exports.packages.cards import Card
from exports.packages.fingerprints import Fingerprint, fingerprint
from exports.packages.suites import PublicKeys
from models.queries.seats import SeatRow, key_by_signing, seat_row, seat_rows
from models.queries.settings import office_settings
from models.services import seats as seat_services
from models.store import Store


@click.command("card")
@click.option("--out", "folder", type=click.Path(path_type=Path), required=True, help="U 盘或其他文件夹。")
@click.option("--paper", is_flag=True, help="同时写出供打印的 PDF，用来当面核对指纹。")
@passphrase_option()
@json_option
@pass_desk
def card(desk: Desk, folder: Path, paper: bool, passphrase_file: Path | None, as_json: bool) -> None:
    """写出本机的登记卡，交给对方导入。"""
    passphrase = read_passphrase(passphrase_file)
    with desk.store() as store:
        written = cards.write_card(store, own_keys.unlock_keys(store, passphrase), folder)
        page = written.path.with_suffix(".pdf") if paper else None
        if page is not None:
            _write_page(store, page)
        mark = own_keys.own_fingerprint(store)
    result = {"path": written.path, "paper": page, "fingerprint": str(mark), "words": list(mark.words)}
    lines = [f"已写出登记卡：{written.path}", *([f"打印页：{page}"] if page else []), *_mark_lines(mark)]
    answer(result, as_json, [*lines, "对方导入后，请当面核对以上数字。"])


def _write_page(store: Store, path: Path) -> None:
    from exports import pdf
    from exports.fonts import FontShelf
    from exports.packages.papers import card_document

    who = store.workspace
    with store.read() as session:
        court = office_settings(session).court
    own = Card(who.seat_id, who.role, who.name, own_keys.own_public(store))
    write_atomically(path, pdf.write(card_document(own, court=court), FontShelf()))


def _mark_lines(mark: Fingerprint) -> list[str]:
    return [f"指纹\t{mark}", f"词语\t{' '.join(mark.words)}"]


@click.command("enrol")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--fingerprint", "digits", default="", help="持卡人当面念出的 30 位数字；写了才予以确认。")
@click.option("--reviewer", default="", help="坐在这个席位上的评查员，默认与席位同名的人。")
@json_option
@pass_desk
def enrol(desk: Desk, file: Path, digits: str, reviewer: str, as_json: bool) -> None:
    """登记对方的席位；核对过指纹的才可以收发评查包。"""
    if reviewer and not digits:
        raise click.UsageError("--reviewer 须与 --fingerprint 一起写。")
    with desk.store() as store:
        read = cards.read_card(store, file)
        with store.read() as session:
            person = reviewer_named(session, reviewer) if reviewer else None
        cards.enrol_card(store, read, actor=desk.actor(store), digits=digits, reviewer_id=person)
        with store.read() as session:
            key = key_by_signing(session, read.public.signing)
            seat = seat_row(session, read.seat_id)
    is_confirmed = key is not None and key.is_confirmed and not key.is_revoked
    result = {
        "seat": read.seat_id,
        "role": read.role.value,
        "name": read.name,
        "reviewer": seat.reviewer if seat and seat.reviewer else None,
        "fingerprint": str(read.fingerprint),
        "words": list(read.fingerprint.words),
        "confirmed": is_confirmed,
    }
    answer(result, as_json, _enrol_lines(read, is_confirmed))


def _enrol_lines(read: Card, is_confirmed: bool) -> Iterator[str]:
    standing = "已登记并确认" if is_confirmed else "已登记，尚未确认"
    yield f"{standing}：{read.role.label}“{read.name}”（{read.seat_id.hex}）"
    yield from _mark_lines(read.fingerprint)
    if not is_confirmed:
        yield "请与持卡人当面核对以上数字，相同后再运行一次并写上 --fingerprint 和对方念出的数字。"


@click.command("seats")
@json_option
@pass_desk
def seats(desk: Desk, as_json: bool) -> None:
    """列出登记过的席位。"""
    with desk.store() as store, store.read() as session:
        rows = seat_rows(session)
    answer({"seats": [_seat(row) for row in rows]}, as_json, (_seat_line(row) for row in rows))


def _seat(row: SeatRow) -> dict[str, Any]:
    mark = _mark(row)
    return {
        "seat": row.seat_id,
        "role": row.role.value,
        "name": row.name,
        "reviewer": row.reviewer or None,
        "fingerprint": str(mark) if mark else None,
        "words": list(mark.words) if mark else [],
        "confirmed": row.is_trusted,
        "known_since": row.known_since,
        "confirmed_at": row.confirmed_at,
        "revoked_at": row.revoked_at,
        "revoked_reason": row.revoked_reason or None,
    }


def _mark(row: SeatRow) -> Fingerprint | None:
    if not row.signing_key:
        return None
    return fingerprint(PublicKeys(row.signing_key, row.sealing_key), row.seat_id, row.role.value)


def _seat_line(row: SeatRow) -> str:
    if row.revoked_at is not None:
        standing = f"已作废：{row.revoked_reason}"
    else:
        standing = "已核对" if row.is_trusted else "未核对"
    person = f"（{row.reviewer}）" if row.reviewer and row.reviewer != row.name else ""
    return f"{row.role.label}\t{row.name}{person}\t{standing}\t{_mark(row) or ''}\t{row.seat_id.hex}"


@click.command("revoke")
@click.argument("seat")
@click.option("--reason", required=True, help="原因，例如电脑遗失。")
@json_option
@pass_desk
def revoke(desk: Desk, seat: str, reason: str, as_json: bool) -> None:
    """作废一个席位：不再写给它，也不再相信它签名的评查包。"""
    with desk.store() as store:
        with store.read() as session:
            row = seat_named(session, seat)
        with store.write(desk.actor(store)) as session:
            seat_services.revoke(session, row.seat_id, reason)
    result = {"seat": row.seat_id, "name": row.name, "revoked": True, "reason": reason.strip()}
    lines = [f"席位“{row.name}”已作废：{reason.strip()}", "交给它的案件请用 batch reassign 重新分派。"]
    answer(result, as_json, lines)
