"""The state of a reviewed case: a pure function of the facts, and the table of what may be done in each state.

States of the panel's deliberation, of the hearing and of objections join the chain when their facts can be recorded.
To add one: 1. the member and its label, 2. its fact in `ReviewFacts`, 3. its line in `state_of`, 4. its actions in
`RULES`.
"""

from dataclasses import dataclass
from enum import StrEnum

from models.errors import UserError


class ReviewState(StrEnum):
    """How far a reviewed case has come."""

    DRAWN = "drawn"
    ASSIGNED = "assigned"
    SCORING = "scoring"
    SCORED = "scored"
    DETERMINED = "determined"
    NOTIFIED = "notified"
    REMEDYING = "remedying"
    RECHECKED = "rechecked"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _LABELS[self]


_LABELS = {
    ReviewState.DRAWN: "已抽取",
    ReviewState.ASSIGNED: "已分派",
    ReviewState.SCORING: "评查中",
    ReviewState.SCORED: "已评查",
    ReviewState.DETERMINED: "已审定",
    ReviewState.NOTIFIED: "已反馈",
    ReviewState.REMEDYING: "整改中",
    ReviewState.RECHECKED: "已复评",
    ReviewState.CLOSED: "已办结",
}


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What the rows say of one reviewed case.

    `recheck_under_way` means that a finding was looked at after the newest conclusion of the recheck.
    """

    assigned: bool = False
    answered: bool = False
    submitted: bool = False
    determined: bool = False
    notified: bool = False
    remedy_reported: bool = False
    recheck_concluded: bool = False
    recheck_under_way: bool = False
    open_findings: int = 0
    closed: bool = False


def state_of(facts: ReviewFacts) -> ReviewState:
    """The state that the facts amount to; the furthest step counts.

    A recheck that left findings open is no recheck yet: the case goes on being remedied until a later round strikes off
    what is left and is concluded in its turn.
    """
    rechecked = facts.recheck_concluded and not facts.recheck_under_way and not facts.open_findings
    steps = (
        (facts.closed, ReviewState.CLOSED),
        (rechecked, ReviewState.RECHECKED),
        (facts.notified and (facts.remedy_reported or facts.recheck_concluded), ReviewState.REMEDYING),
        (facts.notified, ReviewState.NOTIFIED),
        (facts.determined, ReviewState.DETERMINED),
        (facts.submitted, ReviewState.SCORED),
        (facts.assigned and facts.answered, ReviewState.SCORING),
        (facts.assigned, ReviewState.ASSIGNED),
    )
    return next((state for holds, state in steps if holds), ReviewState.DRAWN)


class Action(StrEnum):
    """What a person may do to a reviewed case."""

    ASSIGN = "assign"
    REASSIGN = "reassign"
    DECIDE_CUSTODY = "decide_custody"
    CHOOSE_FORK = "choose_fork"
    ANSWER = "answer"
    SUBMIT = "submit"
    RETURN = "return"
    DETERMINE = "determine"
    ISSUE_LETTER = "issue_letter"
    SERVE = "serve"
    REPORT_REMEDY = "report_remedy"
    RECHECK = "recheck"
    CONCLUDE_RECHECK = "conclude_recheck"
    CLOSE = "close"


class Actor(StrEnum):
    """Who may take an action."""

    OFFICE = "office"
    REVIEWER = "reviewer"
    PANEL = "panel"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may take an action, in which states, what it is called, and what is needed first."""

    actor: Actor
    states: frozenset[ReviewState]
    name: str
    needs: str


def _in(*states: ReviewState) -> frozenset[ReviewState]:
    return frozenset(states)


_S = ReviewState
RULES: dict[Action, Rule] = {
    Action.ASSIGN: Rule(Actor.OFFICE, _in(_S.DRAWN, _S.ASSIGNED), "分派", "只有尚未开始评查的案件可以分派"),
    Action.REASSIGN: Rule(
        Actor.OFFICE, _in(_S.ASSIGNED, _S.SCORING), "重新分派", "只有已分派、尚未提交评查的案件可以重新分派"
    ),
    Action.DECIDE_CUSTODY: Rule(
        Actor.OFFICE,
        _in(_S.DRAWN, _S.ASSIGNED, _S.SCORING, _S.SCORED),
        "采用交回的评查",
        "审定之后不能再更换所依据的评查",
    ),
    Action.CHOOSE_FORK: Rule(
        Actor.OFFICE,
        frozenset(_S) - {_S.CLOSED},
        "选定副本",
        "办结之后不再选定",
    ),
    Action.ANSWER: Rule(Actor.REVIEWER, _in(_S.ASSIGNED, _S.SCORING), "填写评定", "提交后要修改，请审管办先退回评查员"),
    Action.SUBMIT: Rule(Actor.REVIEWER, _in(_S.ASSIGNED, _S.SCORING), "提交评查", "每案提交一次，退回后可再提交"),
    Action.RETURN: Rule(Actor.OFFICE, _in(_S.SCORED), "退回评查员", "只有已提交、尚未审定的评查可以退回"),
    Action.DETERMINE: Rule(
        Actor.OFFICE, _in(_S.SCORED, _S.DETERMINED), "审定等次", "评查员提交之后、反馈意见书编号之前才能审定"
    ),
    Action.ISSUE_LETTER: Rule(Actor.OFFICE, _in(_S.DETERMINED), "编号生成反馈意见书", "每案一份，须先审定等次"),
    Action.SERVE: Rule(
        Actor.OFFICE, _in(_S.NOTIFIED, _S.REMEDYING, _S.RECHECKED), "登记送达", "须先生成反馈意见书，且案件尚未办结"
    ),
    Action.REPORT_REMEDY: Rule(
        Actor.OFFICE, _in(_S.NOTIFIED, _S.REMEDYING), "登记整改", "须先生成反馈意见书，且复评尚未结束"
    ),
    Action.RECHECK: Rule(Actor.PANEL, _in(_S.NOTIFIED, _S.REMEDYING), "复评", "须先生成反馈意见书，且复评尚未结束"),
    Action.CONCLUDE_RECHECK: Rule(
        Actor.PANEL, _in(_S.NOTIFIED, _S.REMEDYING), "结束复评", "须先生成反馈意见书，且复评尚未结束"
    ),
    Action.CLOSE: Rule(Actor.OFFICE, _in(_S.RECHECKED), "办结", "须先结束复评，且没有未销号的问题"),
}


class NotInThisStateError(UserError):
    """An action that the case's state does not allow."""

    def __init__(self, case_number: str, state: ReviewState, action: Action) -> None:
        rule = RULES[action]
        super().__init__(f"{case_number}目前“{state.label}”，不能{rule.name}：{rule.needs}。")
        self.state = state
        self.action = action


def is_allowed(state: ReviewState, action: Action) -> bool:
    """Whether the table lets the action happen in this state."""
    return state in RULES[action].states


def require(case_number: str, state: ReviewState, action: Action) -> None:
    """Refuse an action that the state does not allow.

    Raises:
        NotInThisStateError: with a sentence of its own for each action.
    """
    if not is_allowed(state, action):
        raise NotInThisStateError(case_number, state, action)
