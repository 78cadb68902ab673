"""What a single finding lacks or contradicts, and findings that say the same: see `self_check` for the whole form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from review_forms.answers import Answer, Answers, Finding, Verdict
from review_forms.standard import Item, ItemKind, Severity, Standard


class RemarkKind(StrEnum):
    """Which rule a remark comes from; only a blank keeps a form from being submitted."""

    BLANK = "blank"
    OFFICE = "office"
    DEPARTURE = "departure"
    POINTS = "points"
    MERIT = "merit"
    REASON = "reason"
    EXEMPTION = "exemption"
    SECTION = "section"
    MOSTLY = "mostly"
    VETO = "veto"
    OUTCOME = "outcome"
    UNFINISHED = "unfinished"
    MILD = "mild"
    OCCURRENCES = "occurrences"
    PAGE = "page"
    SAME_FACTS = "same_facts"

    @property
    def forbids(self) -> bool:
        """Whether the form cannot be submitted before it is mended."""
        return self is RemarkKind.BLANK


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at, as a Chinese sentence and what to do; the ids are empty where the whole case is meant."""

    kind: RemarkKind
    text: str
    item_id: str = ""
    finding_id: str = ""


_COUNT_ONCE = (ItemKind.FIXED, ItemKind.RANGE, ItemKind.PER_MISSING)
_PAGES = re.compile(
    r"第\s*(\d+)\s*(?:页?\s*[-－–—~～至到]+\s*第?\s*(\d+)\s*)?页"
    r"|(?:[pP]\.?|页码|卷\s*\d+\s*页)\s*(\d+)(?:\s*[-－–—~～至到]+\s*(\d+))?"
)
_NUMBERS = re.compile(r"(\d+)\s*(?:[-－–—~～至到]+\s*(\d+))?")
_MARKS = re.compile(r"[\W_]+")
_EMPTY_WORDS = re.compile(
    "综合|考虑|酌情|情况|特殊|具体|本案|案件|承办人|法官|免责|事由|理由|原因|无责|责任|不在|同意|如上|见上|"
    "同上|其他|客观|实际|有关|相关|规定|根据|因为|由于|所以|予以|应当|可以|认为|决定|认定|等次|合格|瑕疵|"
    "无|有|的|了|是|因|按|为|经|后|已|略"
)
_LEAST_SAID = 4
_LONGEST_RANGE = 1000


def finding_remarks(standard: Standard, answers: Answers) -> Iterator[Remark]:
    """What every finding that counts lacks or contradicts, in the order of the form."""
    said: dict[str, int] = {}
    for number, item in enumerate(standard.items, start=1):
        answer = answers.get(item.id)
        if answer is None or answer.verdict is None or not answer.verdict.finds_fault:
            continue
        for position, finding in enumerate(answer.findings, start=1):
            yield from _of_finding(item, answer, finding, position)
            yield from _same_facts(item, answer, finding, number, said)


def says_nothing(text: str) -> bool:
    """Whether a text is there and names no fact: hardly a character is left without the words that fit every case."""
    if not text.strip():
        return False
    return len(_EMPTY_WORDS.sub("", _MARKS.sub("", text))) < _LEAST_SAID


def _of_finding(item: Item, answer: Answer, finding: Finding, position: int) -> Iterator[Remark]:
    texts = (
        (RemarkKind.UNFINISHED, _unfinished(answer, finding)),
        (RemarkKind.MILD, _mild(item, finding)),
        (RemarkKind.OCCURRENCES, _counted_once(item, finding)),
        (RemarkKind.PAGE, _other_page(finding)),
    )
    opening = f"第 {position} 个问题" if len(answer.findings) > 1 else "问题"
    for kind, text in texts:
        if text:
            yield Remark(kind, f"{opening}{text}", item.id, finding.id)


def _unfinished(answer: Answer, finding: Finding) -> str:
    """What the feedback letter needs of a finding that is more than a note; what is missing has no page."""
    if finding.severity.rank < Severity.DEFECT.rank:
        return ""
    has_page = finding.page.strip() or finding.scan_page or answer.verdict is Verdict.MISSING
    lacks = [
        word
        for word, is_there in (
            ("所在页", has_page),
            ("依据", finding.basis.strip()),
            ("整改建议", finding.suggestion.strip() or not finding.remediable),
        )
        if not is_there
    ]
    told = "、".join(lacks)
    return f"（{finding.severity.label}）没有写{told}。反馈意见书要写到，请补上。" if lacks else ""


def _mild(item: Item, finding: Finding) -> str:
    usual = item.default_severity
    if item.kind is not ItemKind.VETO or finding.severity.rank >= usual.rank:
        return ""
    return (
        f"定为“{finding.severity.label}”，轻于这个一票否决项通常的“{usual.label}”。请核对程度，或在事实中写明为何从轻。"
    )


def _counted_once(item: Item, finding: Finding) -> str:
    if finding.occurrences <= 1 or item.kind not in _COUNT_ONCE:
        return ""
    return (
        f"写了 {finding.occurrences} 处，但本项（{item.kind.label}）不按处数扣分。请核对处数，或改在按处扣分的项下写。"
    )


def _other_page(finding: Finding) -> str:
    """A page that the facts name and the place does not."""
    place = _numbers(_NUMBERS, finding.page)
    other = sorted(_numbers(_PAGES, finding.facts) - place)
    if not place or not other:
        return ""
    return f"的事实提到第 {other[0]} 页，位置写的却是第 {finding.page.strip()} 页。请核对页码。"


def _numbers(pattern: re.Pattern[str], text: str) -> set[int]:
    """The numbers that a text names, ranges filled."""
    found: set[int] = set()
    for match in pattern.finditer(text):
        numbers = [int(number[:6]) for number in match.groups() if number]
        is_range = 0 < numbers[-1] - numbers[0] < _LONGEST_RANGE
        found.update(range(numbers[0], numbers[-1] + 1) if is_range else numbers)
    return found


def _same_facts(item: Item, answer: Answer, finding: Finding, number: int, said: dict[str, int]) -> Iterator[Remark]:
    """One fact is one fault, wherever it is written; that material is missing is said in the same words everywhere."""
    facts = _MARKS.sub("", finding.facts)
    if not facts or answer.verdict is Verdict.MISSING:
        return
    before = said.setdefault(facts, number)
    if before != number:
        text = f"与第 {before} 项写的是同一事实。一个事实只在一项下认定，请删去一处，或写明两处的不同。"
        yield Remark(RemarkKind.SAME_FACTS, text, item.id, finding.id)
