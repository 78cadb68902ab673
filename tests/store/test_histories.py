"""Random histories of cases: whatever people try, states follow from the facts and every change is in the trail."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.audit import FIRST_HASH, AuditEntry, entry_hash
from models.batch import Batch, ReviewedCase
from models.changes import Changes
from models.errors import UserError
from models.queries import settings as settings_queries
from models.queries.determinations import standing_findings
from models.queries.ledgers import next_position
from models.queries.readings import reading_rows
from models.queries.remedies import remedy_rows
from models.remedy import RecheckResult, RemedyStatus
from models.review_state import NotInThisStateError, ReviewState
from models.services import answers, batches, determinations, letters, remedies
from models.services.review_states import state_from_facts
from models.store import Session
from models.store.check import check
from review_forms.answers import Answer, Verdict
from review_forms.standard import Severity

GRADES = ("qualified", "defective", "seriously_defective", "wrong")
Step = Callable[["People"], Changes]


class People:
    """Everybody at once, on the cases of one batch; `chance` decides for them."""

    def __init__(self, court, session: Session, batch_id, chance: Random) -> None:
        self.court, self.session, self.batch_id, self.chance = court, session, batch_id, chance
        query = select(ReviewedCase.id).where(ReviewedCase.batch_id == batch_id).order_by(ReviewedCase.ticket)
        self.case = chance.choice(session.execute(query).scalars().all())

    def assign(self) -> Changes:
        return batches.assign(self.session, self.batch_id)

    def answer(self) -> Changes:
        item = self.chance.choice(("service", "record", "judgment"))
        finding = (self.court.fault(severity=self.chance.choice(list(Severity))),)
        said = self.chance.choice((Answer(item, Verdict.CLEAR), Answer("record", Verdict.FAULTY, finding)))
        return answers.record_answer(self.session, self._assignment(), said)

    def answer_all(self) -> Changes:
        changes = Changes()
        for item in ("service", "record", "judgment"):
            changes |= answers.record_answer(self.session, self._assignment(), Answer(item, Verdict.CLEAR))
        return changes

    def submit(self) -> Changes:
        return answers.submit(self.session, self._assignment(), grade=self.chance.choice(GRADES), reason="有据可查")

    def give_back(self) -> Changes:
        return answers.give_back(self.session, self.case, "请核对")

    def determine(self) -> Changes:
        grade = self.chance.choice(GRADES)
        return determinations.determine(self.session, self.case, grade=grade, decided_by="审委会", reason="有据可查")

    def issue(self) -> Changes:
        letter = letters.number(self.session, self.case, self.court.today)
        return letters.keep(self.session, letter, letters.Fingerprints("0" * 64))[1]

    def report(self) -> Changes:
        status = self.chance.choice(list(RemedyStatus))
        return remedies.report(self.session, self._remedy().remedy_id, status=status, account="已补附")

    def recheck(self) -> Changes:
        result = self.chance.choice((RecheckResult.CLEARED, RecheckResult.OPEN))
        words = {"result": result, "evidence": "已附卷", "rechecked_by": "评查一"}
        return remedies.recheck(self.session, self._remedy().finding_id, **words)

    def recheck_all(self) -> Changes:
        changes = Changes()
        for row in remedy_rows(self.session, reviewed_case_id=self.case):
            words = {"result": RecheckResult.CLEARED, "evidence": "已附卷", "rechecked_by": "评查一"}
            changes |= remedies.recheck(self.session, row.finding_id, **words)
        return changes

    def add_finding(self) -> Changes:
        new = remedies.NewFinding("其他", Severity.DEFECT, "新问题")
        return remedies.add_finding(self.session, self.case, new, due_on=self.court.today, rechecked_by="评查一")

    def conclude(self) -> Changes:
        return remedies.conclude_recheck(self.session, self.case, recommendation="限期补正", concluded_by="评查一")

    def close_case(self) -> Changes:
        return remedies.close_case(self.session, self.case, "张主任")

    def close_batch(self) -> Changes:
        return batches.close(self.session, self.batch_id)

    def _assignment(self):
        rows = reading_rows(self.session, batch_id=self.batch_id)
        found = [row.assignment_id for row in rows if row.reviewed_case_id == self.case]
        if not found:
            raise NothingThereError
        return found[0]

    def _remedy(self):
        rows = remedy_rows(self.session, reviewed_case_id=self.case)
        if not rows:
            raise NothingThereError
        return self.chance.choice(rows)


class NothingThereError(UserError):
    """What a person would act on is not there yet."""


STEPS: tuple[Step, ...] = tuple(getattr(People, name) for name in vars(People) if not name.startswith("_"))


FITTING: dict[ReviewState, tuple[Step, ...]] = {
    ReviewState.DRAWN: (People.assign,),
    ReviewState.ASSIGNED: (People.answer, People.answer_all),
    ReviewState.SCORING: (People.answer, People.answer_all, People.submit),
    ReviewState.SCORED: (People.determine, People.determine, People.give_back),
    ReviewState.DETERMINED: (People.issue, People.issue, People.determine),
    ReviewState.NOTIFIED: (People.report, People.recheck, People.add_finding, People.recheck_all, People.conclude),
    ReviewState.REMEDYING: (People.report, People.recheck, People.recheck_all, People.conclude, People.conclude),
    ReviewState.RECHECKED: (People.close_case,),
    ReviewState.CLOSED: (People.close_batch,),
}


def newest_entry(session: Session) -> int:
    return settings_queries.newest_audit_sequence(session)


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_states_follow_from_the_facts_whatever_people_try(court, chance: Random) -> None:
    court.name_court()
    court.import_cases(2, start=court.ask(next_position))
    batch_id = court.batch()
    court.do(batches.draw, batch_id, count=2, seed="甲")
    for _ in range(45):
        before = court.ask(newest_entry)
        try:
            with court.store.write("某人") as session:
                people = People(court, session, batch_id, chance)
                state = ReviewState(session.get_one(ReviewedCase, people.case).state)
                changes = chance.choice(STEPS if chance.random() < 0.3 else FITTING[state])(people)
        except UserError:
            assert court.ask(newest_entry) == before, "what is refused leaves no trace"
            continue
        assert (court.ask(newest_entry) > before) == bool(changes)
        with court.store.read() as session:
            for row in session.execute(select(ReviewedCase).where(ReviewedCase.batch_id == batch_id)).scalars():
                assert row.state == state_from_facts(session, row.id).value
                if row.state == ReviewState.CLOSED.value:
                    rows = remedy_rows(session, reviewed_case_id=row.id)
                    assert all(each.result is RecheckResult.CLEARED for each in rows)
                    assert len(rows) == len(standing_findings(session, row.id))
            if session.get_one(Batch, batch_id).closed_at is not None:
                break
    assert check(court.store).problems == ()


def test_the_shortest_way_through_passes_every_state_once(court) -> None:
    court.name_court()
    batch_id = court.batch()
    court.import_cases(1)
    court.do(batches.draw, batch_id, count=1, seed="甲")
    chance = Random(0)
    chance.choice = lambda options: options[0]
    seen: list[str] = []
    for step in (
        People.assign,
        People.answer,
        People.answer_all,
        People.submit,
        People.determine,
        People.issue,
        People.add_finding,
        People.report,
        People.recheck_all,
        People.conclude,
        People.close_case,
    ):
        with court.store.write("某人") as session:
            step(People(court, session, batch_id, chance))
            state = session.execute(select(ReviewedCase.state)).scalar_one()
            seen += [state] if state not in seen[-1:] else []
    assert seen == [state.value for state in ReviewState][1:]


def test_the_trail_is_one_chain_of_plain_values(court) -> None:
    batch_id = court.notified([court.fault()])
    (row,) = court.remedies(batch_id)
    court.clear_off(row)
    court.conclude(row.reviewed_case_id)
    with court.store.read() as session:
        entries = session.execute(select(AuditEntry).order_by(AuditEntry.sequence)).scalars().all()
    last = FIRST_HASH
    for sequence, entry in enumerate(entries, 1):
        assert entry.sequence == sequence
        assert entry.previous_hash == last
        assert entry.hash == entry_hash(entry)
        assert entry.actor
        last = entry.hash
    assert {entry.action for entry in entries} >= {
        "settings.save",
        "reviewer.add",
        "batch.create",
        "ledger.import",
        "batch.draw",
        "batch.assign",
        "answer.record",
        "reading.submit",
        "grade.determine",
        "letter.issue",
        "finding.recheck",
        "recheck.conclude",
    }


def test_a_change_and_its_entry_stand_or_fall_together(court) -> None:
    (row,) = court.readings(court.assigned(1))
    before = court.ask(newest_entry)

    class PowerCutError(Exception):
        pass

    def cut(session: Session) -> Any:
        answers.record_answer(session, row.assignment_id, Answer("service", Verdict.CLEAR))
        raise PowerCutError

    with pytest.raises(PowerCutError):
        court.do(cut)
    assert court.ask(newest_entry) == before
    assert court.readings(row.batch_id)[0].answered == 0
    with pytest.raises(NotInThisStateError):
        court.do(answers.give_back, row.reviewed_case_id, "请核对")
    assert court.ask(newest_entry) == before
