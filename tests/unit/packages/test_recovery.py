"""The office key on paper: printed, typed back, and each way of mistyping it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.packages.faults import UnusableSecretError
from exports.packages.recovery import (
    LINE_COUNT,
    NewerRecoverySheetError,
    RecoveryCharacterError,
    RecoveryLineCountError,
    RecoveryLineError,
    RecoveryLineLengthError,
    RecoverySheetError,
    recovery_lines,
    secret_from_lines,
)
from exports.packages.suites import DEFAULT, PublicKeys, SecretKeys
from tests.unit.packages.forge import OFFICE, REVIEWER

LINES = recovery_lines(OFFICE)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_what_is_printed_can_be_typed_back() -> None:
    for keys in (OFFICE, REVIEWER, *(DEFAULT.make_keys() for _ in range(50))):
        lines = recovery_lines(keys)
        assert len(lines) == LINE_COUNT
        assert {len(line) for line in lines} == {29}
        assert secret_from_lines(lines) == keys


def test_secrets_with_leading_zeros_and_full_ones() -> None:
    for signing in ("00" * 32, "ff" * 32, "00" * 31 + "01"):
        keys = DEFAULT.restore_keys(signing, OFFICE.sealing)
        assert secret_from_lines(recovery_lines(keys)) == keys


def test_the_sheet_stays_the_same_for_all_time() -> None:
    assert LINES[0] == "112G QW6E 5CZ8 K0WS 7KHM D2NV"


def test_however_a_person_types_it() -> None:
    assert secret_from_lines([line.lower() for line in LINES]) == OFFICE
    assert secret_from_lines([line.replace(" ", "") for line in LINES]) == OFFICE
    assert secret_from_lines([line.replace(" ", "-") + "\n" for line in LINES]) == OFFICE
    assert secret_from_lines([line.replace("0", "o").replace("1", "l") for line in LINES]) == OFFICE
    assert secret_from_lines([line.replace("1", "I").replace("0", "O") for line in LINES]) == OFFICE
    wide = str.maketrans({char: chr(ord(char) + 0xFEE0) for char in ALPHABET})
    assert secret_from_lines([line.translate(wide) for line in LINES]) == OFFICE
    assert secret_from_lines(["", *LINES[:3], "  ", *LINES[3:], ""]) == OFFICE


def replaced(number: int, line: str) -> list[str]:
    """The sheet with one line changed; lines count from 1."""
    return [*LINES[: number - 1], line, *LINES[number:]]


@given(st.integers(1, LINE_COUNT), st.integers(0, 23), st.integers(1, 31))
def test_one_wrong_character_names_its_line(number: int, place: int, shift: int) -> None:
    line = LINES[number - 1].replace(" ", "")
    wrong = ALPHABET[(ALPHABET.index(line[place]) + shift) % 32]
    with pytest.raises(RecoveryLineError, match=f"第 {number} 行有误"):
        secret_from_lines(replaced(number, line[:place] + wrong + line[place + 1 :]))


def test_neighbours_swapped_name_their_line() -> None:
    line = LINES[3].replace(" ", "")
    for place in range(23):
        if line[place] != line[place + 1]:
            swapped = line[:place] + line[place + 1] + line[place] + line[place + 2 :]
            with pytest.raises(RecoveryLineError, match="第 4 行"):
                secret_from_lines(replaced(4, swapped))


def test_lines_in_another_order() -> None:
    with pytest.raises(RecoveryLineError, match="第 2 行"):
        secret_from_lines([LINES[0], LINES[2], LINES[1], *LINES[3:]])


def test_a_line_too_few_or_too_many() -> None:
    with pytest.raises(RecoveryLineCountError, match="应有 6 行，输入了 5 行"):
        secret_from_lines(LINES[:5])
    with pytest.raises(RecoveryLineCountError, match="输入了 0 行"):
        secret_from_lines([])


def test_a_character_too_few_or_too_many() -> None:
    with pytest.raises(RecoveryLineLengthError, match="第 5 行应有 24 个字符，输入了 23 个"):
        secret_from_lines(replaced(5, LINES[4][:-1]))
    with pytest.raises(RecoveryLineLengthError, match="输入了 25 个"):
        secret_from_lines(replaced(5, LINES[4] + "7"))


@pytest.mark.parametrize("character", ["U", "?", "口", "é"])
def test_a_character_that_is_on_no_sheet(character: str) -> None:
    with pytest.raises(RecoveryCharacterError, match=f"第 6 行有不该出现的字符“[{character.upper()}]”"):
        secret_from_lines(replaced(6, LINES[5][:-1] + character))


def test_lines_of_two_sheets() -> None:
    other = recovery_lines(REVIEWER)
    with pytest.raises(RecoverySheetError, match="不属于同一张"):
        secret_from_lines([*LINES[:3], *other[3:]])


def test_only_keys_of_the_default_suite_have_a_sheet() -> None:
    foreign = SecretKeys("ab" * 32, "SM2-SECRET-KEY", PublicKeys("", ""))
    with pytest.raises(UnusableSecretError):
        recovery_lines(foreign)


def test_a_sheet_of_a_later_program() -> None:
    from exports.packages import recovery

    content = "2" + "0" * 119
    newer = [content[start : start + 20] for start in range(0, 120, 20)]
    with pytest.raises(NewerRecoverySheetError, match="升级"):
        secret_from_lines([line + recovery._line_check(number, line) for number, line in enumerate(newer, 1)])
