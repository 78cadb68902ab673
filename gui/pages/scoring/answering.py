"""What a key on the scoring desk makes of an answer."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import uuid4

from gui.forms.phrase_matching import Wording
from review_forms.answers import Answer, Finding, Merit, Verdict, draft_finding, missing_words
from review_forms.standard import ZERO, Item, ItemKind

MISSING_FACTS = "案卷中未见本项材料"

NOTE = "note"
"""What names the note of an item where findings and merits are named by their ids."""


def blank(item: Item) -> Answer:
    """The answer of an item about which nothing is said yet."""
    return Answer(item.id, None)


def verdicts_for(item: Item) -> tuple[Verdict, ...]:
    """The verdicts that an item of this kind can have."""
    if item.kind is ItemKind.BONUS:
        return (Verdict.CLEAR, Verdict.NOT_APPLICABLE)
    return tuple(Verdict)


def with_verdict(item: Item, answer: Answer, verdict: Verdict) -> Answer:
    """The answer under another verdict, with what belongs to it and without what does not.

    A verdict that finds fault gets a first finding to be written; any other one drops the findings.
    """
    if verdict is answer.verdict:
        return with_new_finding(item, answer) if verdict.finds_fault and not answer.findings else answer
    changed = replace(answer, verdict=verdict, deduction=None, missing_elements=(), award=None)
    if not verdict.finds_fault:
        return replace(changed, findings=())
    if verdict is Verdict.FAULTY and item.kind is ItemKind.RANGE and item.least > ZERO:
        changed = replace(changed, deduction=item.least)
    kept = tuple(finding for finding in answer.findings if finding.facts != MISSING_FACTS)
    return replace(changed, findings=kept or (new_finding(item, verdict),))


def new_finding(item: Item, verdict: Verdict | None) -> Finding:
    """A finding to be written; that something is missing can be said beforehand."""
    return draft_finding(item, str(uuid4()), MISSING_FACTS if verdict is Verdict.MISSING else "")


def with_new_finding(item: Item, answer: Answer) -> Answer:
    """The answer with one more finding to be written; what was no fault so far becomes one."""
    if answer.verdict is None or not answer.verdict.finds_fault:
        return with_verdict(item, answer, Verdict.FAULTY)
    return replace(answer, findings=(*answer.findings, draft_finding(item, str(uuid4()))))


def with_finding(answer: Answer, finding: Finding) -> Answer:
    """The answer with one finding as it is written now."""
    findings = tuple(finding if old.id == finding.id else old for old in answer.findings)
    return replace(answer, findings=findings)


def with_new_merit(answer: Answer) -> Answer:
    """The answer with one more merit to be written; the verdict stays, and a blank stays one."""
    return replace(answer, merits=(*answer.merits, Merit(str(uuid4()))))


def with_merit(answer: Answer, merit: Merit) -> Answer:
    """The answer with one merit as it is written now."""
    return replace(answer, merits=tuple(merit if old.id == merit.id else old for old in answer.merits))


def told_in(answer: Answer) -> tuple[Finding | Merit, ...]:
    """What is written under an item, in the order in which it is shown: findings, then merits."""
    return (*answer.findings, *answer.merits)


def with_place(answer: Answer, told_id: str, volume: str, page: str, scan: str, scan_page: int) -> Answer:
    """The answer with one finding or merit standing on another page.

    `scan` and `scan_page` are that page in a scanned file.
    """
    findings = tuple(
        replace(old, volume=volume, page=page, scan=scan, scan_page=scan_page) if old.id == told_id else old
        for old in answer.findings
    )
    merits = tuple(
        replace(old, volume=volume, page=page, scan=scan, scan_page=scan_page) if old.id == told_id else old
        for old in answer.merits
    )
    return replace(answer, findings=findings, merits=merits)


def without_told(answer: Answer, told_id: str) -> Answer:
    """The answer without one finding or merit, or without its note; the verdict stays."""
    if told_id == NOTE:
        return with_note(answer, "")
    findings = tuple(old for old in answer.findings if old.id != told_id)
    return replace(answer, findings=findings, merits=tuple(old for old in answer.merits if old.id != told_id))


def without_unwritten(item: Item, answer: Answer) -> Answer:
    """The answer without the findings, merits and note in which nothing was written."""
    findings = tuple(finding for finding in answer.findings if finding != draft_finding(item, finding.id))
    merits = tuple(merit for merit in answer.merits if replace(merit, facts=merit.facts.strip()) != Merit(merit.id))
    return replace(answer, findings=findings, merits=merits, note=answer.note if answer.note.strip() else "")


def with_note(answer: Answer, note: str) -> Answer:
    """The answer with another word of the reviewer to themselves."""
    return replace(answer, note=note)


def with_mark_turned(answer: Answer) -> Answer:
    """The answer with the reviewer's own mark set, or taken away."""
    return replace(answer, marked=not answer.marked)


def with_elements_told(before: Answer, after: Answer) -> Answer:
    """The answer whose first finding names the missing elements, as long as nobody worded it otherwise."""
    if before.missing_elements == after.missing_elements or not after.findings:
        return after
    first = after.findings[0]
    if first.facts not in ("", _told(before)):
        return after
    return with_finding(after, replace(first, facts=_told(after)))


def _told(answer: Answer) -> str:
    return missing_words(answer.missing_elements)


def is_preset(answer: Answer, facts: str) -> bool:
    """Whether the facts of a finding were put there by the program and are still to be worded by the person."""
    return facts in (MISSING_FACTS, _told(answer))


def phrases_for(item: Item, answer: Answer, earlier: Iterable[Wording]) -> tuple[Wording, ...]:
    """The wordings to offer: what was ticked, what the reviewer wrote before, what the standard lists."""
    ticked = _told(answer)
    used = (wording for wording in earlier if wording.text != MISSING_FACTS)
    listed = (Wording(error) for error in item.common_errors)
    return (*((Wording(ticked),) if ticked else ()), *used, *listed)
