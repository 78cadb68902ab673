"""Cases that packages bring are reckoned like those of a ledger."""

from typing import Any

from tests.store.exchange.forging import ASSIGNMENT, forge, rows_of
from tests.store.exchange.world import Side, World
from tests.store.test_overdue import agreed


def hand(world: World, rows: list[dict[str, Any]]) -> Side:
    """A reviewer reads an assignment with these cases."""
    reviewer = world.reviewers[0]
    reviewer.read(forge(world.office, reviewer, {"cases": rows}, ASSIGNMENT))
    return reviewer


def test_packages_bring_it_along(world: World) -> None:
    world.give(world.reviewers[0])
    (case,) = rows_of(world.reviewers[0], "cases")
    assert agreed(world.reviewers[0].store) == {case["number"]: 61}
    side = hand(world, [{**case, "version": case["version"] + 1, "closed_on": "2025-09-12"}])
    assert agreed(side.store) == {case["number"]: 10}
    side = hand(world, [{**case, "version": case["version"] + 2, "closed_on": "2025-09-02"}])
    assert agreed(side.store) == {}
    # an older version changes nothing
    assert agreed(hand(world, [case]).store) == {}
