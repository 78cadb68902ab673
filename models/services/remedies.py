"""Remedies and the recheck: what was planned, what the department did, what the panel saw, and the end of a case."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import audit
from models.base import new_id
from models.batch import ReviewedCase
from models.changes import Changes
from models.determination import DeterminedFinding
from models.errors import UserError
from models.letter import Letter
from models.queries.remedies import remedy_rows
from models.remedy import Closure, Recheck, RecheckConclusion, RecheckResult, Remedy, RemedyReport, RemedyStatus
from models.review_state import Action
from models.services import custody, review_states
from models.services.letters import start_remedy
from review_forms.standard import Severity

RECHECK = "recheck"


class AccountMissingError(UserError):
    """A report that says nothing was done, or only part, without saying why."""

    def __init__(self, status: RemedyStatus) -> None:
        super().__init__(f"整改情况为“{status.label}”时须写明原因，请在“说明”中填写。")


class NameMissingError(UserError):
    """Nobody is named who did it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"没有填写{what}，请填写后再保存。")


class EvidenceMissingError(UserError):
    """A finding is to be struck off without saying on what evidence."""

    def __init__(self) -> None:
        super().__init__("销号须写明依据，例如“卷1第23页已补附送达回证”。请填写后再销号。")


class FindingsNotRecheckedError(UserError):
    """The recheck is to be ended while findings have not been looked at."""

    def __init__(self, number: str, count: int) -> None:
        super().__init__(f"{number}还有{count}个问题没有复评，不能结束复评：请逐个选择“已销号”或“未销号”。")


class RecommendationMissingError(UserError):
    """The recheck left findings open and does not say what is to be done next."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number}仍有未销号的问题：请在“下一步工作建议”中写明后续要求。")


class FactsMissingError(UserError):
    """A new finding that says nothing."""

    def __init__(self) -> None:
        super().__init__("新增问题没有写明事实，请填写后再保存。")


@dataclass(frozen=True, slots=True)
class RemedyPlan:
    """The six columns of a remedy as a person may change them."""

    content: str
    measure: str
    due_on: date
    leader: str
    department: str
    person: str


@dataclass(frozen=True, slots=True)
class NewFinding:
    """A fault that the recheck found for the first time."""

    item: str
    severity: Severity
    facts: str
    volume: str = ""
    page: str = ""
    basis: str = ""
    suggestion: str = ""


def plan(session: Session, remedy_id: UUID, new: RemedyPlan) -> Changes:
    """Change the six columns of a remedy."""
    remedy, finding = _remedy(session, remedy_id)
    review_states.require_action(session, finding.reviewed_case_id, Action.REPORT_REMEDY)
    before = {field.name: getattr(remedy, field.name) for field in fields(RemedyPlan)}
    if before == asdict(new):
        return Changes()
    for name, value in asdict(new).items():
        setattr(remedy, name, value)
    session.flush()
    audit.record(session, "remedy.plan", "remedy", remedy_id, before=_plain(before), after=_plain(asdict(new)))
    return _touched(session, finding.reviewed_case_id, remedy_id)


def report(
    session: Session,
    remedy_id: UUID,
    *,
    status: RemedyStatus,
    account: str = "",
    done_on: date | None = None,
    reported_by: str = "",
) -> Changes:
    """Record what the department did about one finding; a newer report replaces an older one.

    Raises:
        AccountMissingError: less than everything was done, and no reason is given.
        NotInThisStateError: the letter is not out, or the recheck is over.
    """
    remedy, finding = _remedy(session, remedy_id)
    reviewed_case = review_states.require_action(session, finding.reviewed_case_id, Action.REPORT_REMEDY)
    if status is not RemedyStatus.DONE and not account.strip():
        raise AccountMissingError(status)
    row = RemedyReport(
        remedy_id=remedy.id,
        revision=_last(session, RemedyReport.revision, RemedyReport.remedy_id, remedy_id) + 1,
        status=status.value,
        account=account.strip(),
        done_on=done_on,
        reported_by=reported_by.strip(),
    )
    session.add(row)
    review_states.refresh(session, reviewed_case)
    after = _plain({name: getattr(row, name) for name in ("status", "account", "done_on", "reported_by")})
    audit.record(session, "remedy.report", "remedy", remedy_id, after=after)
    return _touched(session, reviewed_case.id, remedy_id)


def recheck(
    session: Session, finding_id: UUID, *, result: RecheckResult, evidence: str = "", rechecked_by: str
) -> Changes:
    """Record what the panel saw of one finding: struck off, or still open.

    Raises:
        EvidenceMissingError: it is to be struck off on no evidence.
        NameMissingError: nobody is named who looked.
    """
    finding = session.get_one(DeterminedFinding, finding_id)
    reviewed_case = _require_recheck(session, finding.reviewed_case_id, Action.RECHECK)
    if not rechecked_by.strip():
        raise NameMissingError("复评人")
    if result is RecheckResult.CLEARED and not evidence.strip():
        raise EvidenceMissingError
    session.add(_recheck_row(session, finding, result, evidence, rechecked_by))
    review_states.refresh(session, reviewed_case)
    after = {"result": result.value, "evidence": evidence.strip(), "by": rechecked_by.strip()}
    audit.record(session, "finding.recheck", "finding", finding_id, after=after)
    return _touched(session, reviewed_case.id, _remedy_of(session, finding_id))


def _require_recheck(session: Session, reviewed_case_id: UUID, action: Action) -> ReviewedCase:
    """The case, when its state and its custody allow this step of the recheck here."""
    reviewed_case = review_states.require_action(session, reviewed_case_id, action)
    custody.require_recheck_held(session, reviewed_case)
    return reviewed_case


def _recheck_row(
    session: Session, finding: DeterminedFinding, result: RecheckResult, evidence: str, by: str
) -> Recheck:
    concluded = _last(session, RecheckConclusion.revision, RecheckConclusion.reviewed_case_id, finding.reviewed_case_id)
    remedy_id = _remedy_of(session, finding.id)
    reported = _last(session, RemedyReport.revision, RemedyReport.remedy_id, remedy_id) if remedy_id else 0
    return Recheck(
        finding_id=finding.id,
        revision=_last(session, Recheck.revision, Recheck.finding_id, finding.id) + 1,
        round=concluded + 1,
        report_revision=reported,
        result=result.value,
        evidence=evidence.strip(),
        rechecked_by=by.strip(),
    )


def add_finding(
    session: Session, reviewed_case_id: UUID, new: NewFinding, *, due_on: date, rechecked_by: str
) -> Changes:
    """Record a fault that the recheck found for the first time; it enters the ledger with its own deadline."""
    reviewed_case = _require_recheck(session, reviewed_case_id, Action.RECHECK)
    if not new.facts.strip():
        raise FactsMissingError
    if not rechecked_by.strip():
        raise NameMissingError("复评人")
    finding = _new_finding(session, reviewed_case_id, new)
    remedy_id = start_remedy(session, finding, due_on)
    session.add(_recheck_row(session, finding, RecheckResult.NEW, "", rechecked_by))
    review_states.refresh(session, reviewed_case)
    after = {**asdict(new), "severity": new.severity.value, "due_on": due_on.isoformat(), "by": rechecked_by.strip()}
    audit.record(session, "finding.add", "finding", finding.id, after=after)
    return _touched(session, reviewed_case_id, remedy_id)


def _new_finding(session: Session, reviewed_case_id: UUID, new: NewFinding) -> DeterminedFinding:
    last = _last(session, DeterminedFinding.position, DeterminedFinding.reviewed_case_id, reviewed_case_id)
    finding = DeterminedFinding(
        id=new_id(),
        reviewed_case_id=reviewed_case_id,
        position=last + 1,
        origin=RECHECK,
        item_id="",
        item=new.item.strip(),
        severity=new.severity.value,
        volume=new.volume.strip(),
        page=new.page.strip(),
        facts=new.facts.strip(),
        basis=new.basis.strip(),
        suggestion=new.suggestion.strip(),
    )
    session.add(finding)
    session.flush()
    return finding


def conclude_recheck(session: Session, reviewed_case_id: UUID, *, recommendation: str, concluded_by: str) -> Changes:
    """End a round of the recheck of one case, with the recommendation for what comes next.

    With findings left open the case goes on being remedied, and the recommendation must say what is asked for.

    Raises:
        FindingsNotRecheckedError: a finding has not been looked at, or not since its newest report.
        RecommendationMissingError: findings stay open and nothing is recommended.
    """
    reviewed_case = _require_recheck(session, reviewed_case_id, Action.CONCLUDE_RECHECK)
    number = review_states.number_of(session, reviewed_case)
    results = [row.result for row in remedy_rows(session, reviewed_case_id=reviewed_case_id)]
    unseen = results.count(None)
    if unseen:
        raise FindingsNotRecheckedError(number, unseen)
    if not concluded_by.strip():
        raise NameMissingError("复评人")
    still_open = any(result is not RecheckResult.CLEARED for result in results)
    if still_open and not recommendation.strip():
        raise RecommendationMissingError(number)
    column, key = RecheckConclusion.revision, RecheckConclusion.reviewed_case_id
    row = RecheckConclusion(
        reviewed_case_id=reviewed_case_id,
        revision=_last(session, column, key, reviewed_case_id) + 1,
        recommendation=recommendation.strip(),
        concluded_by=concluded_by.strip(),
    )
    session.add(row)
    review_states.refresh(session, reviewed_case)
    after = {"recommendation": row.recommendation, "by": row.concluded_by, "state": reviewed_case.state}
    audit.record(session, "recheck.conclude", "reviewed_case", reviewed_case_id, after=after)
    return _touched(session, reviewed_case_id, None)


def close_case(session: Session, reviewed_case_id: UUID, closed_by: str) -> Changes:
    """Be done with a case of which nothing is open.

    Raises:
        NotInThisStateError: the recheck is not over, or findings are open.
        NameMissingError: nobody is named who closes it.
    """
    reviewed_case = review_states.require_action(session, reviewed_case_id, Action.CLOSE)
    if not closed_by.strip():
        raise NameMissingError("办结人")
    session.add(Closure(reviewed_case_id=reviewed_case_id, closed_by=closed_by.strip()))
    review_states.refresh(session, reviewed_case)
    audit.record(session, "case.close", "reviewed_case", reviewed_case_id, after={"by": closed_by.strip()})
    return _touched(session, reviewed_case_id, None)


def _remedy(session: Session, remedy_id: UUID) -> tuple[Remedy, DeterminedFinding]:
    remedy = session.get_one(Remedy, remedy_id)
    return remedy, session.get_one(DeterminedFinding, remedy.finding_id)


def _remedy_of(session: Session, finding_id: UUID) -> UUID | None:
    return session.execute(select(Remedy.id).where(Remedy.finding_id == finding_id)).scalar()


def _last(session: Session, number: InstrumentedAttribute[int], key: InstrumentedAttribute[UUID], value: UUID) -> int:
    """The highest number so far among the rows of that key; 0 where there is none."""
    return session.execute(select(func.max(number)).where(key == value)).scalar() or 0


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _touched(session: Session, reviewed_case_id: UUID, remedy_id: UUID | None) -> Changes:
    batch_id = session.get_one(ReviewedCase, reviewed_case_id).batch_id
    letters = session.execute(select(Letter.id).where(Letter.reviewed_case_id == reviewed_case_id)).scalars()
    return Changes(
        batches=frozenset({batch_id}),
        reviewed_cases=frozenset({reviewed_case_id}),
        letters=frozenset(letters),
        remedies=frozenset({remedy_id} if remedy_id else ()),
    )
