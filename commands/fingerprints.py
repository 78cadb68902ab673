"""What commands say of this seat's keys."""

from typing import Any

from exports.packages.own_keys import are_locked, own_fingerprint
from models.store import Store

IN_THE_OPEN = "密钥没有设口令，只靠文件权限保护：能打开工作区文件夹的人都能使用它。可用 keys passphrase 设定口令。"


def told_keys(store: Store) -> dict[str, Any]:
    """What there is to say of this seat's keys; raises NoKeysError."""
    who, mark = store.workspace, own_fingerprint(store)
    return {
        "seat": who.seat_id,
        "role": who.role.value,
        "name": who.name,
        "fingerprint": str(mark),
        "words": list(mark.words),
        "locked": are_locked(store),
    }


def key_lines(told: dict[str, Any]) -> list[str]:
    """The same for people."""
    lines = [f"席位\t{told['name']}（{told['seat'].hex}）", f"指纹\t{told['fingerprint']}"]
    return [*lines, f"词语\t{' '.join(told['words'])}", "密钥由口令保护" if told["locked"] else IN_THE_OPEN]
