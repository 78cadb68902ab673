"""What a key on the scoring desk makes of an answer."""

from dataclasses import replace
from uuid import uuid4

from review_forms.answers import Answer, Finding, Verdict, draft_finding
from review_forms.standard import ZERO, Item, ItemKind

MISSING_FACTS = "案卷中未见本项材料"


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


def without_finding(answer: Answer, finding_id: str) -> Answer:
    """The answer without one finding; the verdict stays."""
    return replace(answer, findings=tuple(old for old in answer.findings if old.id != finding_id))


def without_unwritten(item: Item, answer: Answer) -> Answer:
    """The answer without the findings in which nothing was written."""
    written = tuple(finding for finding in answer.findings if finding != draft_finding(item, finding.id))
    return replace(answer, findings=written)


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
    return f"缺少{'、'.join(answer.missing_elements)}" if answer.missing_elements else ""


def phrases_for(item: Item, answer: Answer, earlier: tuple[str, ...]) -> tuple[str, ...]:
    """The wordings to offer: what was ticked, what the standard lists, what was written before."""
    ticked = _told(answer)
    return (*((ticked,) if ticked else ()), *item.common_errors, *earlier)
