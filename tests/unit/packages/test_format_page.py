"""docs/format.md says what the code does: another reader is written from it."""

import re
from pathlib import Path

import pytest

from exports.packages.envelope import MAGIC
from exports.packages.manifest import Manifest, PackageKind
from exports.packages.receipts import MEMBER, _Receipt
from exports.packages.rows import _TYPES, AnswerContent, FindingContent, FrameContent, ItemRemarkContent
from models.queries.travelling import _KEPT_WORDS, _PEOPLE, HIDDEN
from models.services.merge_ground import TWICE
from models.travelling import PackageContents, TravelColumn, TravelTable, ValueKind, carried, travel_tables
from review_forms.answers import Verdict
from review_forms.standard import Severity

PAGE = (Path(__file__).parents[3] / "docs" / "format.md").read_text(encoding="utf-8")


def section(number: int) -> str:
    """The text of one section."""
    start = PAGE.index(f"\n## {number}. ")
    end = PAGE.find("\n## ", start + 1)
    return PAGE[start : end if end > 0 else None]


def cells(text: str) -> list[list[str]]:
    """The rows of the tables in a text, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    heads = {at - 1 for at, line in enumerate(lines) if set(line) <= set("|- ")}
    body = [line for at, line in enumerate(lines) if at not in heads and not set(line) <= set("|- ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in body]


def form(table: TravelTable, column: TravelColumn) -> str:
    """A column as the page tells it."""
    told = column.kind.value
    if column.words:
        told = "word: " + ", ".join(f"`{word}`" for word in column.words)
    elif column.name == "sha256":
        told = "hash"
    elif column.kind is ValueKind.TEXT and column.length:
        told += f" ≤ {column.length}"
    if column.is_nullable and column.name != "sealed_at":
        told += ", or null"
    if column.absent is not None:
        told += f", left out where it is `{column.absent}`"
    parent = table.parents.get(column.name)
    return told + (f" → `{parent}`" if parent else "")


def test_the_tables_of_the_page_are_those_that_travel() -> None:
    assert re.findall(r"^### (\w+)$", section(11), re.MULTILINE) == list(travel_tables())


@pytest.mark.parametrize("table", travel_tables().values(), ids=list(travel_tables()))
def test_a_table_of_the_page_has_the_columns_of_the_code(table: TravelTable) -> None:
    _, _, rest = section(11).partition(f"### {table.name}\n")
    text = rest.partition("\n### ")[0]
    assert cells(text) == [[f"`{column.name}`", form(table, column)] for column in table.columns]
    facts = text.strip().splitlines()[0].lower()
    assert (f"trunk `{table.trunk}`" in facts) is bool(table.trunk)
    assert ("versioned" in facts) is table.is_versioned


def test_the_page_says_what_each_kind_carries() -> None:
    expected = [
        [f"`{name}`", *("yes" if table in carried(kind) else "" for kind in PackageContents)]
        for name, table in travel_tables().items()
    ]
    found = [[cell.strip("| ") for cell in row] for row in cells(section(8))]
    assert [[*row, *[""] * (4 - len(row))] for row in found] == expected


def test_the_page_has_every_form_of_a_value() -> None:
    told = {row[0] for row in cells(section(5))}
    assert told == {kind.value for kind in ValueKind} | {"word", "hash"}
    assert set(_TYPES) | {ValueKind.TEXT, ValueKind.JSON} == set(ValueKind)


def test_the_page_has_every_key_of_an_answer_and_of_a_frame() -> None:
    text = section(6)
    names = {name for row in cells(text) for name in re.findall(r"`(\w+)`", row[0])}
    assert names == set(AnswerContent.__struct_fields__)
    parts = (FindingContent, FrameContent, ItemRemarkContent)
    for field in (field for part in parts for field in part.__struct_fields__):
        assert f"`{field}`" in text
    for word in (*Verdict, *Severity):
        assert f'`"{word.value}"`' in text


def test_the_page_has_every_key_of_a_receipt() -> None:
    text = section(7)
    assert MEMBER in text
    assert [row[0].strip("`") for row in cells(text)] == list(_Receipt.__struct_fields__)


def test_the_page_has_every_key_of_a_manifest() -> None:
    names = [name for row in cells(section(4)) for name in re.findall(r"`(\w+)`", row[0])]
    assert sorted(names) == sorted(Manifest.__struct_fields__)
    for kind in PackageKind:
        assert f"`{kind.value}`" in section(4)
    assert MAGIC.decode() in section(2)


def test_the_page_says_what_a_blind_package_leaves_out() -> None:
    text = section(8)
    assert f"`{HIDDEN}`" in text
    for name in (*_KEPT_WORDS, *(column for columns in _PEOPLE.values() for column in columns)):
        if name != "attachments":  # scanned files do not go along at all
            assert f"`{name}`" in text or f".{name}`" in text, name


def test_the_page_says_which_numbers_are_used_once() -> None:
    for columns in (columns for keys in TWICE.values() for columns in keys):
        for column in columns:
            assert f"`{column}`" in section(9)
