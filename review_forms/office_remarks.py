"""What became of the office's remark on one item, once a reading was given back.

Whether a remark was answered is told by what the answer says, never by a clock: the office's computer and the
reviewer's need not agree on the time, and an answer that was changed and changed back answers nothing.

A reviewer who looked and stands by the answer says so in a line of its note (`with_remark_seen`), and may go on there
with a reason. A note is part of the answer, so this is an ordinary new revision: it is append-only, can be taken back
like any other step, stands in the audit trail, and travels to the office in the results. A flag beside the answers
would need all of that a second time. What else stands in a note is a word of the reviewer to themselves: it answers
nothing, and the office is not shown it.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from review_forms.answers import Answer

SEEN = "意见已核，不改"


class Response(StrEnum):
    """What the reviewer did about a remark."""

    OPEN = "open"
    SEEN = "seen"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        """What the office reads."""
        return {"open": "未处理", "seen": "已核，未改", "changed": "已修改"}[self.value]


@dataclass(frozen=True, slots=True)
class OfficeRemark:
    """The office's remark on one item, with the answer that it is about; None where nothing was said of the item."""

    item_id: str
    text: str
    about: Answer | None


def response_to(remark: OfficeRemark, answer: Answer | None) -> Response:
    """What the answer as it stands now says to a remark; bookmark and note say nothing but that it was seen."""
    if _told(remark.item_id, remark.about) != _told(remark.item_id, answer):
        return Response.CHANGED
    return Response.SEEN if word_on(remark, answer) else Response.OPEN


def word_on(remark: OfficeRemark, answer: Answer | None) -> str:
    """The lines in which the reviewer said since the remark that it was seen, empty where there are none."""
    earlier = len(_seen_lines(remark.about))
    return "\n".join(_seen_lines(answer)[earlier:])


def with_remark_seen(answer: Answer) -> Answer:
    """The answer with the word that the remark was looked at and nothing is changed; again after another return."""
    return replace(answer, note=f"{answer.note}\n{SEEN}".strip())


def _told(item_id: str, answer: Answer | None) -> Answer:
    """What an answer says to others."""
    return Answer(item_id, None) if answer is None else replace(answer, marked=False, note="")


def _seen_lines(answer: Answer | None) -> list[str]:
    return [] if answer is None else [line for line in answer.note.splitlines() if line.startswith(SEEN)]
