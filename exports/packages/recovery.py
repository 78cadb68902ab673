"""Secret keys as lines on paper that a person can type back, with a check at the end of each line."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from exports.packages.faults import UnusableSecretError
from exports.packages.suites import DEFAULT, SecretKeys
from models.errors import UserError

LINE_COUNT = 6

# Crockford's base 32: no I, L, O or U
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_MISREAD = str.maketrans("OIL", "011")
_SEALING_PREFIX = "AGE-SECRET-KEY-1"
_VERSION = "1"
_SIGNING = 52  # 256 bits
_SEALING = 58  # those of the age key after its prefix, with its own check
_LINE = 20
_CHECK = 4
_GROUP = 4
_LABEL = "pingheng-recovery-1"


class RecoveryLineCountError(UserError):
    """There are more or fewer lines than on the sheet."""

    def __init__(self, count: int) -> None:
        super().__init__(f"恢复单应有 {LINE_COUNT} 行，输入了 {count} 行。请对照纸面补齐后再试。")


class RecoveryLineLengthError(UserError):
    """A line has more or fewer characters than on the sheet; lines count from 1."""

    def __init__(self, line: int, count: int) -> None:
        super().__init__(f"恢复单第 {line} 行应有 {_LINE + _CHECK} 个字符，输入了 {count} 个。请对照纸面改正这一行。")
        self.line = line


class RecoveryCharacterError(UserError):
    """A line has a character that is on no sheet."""

    def __init__(self, line: int, character: str) -> None:
        super().__init__(f"恢复单第 {line} 行有不该出现的字符“{character}”。请对照纸面改正这一行，只输入字母和数字。")
        self.line = line


class RecoveryLineError(UserError):
    """A line is not as it was printed, or stands at another place."""

    def __init__(self, line: int) -> None:
        super().__init__(f"恢复单第 {line} 行有误，可能输错了字符或行的次序。请对照纸面改正这一行。")
        self.line = line


class RecoverySheetError(UserError):
    """Each line is right, but they do not belong together."""

    def __init__(self) -> None:
        super().__init__("各行单独无误，但不属于同一张恢复单。请检查是否混用了两张恢复单。")


class NewerRecoverySheetError(UserError):
    """The sheet was printed by a later program."""

    def __init__(self) -> None:
        super().__init__("这张恢复单是较新版本的程序打印的，本机的程序读不了。请升级评衡后再试。")


def recovery_lines(secret: SecretKeys) -> tuple[str, ...]:
    """Give six lines of six groups of four characters; the last group of each line is its check.

    Raises:
        UnusableSecretError: the keys are not those of the default suite, the only one with a sheet.
    """
    if not re.fullmatch(f"{_SEALING_PREFIX}[{_BECH32.upper()}]{{{_SEALING}}}", secret.sealing):
        raise UnusableSecretError
    sealing = secret.sealing.removeprefix(_SEALING_PREFIX).lower().translate(str.maketrans(_BECH32, _ALPHABET))
    content = _VERSION + _symbols(int(secret.signing, 16), _SIGNING) + sealing
    content += _check(content, LINE_COUNT * _LINE - len(content))
    lines = (content[start : start + _LINE] for start in range(0, len(content), _LINE))
    return tuple(_grouped(line + _line_check(number, line)) for number, line in enumerate(lines, 1))


def secret_from_lines(lines: Sequence[str]) -> SecretKeys:
    """Give the keys back from what a person typed: either case, with or without blanks; empty lines do not count.

    Raises:
        RecoveryLineCountError, RecoveryLineLengthError, RecoveryCharacterError, RecoveryLineError: mistyped.
        RecoverySheetError, NewerRecoverySheetError, UnusableSecretError: the sheet itself does not fit.
    """
    typed = [plain for plain in map(_plain, lines) if plain]
    if len(typed) != LINE_COUNT:
        raise RecoveryLineCountError(len(typed))
    content = "".join(_checked(number, line) for number, line in enumerate(typed, 1))
    if content[0] != _VERSION:
        raise NewerRecoverySheetError
    end = len(_VERSION) + _SIGNING + _SEALING
    if _check(content[:end], len(content) - end) != content[end:]:
        raise RecoverySheetError
    signing = _number(content[len(_VERSION) : len(_VERSION) + _SIGNING])
    if signing >> 256:
        raise UnusableSecretError
    sealing = content[len(_VERSION) + _SIGNING : end].translate(str.maketrans(_ALPHABET, _BECH32.upper()))
    return DEFAULT.restore_keys(f"{signing:064x}", _SEALING_PREFIX + sealing)


def _checked(number: int, line: str) -> str:
    """Give a line without its check; raises for one that is not as printed."""
    for character in line:
        if character not in _ALPHABET:
            raise RecoveryCharacterError(number, character)
    if len(line) != _LINE + _CHECK:
        raise RecoveryLineLengthError(number, len(line))
    if _line_check(number, line[:_LINE]) != line[_LINE:]:
        raise RecoveryLineError(number)
    return line[:_LINE]


def _plain(line: str) -> str:
    """A line without blanks and hyphens, in capitals, with the usual misreadings put right."""
    wide = unicodedata.normalize("NFKC", line).upper().translate(_MISREAD)
    return "".join(char for char in wide if unicodedata.category(char) not in ("Zs", "Pd", "Cc", "Cf"))


def _line_check(number: int, line: str) -> str:
    """The check of a line, which knows its place."""
    return _check(f"{number}\n{line}", _CHECK)


def _check(content: str, size: int) -> str:
    """So many symbols of the hash of some symbols."""
    digest = hashlib.sha256(f"{_LABEL}\n{content}".encode()).digest()
    return _symbols(int.from_bytes(digest, "big") >> (256 - 5 * size), size)


def _symbols(number: int, count: int) -> str:
    """A number in base 32, with leading zeros."""
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in range(count - 1, -1, -1))


def _number(symbols: str) -> int:
    """The number that these symbols are."""
    number = 0
    for symbol in symbols:
        number = number << 5 | _ALPHABET.index(symbol)
    return number


def _grouped(line: str) -> str:
    """A line in groups of four."""
    return " ".join(line[start : start + _GROUP] for start in range(0, len(line), _GROUP))
