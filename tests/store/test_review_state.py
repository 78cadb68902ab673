"""The state machine of a reviewed case: its table, its sentences, and the state that the facts amount to."""

from dataclasses import fields, replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.review_state import (
    RULES,
    Action,
    NotInThisStateError,
    ReviewFacts,
    ReviewState,
    is_allowed,
    require,
    state_of,
)

S = ReviewState
ALLOWED = {
    Action.ASSIGN: {S.DRAWN, S.ASSIGNED},
    Action.REASSIGN: {S.ASSIGNED, S.SCORING},
    Action.DECIDE_CUSTODY: {S.DRAWN, S.ASSIGNED, S.SCORING, S.SCORED},
    Action.CHOOSE_FORK: set(S) - {S.CLOSED},
    Action.ANSWER: {S.ASSIGNED, S.SCORING},
    Action.SUBMIT: {S.ASSIGNED, S.SCORING},
    Action.RETURN: {S.SCORED},
    Action.DETERMINE: {S.SCORED, S.DETERMINED},
    Action.ISSUE_LETTER: {S.DETERMINED},
    Action.SERVE: {S.NOTIFIED, S.REMEDYING, S.RECHECKED},
    Action.REPORT_REMEDY: {S.NOTIFIED, S.REMEDYING},
    Action.RECHECK: {S.NOTIFIED, S.REMEDYING},
    Action.CONCLUDE_RECHECK: {S.NOTIFIED, S.REMEDYING},
    Action.CLOSE: {S.RECHECKED},
}
NUMBER = "（2025）吉0199民初1号"
FACTS = st.builds(
    ReviewFacts, **{field.name: st.booleans() for field in fields(ReviewFacts)} | {"open_findings": st.integers(0, 3)}
)
BY_STEP = (
    ReviewFacts(),
    ReviewFacts(assigned=True),
    ReviewFacts(assigned=True, answered=True),
    ReviewFacts(assigned=True, answered=True, submitted=True),
    ReviewFacts(assigned=True, answered=True, submitted=True, determined=True),
    ReviewFacts(assigned=True, answered=True, submitted=True, determined=True, notified=True, open_findings=1),
)


@pytest.mark.parametrize(("state", "action"), list(product(ReviewState, Action)))
def test_what_may_be_done_in_each_state(state: ReviewState, action: Action) -> None:
    assert is_allowed(state, action) == (state in ALLOWED[action])
    if state in ALLOWED[action]:
        require(NUMBER, state, action)
    else:
        with pytest.raises(NotInThisStateError) as refused:
            require(NUMBER, state, action)
        assert str(refused.value) == f"{NUMBER}目前“{state.label}”，不能{RULES[action].name}：{RULES[action].needs}。"


def test_every_refusal_has_its_own_sentence() -> None:
    sentences = {
        str(NotInThisStateError(NUMBER, state, action))
        for state, action in product(ReviewState, Action)
        if not is_allowed(state, action)
    }
    assert len(sentences) == sum(len(ReviewState) - len(states) for states in ALLOWED.values())


def test_every_state_has_a_label_and_a_way_in() -> None:
    assert len({state.label for state in ReviewState}) == len(ReviewState)
    assert set(ALLOWED) == set(RULES) == set(Action)


def test_each_step_leads_to_the_next_state() -> None:
    assert [state_of(facts) for facts in BY_STEP] == [
        S.DRAWN,
        S.ASSIGNED,
        S.SCORING,
        S.SCORED,
        S.DETERMINED,
        S.NOTIFIED,
    ]


def test_the_rounds_of_a_recheck() -> None:
    told = BY_STEP[-1]
    reported = replace(told, remedy_reported=True)
    left_open = replace(reported, recheck_concluded=True)
    struck_off_later = replace(left_open, recheck_under_way=True, open_findings=0)
    done = replace(left_open, open_findings=0)
    states = [state_of(facts) for facts in (reported, left_open, struck_off_later, done, replace(done, closed=True))]
    assert states == [S.REMEDYING, S.REMEDYING, S.REMEDYING, S.RECHECKED, S.CLOSED]


@given(FACTS)
def test_facts_decide_and_later_ones_outweigh_earlier_ones(facts: ReviewFacts) -> None:
    state = state_of(facts)
    assert (state is S.CLOSED) == facts.closed
    if state is S.RECHECKED:
        assert facts.open_findings == 0
        assert facts.recheck_concluded
        assert not facts.recheck_under_way
    if facts.notified and not facts.closed:
        assert state in (S.NOTIFIED, S.REMEDYING, S.RECHECKED)
    order = list(ReviewState)
    for name in ("determined", "notified", "remedy_reported", "closed"):
        assert order.index(state_of(replace(facts, **{name: True}))) >= order.index(state)


@given(FACTS)
def test_a_finding_more_never_ends_a_recheck(facts: ReviewFacts) -> None:
    more = state_of(replace(facts, open_findings=facts.open_findings + 1, closed=False))
    assert more is not S.RECHECKED
