"""Word files: the same text, official fonts, a sound package, and LibreOffice opens them."""

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from exports import word
from exports.document import (
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Spacer,
    Table,
    Title,
    Typeface,
    plain_text,
)
from exports.fonts import MissingGlyphError
from exports.letters.feedback import build_feedback_letter
from models.letter_snapshot import letter_from_json

VIEW = letter_from_json((Path(__file__).parents[1] / "data" / "letter.json").read_text(encoding="utf-8"))
LETTER = build_feedback_letter(VIEW, "ab" * 32)
REPORT = Document(
    title="通报",
    blocks=(
        Title("评查通报"),
        Heading("一、总体情况"),
        Heading("（一）数量", 2),
        Heading("1. 民事", 3),
        Paragraph((Run("甲"), Run("乙", Typeface.KAI), Run("丙\n丁"))),
        Spacer(0.5),
        PageBreak(),
        Table((Column("部门", 40), Column("件数", 30)), (("民一庭", "3"), ("<b>&", "0"))),
    ),
    digest="cd" * 32,
)


def opened(document: Document) -> "docx.document.Document":
    return docx.Document(io.BytesIO(word.write(document)))


def parts_of(document: Document) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(word.write(document))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def text_of(document: Document) -> str:
    """Paragraphs and rows in their order, as `plain_text` has them."""
    lines = []
    for block in opened(document).iter_inner_content():
        if isinstance(block, docx.table.Table):
            lines += ["\t".join(cell.text for cell in row.cells) for row in block.rows]
        elif block.text.strip():
            lines.append(block.text)
    return "\n".join(lines)


def test_a_letter_says_the_same_as_its_document() -> None:
    head = "内部资料\u3000不对外公开\t云法评〔2026〕7号"

    assert text_of(LETTER) == plain_text(LETTER).replace("内部资料\n不对外公开\n云法评〔2026〕7号", head)


def test_a_report_says_the_same_as_its_document() -> None:
    assert text_of(REPORT) == plain_text(REPORT)


@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=40))
def test_text_is_never_markup(text: str) -> None:
    document = Document(title=text, blocks=(Paragraph.of(text),), digest="0" * 64)

    assert opened(document).paragraphs[0].text == text
    assert opened(document).core_properties.title == text


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\ud800", "\uffff"])
def test_what_xml_cannot_hold_is_named(character: str) -> None:
    with pytest.raises(MissingGlyphError, match=f"U\\+{ord(character):04X}"):
        word.write(Document(title="题", blocks=(Paragraph.of(f"甲{character}"),), digest="0" * 64))


def test_the_bytes_depend_on_the_content_alone() -> None:
    first, second = word.write(LETTER), word.write(LETTER)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        entries = archive.infolist()

    assert first == second
    assert first != word.write(replace(LETTER, digest="0" * 64))
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_every_style_names_its_official_font_for_chinese_and_western_text() -> None:
    styles = {style.name: style for style in opened(LETTER).styles if style.name.startswith(("公文", "机关", "表"))}
    fonts = {
        name: {style.element.rPr.rFonts.get(qn(f"w:{kind}")) for kind in ("eastAsia", "ascii", "hAnsi")}
        for name, style in styles.items()
    }

    assert fonts["公文正文"] == {"仿宋_GB2312"}
    assert fonts["公文标题"] == fonts["机关标志"] == {"方正小标宋简体"}
    assert fonts["公文一级标题"] == fonts["表头"] == {"黑体"}
    assert fonts["公文二级标题"] == {"楷体_GB2312"}


def test_the_page_is_that_of_the_standard() -> None:
    (section,) = opened(REPORT).sections
    measures = (section.page_width, section.page_height, section.top_margin, section.left_margin, section.right_margin)

    assert [round(measure.mm) for measure in measures] == [210, 297, 37, 28, 26]
    assert not section.different_first_page_header_footer
    assert b"docGrid" not in parts_of(REPORT)["word/document.xml"]


def test_a_letter_has_its_own_first_page_with_red_lines_and_no_number() -> None:
    (section,) = opened(LETTER).sections
    first, odd = section.first_page_footer._element.xml, section.footer._element.xml

    assert section.different_first_page_header_footer
    assert first.count('w:color="FF0000"') == 2
    assert "PAGE" not in first
    assert "PAGE" in odd
    assert "校验码 ABABABABABAB" in first
    assert round(section.top_margin.mm) == 30


def test_tables_give_their_widths_twice_and_repeat_their_header() -> None:
    (table,) = opened(LETTER).tables
    grid = [column.width for column in table.columns]

    assert [cell.width for cell in table.rows[0].cells] == grid
    assert table._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None
    assert sum(width.mm for width in grid) == pytest.approx(156, abs=0.3)


def test_every_part_is_declared_and_related() -> None:
    parts = parts_of(LETTER)
    declared = parts["[Content_Types].xml"].decode()

    for name in parts:
        assert f'PartName="/{name}"' in declared or name.endswith(".rels") or name == "[Content_Types].xml"


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_with_the_same_text(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(word.write(LETTER))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "letter.docx"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    file = pypdfium2.PdfDocument(tmp_path / "letter.pdf")
    texts = []
    for page in file:
        text_page = page.get_textpage()
        texts.append("".join(text_page.get_text_range().split()))
        text_page.close()
        page.close()
    file.close()

    found = "".join(texts)
    for line in plain_text(LETTER).splitlines():
        if "\t" not in line:
            assert "".join(line.split()) in found
    assert "—2—" in found
    assert "—1—" not in found
