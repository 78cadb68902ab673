"""What a reviewer says of one case: verdicts and findings, item by item, and what still lacks in them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from review_forms.errors import UserError
from review_forms.json_fields import JsonFields
from review_forms.standard import ZERO, Item, ItemKind, Severity, Standard


class Verdict(StrEnum):
    """What a reviewer says of one item; a blank is None and never “no problem”."""

    CLEAR = "clear"
    FAULTY = "faulty"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"

    @property
    def label(self) -> str:
        """The Chinese word for it."""
        return _LABELS[self]

    @property
    def finds_fault(self) -> bool:
        """Whether the verdict must be backed by findings."""
        return self in (Verdict.FAULTY, Verdict.MISSING)


_LABELS = {
    Verdict.CLEAR: "无问题",
    Verdict.FAULTY: "有问题",
    Verdict.NOT_APPLICABLE: "不涉及",
    Verdict.MISSING: "缺失",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: how serious, where in the file, what, against which rule, and what to do.

    `id` is the text of a UUID; `occurrences` counts the places when one finding stands for several of the same kind.
    `scan` is the id of the scanned file that shows it, in hex, and `scan_page` its page there, counted from 1.
    """

    id: str
    severity: Severity
    volume: str = ""
    page: str = ""
    facts: str = ""
    basis: str = ""
    suggestion: str = ""
    remediable: bool = True
    occurrences: int = 1
    scan: str = ""
    scan_page: int = 0

    @property
    def place(self) -> str:
        """Where it stands in the file, such as 卷1 页23; empty when nothing is said."""
        return place_words(self.volume, self.page)


@dataclass(frozen=True, slots=True)
class Merit:
    """Something done notably well: what, and where in the file; the fields are those of a finding."""

    id: str
    facts: str = ""
    volume: str = ""
    page: str = ""
    scan: str = ""
    scan_page: int = 0

    @property
    def place(self) -> str:
        """Where it stands in the file."""
        return place_words(self.volume, self.page)


def place_words(volume: str, page: str) -> str:
    """A volume and a page as people write them: 卷1 页23; empty when neither is said."""
    return " ".join(part for part in (f"卷{volume}" if volume else "", f"页{page}" if page else "") if part)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one item.

    `deduction` is what the reviewer picked on a range item, `missing_elements` what lacks on an item per missing
    element, `award` what is added on a bonus item. `marked` is the reviewer's own bookmark and `note` a word to
    themselves; neither counts for anything. Merits go with every verdict.
    """

    item_id: str
    verdict: Verdict | None
    findings: tuple[Finding, ...] = ()
    deduction: Decimal | None = None
    missing_elements: tuple[str, ...] = ()
    award: Decimal | None = None
    note: str = ""
    marked: bool = False
    merits: tuple[Merit, ...] = ()


MOST_OCCURRENCES = 999
"""More places than these nobody counts in one file; a larger number is a slip of the pen."""

Answers = Mapping[str, Answer]


def verdict_on(answers: Answers, item: Item) -> Verdict | None:
    """The verdict on an item, None where nothing is said yet."""
    answer = answers.get(item.id)
    return None if answer is None else answer.verdict


def blank_items(standard: Standard, answers: Answers) -> tuple[Item, ...]:
    """The items that have no verdict yet, in the order of the form."""
    return tuple(item for item in standard.items if verdict_on(answers, item) is None)


def missing_words(elements: Sequence[str]) -> str:
    """The facts of a finding that only says what is missing; empty where nothing is."""
    return f"缺少{'、'.join(elements)}" if elements else ""


def shows_merit(answers: Answers) -> bool:
    """Whether something done notably well is recorded under any item, or points are added for it."""
    return any(answer.merits or answer.award for answer in answers.values())


def draft_finding(item: Item, finding_id: str, facts: str = "") -> Finding:
    """A new finding with what the item already knows: its usual severity, its basis, whether it can be remedied."""
    return Finding(finding_id, item.default_severity, facts=facts, basis=item.basis, remediable=item.remediable)


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """Why a form cannot be submitted yet; `item_id` and `finding_id` are empty where the whole case is meant."""

    item_id: str
    message: str
    finding_id: str = ""


class AnswerJsonError(UserError):
    """A stored or imported answer is not written as this program writes it."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"答案内容无法识别：{fault}。请用本程序重新生成后再导入。")


def answer_to_json(answer: Answer) -> dict[str, object]:
    """The answer as plain JSON values; decimals are texts.

    Merits, and the page of a scan, are only written where there are any: answers of earlier versions keep their form.
    """
    values: dict[str, object] = {
        "item_id": answer.item_id,
        "verdict": None if answer.verdict is None else answer.verdict.value,
        "findings": [_finding_to_json(finding) for finding in answer.findings],
        "deduction": None if answer.deduction is None else f"{answer.deduction:f}",
        "missing_elements": list(answer.missing_elements),
        "award": None if answer.award is None else f"{answer.award:f}",
        "note": answer.note,
        "marked": answer.marked,
    }
    if answer.merits:
        values["merits"] = [_merit_to_json(merit) for merit in answer.merits]
    return values


def answer_from_json(values: Mapping[str, object]) -> Answer:
    """The answer that `answer_to_json` wrote; a field that is not there has its usual value.

    Raises:
        AnswerJsonError: A field is unknown, lacks, or has a wrong type or an unknown word.
    """
    fields = JsonFields(values, AnswerJsonError)
    verdict = fields.optional_text("verdict")
    answer = Answer(
        item_id=fields.text("item_id", required=True),
        verdict=None if verdict is None else fields.member("verdict", Verdict, verdict),
        findings=tuple(_finding_from_json(part) for part in fields.objects("findings")),
        deduction=fields.decimal("deduction"),
        missing_elements=fields.texts("missing_elements"),
        award=fields.decimal("award"),
        note=fields.text("note"),
        marked=fields.flag("marked", usual=False),
        merits=tuple(_merit_from_json(part) for part in fields.objects("merits")),
    )
    fields.close()
    return answer


def _finding_to_json(finding: Finding) -> dict[str, object]:
    return {
        "id": finding.id,
        "severity": finding.severity.value,
        "volume": finding.volume,
        "page": finding.page,
        "facts": finding.facts,
        "basis": finding.basis,
        "suggestion": finding.suggestion,
        "remediable": finding.remediable,
        "occurrences": finding.occurrences,
        **_scan_to_json(finding),
    }


def _merit_to_json(merit: Merit) -> dict[str, object]:
    told: dict[str, object] = {"id": merit.id, "facts": merit.facts, "volume": merit.volume, "page": merit.page}
    return told | _scan_to_json(merit)


def _scan_to_json(told: Finding | Merit) -> dict[str, object]:
    return {"scan": told.scan, "scan_page": told.scan_page} if told.scan else {}


def _finding_from_json(values: Mapping[str, object]) -> Finding:
    fields = JsonFields(values, AnswerJsonError)
    finding = Finding(
        id=fields.text("id", required=True),
        severity=fields.member("severity", Severity, fields.text("severity", required=True)),
        volume=fields.text("volume"),
        page=fields.text("page"),
        facts=fields.text("facts"),
        basis=fields.text("basis"),
        suggestion=fields.text("suggestion"),
        remediable=fields.flag("remediable", usual=True),
        occurrences=fields.count("occurrences", usual=1),
        scan=fields.text("scan"),
        scan_page=fields.count("scan_page", usual=0),
    )
    fields.close()
    return finding


def _merit_from_json(values: Mapping[str, object]) -> Merit:
    fields = JsonFields(values, AnswerJsonError)
    merit = Merit(
        id=fields.text("id", required=True),
        facts=fields.text("facts"),
        volume=fields.text("volume"),
        page=fields.text("page"),
        scan=fields.text("scan"),
        scan_page=fields.count("scan_page", usual=0),
    )
    fields.close()
    return merit


def faults_of(standard: Standard, answers: Answers) -> tuple[AnswerFault, ...]:
    """Everything that keeps a form from being submitted, in the order of the form; empty when it is complete."""
    per_item = (fault for item in standard.items for fault in _item_faults(item, answers.get(item.id)))
    return (*per_item, *_case_faults(standard, answers))


def _item_faults(item: Item, answer: Answer | None) -> Iterator[AnswerFault]:
    if answer is None or answer.verdict is None:
        yield AnswerFault(item.id, "尚未评定")
        return
    if answer.verdict.finds_fault and item.kind is ItemKind.BONUS:
        yield AnswerFault(item.id, "加分项只能评“无问题”（加分）或“不涉及”（不加分）")
    elif answer.verdict.finds_fault and not answer.findings:
        yield AnswerFault(item.id, f"评为“{answer.verdict.label}”，但没有写明问题")
    elif answer.findings and not answer.verdict.finds_fault:
        yield AnswerFault(item.id, f"评为“{answer.verdict.label}”，却留有 {len(answer.findings)} 个问题")
    for position, finding in enumerate(answer.findings, start=1):
        if not finding.facts.strip():
            yield AnswerFault(item.id, f"第 {position} 个问题没有写明事实", finding.id)
        if not 1 <= finding.occurrences <= MOST_OCCURRENCES:
            message = f"第 {position} 个问题的处数应在 1 至 {MOST_OCCURRENCES} 之间"
            yield AnswerFault(item.id, message, finding.id)
    for position, merit in enumerate(answer.merits, start=1):
        if not merit.facts.strip():
            yield AnswerFault(item.id, f"第 {position} 个亮点没有写明内容", merit.id)
    for message in (_deduction_fault(item, answer), _elements_fault(item, answer), _award_fault(item, answer)):
        if message:
            yield AnswerFault(item.id, message)


def _deduction_fault(item: Item, answer: Answer) -> str:
    if item.kind is not ItemKind.RANGE:
        return "" if answer.deduction is None else "本项不由评查员酌定扣分，请去掉所填扣分"
    if answer.verdict is not Verdict.FAULTY:
        return ""
    limits = f"{item.least:f} 至 {item.most:f} 分"
    if answer.deduction is None:
        return f"没有填写扣分，应在 {limits}之间"
    if not item.least <= answer.deduction <= item.most:
        return f"扣分 {answer.deduction:f} 超出范围，应在 {limits}之间"
    return "" if _is_in_cents(answer.deduction) else "扣分最多保留两位小数"


def _elements_fault(item: Item, answer: Answer) -> str:
    unknown = [element for element in answer.missing_elements if element not in item.elements]
    if unknown:
        return f"所缺要素“{unknown[0]}”不在本项的要素之内"
    if item.kind is ItemKind.PER_MISSING and answer.verdict is Verdict.FAULTY and not answer.missing_elements:
        return "没有勾选缺少的要素"
    return ""


def _award_fault(item: Item, answer: Answer) -> str:
    if item.kind is not ItemKind.BONUS:
        return "" if answer.award is None else "本项不是加分项，请去掉所填加分"
    if answer.verdict is not Verdict.CLEAR:
        return ""
    if answer.award is None or not ZERO < answer.award <= item.points:
        return f"加分应大于 0 且不超过 {item.points:f} 分；不加分的，请评为“不涉及”"
    return "" if _is_in_cents(answer.award) else "加分最多保留两位小数"


def _is_in_cents(number: Decimal) -> bool:
    return number * 100 == (number * 100).to_integral_value()


def _case_faults(standard: Standard, answers: Answers) -> Iterator[AnswerFault]:
    known = {item.id for item in standard.items}
    for item_id in sorted(set(answers) - known):
        yield AnswerFault(item_id, f"所用标准中没有编号为“{item_id}”的评查项")
    ids = Counter(finding.id for answer in answers.values() for finding in answer.findings)
    for finding_id in sorted(finding_id for finding_id, times in ids.items() if times > 1):
        yield AnswerFault("", "两个问题用了同一个标识，请删去其中一个后重新填写", finding_id)
    verdicts = {verdict_on(answers, item) for item in standard.items if item.kind.deducts}
    if verdicts == {Verdict.NOT_APPLICABLE}:
        yield AnswerFault("", "全部计分项都评为“不涉及”，无从计分")
