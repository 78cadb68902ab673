"""The styles of a Word paper: official fonts for East Asian text, exact line heights, Chinese as its language."""

import math
from dataclasses import dataclass
from functools import cache

from exports import gbt9704
from exports.document import Typeface
from exports.word.markup import DECLARATION, NAMESPACES, exact_line, half_points, twips

FONTS = {
    Typeface.FANGSONG: "仿宋_GB2312",
    Typeface.TITLE: "方正小标宋简体",
    Typeface.HEI: "黑体",
    Typeface.KAI: "楷体_GB2312",
    Typeface.SONG: "宋体",
}
# what Word takes where an office lacks the named font
_ALTERNATIVES = {
    "仿宋_GB2312": "仿宋",
    "方正小标宋简体": "华文中宋",
    "黑体": "SimHei",
    "楷体_GB2312": "楷体",
    "宋体": "SimSun",
}

BODY = "Body"
PLAIN = "Plain"
TITLE = "PaperTitle"
ORGAN = "Organ"
NUMBER = "LetterNumber"
MARK = "Mark"
CELL = "Cell"
CELL_HEAD = "CellHead"
SMALL_CELL = "SmallCell"
SMALL_CELL_HEAD = "SmallCellHead"
PAGE_NUMBER = "PageNumber"
FOOTER = "Digest"
HEADINGS = {1: "Heading1", 2: "Heading2", 3: "Heading3"}


@dataclass(frozen=True, slots=True)
class _Style:
    """One paragraph style."""

    id: str
    name: str
    typeface: Typeface
    size: float
    pitch: float
    align: str = "both"
    first_indent: int = 0
    colour: str = ""
    outline: int | None = None

    def markup(self) -> str:
        """The style's element; `w:ind` stands before `w:jc`, as the schema orders them."""
        keep = "<w:keepNext/>" if self.outline is not None else ""
        indent = self.first_indent
        chars = f' w:firstLineChars="{100 * indent}" w:firstLine="{twips(indent * self.size)}"' if indent else ""
        outline = f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else ""
        colour = f'<w:color w:val="{self.colour}"/>' if self.colour else ""
        return (
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{self.id}"><w:name w:val="{self.name}"/>'
            f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{keep}{exact_line(self.pitch)}'
            f'{f"<w:ind{chars}/>" if chars else ""}<w:jc w:val="{self.align}"/>{outline}</w:pPr>'
            f"<w:rPr>{font(self.typeface)}{colour}{_narrowing(self.size)}{size(self.size)}</w:rPr></w:style>"
        )


FIRST_INDENT = 2
_BODY_PITCH = gbt9704.LINE_PITCH
_STYLES = (
    _Style(BODY, "公文正文", Typeface.FANGSONG, gbt9704.BODY_SIZE, _BODY_PITCH, first_indent=FIRST_INDENT),
    _Style(PLAIN, "公文顶格", Typeface.FANGSONG, gbt9704.BODY_SIZE, _BODY_PITCH),
    _Style(TITLE, "公文标题", Typeface.TITLE, gbt9704.SIZE_2, gbt9704.TITLE_PITCH, "center"),
    _Style(HEADINGS[1], "公文一级标题", Typeface.HEI, gbt9704.BODY_SIZE, _BODY_PITCH, "left", FIRST_INDENT, outline=0),
    _Style(HEADINGS[2], "公文二级标题", Typeface.KAI, gbt9704.BODY_SIZE, _BODY_PITCH, "left", FIRST_INDENT, outline=1),
    _Style(
        HEADINGS[3], "公文三级标题", Typeface.FANGSONG, gbt9704.BODY_SIZE, _BODY_PITCH, "left", FIRST_INDENT, outline=2
    ),
    _Style(ORGAN, "机关标志", Typeface.TITLE, gbt9704.SIZE_2, gbt9704.TITLE_PITCH, "center", colour=gbt9704.RED),
    _Style(NUMBER, "发文字号", Typeface.FANGSONG, gbt9704.BODY_SIZE, gbt9704.BODY_SIZE + 2, "left"),
    _Style(CELL, "表格文字", Typeface.FANGSONG, gbt9704.CELL_SIZE, gbt9704.CELL_PITCH),
    _Style(CELL_HEAD, "表头", Typeface.HEI, gbt9704.CELL_SIZE, gbt9704.CELL_PITCH, "center"),
    _Style(SMALL_CELL, "小号表格文字", Typeface.FANGSONG, gbt9704.SMALL_CELL_SIZE, gbt9704.SMALL_CELL_PITCH),
    _Style(SMALL_CELL_HEAD, "小号表头", Typeface.HEI, gbt9704.SMALL_CELL_SIZE, gbt9704.SMALL_CELL_PITCH, "center"),
    _Style(PAGE_NUMBER, "页码", Typeface.SONG, gbt9704.PAGE_NUMBER_SIZE, gbt9704.PAGE_NUMBER_SIZE + 2, "left"),
    _Style(FOOTER, "校验码", Typeface.SONG, gbt9704.FOOTER_SIZE, 10, "center", colour=gbt9704.FOOTER_GREY),
)


def font(typeface: Typeface) -> str:
    """Run properties that name a face's font for Chinese and Western characters."""
    name = FONTS[typeface]
    return f'<w:rFonts w:hint="eastAsia" w:ascii="{name}" w:eastAsia="{name}" w:hAnsi="{name}" w:cs="{name}"/>'


def size(points: float) -> str:
    """Run properties that give a size."""
    return f'<w:sz w:val="{half_points(points)}"/><w:szCs w:val="{half_points(points)}"/>'


def _narrowing(points: float) -> str:
    """What Word takes from each character so that 28 of 3号 fit; rounded up, for one twip too many breaks the line."""
    twentieths = math.ceil((points - gbt9704.character_width(points)) * 20)
    return f'<w:spacing w:val="{-twentieths}"/>' if twentieths else ""


@cache
def styles_part() -> str:
    """The part `word/styles.xml`."""
    # were Western characters Chinese too, LibreOffice would break numbers between their digits
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{font(Typeface.FANGSONG)}{size(gbt9704.BODY_SIZE)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault><w:pPr/></w:pPrDefault></w:docDefaults>"
    )
    # without the two autoSpace settings Word widens case numbers such as 吉0199民初
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>'
        '<w:widowControl/><w:kinsoku/><w:wordWrap/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/>'
        '<w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style>'
    )
    styles = "".join(style.markup() for style in _STYLES)
    return f"{DECLARATION}<w:styles {NAMESPACES}>{defaults}{normal}{styles}</w:styles>"


@cache
def font_table_part() -> str:
    """The part `word/fontTable.xml`: what stands in for a font that is not installed."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{_ALTERNATIVES[name]}"/><w:charset w:val="86"/></w:font>'
        for name in FONTS.values()
    )
    return f"{DECLARATION}<w:fonts {NAMESPACES}>{fonts}</w:fonts>"
