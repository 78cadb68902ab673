"""A standard on paper: what it is, and section by section a table of its items, to be handed round and discussed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from exports import pdf, word
from exports.document import Align, Block, Column, Document, Heading, Paragraph, Run, Table, Title
from exports.files import write_atomically
from exports.fonts import FontShelf
from exports.standard_words import elements_in_words, section_title, section_weight, whole_rules
from review_forms.scoring import figure
from review_forms.standard import Item, Standard

_COLUMNS = (
    Column("序号", 12, Align.CENTRE),
    Column("评查内容", 40, Align.LEFT),
    Column("分值", 13, Align.CENTRE),
    Column("评查方法和依据", 91),
)


def write_standard_paper(path: Path, standard: Standard, text: str, fonts: FontShelf | None = None) -> None:
    """Write a standard as .pdf or .docx, by the ending of the name.

    `text` is its TOML, whose hash stands in the footer.

    Raises:
        StorageError: The folder or the disk refuses.
        MissingGlyphError: A character cannot be printed.
    """
    document = build_standard(standard, hashlib.sha256(text.encode()).hexdigest())
    is_word = path.suffix.lower() == ".docx"
    write_atomically(path, word.write(document) if is_word else pdf.write(document, fonts or FontShelf()))


def build_standard(standard: Standard, digest: str) -> Document:
    """The paper of a standard; `digest` is the SHA-256 of its text."""
    return Document(standard.title, tuple(_blocks(standard)), digest)


def _blocks(standard: Standard) -> Iterator[Block]:
    yield Title(standard.title)
    yield Paragraph((Run(f"（{standard.version} 版）"),), Align.CENTRE, first_indent=0)
    if standard.notice:
        yield Paragraph.of(" ".join(standard.notice.split()))
    rules = "".join(whole_rules(standard))
    if rules:
        yield Paragraph.of(rules)
    number = 0
    for at, section in enumerate(standard.sections):
        yield Heading(f"{section_title(at, section)}（{section_weight(section)}）")
        yield Table(_COLUMNS, tuple(_row(number + place, item) for place, item in enumerate(section.items, 1)))
        number += len(section.items)
    if standard.sources:
        yield Heading("制定依据")
        yield Paragraph.of("；".join(standard.sources) + "。")


def _row(number: int, item: Item) -> tuple[str, ...]:
    return str(number), item.prompt, figure(item.points) if item.points else "—", _method(item)


def _method(item: Item) -> str:
    """Everything else that is said of an item, each part with its name."""
    parts = (
        (item.kind.label, item.rule),
        ("要素", elements_in_words(item)),
        ("常见错误", "；".join(item.common_errors)),
        ("不算问题", item.not_a_fault),
        ("依据", item.basis),
    )
    return "\n".join(f"【{name}】{' '.join(text.split())}" for name, text in parts if text)
