"""Readings read many at once: the same answers and submissions as one by one, whatever the rows look like."""

from collections.abc import Sequence
from random import Random
from uuid import UUID

import pytest

from models.assignment import AnswerRevision, Assignment, Submission, SubmissionReturn
from models.base import new_id, now
from models.custody import BEARER, CustodyDecision, Subject, Verdict
from models.queries.bulk_readings import AT_ONCE, answers_of_each, standing_of_each
from models.queries.readings import answers_of, standing_submission
from review_forms.answers import Answer, answer_to_json

DESK, OTHER = UUID(int=7), UUID(int=8)
ITEMS = ("service", "record", "judgment")


def revision(assignment_id: UUID, seat_id: UUID, item: str, number: int) -> AnswerRevision:
    """An answer that no other row equals; its note is its key."""
    key = new_id()
    content = answer_to_json(Answer(item, None, note=key.hex))
    made = AnswerRevision(assignment_id=assignment_id, item_id=item, revision=number, content=content, seat_id=seat_id)
    made.id, made.sealed_at = key, now()
    return made


def submission(assignment_id: UUID, seat_id: UUID, number: int) -> Submission:
    made = Submission(assignment_id=assignment_id, revision=number, proposed_grade="qualified", seat_id=seat_id)
    made.id = new_id()
    return made


def returned(one: Submission) -> SubmissionReturn:
    return SubmissionReturn(submission_id=one.id, remark="请补充")


def chosen(row: AnswerRevision | Submission) -> CustodyDecision:
    subject = Subject.ANSWER if isinstance(row, AnswerRevision) else Subject.SUBMISSION
    return CustodyDecision(
        assignment_id=row.assignment_id,
        subject=subject.value,
        subject_id=row.id,
        verdict=Verdict.CHOOSE.value,
        decided_by="张主任",
    )


def strewn(court, seed: int, readings: int) -> tuple[Sequence[UUID], Sequence[UUID]]:
    """Readings of some cases, each cancelled, away or here, with rows of any seat, number and fate."""
    rng = Random(seed)
    cases = [row.reviewed_case_id for row in court.readings(court.assigned(4))]
    with court.store.write("张主任") as session:
        reviewer = court.reviewers("评查一")[0]
        seats = (session.info["seat_id"], DESK, OTHER)
        works = [
            Assignment(id=new_id(), reviewed_case_id=rng.choice(cases), reviewer_id=reviewer) for _ in range(readings)
        ]
        for work in works:
            work.holder_seat_id = rng.choice((None, DESK, BEARER))
            work.cancelled_at = now() if rng.random() < 0.2 else None
        session.add_all(works)
        session.flush()
        ids = [work.id for work in works]
        told = [revision(rng.choice(ids), rng.choice(seats), rng.choice(ITEMS), rng.randint(1, 3)) for _ in range(60)]
        handed_in = [submission(rng.choice(ids), rng.choice(seats), rng.randint(1, 3)) for _ in range(12)]
        session.add_all(rng.sample([*told, *handed_in], 72))
        session.flush()
        session.add_all(returned(one) for one in rng.sample(handed_in, 4))
        session.add_all(map(chosen, (*rng.sample(told, 20), *rng.sample(handed_in, 4))))
    return cases, ids


@pytest.mark.parametrize("seed", range(8))
def test_many_at_once_say_what_each_says_alone(court, seed: int) -> None:
    cases, ids = strewn(court, seed, readings=6)
    assert court.ask(answers_of_each, ids) == {each: court.ask(answers_of, each) for each in ids}
    standing = {case: court.ask(standing_submission, case) for case in cases}
    found = court.ask(standing_of_each, cases)
    assert {case: one.id for case, one in found.items()} == {case: one.id for case, one in standing.items() if one}


def test_the_holders_word_goes_first_then_the_number_the_choice_and_the_older_row(court) -> None:
    (row,) = court.readings(court.assigned(1))
    with court.store.write("张主任") as session:
        assignment_id, here = row.assignment_id, session.info["seat_id"]
        session.get_one(Assignment, assignment_id).holder_seat_id = DESK
        old = revision(assignment_id, DESK, "record", 1)
        forks = [revision(assignment_id, DESK, "record", 2) for _ in range(3)]
        undecided = [revision(assignment_id, DESK, "service", 1) for _ in range(2)]
        at_home = [revision(assignment_id, here, "record", 9), revision(assignment_id, here, "judgment", 1)]
        session.add_all([old, *forks, *undecided, *at_home])
        session.flush()
        session.add(chosen(forks[1]))
        wanted = {"record": forks[1].id, "service": undecided[0].id, "judgment": at_home[1].id}
    (said,) = court.ask(answers_of_each, [assignment_id]).values()
    assert {item: UUID(answer.note) for item, answer in said.items()} == wanted


def test_a_returned_submission_does_not_stand(court) -> None:
    cases = [row.reviewed_case_id for row in court.readings(court.scored((), ()))]
    assert list(court.ask(standing_of_each, cases)) == cases
    with court.store.write("张主任") as session:
        session.add(returned(standing_submission(session, cases[0])))
    assert list(court.ask(standing_of_each, cases)) == cases[1:]


def test_as_many_as_there_are(court) -> None:
    """Far more than one question to the database holds, most of them unknown; the known ones at the edges."""
    first, second = court.readings(court.scored((), (court.fault(),)))
    ids = [new_id() for _ in range(2 * AT_ONCE + 1)]
    ids[AT_ONCE - 1], ids[AT_ONCE] = first.assignment_id, second.assignment_id
    said = court.ask(answers_of_each, ids)
    assert list(said) == ids
    assert {each: len(answers) for each, answers in said.items() if answers} == {
        first.assignment_id: 3,
        second.assignment_id: 3,
    }
    ids[AT_ONCE - 1], ids[AT_ONCE] = first.reviewed_case_id, second.reviewed_case_id
    assert set(court.ask(standing_of_each, ids)) == {first.reviewed_case_id, second.reviewed_case_id}
    assert court.ask(answers_of_each, []) == {}
    assert court.ask(standing_of_each, []) == {}
