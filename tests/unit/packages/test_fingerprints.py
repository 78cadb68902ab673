"""The fingerprint of a seat: digits to compare and words to read aloud."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from exports.packages.fingerprints import fingerprint
from tests.unit.packages.forge import OFFICE, OFFICE_SEAT, REVIEWER, REVIEWER_SEAT

PRINT = fingerprint(OFFICE.public, OFFICE_SEAT, "office")


def test_it_is_six_groups_of_digits_and_eight_words() -> None:
    assert [len(group) for group in PRINT.digits] == [5] * 6
    assert all(group.isascii() and group.isdigit() for group in PRINT.digits)
    assert len(PRINT.words) == 8
    assert str(PRINT) == " ".join(PRINT.digits)


def test_it_is_always_the_same() -> None:
    assert fingerprint(OFFICE.public, OFFICE_SEAT, "office") == PRINT
    assert str(PRINT) == "53189 13428 20927 10156 72457 80631"


def test_anything_else_has_another_one() -> None:
    others = [
        fingerprint(REVIEWER.public, OFFICE_SEAT, "office"),
        fingerprint(replace(OFFICE.public, sealing=REVIEWER.public.sealing), OFFICE_SEAT, "office"),
        fingerprint(replace(OFFICE.public, signing=REVIEWER.public.signing), OFFICE_SEAT, "office"),
        fingerprint(OFFICE.public, REVIEWER_SEAT, "office"),
        fingerprint(OFFICE.public, OFFICE_SEAT, "reviewer"),
    ]
    assert len({str(other) for other in [*others, PRINT]}) == 6
    assert len({other.words for other in [*others, PRINT]}) == 6


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
DIGITS = "".join(PRINT.digits)


@pytest.mark.parametrize(
    "typed",
    [
        DIGITS,
        str(PRINT),
        "-".join(PRINT.digits),
        "—".join(PRINT.digits),
        "\n".join(PRINT.digits) + "\n",
        "　".join(PRINT.digits).translate(WIDE),
        " \t" + DIGITS + "\u200b",
    ],
)
def test_however_a_person_types_it(typed: str) -> None:
    assert PRINT.matches(typed)


@pytest.mark.parametrize("typed", ["", DIGITS[:-1], DIGITS + "0", DIGITS[::-1], " ".join(PRINT.words), DIGITS[:25]])
def test_less_or_more_is_not_enough(typed: str) -> None:
    assert not PRINT.matches(typed)


@given(st.integers(0, 29), st.integers(1, 9))
def test_one_wrong_digit_is_seen(place: int, shift: int) -> None:
    wrong = str((int(DIGITS[place]) + shift) % 10)
    assert not PRINT.matches(DIGITS[:place] + wrong + DIGITS[place + 1 :])


def test_the_words_are_256_and_none_twice() -> None:
    words = resources.read_text("words", "fingerprint.txt").split()
    assert len(words) == len(set(words)) == 256
    assert all(len(word) == 2 and all("一" <= char <= "鿿" for char in word) for word in words)
