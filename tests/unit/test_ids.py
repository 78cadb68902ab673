"""A packed list of ids behaves as the list of them does."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.ids import IdList

# few different bytes, so that an id also occurs across the border of two others
IDS = st.lists(st.builds(lambda text: UUID(bytes=text), st.text("ab", min_size=16, max_size=16).map(str.encode)))


@given(IDS, st.integers(-4, 12), st.integers(-4, 12))
def test_it_reads_as_a_list_of_the_same_ids(ids: list[UUID], start: int, stop: int) -> None:
    packed = IdList(ids)
    assert list(packed) == ids
    assert len(packed) == len(ids)
    assert packed[start:stop] == ids[start:stop]
    assert packed[::-1] == ids[::-1]
    assert all(packed[place] == ids[place] for place in range(-len(ids), len(ids)))
    assert packed == IdList(ids)


@given(IDS, st.integers(0, 4), st.none() | st.integers(0, 12))
def test_an_id_is_found_where_it_stands_first(ids: list[UUID], start: int, stop: int | None) -> None:
    packed, end = IdList(ids), len(ids) if stop is None else stop
    for each in ids:
        assert each in packed
        if each in ids[start:end]:
            assert packed.index(each, start, stop) == ids.index(each, start, end)
        else:
            with pytest.raises(ValueError, match="not in the list"):
                packed.index(each, start, stop)


@given(IDS)
def test_ids_are_read_from_either_spelling(ids: list[UUID]) -> None:
    assert IdList.from_text([[each.hex for each in ids], [str(each) for each in ids]]) == IdList(ids * 2)


def test_what_is_not_there_is_said_to_be_missing() -> None:
    packed = IdList([uuid4()])
    assert uuid4() not in packed
    assert "text" not in packed
    assert packed != [*packed]
    with pytest.raises(IndexError):
        packed[1]
    with pytest.raises(ValueError, match="not in the list"):
        packed.index("text")
