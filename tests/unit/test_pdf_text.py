"""Chinese text in PDFs: where lines break, how they are filled, and that they can be read back."""

import hashlib
import os
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports import pdf
from exports.document import Document, Heading, Paragraph, Run, Typeface
from exports.fonts import FontShelf, MissingGlyphError
from exports.pdf.lines import Line, set_lines

NO_START = "，。、；：？！）》”’…"
NO_END = "（《“‘"
EM = 1000
SHELF = FontShelf(folders=())


def lines_of(text: str, characters: int = 28, face: Typeface = Typeface.FANGSONG) -> list[Line]:
    return set_lines((Run(text),), face, SHELF, characters * EM)


def said(line: Line) -> str:
    return "".join(glyph.character for glyph in line.glyphs)


def set_width(line: Line) -> float:
    """The width as it is drawn; the gap after the last glyph lies outside."""
    advances = sum(glyph.advance for glyph in line.glyphs)
    return advances + sum(line.gaps)


def extracted(document: Document) -> str:
    file = pypdfium2.PdfDocument(pdf.write(document, SHELF))
    try:
        texts = []
        for page in file:
            text_page = page.get_textpage()
            texts.append(text_page.get_text_range())
            text_page.close()
            page.close()
        return "".join("".join(texts).split())
    finally:
        file.close()


def paper(text: str) -> Document:
    return Document(title="题", blocks=(Paragraph.of(text),), digest="0" * 64)


prose = st.text(
    st.sampled_from("案件质量评查承办人部门送达回证判决主文" + "，。、；：（）《》“”…—" + "ab1290.-" + " "),
    min_size=1,
    max_size=160,
)


@given(text=prose, characters=st.integers(8, 28))
def test_nothing_is_lost_but_blanks_at_line_ends(text: str, characters: int) -> None:
    lines = lines_of(text, characters)

    assert "".join(map(said, lines)).replace(" ", "") == text.replace(" ", "")


@given(text=prose, characters=st.integers(8, 28))
def test_no_line_is_wider_than_its_room(text: str, characters: int) -> None:
    for line in lines_of(text, characters):
        assert set_width(line) <= characters * EM + 2


@given(
    words=st.lists(
        st.sampled_from(["承办法官", "，", "。", "《民事诉讼法》", "（卷1）", "“同意”", "……"]), min_size=20, max_size=60
    )
)
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(words: list[str]) -> None:
    # marks in a row longer than a line leave no choice; in writing they come one or two at a time
    text = "".join(word if word not in "，。……" else f"述{word}" for word in words)
    lines = lines_of(text, 11)

    for line in lines[1:]:
        assert said(line)[0] not in NO_START
    for line in lines[:-1]:
        assert said(line)[-1] not in NO_END


def test_a_mark_is_pulled_in_by_narrowing_where_the_line_has_room_to_give() -> None:
    first, second = lines_of("送达，回证，未载明拒收原因。" + "见证人没有签名", 13)

    assert said(first) == "送达，回证，未载明拒收原因。"
    assert min(first.gaps) < 0
    assert set_width(first) == pytest.approx(13 * EM)
    assert said(second) == "见证人没有签名"


def test_a_character_is_pushed_down_where_nothing_can_be_narrowed() -> None:
    first, second = lines_of("送达回证未载明拒收的原因》》见证人", 12)

    assert said(first) == "送达回证未载明拒收的原"
    assert said(second).startswith("因》》")


def test_full_lines_are_justified_and_the_last_is_not() -> None:
    text = "判决主文所列金额12,580.50元与本院认为部分不一致，依法裁定补正判决书中的笔误，并于补正后送达各方当事人。" * 2
    *full, last = lines_of(text, 27)

    for line in full:
        assert set_width(line) == pytest.approx(27 * EM, abs=2)
    assert not last.gaps


def test_gaps_within_a_word_stay_closed() -> None:
    line = lines_of("依据LPR计算利息时未注明基准日而且全案没有说明理由", 12)[0]

    gaps = dict(zip(said(line), line.gaps, strict=True))
    assert gaps["L"] == gaps["P"] == 0
    assert gaps["依"] > 0


@pytest.mark.parametrize(
    "whole",
    [
        "（2024）吉0199民初12345号",
        "（2024）最高法知民终123号",
        "〔2026〕7号",
        "http://example.invalid/a",
        "12,580.50元",
    ],
)
@pytest.mark.parametrize("before", range(14, 28))
def test_case_numbers_letter_numbers_and_words_stay_whole(whole: str, before: int) -> None:
    lines = lines_of("评" * before + whole + "一案" * 8)

    assert any(whole in said(line) for line in lines)


@pytest.mark.parametrize("before", range(14, 28))
def test_a_date_is_never_torn_from_its_measures(before: int) -> None:
    lines = lines_of("评" * before + "2025年10月18日" + "结案" * 8)

    assert not any(said(line)[-1].isdigit() for line in lines)
    assert not any(said(line)[0] in "年月日" for line in lines)


def test_a_word_wider_than_the_line_is_broken_rather_than_cut() -> None:
    word = "2025-jilin-0199-minchu-1234_final.pdf"

    assert "".join(map(said, lines_of(word, 6))) == word
    assert len(lines_of(word, 6)) > 1


def test_a_quotation_mark_does_not_stay_behind_before_a_long_word() -> None:
    lines = lines_of("电子卷宗文件名“2025-jilin-0199-minchu-1234_final.pdf”不符", 11)

    assert not any(said(line).endswith("“") for line in lines)
    assert said(lines[1]).endswith("-")


def test_a_line_feed_begins_a_new_line() -> None:
    assert [said(line) for line in lines_of("一、甲\n\n二、乙")] == ["一、甲", "", "二、乙"]


@pytest.mark.parametrize(
    "text", ["王𬎆、李𬭎与周㛃、张䶮", "<b>加粗</b>&amp;<foo>", "（2024）吉0199民初123号", "“引号”——破折号……省略号"]
)
def test_text_is_read_back_as_it_was_written(text: str) -> None:
    assert text.replace(" ", "") in extracted(paper(text))


def test_faces_change_within_a_paragraph_and_heads_have_their_own() -> None:
    document = Document(
        title="题",
        blocks=(
            Heading("一、评查"),
            Heading("（二）问题", 2),
            Paragraph((Run("甲"), Run("乙", Typeface.KAI), Run("𬎆"))),
        ),
        digest="0" * 64,
    )
    written = pdf.write(document, SHELF)

    assert "甲乙𬎆" in extracted(document)
    for name in (b"NotoSansSC-Regular", b"NotoSerifSC-Regular", b"LXGWWenKai-Regular"):
        assert name in written


@pytest.mark.parametrize("character", ["\U000e0041", "\x07", "\U0003134a"])
def test_a_missing_glyph_is_named(character: str) -> None:
    with pytest.raises(MissingGlyphError, match=f"U\\+{ord(character):04X}"):
        pdf.write(paper(f"王{character}"), SHELF)
    assert not SHELF.has_glyph(character)


@settings(deadline=None, max_examples=25)
@given(text=st.text(st.sampled_from("的一是𬎆㛃䶮国（）《》，。ＡA1%·—“”"), min_size=1, max_size=60))
def test_every_character_is_found_again(text: str) -> None:
    found = extracted(paper(text))

    assert unicodedata.normalize("NFC", text) in found


def test_the_same_document_gives_the_same_bytes_from_any_shelf() -> None:
    text = "王𬎆对送达有异议。" * 40

    assert pdf.write(paper(text), SHELF) == pdf.write(paper(text), FontShelf(folders=()))


def test_threads_that_write_at_once_do_not_disturb_each_other() -> None:
    papers = [paper(f"第{number}号：王𬎆对送达有异议，é。" * 9) for number in range(4)]
    alone = [pdf.write(one, SHELF) for one in papers]

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda one: pdf.write(one, SHELF), papers)) == alone


def test_another_process_with_other_hashes_writes_the_same_bytes() -> None:
    script = """
import hashlib
from exports import pdf
from exports.document import Document, Paragraph
from exports.fonts import FontShelf
document = Document(title="题", blocks=(Paragraph.of("王𬎆对送达有异议。" * 40),), digest="0" * 64)
print(hashlib.sha256(pdf.write(document, FontShelf(folders=()))).hexdigest())
"""
    written = {
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }

    assert written == {hashlib.sha256(pdf.write(paper("王𬎆对送达有异议。" * 40), SHELF)).hexdigest()}
