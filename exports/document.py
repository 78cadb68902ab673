"""A paper as frozen blocks: what is said, in which role; how it looks is the writers' business.

To add a kind of block: 1. a dataclass here and in `Block`, 2. its layout in exports/pdf/blocks.py, 3. its XML in
exports/word/blocks.py, 4. its text in `plain_text` below, which preflight reads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Typeface(StrEnum):
    """The official faces, by their role; each writer knows which font stands for one."""

    FANGSONG = "fangsong"
    TITLE = "title"
    HEI = "hei"
    KAI = "kai"
    SONG = "song"


class Form(StrEnum):
    """The forms of paper: 信函 for letters, plain pages with the text area 156 × 225 mm for forms and reports."""

    LETTER = "letter"
    REPORT = "report"


class Align(StrEnum):
    """How the lines of a paragraph or a cell stand."""

    JUSTIFY = "justify"
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; `typeface` where it differs from the paragraph's."""

    text: str
    typeface: Typeface | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """The title of the whole paper (2号小标宋, centred)."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that stays with what follows; level 1 is 一、 in 黑体, 2 is （一） in 楷体, 3 is 1. in 仿宋."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text; indents are counted in characters of 3号."""

    runs: tuple[Run, ...]
    align: Align = Align.JUSTIFY
    first_indent: int = 2
    keeps_with_next: bool = False

    @classmethod
    def of(cls, text: str, first_indent: int = 2, keeps_with_next: bool = False) -> "Paragraph":
        """A usual paragraph in one typeface."""
        return cls((Run(text),), first_indent=first_indent, keeps_with_next=keeps_with_next)

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its heading, its width in millimetres and how its cells stand."""

    title: str
    width: float
    align: Align = Align.JUSTIFY


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table whose header row is repeated on every page; each row has one text per column.

    `is_small` sets it in 五号 in the place of 小四, for forms with many columns.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class LetterHead:
    """The head of a 信函: the organ's red name (a line feed parts two lines), the letter number, marks at the left."""

    organ: str
    number: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, one line each, and the date, with room for the seal; never alone on a page."""

    lines: tuple[str, ...]
    date: str


@dataclass(frozen=True, slots=True)
class Spacer:
    """Empty lines of body text; they vanish at the top of a page."""

    lines: float = 1


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Title | Heading | Paragraph | Table | LetterHead | Signature | Spacer | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """One paper; `digest` is the SHA-256 (hexadecimal) of the facts it was built from, short in the footer.

    `dated` is the day that a file names as that of its making: the paper's own, for the clock would change the bytes.
    """

    title: str
    blocks: tuple[Block, ...]
    digest: str
    form: Form = Form.REPORT
    author: str = ""
    program: str = "评衡"
    dated: date = date(2000, 1, 1)

    @property
    def footer(self) -> str:
        """The small grey line at the foot of every page."""
        return f"校验码 {self.digest[:12].upper()}"


def plain_text(document: Document) -> str:
    """Everything that a document says, one block, line or row after the other."""
    return "\n".join(line for block in document.blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Title() | Heading() | Paragraph():
            yield block.text
        case Table():
            yield "\t".join(column.title for column in block.columns)
            yield from ("\t".join(row) for row in block.rows)
        case LetterHead():
            yield from (block.organ, *block.marks, block.number)
        case Signature():
            yield from (*block.lines, block.date)
        case Spacer() | PageBreak():
            return


def keeps_with_next(blocks: Sequence[Block], index: int) -> bool:
    """Whether a block ends on the page where the next one begins.

    A signature takes the text before it along (GB/T 9704-2012, 7.3.5.4): alone on a page it could stand under any.
    """
    match blocks[index]:
        case Heading() | Spacer() | Signature():
            return True
        case Paragraph() as paragraph:
            rest = (block for block in blocks[index + 1 :] if not isinstance(block, Spacer))
            return paragraph.keeps_with_next or isinstance(next(rest, None), Signature)
    return False
