"""A standard on paper: everything that it says, in a table for each section."""

import pytest

import resources
from exports import word
from exports.document import Table, plain_text
from exports.standard_paper import build_standard
from exports.standard_words import numeral, section_weight
from review_forms.loader import load_standard
from review_forms.standard import Standard


def shipped(name: str) -> Standard:
    return load_standard(resources.read_text("standards", f"{name}.toml"), name)


@pytest.mark.parametrize("name", resources.standard_names())
def test_everything_is_on_the_paper(name: str) -> None:
    standard = shipped(name)
    document = build_standard(standard, "0" * 64)
    text = plain_text(document)
    assert sum(isinstance(block, Table) for block in document.blocks) == len(standard.sections)
    assert standard.version in text
    for section in standard.sections:
        assert section_weight(section) in text
    for item in standard.items:
        for part in (item.prompt, item.rule, item.basis, item.not_a_fault, *item.common_errors, *item.elements):
            assert " ".join(part.split()) in text


def test_the_same_standard_gives_the_same_file() -> None:
    standard = shipped("archive")
    assert word.write(build_standard(standard, "1" * 64)) == word.write(build_standard(standard, "1" * 64))


def test_the_tables_fill_the_page() -> None:
    table = next(block for block in build_standard(shipped("archive"), "0" * 64).blocks if isinstance(block, Table))
    assert sum(column.width for column in table.columns) == 156


def test_heads_are_numbered_in_chinese() -> None:
    assert [numeral(number) for number in (1, 9, 10, 11, 19, 20, 21, 30, 99)] == [
        "一", "九", "十", "十一", "十九", "二十", "二十一", "三十", "九十九",
    ]  # fmt: skip
