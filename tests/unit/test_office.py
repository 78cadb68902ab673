"""The office's settings: letter numbers and deadlines."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.office import DeadlineDaysError, LetterPatternError, OfficeSettings, validate


def test_the_defaults_are_fit_for_letters() -> None:
    validate(OfficeSettings())
    assert OfficeSettings().letter_number(2026, 41) == "评〔2026〕41号"


@pytest.mark.parametrize(
    "pattern", ["", "示云法评", "评〔{年}〕号", "评{号}号", "评〔{年}〕{号}号{号}", "{年}{年}{号}"]
)
def test_a_pattern_names_year_and_serial_once(pattern: str) -> None:
    with pytest.raises(LetterPatternError, match="两者各写一次，例如"):
        validate(OfficeSettings(letter_pattern=pattern))


@given(st.text(max_size=10), st.text(max_size=10), st.integers(2000, 2100), st.integers(1, 9999), st.integers(1, 9999))
def test_other_serials_give_other_numbers(before: str, after: str, year: int, first: int, second: int) -> None:
    office = OfficeSettings(letter_pattern=f"{before}〔{{年}}〕{{号}}{after}")
    numbers = {office.letter_number(year, first), office.letter_number(year, second)}
    assert len(numbers) == (1 if first == second else 2)


@pytest.mark.parametrize("days", [-5, 0, 251])
@pytest.mark.parametrize(("field", "name"), [("objection_days", "异议期限"), ("remedy_days", "整改期限")])
def test_deadlines_lie_within_a_working_year(field: str, name: str, days: int) -> None:
    with pytest.raises(DeadlineDaysError, match=f"{name}为{days}个工作日"):
        validate(replace(OfficeSettings(), **{field: days}))


@pytest.mark.parametrize("days", [1, 250])
def test_the_outermost_deadlines_are_fine(days: int) -> None:
    validate(OfficeSettings(objection_days=days, remedy_days=days))
