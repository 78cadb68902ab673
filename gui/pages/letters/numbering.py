"""Numbering letters: what it will do is said first, then it is done letter by letter in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from gui.desk import Desk
from gui.dialogs.confirm import ask_before
from gui.pages.letters.lines import LetterLine
from gui.pages.page import Page
from gui.runners import Job
from models.changes import Changes
from models.services import letters
from models.views import LetterView
from models.working_days import calendar_warning

if TYPE_CHECKING:
    from exports.fonts import FontShelf
    from exports.letters.issuing import FailedLetter, IssueReport

_SHOWN = 3


class Numbering(QObject):
    """Asks, then numbers; emits `issued` with the report, `follow` is given the job."""

    issued = Signal(object)

    def __init__(
        self, page: Page, desk: Desk, fonts: FontShelf, today: Callable[[], date], follow: Callable[[Job], None]
    ) -> None:
        super().__init__(page)
        self._page, self._desk, self._fonts, self._today, self._follow = page, desk, fonts, today, follow

    def ask(self, ready: Sequence[LetterLine], faulty: Sequence[LetterLine]) -> None:
        """Say what numbering these letters will do, and do it when that is confirmed."""
        first = self._desk.read(lambda session: letters.number(session, ready[0].id, self._today())).view
        findings = sum(line.row.findings for line in ready)
        ids = [line.id for line in ready]
        ask_before(
            self._page,
            f"编号并生成 {len(ready)} 份反馈意见书？",
            consequences_of(first, len(ready), findings, faulty),
            "编号并生成",
            lambda: self._number(ids),
        )

    def _number(self, ids: Sequence[UUID]) -> None:
        store, actor, day = self._desk.store, self._desk.actor, self._today()

        def work(job: Job) -> IssueReport:
            from exports.letters.issuing import issue

            return issue(store, ids, issued_on=day, actor=actor, fonts=self._fonts, progress=job.progress)

        job = self._desk.carry_out_in_background(self._page, "编号并生成反馈意见书", work, self.issued.emit)
        # What was registered before a cancel stays registered.
        job.cancelled.connect(lambda: self._desk.announce(Changes(reviewed_cases=frozenset(ids))))
        self._follow(job)


def consequences_of(first: LetterView, count: int, findings: int, left_out: Sequence[LetterLine]) -> tuple[str, ...]:
    """Sentences for the question before `count` letters are numbered, the first of which is `first`."""
    start = f"文号从 {first.number} 起连续编排" if count > 1 else f"文号为 {first.number}"
    deadlines = f"异议截止 {first.objection_due}，整改截止 {first.remedy_due}"
    consequences = [
        f"{start}，登记后不能更改，也不能撤销。",
        f"发文日期 {first.issued_on}；{deadlines}。",
    ]
    if warning := calendar_warning(first.objection_due, first.remedy_due):
        consequences.append(warning)
    if findings:
        consequences.append(f"意见书列明的 {findings} 个问题进入整改台账，自即日起计算期限。")
    if left_out:
        shown = "；".join(f"{line.row.case_number}：{line.faults[0].rstrip('。')}" for line in left_out[:_SHOWN])
        more = " 等" if len(left_out) > _SHOWN else ""
        consequences.append(f"{len(left_out)} 份有误，不编号也不占号：{shown}{more}。")
    return tuple(consequences)


def outcome_of(numbers: Sequence[str], failed: Sequence[FailedLetter]) -> str:
    """What came of it, in one or two sentences."""
    said = f"已编号 {len(numbers)} 份：{_span(numbers)}。" if numbers else "没有编号。"
    if failed:
        shown = "；".join(f"{one.case_number}：{one.reason.rstrip('。')}" for one in failed[:_SHOWN])
        said += f"{len(failed)} 份没有生成，{shown}。"
    return said


def _span(numbers: Sequence[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]} 至 {numbers[-1]}"
