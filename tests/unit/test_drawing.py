"""The draw: anyone with the frame and the seed gets the same cases."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.drawing import DrawCountError, Lot, PerHandlerError, SeedBlankError, draw, frame_hash, ticket

HANDLERS = ("程立", "何平", "冯㛃", "")
FRAMES = st.lists(
    st.builds(Lot, st.integers(1, 999).map("（2025）吉0199民初{}号".format), st.sampled_from(HANDLERS)),
    min_size=1,
    max_size=40,
    unique_by=lambda lot: lot.number,
)
SEEDS = st.text(min_size=1).filter(str.strip)


def numbered(count: int) -> list[Lot]:
    return [Lot(f"（2025）吉0199民初{serial}号", HANDLERS[serial % 3]) for serial in range(1, count + 1)]


def test_the_published_vector() -> None:
    """Written down so that another program can prove that it draws alike; it never changes under this algorithm."""
    assert ticket("20260105", "（2025）吉0199民初1号") == (
        "4963f692527d960ed01b13f67329d988b8df60413d4ad7ad2afd85b5b14f8aba"
    )
    assert frame_hash(lot.number for lot in numbered(10)) == (
        "32ee45347d94d4ad3af8a6b964535b24ec56d375b45ef940de616d3918ef2df8"
    )
    drawn = [lot.number for lot in draw(numbered(10), 4, "20260105")]
    assert drawn == [
        "（2025）吉0199民初2号",
        "（2025）吉0199民初3号",
        "（2025）吉0199民初10号",
        "（2025）吉0199民初9号",
    ]


@given(FRAMES, SEEDS, st.data())
def test_the_order_of_the_frame_does_not_matter(frame: list[Lot], seed: str, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(frame)))
    shuffled = data.draw(st.permutations(frame))
    assert draw(frame, count, seed) == draw(shuffled, count, seed)
    assert frame_hash(lot.number for lot in frame) == frame_hash(lot.number for lot in shuffled)


@given(FRAMES, SEEDS, st.integers(0, 5), st.data())
def test_as_many_as_asked_and_enough_of_each_handler(
    frame: list[Lot], seed: str, least: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, len(frame)))
    had = Counter(lot.handler for lot in frame)
    needed = sum(min(least, cases) for cases in had.values())
    if needed > count:
        with pytest.raises(PerHandlerError, match=f"{needed}件"):
            draw(frame, count, seed, least)
        return
    drawn = draw(frame, count, seed, least)
    handlers = {lot.number: lot.handler for lot in frame}
    got = Counter(handlers[lot.number] for lot in drawn)
    assert len({lot.number for lot in drawn}) == len(drawn) == count
    assert all(got[handler] >= min(least, cases) for handler, cases in had.items())
    assert [lot.ticket for lot in drawn] == sorted(ticket(seed, lot.number) for lot in drawn)


@given(FRAMES, SEEDS, st.data())
def test_a_larger_draw_holds_the_smaller_one(frame: list[Lot], seed: str, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(frame)))
    fewer = data.draw(st.integers(1, count))
    assert draw(frame, count, seed)[:fewer] == draw(frame, fewer, seed)


def test_another_seed_draws_others() -> None:
    frame = numbered(200)
    assert len({draw(frame, 20, str(seed)) for seed in range(20)}) == 20


def test_every_case_has_the_same_chance() -> None:
    frame = numbered(20)
    times = Counter(lot.number for seed in range(2000) for lot in draw(frame, 5, f"甲{seed}"))
    assert all(430 <= times[lot.number] <= 570 for lot in frame)


@pytest.mark.parametrize("seed", ["", " ", "\n\t", "　"])
def test_a_blank_seed_is_refused(seed: str) -> None:
    with pytest.raises(SeedBlankError, match="抽签种子是空的"):
        draw(numbered(3), 1, seed)


@pytest.mark.parametrize("count", [-1, 0, 4])
def test_a_count_outside_the_frame_is_refused(count: int) -> None:
    with pytest.raises(DrawCountError, match="请填1至3之间的件数"):
        draw(numbered(3), count, "甲")


def test_an_empty_frame_says_so() -> None:
    with pytest.raises(DrawCountError, match="有0件可抽：请放宽抽样范围，或先导入台账。"):
        draw([], 5, "甲")


def test_the_frame_hash_takes_any_order() -> None:
    numbers = [lot.number for lot in numbered(30)]
    mixed = list(numbers)
    Random(1).shuffle(mixed)
    assert frame_hash(mixed) == frame_hash(numbers) != frame_hash(numbers[1:])
