"""The feedback letter (一案一反馈): what one letter says about one case, as a document.

No published specimen of such a letter exists; the contents are those of the office's practice: case and batch, grade,
findings, merits, remedy with its date, objection with its date, and that a review leaves the judgment's force alone.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from exports import gbt9704
from exports.document import (
    Align,
    Block,
    Column,
    Document,
    Form,
    Heading,
    LetterHead,
    Paragraph,
    Signature,
    Spacer,
    Table,
    Title,
)
from models.views import LetterFinding, LetterView

TITLE = "案件质量评查反馈意见书"
MARKS = ("内部资料", "不对外公开")
NO_EFFECT_ON_JUDGMENT = "非经法定程序，评查结果不影响裁判的效力。"

_NUMERALS = "一二三四五六七八九"
_WORST_FIRST = ("差错", "重大瑕疵", "瑕疵", "提示")
_NOTHING = "—"
_COLUMN_CHARACTERS = (2, 4, 11, 6, 2, 8)
_COLUMN_TITLES = ("序号", "评查项", "问题及位置", "依据", "程度", "整改建议")
_CENTRED = frozenset({"序号", "程度"})


def build_feedback_letter(view: LetterView, digest: str) -> Document:
    """The letter for one reviewed case; `digest` is the `content_digest` of the view."""
    return Document(
        title=f"{TITLE} {view.case_number}",
        blocks=(*_opening(view), *_sections(view), *_closing(view)),
        digest=digest,
        form=Form.LETTER,
        author=_organ(view),
        program=f"评衡 {view.program_version}",
        dated=view.issued_on,
    )


def _opening(view: LetterView) -> Iterator[Block]:
    yield LetterHead(_organ_lines(view), view.number, MARKS)
    yield Spacer(gbt9704.LINES_BEFORE_LETTER_TITLE)
    yield Title(TITLE)
    yield Spacer(gbt9704.LINES_AFTER_TITLE)
    liaison = f"（联络员：{view.liaison}）" if view.liaison else ""
    yield Paragraph.of(f"{view.department}{liaison}：", first_indent=0)
    yield Paragraph.of(_introduction(view))
    yield Paragraph.of(f"{_case_facts(view)}现将评查意见反馈如下：")


def _introduction(view: LetterView) -> str:
    kind = f"（{view.batch_kind}）" if view.batch_kind else ""
    version = f"（{view.standard_version}版）" if view.standard_version else ""
    return (
        f"按照“{view.batch}”{kind}工作安排，{_we(view)}组织评查人员，依据《{view.standard.strip('《》')}》{version}，"
        f"对{_you(view)}办理的案件进行了质量评查。"
    )


def _case_facts(view: LetterView) -> str:
    # the case number opens the paragraph, where it stands whole without tearing a line
    facts = [f"{view.case_number}{view.cause}一案", f"承办人为{view.handler}"]
    if view.procedure:
        facts.append(f"适用程序为{view.procedure}")
    days = [f"{chinese_date(day)}{word}" for day, word in ((view.filed_on, "立案"), (view.closed_on, "结案")) if day]
    if days:
        facts.append("于" + "、".join(days))
    return "，".join(facts) + "。"


def _sections(view: LetterView) -> Iterator[Block]:
    sections = [("评查等次", _grade(view)), ("评查发现的问题", _findings(view))]
    if view.merits:
        sections.append(("办案亮点", _merits(view)))
    if view.findings:
        sections.append(("整改要求", _remedy(view)))
    sections.append(("异议途径和期限", _objection(view)))
    for numeral, (title, blocks) in zip(_NUMERALS, sections, strict=False):
        yield Heading(f"{numeral}、{title}")
        yield from blocks


def _grade(view: LetterView) -> Iterator[Block]:
    points = f"，评查得分{plain_number(view.points)}分" if view.points is not None else ""
    grounds = f"，{view.grounds}" if view.grounds else ""
    yield Paragraph.of(f"经评查并按程序审定，该案质量等次为“{view.grade}”{points}{grounds}。")
    if view.exemption:
        reason = view.exemption.rstrip("。；")
        yield Paragraph.of(f"该案具有免责事由：{reason}。审定等次时已予考虑。")


def _findings(view: LetterView) -> Iterator[Block]:
    if not view.findings:
        yield Paragraph.of("评查未发现问题，无须整改。")
        return
    yield Paragraph.of(f"发现问题{len(view.findings)}处，{_by_severity(view)}：", keeps_with_next=True)
    columns = tuple(
        Column(title, gbt9704.column_width(characters), Align.CENTRE if title in _CENTRED else Align.JUSTIFY)
        for title, characters in zip(_COLUMN_TITLES, _COLUMN_CHARACTERS, strict=True)
    )
    yield Table(columns, tuple(_row(finding) for finding in view.findings))


def _by_severity(view: LetterView) -> str:
    counts = Counter(finding.severity for finding in view.findings)
    words = sorted(counts, key=lambda word: _WORST_FIRST.index(word) if word in _WORST_FIRST else len(_WORST_FIRST))
    if len(words) == 1:
        return f"{'均' if len(view.findings) > 1 else ''}为{words[0]}"
    return "其中" + "、".join(f"{word}{counts[word]}处" for word in words)


def _row(finding: LetterFinding) -> tuple[str, ...]:
    facts = finding.facts.rstrip("。；")
    place = f"（{finding.place}）" if finding.place else ""
    return (
        str(finding.position),
        finding.item,
        f"{facts}{place}。",
        finding.basis or _NOTHING,
        finding.severity,
        finding.suggestion or _NOTHING,
    )


def _merits(view: LetterView) -> Iterator[Block]:
    for number, merit in enumerate(view.merits, start=1):
        prefix = f"{number}.\u00a0" if len(view.merits) > 1 else ""
        yield Paragraph.of(f"{prefix}{merit.rstrip('。；')}。")


def _remedy(view: LetterView) -> Iterator[Block]:
    limit = _limit(view.remedy_due, view.remedy_days)
    beyond = [str(finding.position) for finding in view.findings if not finding.remediable]
    if len(beyond) == len(view.findings):
        yield Paragraph.of(
            f"上列问题在该案中已无法补正，请{_you(view)}查明原因，提出今后的改进措施，{limit}书面报送{_we(view)}。"
        )
    else:
        rest = f"其中第{'、'.join(beyond)}项在该案中已无法补正，请查明原因，提出今后的改进措施。" if beyond else ""
        yield Paragraph.of(
            f"请{_you(view)}对照上列问题逐项整改，{limit}将整改内容、措施、时限、责任领导、责任部门和责任人员"
            f"书面报送{_we(view)}。{rest}"
        )
    yield Paragraph.of(f"{_we(view)}将对整改情况组织“回头看”，逐项核实、逐一销号。")


def _objection(view: LetterView) -> Iterator[Block]:
    limit = _limit(view.objection_due, view.objection_days)
    yield Paragraph.of(
        f"{_you(view)}或者承办人对评查意见、质量等次有异议的，可以{limit}向{_we(view)}书面提出，说明理由并附相关依据。"
        f"{_we(view)}将按程序处理并书面答复。"
    )


def _limit(due: date, days: int) -> str:
    return f"最迟于{chinese_date(due)}（自本意见书印发之日起{days}个工作日内）"


def _closing(view: LetterView) -> Iterator[Block]:
    yield Paragraph.of(f"本意见书为内部资料，仅供审判管理使用，不对外公开。{NO_EFFECT_ON_JUDGMENT}")
    yield Signature((view.court, view.office.removeprefix(view.court)), chinese_date(view.issued_on))
    contact = [f"联系人：{view.contact}"] if view.contact else []
    contact += [f"联系电话：{view.telephone}"] if view.telephone else []
    if contact:
        yield Paragraph.of(f"（{'；'.join(contact)}）")


def _organ(view: LetterView) -> str:
    return view.court + view.office.removeprefix(view.court)


def _organ_lines(view: LetterView) -> str:
    """The organ's name, in two lines where one would be too small to be read as a letterhead."""
    name = _organ(view)
    if len(name) <= gbt9704.ORGAN_LONGEST_LINE:
        return name
    return f"{view.court}\n{view.office.removeprefix(view.court)}"


def _we(view: LetterView) -> str:
    return "我办" if view.office.endswith(("办公室", "办")) else "我部门"


def _you(view: LetterView) -> str:
    return next((f"你{word}" for word in ("庭", "局", "处", "室") if view.department.endswith(word)), "你部门")


def chinese_date(day: date) -> str:
    """A date as papers write it (GB/T 9704-2012, 7.3.5): Arabic digits without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def plain_number(number: Decimal) -> str:
    """A number without needless zeros: 87.5 for 87.50, 90 for 90.00."""
    return f"{number.normalize():f}"
