"""A filled score sheet beside what is already there: per item new, the same, or a conflict that somebody decides.

Only what a sheet carries is compared. What it does not carry, such as bookmarks, merits and pages of scans, stays as it
is whichever side is taken.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from exports.ledgers.score_sheets import ScoredAnswer, ScoreSheet
from review_forms.answers import Answer, Finding, faults_of
from review_forms.scoring import figure
from review_forms.standard import Item

Carried = Callable[[ScoreSheet, Item], Answer]


class Relation(StrEnum):
    """How an item of a sheet stands to what is recorded."""

    CONFLICT = "conflict"
    NEW = "new"
    SAME = "same"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The Chinese word for it."""
        return _LABELS[self]


_LABELS = {
    Relation.CONFLICT: "不一致",
    Relation.NEW: "新填",
    Relation.SAME: "一致",
    Relation.REFUSED: "不能采用",
}


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One item on a sheet beside what stands; `coming` is the answer that would be recorded, `reason` why it is not.

    `rows` are its rows on the sheet, `item` the item's prompt, both sides also in words.
    """

    code: str
    case_number: str
    item_id: str
    item: str
    rows: tuple[int, ...]
    relation: Relation
    standing: Answer | None = None
    coming: Answer | None = None
    reason: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells the row from the others of a file."""
        return self.code, self.item_id

    @property
    def standing_words(self) -> str:
        """What stands, in words."""
        return answer_words(self.standing)

    @property
    def coming_words(self) -> str:
        """What the sheet says, in words."""
        return answer_words(self.coming)


def compare_with_standing(
    sheet: ScoreSheet, scored: Sequence[ScoredAnswer], carried: Carried
) -> tuple[ComparedRow, ...]:
    """Set each answer that came back beside the one that stands.

    Args:
        sheet: the assignment with its standard and what is recorded now.
        scored: what came back for this assignment.
        carried: what the kind of sheet tells of a standing answer, as if it had gone out and come back unchanged.
    """
    items = {item.id: item for item in sheet.standard.items}
    return tuple(_compared(sheet, items, each, carried) for each in scored)


def _compared(sheet: ScoreSheet, items: Mapping[str, Item], scored: ScoredAnswer, carried: Carried) -> ComparedRow:
    item_id = scored.answer.item_id
    row = ComparedRow(sheet.code, sheet.case_number, item_id, "", scored.rows, Relation.REFUSED)
    item = items.get(item_id)
    if item is None:
        reason = f"《{sheet.standard.title}》没有编号为“{item_id}”的评查项：编码可能被改动。"
        return replace(row, item=item_id, reason=reason)
    answer = replace(scored.answer, missing_elements=whole_elements(item, scored.answer.missing_elements))
    standing = sheet.answers.get(item_id)
    told = carried(sheet, item)
    told = replace(told, missing_elements=whole_elements(item, told.missing_elements))
    row = replace(row, item=item.prompt, standing=standing)
    if standing is not None and _said(answer, told.note) == _said(told):
        return replace(row, relation=Relation.SAME, coming=standing)
    coming = merged(answer, standing, told)
    faults = [fault.message for fault in faults_of(sheet.standard, {item_id: coming}) if fault.item_id == item_id]
    if faults:
        return replace(row, coming=coming, reason=faults[0])
    return replace(row, relation=Relation.CONFLICT if _is_said(standing) else Relation.NEW, coming=coming)


def merged(answer: Answer, standing: Answer | None, told: Answer) -> Answer:
    """The answer of a sheet with everything that the sheet does not carry taken from what stands.

    A finding that is told as before stays as it was. One that was changed in its place keeps its identity and, while
    volume and page are the same, its page of the scan; a field that the sheet left as printed keeps what stands there.
    """
    if standing is None:
        return answer
    free = list(zip(standing.findings, told.findings, strict=False))
    findings: list[Finding | None] = []
    for finding in answer.findings:
        match = next((pair for pair in free if _told(pair[1]) == _told(finding)), None)
        findings.append(match[0] if match else None)
        if match:
            free.remove(match)
    whole = tuple(kept or _changed(finding, free) for kept, finding in zip(findings, answer.findings, strict=True))
    note = answer.note or standing.note
    return replace(answer, findings=whole, note=note, marked=standing.marked, merits=standing.merits)


def _changed(finding: Finding, free: list[tuple[Finding, Finding]]) -> Finding:
    """A finding that says something new: of one that is left at its place in the file, else of the next one left."""
    if not free:
        return finding
    there = (at for at, (_, told) in enumerate(free) if (told.volume, told.page) == (finding.volume, finding.page))
    before, told = free.pop(next(there, 0))
    is_same_place = (finding.volume, finding.page) == (told.volume, told.page)
    return replace(
        finding,
        id=before.id,
        basis=before.basis if finding.basis == told.basis else finding.basis,
        suggestion=before.suggestion if finding.suggestion == told.suggestion else finding.suggestion,
        remediable=before.remediable if finding.remediable == told.remediable else finding.remediable,
        scan=before.scan if is_same_place else "",
        scan_page=before.scan_page if is_same_place else 0,
    )


def whole_elements(item: Item, parts: Sequence[str]) -> tuple[str, ...]:
    """The elements of an item that parts of their names make up, for an element may itself hold the mark 、.

    Parts that make up nothing stay as they are, so that they can be named.
    """
    rest = [part for part in parts if part not in item.elements]
    found = {part for part in parts if part in item.elements}
    for element in sorted(item.elements, key=len, reverse=True):
        pieces = [piece for piece in element.replace("，", "、").replace(",", "、").split("、") if piece]
        at = next((at for at in range(len(rest)) if rest[at : at + len(pieces)] == pieces), None)
        if at is not None:
            del rest[at : at + len(pieces)]
            found.add(element)
    return (*(element for element in item.elements if element in found), *rest)


def _told(finding: Finding) -> Finding:
    """A finding without its identity and the page of the scan, which no sheet carries."""
    return replace(finding, id="", scan="", scan_page=0)


def _said(answer: Answer, usual_note: str = "") -> Answer:
    """An answer without what no sheet carries; the order of elements says nothing."""
    return replace(
        answer,
        findings=tuple(map(_told, answer.findings)),
        missing_elements=tuple(sorted(answer.missing_elements)),
        note=answer.note or usual_note,
        marked=False,
        merits=(),
    )


def _is_said(answer: Answer | None) -> bool:
    """Whether anything stands that a sheet could contradict; a bookmark or a merit alone is none of its business."""
    return answer is not None and _said(replace(answer, note="")) != Answer(answer.item_id, None)


def answer_words(answer: Answer | None) -> str:
    """An answer as a person reads it, one line for each finding; what is blank is said to be."""
    if answer is None or not _is_said(answer):
        return "未评定"
    return "\n".join(_lines(answer))


def _lines(answer: Answer) -> Iterator[str]:
    numbers = [f"扣{figure(answer.deduction)}分"] if answer.deduction is not None else []
    numbers += [f"加{figure(answer.award)}分"] if answer.award is not None else []
    yield "，".join([answer.verdict.label if answer.verdict else "未评定", *numbers])
    if answer.missing_elements:
        yield f"缺少：{'；'.join(answer.missing_elements)}"
    for finding in answer.findings:
        count = f"，共{finding.occurrences}处" if finding.occurrences != 1 else ""
        place = f"{finding.place} " if finding.place else ""
        yield f"{finding.severity.label}：{place}{finding.facts}{count}"
        yield from (f"　　{word}：{text}" for word, text in _accompanying(finding) if text)
    if answer.note:
        yield f"备注：{answer.note}"


def _accompanying(finding: Finding) -> tuple[tuple[str, str], ...]:
    return ("依据", finding.basis), ("建议", finding.suggestion), ("整改", "" if finding.remediable else "无法补正")
