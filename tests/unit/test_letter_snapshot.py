"""A letter's view kept as JSON."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.letters.hashing import content_digest
from models.letter_snapshot import (
    LetterSnapshotError,
    letter_from_json,
    letter_from_mapping,
    letter_to_json,
    letter_to_mapping,
)
from models.views import LetterFinding, LetterView

SAMPLE = (Path(__file__).parents[1] / "data" / "letter.json").read_text(encoding="utf-8")

_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
_day = st.dates(date(2000, 1, 1), date(2100, 1, 1))
_by_type = {
    str: _text,
    date: _day,
    int: st.integers(0, 300),
    bool: st.booleans(),
    date | None: st.none() | _day,
    Decimal | None: st.none() | st.decimals(0, 105, places=2),
    tuple[str, ...]: st.lists(_text, max_size=3).map(tuple),
}


def _built(kind: type[Any], **known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    fields = {name: _by_type[hint] for name, hint in kind.__annotations__.items() if name not in known}
    return st.builds(kind, **fields, **known)


views = _built(LetterView, findings=st.lists(_built(LetterFinding), max_size=3).map(tuple))


@given(view=views)
def test_a_view_comes_back_as_it_was(view: LetterView) -> None:
    assert letter_from_json(letter_to_json(view)) == view
    assert letter_from_mapping(letter_to_mapping(view)) == view


def test_the_text_is_canonical_and_so_is_the_digest() -> None:
    view = letter_from_json(SAMPLE)

    assert letter_to_json(view) == json.dumps(
        json.loads(SAMPLE), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert content_digest(view) == content_digest(letter_from_json(letter_to_json(view)))
    assert len(content_digest(view)) == 64


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param({"grade": None}, "grade应为文字", id="an empty field that must be there"),
        pytest.param({"issued_on": "2026-13-01"}, "issued_on不是日期", id="no date"),
        pytest.param({"points": "many"}, "points不是数字", id="no number"),
        pytest.param({"remedy_days": True}, "remedy_days应为整数", id="a claim for a number"),
        pytest.param({"findings": {}}, "findings应为列表", id="no list"),
        pytest.param({"findings": [{"position": 1}]}, "缺失或者多余", id="half a finding"),
        pytest.param({"extra": "x"}, "extra缺失或者多余", id="an unknown field"),
    ],
)
def test_what_is_no_letter_is_refused(change: dict[str, object], told: str) -> None:
    with pytest.raises(LetterSnapshotError, match=told):
        letter_from_mapping({**json.loads(SAMPLE), **change})


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_what_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(LetterSnapshotError, match="存档内容不完整"):
        letter_from_json(text)
