"""The feedback letter: what it says, and that its PDF has the form of a 信函."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest

from exports import gbt9704, pdf
from exports.document import Document, Form, LetterHead, Paragraph, Signature, Table, keeps_with_next, plain_text
from exports.fonts import FontShelf
from exports.letters.feedback import NO_EFFECT_ON_JUDGMENT, build_feedback_letter
from exports.letters.hashing import content_digest
from exports.preview import render_pages
from models.letter_snapshot import letter_from_json
from models.views import LetterView

VIEW = letter_from_json((Path(__file__).parents[1] / "data" / "letter.json").read_text(encoding="utf-8"))
SHELF = FontShelf(folders=())
LONG = "庭审笔录第3页记载的举证质证过程过于简略，未逐项记明当事人对证据真实性、合法性、关联性的质证意见。"
MANY = replace(
    VIEW,
    findings=tuple(
        replace(VIEW.findings[number % 3], position=number + 1, facts=f"问题之{number + 1}：" + LONG * (number % 4 + 1))
        for number in range(25)
    ),
)
NO_FINDING = replace(VIEW, findings=(), grade="合格", points=Decimal("98.00"), merits=())


def text_of(view: LetterView) -> str:
    return plain_text(build_feedback_letter(view, content_digest(view)))


def pages_of(view: LetterView) -> list[str]:
    """The text of each page of the PDF, without blanks."""
    file = pypdfium2.PdfDocument(pdf.write(build_feedback_letter(view, content_digest(view)), SHELF))
    texts = []
    for page in file:
        text_page = page.get_textpage()
        texts.append("".join(text_page.get_text_range().split()))
        text_page.close()
        page.close()
    file.close()
    return texts


def test_it_names_case_batch_standard_grade_deadlines_and_sender() -> None:
    text = text_of(VIEW)

    for fact in (
        "示例市云溪区人民法院审判管理办公室\n内部资料\n不对外公开\n云法评〔2026〕7号\n案件质量评查反馈意见书",
        "民事审判第一庭（联络员：周明）：",
        "（2025）吉0199民初1234号民间借贷纠纷一案，承办人为赵敏，适用程序为简易程序，于2025年6月3日立案、2025年9月18日结案。",
        "按照“2026年第一季度民事案件评查”（常规评查）工作安排",
        "依据《民事案件质量评查标准（百分制）》（2026.1版）",
        "该案质量等次为“重大瑕疵”，评查得分82.5分。",
        "发现问题3处，其中重大瑕疵1处、瑕疵1处、提示1处：",
        "最迟于2026年3月23日（自本意见书印发之日起15个工作日内）",
        "最迟于2026年3月9日（自本意见书印发之日起5个工作日内）",
        "其中第3项在该案中已无法补正",
        "不对外公开。" + NO_EFFECT_ON_JUDGMENT,
        "示例市云溪区人民法院\n审判管理办公室\n2026年3月2日",
        "（联系人：李静；联系电话：0431-55550199）",
    ):
        assert fact in text


def test_a_grade_that_the_points_do_not_give_is_explained() -> None:
    text = text_of(replace(VIEW, grounds="等次按其中最重的问题认定"))

    assert "评查得分82.5分，等次按其中最重的问题认定。" in text


def test_each_finding_is_one_row_of_the_table() -> None:
    (table,) = [block for block in build_feedback_letter(VIEW, "0" * 64).blocks if isinstance(block, Table)]

    assert [column.title for column in table.columns] == ["序号", "评查项", "问题及位置", "依据", "程度", "整改建议"]
    assert len(table.rows) == 3
    assert table.rows[0] == (
        "1",
        "送达与公告",
        "送达回证未载明受送达人拒收的原因，且见证人未签名（卷1 页23）。",
        "《中华人民共和国民事诉讼法》第八十九条",
        "瑕疵",
        "补充说明留置送达经过，由见证人补签",
    )
    assert sum(column.width for column in table.columns) <= gbt9704.TEXT_WIDTH_MM


def test_a_case_without_findings_says_so_and_asks_for_no_remedy() -> None:
    text = text_of(NO_FINDING)

    assert "评查未发现问题，无须整改。" in text
    assert "整改要求" not in text
    assert "三、异议途径和期限" in text
    assert "评查得分98分" in text


@pytest.mark.parametrize(
    ("change", "said", "unsaid"),
    [
        pytest.param({"points": None}, "质量等次为“重大瑕疵”。", "得分", id="absorption has no points"),
        pytest.param(
            {"exemption": "二审出现新证据。"}, "该案具有免责事由：二审出现新证据。审定", "证据。。", id="exemption"
        ),
        pytest.param({"merits": ("甲", "乙。")}, "1.\u00a0甲。\n2.\u00a0乙。", "乙。。", id="merits"),
        pytest.param({"merits": ()}, "三、整改要求", "亮点", id="no merits"),
        pytest.param({"liaison": "", "contact": "", "telephone": ""}, "民事审判第一庭：", "联系", id="nobody to ask"),
        pytest.param({"department": "执行局"}, "你局", "你庭", id="a bureau"),
        pytest.param({"department": "速裁团队"}, "你部门", "你庭", id="a team"),
        pytest.param({"procedure": "", "filed_on": None, "closed_on": None}, "赵敏。现将", "适用", id="a poor ledger"),
        pytest.param(
            {"office": "示例市云溪区人民法院审管办"}, "人民法院\n审管办\n", "法院示例", id="office with its court"
        ),
    ],
)
def test_the_wording_follows_the_facts(change: dict[str, object], said: str, unsaid: str) -> None:
    text = text_of(replace(VIEW, **change))  # type: ignore[arg-type]

    assert said in text
    assert unsaid not in text


def test_when_nothing_can_be_mended_the_letter_asks_for_prevention() -> None:
    findings = tuple(replace(finding, remediable=False) for finding in VIEW.findings)

    text = text_of(replace(VIEW, findings=findings))

    assert "上列问题在该案中已无法补正，请你庭查明原因，提出今后的改进措施，最迟于2026年3月23日" in text
    assert "逐项整改，" not in text


def test_the_blocks_are_those_of_a_letter() -> None:
    document = build_feedback_letter(VIEW, "ab" * 32)
    (head,) = [block for block in document.blocks if isinstance(block, LetterHead)]

    assert document.form is Form.LETTER
    assert document.title == "案件质量评查反馈意见书 （2025）吉0199民初1234号"
    assert document.footer == "校验码 ABABABABABAB"
    assert head.number == "云法评〔2026〕7号"


def test_the_text_before_the_signature_stays_with_it() -> None:
    blocks = build_feedback_letter(VIEW, "0" * 64).blocks
    place = next(index for index, block in enumerate(blocks) if isinstance(block, Signature))

    assert isinstance(blocks[place - 1], Paragraph)
    assert keeps_with_next(blocks, place - 1)


def test_the_first_page_has_no_number_and_the_later_ones_have() -> None:
    first, *later = pages_of(MANY)

    assert "—1—" not in first
    for number, text in enumerate(later, start=2):
        assert f"—{number}—" in text


def test_every_page_shows_the_short_hash_and_later_tables_their_header() -> None:
    short = content_digest(MANY)[:12].upper()
    pages = pages_of(MANY)

    assert all(short in page for page in pages)
    with_rows = [page for page in pages if "真实性" in page]
    assert len(with_rows) > 5
    assert all("问题及位置" in page for page in with_rows)


@pytest.mark.parametrize("view", [VIEW, NO_FINDING, MANY], ids=["three findings", "no finding", "twenty-five findings"])
def test_the_signature_never_stands_alone(view: LetterView) -> None:
    last = pages_of(view)[-1]

    assert "审判管理办公室2026年3月2日" in last
    assert NO_EFFECT_ON_JUDGMENT in last


def test_the_pdf_says_everything_that_the_document_says() -> None:
    found = "".join(re.sub(r"(—\d+—)?校验码[0-9A-F]{12}$", "", page) for page in pages_of(VIEW))

    for line in text_of(VIEW).splitlines():
        if "\t" not in line:
            assert "".join(line.split()) in found


def test_a_very_long_organ_and_department_stay_on_the_page() -> None:
    view = replace(
        VIEW,
        court="示例省示例自治州示例自治县高新技术产业开发区人民法院",
        department="速裁快审团队与道路交通事故损害赔偿纠纷一体化处理工作中心暨知识产权审判庭",
    )
    (page, *_) = render_pages(pdf.write(build_feedback_letter(view, "0" * 64), SHELF), dpi=40)
    columns = [page.pixels[4 * column :: page.stride] for column in (0, 1, page.width - 2, page.width - 1)]

    assert all(set(column) == {255} for column in columns)


def test_the_preview_gives_pages_in_their_resolution() -> None:
    pages = render_pages(pdf.write(build_feedback_letter(VIEW, "0" * 64), SHELF), dpi=72)

    assert len(pages) == len(pages_of(VIEW))
    assert (pages[0].width, pages[0].height) == (596, 842)
    assert len(pages[0].pixels) == pages[0].stride * pages[0].height
    reds = {pages[0].pixels[place : place + 4] for place in range(0, len(pages[0].pixels), 4)}
    assert b"\xff\x00\x00\xff" in reds


def test_a_page_holds_22_lines_of_28_characters() -> None:
    document = Document(title="题", blocks=(Paragraph.of("评" * 28 * 24, first_indent=0),), digest="0" * 64)
    file = pypdfium2.PdfDocument(pdf.write(document, SHELF))
    text_page = file[0].get_textpage()
    lines = [line.strip() for line in text_page.get_text_range().splitlines() if "评" in line]
    text_page.close()
    file.close()

    assert lines == ["评" * 28] * 22
