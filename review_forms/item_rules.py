"""What an item of each kind may and must say in a standard's file."""

from decimal import Decimal

from review_forms.standard import ZERO, Item, ItemKind, Severity
from review_forms.toml_reader import TomlTable

KIND_KEYS = ("points", "deduction", "minimum", "cap", "elements", "element_points", "outcome")
"""What only items of some kinds say; every other key is for all of them."""
_ALLOWED: dict[ItemKind, frozenset[str]] = {
    ItemKind.FIXED: frozenset({"points"}),
    ItemKind.RANGE: frozenset({"points", "minimum", "cap"}),
    ItemKind.PER_OCCURRENCE: frozenset({"points", "deduction", "cap"}),
    ItemKind.PER_MISSING: frozenset({"points", "deduction", "cap", "elements", "element_points"}),
    ItemKind.SEVERITY_ONLY: frozenset({"outcome"}),
    ItemKind.VETO: frozenset({"outcome"}),
    ItemKind.RECORD_ONLY: frozenset(),
    ItemKind.BONUS: frozenset({"points"}),
}
_REQUIRED: dict[ItemKind, tuple[str, ...]] = {
    ItemKind.FIXED: ("points",),
    ItemKind.RANGE: ("points",),
    ItemKind.PER_OCCURRENCE: ("points", "deduction"),
    ItemKind.PER_MISSING: ("points", "elements"),
    ItemKind.SEVERITY_ONLY: ("severity",),
    ItemKind.VETO: ("severity",),
    ItemKind.RECORD_ONLY: (),
    ItemKind.BONUS: ("points",),
}


def keys_of(kind: ItemKind) -> frozenset[str]:
    """Which of `KIND_KEYS` an item of this kind takes; a text under another of them is a fault."""
    return _ALLOWED[kind]


def read_item(table: TomlTable) -> Item:
    """The item in a table; with faults noted it is a stand-in that must not be used."""
    item_id = table.identifier("id")
    if item_id:
        table.label = f"评查项“{item_id}”："
    kind = table.member("kind", ItemKind, required=True)
    item = Item(
        id=item_id,
        prompt=table.line("prompt", required=True),
        kind=kind or ItemKind.RECORD_ONLY,
        points=table.number("points") or ZERO,
        deduction=table.number("deduction"),
        minimum=table.number("minimum"),
        cap=table.number("cap"),
        severity=table.member("severity", Severity),
        rule=table.text("rule", required=True),
        common_errors=table.texts("common_errors"),
        not_a_fault=table.text("not_a_fault"),
        basis=table.text("basis"),
        remediable=table.flag("remediable", usual=True),
        elements=table.texts("elements"),
        element_points=table.numbers("element_points"),
        outcome=table.flag("outcome", usual=False),
        source=table.text("source"),
    )
    table.close()
    if kind is not None:
        _check_keys(table, kind)
        _check_amounts(table, item)
    if kind is ItemKind.PER_MISSING:
        _check_elements(table, item)
    return item


def _check_keys(table: TomlTable, kind: ItemKind) -> None:
    for key in KIND_KEYS:
        if table.gives(key) and key not in _ALLOWED[kind]:
            table.fault(key, f"“{kind.label}”类评查项不设“{key}”")
    for key in _REQUIRED[kind]:
        if not table.gives(key):
            table.fault(key, f"“{kind.label}”类评查项缺少“{key}”")


def _check_elements(table: TomlTable, item: Item) -> None:
    """Either every element costs the same, or each has its own points, which add up to those of the item."""
    if table.gives("deduction") == table.gives("element_points"):
        table.fault("deduction", "“deduction”和“element_points”应当写一个，也只能写一个")
    elif table.gives("element_points") and table.is_sound("element_points"):
        total = sum(item.element_points, ZERO)
        if len(item.element_points) != len(item.elements):
            table.fault("element_points", f"要素有 {len(item.elements)} 个，分值却有 {len(item.element_points)} 个")
        elif table.is_sound("points") and total != item.points:
            table.fault("element_points", f"各要素合计 {total} 分，本项分值却是 {item.points} 分")


def _check_amounts(table: TomlTable, item: Item) -> None:
    """Whether points, deduction, minimum and cap fit together, as far as each is readable and belongs there."""
    allowed = _ALLOWED[item.kind]
    points = _readable(table, "points", item.points, allowed)
    deduction = _readable(table, "deduction", item.deduction, allowed)
    minimum = _readable(table, "minimum", item.minimum, allowed)
    cap = _readable(table, "cap", item.cap, allowed)
    for key, amount in (("points", points), ("deduction", deduction), ("cap", cap)):
        if amount == 0:
            table.fault(key, f"“{key}”应大于 0")
    _at_most(table, "deduction", "每次扣分", deduction, "本项分值", points)
    _at_most(table, "cap", "扣分上限", cap, "本项分值", points)
    _at_most(table, "deduction", "每次扣分", deduction, "扣分上限", cap)
    _at_most(table, "minimum", "最少扣分", minimum, "扣分上限或分值", points if cap is None else cap)


def _readable(table: TomlTable, key: str, amount: Decimal | None, allowed: frozenset[str]) -> Decimal | None:
    return amount if key in allowed and table.gives(key) and table.is_sound(key) else None


def _at_most(
    table: TomlTable, key: str, name: str, amount: Decimal | None, bound_name: str, bound: Decimal | None
) -> None:
    if amount is not None and bound is not None and amount > bound > 0 and table.is_sound(key):
        table.fault(key, f"{name} {amount} 大于{bound_name} {bound}")
