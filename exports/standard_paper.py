"""A standard on paper: what it is, and section by section a table of its items, to be handed round and discussed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from exports import pdf, word
from exports.document import Align, Block, Column, Document, Heading, Paragraph, Table, Title
from exports.files import write_atomically
from exports.fonts import FontShelf
from review_forms.scoring import figure
from review_forms.standard import HUNDRED, Family, Item, Section, Standard

_COLUMNS = (
    Column("序号", 12, Align.CENTRE),
    Column("评查内容", 40, Align.LEFT),
    Column("分值", 13, Align.CENTRE),
    Column("评查方法和依据", 91),
)
_NUMERALS = "一二三四五六七八九"


def write_standard_paper(path: Path, standard: Standard, text: str, fonts: FontShelf | None = None) -> None:
    """Write a standard as .pdf or .docx, by the ending of the name; `text` is its TOML, whose hash stands in the footer.

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
    yield Paragraph.of(f"（{standard.version} 版）", first_indent=0, keeps_with_next=True)
    if standard.notice:
        yield Paragraph.of(" ".join(standard.notice.split()))
    rules = "".join(_rules(standard))
    if rules:
        yield Paragraph.of(f"计分规则：{rules}")
    number = 0
    for at, section in enumerate(standard.sections, 1):
        yield Heading(f"{_numeral(at)}、{section.title}{_weight(section)}")
        rows = []
        for item in section.items:
            number += 1
            rows.append((str(number), item.prompt, _worth(item), _method(item)))
        yield Table(_COLUMNS, tuple(rows))
    if standard.sources:
        yield Heading("制定依据")
        yield Paragraph.of("；".join(standard.sources) + "。")


def _rules(standard: Standard) -> Iterator[str]:
    if standard.family is Family.POINTS:
        yield f"满分 {figure(standard.full_marks)} 分。"
    if standard.base:
        yield f"每件先得基础分 {figure(standard.base)} 分，其余按各评查项的得分折算。"
    if standard.full_marks != HUNDRED and standard.family is Family.POINTS:
        yield "对照等次时折合为百分。"
    if standard.case_cap is not None:
        yield f"一件案件最多扣 {figure(standard.case_cap)} 分。"
    if standard.bonus_cap is not None:
        yield f"加分合计最多 {figure(standard.bonus_cap)} 分。"
    if standard.veto_scores_zero:
        yield "一票否决的评查项有问题的，全案得零分。"


def _weight(section: Section) -> str:
    if not section.points:
        return ""
    return f"（{figure(section.points)} 分{'，扣分制' if section.absolute else ''}）"


def _worth(item: Item) -> str:
    return figure(item.points) if item.points else "—"


def _method(item: Item) -> str:
    """Everything else that is said of an item, each part with its name."""
    elements = "、".join(item.elements)
    if item.element_points:
        weighed = zip(item.elements, item.element_points, strict=True)
        elements = "、".join(f"{element}（{figure(points)} 分）" for element, points in weighed)
    parts = (
        (item.kind.label, item.rule),
        ("要素", elements),
        ("常见错误", "；".join(item.common_errors)),
        ("不算问题", item.not_a_fault),
        ("依据", item.basis),
    )
    return "\n".join(f"【{name}】{' '.join(text.split())}" for name, text in parts if text)


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    lead = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return lead + (_NUMERALS[ones - 1] if ones else "")
