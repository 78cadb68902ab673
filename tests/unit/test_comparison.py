"""Two versions of a standard side by side."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

import resources
from review_forms.comparison import Change, Comparison, compare
from review_forms.loader import load_standard
from review_forms.standard import Item, Section, Standard

OLD = load_standard(resources.read_text("standards", "civil-100.toml"), "civil-100")


def with_sections(*sections: Section, **fields: object) -> Standard:
    return replace(OLD, version="2026.2", sections=(*sections, *OLD.sections[len(sections) :]), **fields)  # type: ignore[arg-type]


def with_items(*items: Item, **fields: object) -> Standard:
    return with_sections(replace(OLD.sections[0], items=items), **fields)


def changed(comparison: Comparison) -> dict[str, tuple[Change, ...]]:
    return {each.item.id: each.changes for each in comparison.items if each.changes}


FIRST = OLD.sections[0].items


def test_a_standard_does_not_differ_from_itself() -> None:
    same = compare(OLD, OLD)
    assert (same.head, changed(same)) == ((), {})
    assert [each.item.id for each in same.items] == [item.id for item in OLD.items]


def test_added_removed_reworded_and_reweighted() -> None:
    reworded = replace(FIRST[0], rule="改过的规则", basis="另一条")
    both = replace(FIRST[1], points=Decimal(2), prompt="另一句")
    added = replace(FIRST[2], id="brand-new")
    comparison = compare(OLD, with_items(reworded, both, added, *FIRST[3:]))
    assert changed(comparison) == {
        FIRST[0].id: (Change.REWORDED,),
        FIRST[1].id: (Change.REWEIGHTED, Change.REWORDED),
        "brand-new": (Change.ADDED,),
        FIRST[2].id: (Change.REMOVED,),
    }
    fields = {each.item.id: [(field.label, field.old, field.new) for field in each.fields] for each in comparison.items}
    assert fields[FIRST[1].id] == [("分值", "1", "2"), ("评查内容", FIRST[1].prompt, "另一句")]
    assert [field.label for field in comparison.head] == ["版本"]
    assert [comparison.count(change) for change in Change] == [1, 1, 1, 2, 0]


def test_a_removed_item_stands_where_it_stood() -> None:
    comparison = compare(OLD, with_items(*FIRST[:1], *FIRST[2:]))
    assert [each.item.id for each in comparison.items[:3]] == [item.id for item in FIRST[:3]]
    comparison = compare(OLD, with_items(*FIRST[1:]))
    assert comparison.items[0].item.id == FIRST[0].id


def test_only_what_left_its_order_has_moved() -> None:
    assert changed(compare(OLD, with_items(*FIRST[1:], FIRST[0]))) == {FIRST[0].id: (Change.MOVED,)}


def test_an_item_that_changed_its_section_has_moved() -> None:
    second = OLD.sections[1]
    new = with_sections(replace(OLD.sections[0], items=FIRST[:-1]), replace(second, items=(FIRST[-1], *second.items)))
    comparison = compare(OLD, new)
    (moved,) = [each for each in comparison.items if each.changes]
    assert (moved.changes, moved.old_section, moved.new_section) == (
        (Change.MOVED,),
        OLD.sections[0].title,
        second.title,
    )


def test_a_renamed_item_is_the_same_item() -> None:
    new = with_items(replace(FIRST[0], id="other-name"), *FIRST[1:], renamed={FIRST[0].id: "other-name"})
    comparison = compare(OLD, new)
    assert changed(comparison) == {"other-name": (Change.REWORDED,)}
    assert [(field.label, field.old) for field in comparison.items[0].fields] == [("编号", FIRST[0].id)]


def test_of_merged_items_one_lives_on_and_the_others_are_removed() -> None:
    new = with_items(replace(FIRST[0], id="both"), *FIRST[2:], renamed={FIRST[0].id: "both", FIRST[1].id: "both"})
    assert changed(compare(OLD, new)) == {"both": (Change.REWORDED,), FIRST[1].id: (Change.REMOVED,)}
    new = with_items(FIRST[1], *FIRST[2:], renamed={FIRST[0].id: FIRST[1].id})
    assert changed(compare(OLD, new)) == {FIRST[0].id: (Change.REMOVED,)}


@given(st.permutations(FIRST), st.integers(0, len(FIRST)), st.sets(st.sampled_from([item.id for item in FIRST])))
def test_every_item_of_both_stands_there_once(order: list[Item], kept: int, renamed: set[str]) -> None:
    items = [replace(item, id=f"{item.id}-2") if item.id in renamed else item for item in order[:kept]]
    living = {item.id for item in items}
    names = {old: f"{old}-2" for old in renamed if f"{old}-2" in living}
    new = with_items(*items, renamed=names)
    comparison = compare(OLD, new)
    assert [each.new.id for each in comparison.items if each.new] == [item.id for item in new.items]
    assert sorted(each.old.id for each in comparison.items if each.old) == sorted(item.id for item in OLD.items)
    assert {each.old.id for each in comparison.items if each.old and not each.new} == {
        item.id for item in FIRST if item.id not in living and item.id not in names
    }
