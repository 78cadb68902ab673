"""One reading while it is worked on: the answers as they stand, what they come to, and the way back."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gui.pages.scoring.answering import blank, told_in
from models.queries.drafts import ReadingDraft
from models.queries.readings import Reading, open_remarks
from models.review_state import Action, is_allowed
from review_forms.answers import Answer, AnswerFault, Verdict, faults_of
from review_forms.grading import Proposal, propose
from review_forms.office_remarks import Response, response_to
from review_forms.scoring import ItemScore, Score, SectionScore, score
from review_forms.standard import Family, Item, Section


class Show(StrEnum):
    """Which items the list shows."""

    ALL = "all"
    BLANK = "blank"
    FAULTY = "faulty"
    MARKED = "marked"
    REMARKED = "remarked"

    @property
    def label(self) -> str:
        """The choice in Chinese."""
        words = {"all": "全部", "blank": "未答", "faulty": "有问题", "marked": "标记", "remarked": "意见"}
        return words[self.value]


@dataclass(frozen=True, slots=True)
class Step:
    """One change that can be taken back; `merge` names changes that belong together, such as one field's typing."""

    before: Answer
    after: Answer
    merge: str


class ReadingForm:
    """The working state of one reading. It writes nothing: the caller records an answer first and `accept`s it then."""

    def __init__(self, reading: Reading, draft: ReadingDraft | None) -> None:
        self.reading = reading
        self.standard = reading.standard
        submitted = ReadingDraft(reading.exemption, reading.merits, reading.proposed_grade, reading.reason)
        self.draft = submitted if draft is None or reading.is_submitted else draft
        self.items = reading.standard.items
        self._answers = dict(reading.answers)
        self._position = {item.id: position for position, item in enumerate(self.items)}
        self._section = {item.id: section for section in self.standard.sections for item in section.items}
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._reckon()

    @property
    def is_open(self) -> bool:
        """Whether answers may be given."""
        reading = self.reading
        return is_allowed(reading.state, Action.ANSWER) and not reading.is_submitted and reading.is_held_here

    @property
    def has_points(self) -> bool:
        """Whether the standard counts points."""
        return self.standard.family is Family.POINTS

    @property
    def answers(self) -> Mapping[str, Answer]:
        """Every answer given, by item."""
        return self._answers

    @property
    def score(self) -> Score:
        """The running score."""
        return self._score

    @property
    def proposal(self) -> Proposal:
        """What the rules propose as things stand."""
        return self._proposal

    @property
    def answered(self) -> int:
        """How many items have a verdict."""
        return sum(section.answered for section in self._score.sections)

    def item(self, item_id: str) -> Item:
        """An item of the form."""
        return self.items[self._position[item_id]]

    def position(self, item_id: str) -> int:
        """The place of an item in the form, from 0."""
        return self._position[item_id]

    def section_of(self, item_id: str) -> Section:
        """The section that an item stands in."""
        return self._section[item_id]

    def answer(self, item_id: str) -> Answer:
        """What is said of an item, a blank answer where nothing is."""
        return self._answers.get(item_id) or blank(self.item(item_id))

    def line(self, item_id: str) -> ItemScore:
        """The item's line in the score."""
        return self._score.lines[self._position[item_id]]

    def section_score(self, section: Section) -> SectionScore:
        """The section's line in the score."""
        return self._score.sections[self.standard.sections.index(section)]

    def faults(self) -> tuple[AnswerFault, ...]:
        """Everything that keeps the reading from being submitted."""
        return faults_of(self.standard, self._answers)

    def item_faults(self, item_id: str) -> tuple[AnswerFault, ...]:
        """What still lacks in one item that has a verdict."""
        if self.answer(item_id).verdict is None:
            return ()
        return tuple(fault for fault in self.faults() if fault.item_id == item_id)

    def is_shown(self, item_id: str, show: Show) -> bool:
        """Whether an item belongs to a choice of items."""
        answer = self.answer(item_id)
        match show:
            case Show.ALL:
                return True
            case Show.BLANK:
                return answer.verdict is None
            case Show.FAULTY:
                return answer.verdict in (Verdict.FAULTY, Verdict.MISSING)
            case Show.MARKED:
                return answer.marked
            case Show.REMARKED:
                return self.response(item_id) is Response.OPEN

    def response(self, item_id: str) -> Response | None:
        """What the answer says to the office's remark on an item, None where there is no remark."""
        remark = self.reading.office_remarks.get(item_id)
        return None if remark is None else response_to(remark, self._answers.get(item_id))

    @property
    def open_remarks(self) -> tuple[str, ...]:
        """The items with a remark of the office that nothing was done about yet."""
        return open_remarks(self.reading.office_remarks, self._answers)

    def next_open_remark(self, after: str) -> str | None:
        """The next item with an open remark after this one, from the top again when there is none below."""
        found = self.open_remarks
        here = self._position[after] if after else -1
        return next((item_id for item_id in found if self._position[item_id] > here), next(iter(found), None))

    def speaks_of(self, item_id: str, text: str) -> bool:
        """Whether the standard's words about an item, or what is written under it, contain a text."""
        item, answer = self.item(item_id), self.answer(item_id)
        written = (*(told.facts for told in told_in(answer)), answer.note)
        return not text or any(text in words for words in (item.prompt, item.rule, *item.common_errors, *written))

    def count(self, show: Show) -> int:
        """How many items belong to a choice."""
        return sum(self.is_shown(item.id, show) for item in self.items)

    def next_blank(self, after: str) -> str | None:
        """The next item without a verdict after this one, from the top again when there is none below."""
        start = self._position[after] + 1 if after else 0
        turned = (*self.items[start:], *self.items[:start])
        return next((item.id for item in turned if self.answer(item.id).verdict is None), None)

    def next_told(self, item_id: str, told_id: str) -> tuple[str, str] | None:
        """The finding or merit after one, or after an item when none is named; after the last the first again."""
        told = [(item.id, each.id) for item in self.items for each in told_in(self.answer(item.id))]
        if (item_id, told_id) in told:
            return told[(told.index((item_id, told_id)) + 1) % len(told)]
        here = self._position[item_id]
        below = (found for found in told if self._position[found[0]] >= here)
        return next(below, told[0] if told else None)

    def accept(self, answer: Answer, merge: str = "") -> None:
        """Take in an answer that was recorded, as a step that can be taken back."""
        before = self.answer(answer.item_id)
        last = self._done[-1] if self._done else None
        if merge and last is not None and last.merge == merge and last.after == before:
            self._done.pop()
            before = last.before
        if answer != before:
            self._done.append(Step(before, answer, merge))
        self._undone.clear()
        self._put(answer)

    def end_merging(self) -> None:
        """Let the next change be a step of its own."""
        if self._done:
            last = self._done[-1]
            self._done[-1] = Step(last.before, last.after, "")

    def earlier(self) -> Answer | None:
        """The answer that taking back the last step would record, None when there is none to take back."""
        return self._done[-1].before if self._done else None

    def later(self) -> Answer | None:
        """The answer that making the step again would record, None when nothing was taken back."""
        return self._undone[-1].after if self._undone else None

    def step_back(self) -> None:
        """The earlier answer was recorded: the last step is taken back."""
        step = self._done.pop()
        self._undone.append(step)
        self._put(step.before)

    def step_forward(self) -> None:
        """The later answer was recorded: the step is made again."""
        step = self._undone.pop()
        self._done.append(step)
        self._put(step.after)

    def set_draft(self, draft: ReadingDraft) -> None:
        """Take in other words about the whole case; the exemption bears on the proposal."""
        self.draft = draft
        self._reckon()

    def _put(self, answer: Answer) -> None:
        self._answers[answer.item_id] = answer
        self._reckon()

    def _reckon(self) -> None:
        self._score = score(self.standard, self._answers)
        self._proposal = propose(
            self.standard, self.reading.scale, self._answers, self.draft.exemption, self.draft.merits
        )
