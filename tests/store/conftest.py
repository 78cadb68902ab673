"""A court with a ledger, a small standard and as much of a batch as a test asks for, made through the services."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

import resources
from exports.fonts import FontShelf
from exports.letters import issuing
from models.batch import BatchKind
from models.ledger_row import CaseFacts, LedgerRow
from models.queries import ledgers as ledger_queries
from models.queries import letters as letter_queries
from models.queries import readings as reading_queries
from models.queries import remedies as remedy_queries
from models.queries import settings as settings_queries
from models.queries.frames import FramePlan, frame
from models.remedy import RecheckResult
from models.services import answers, batches, determinations, ledgers, remedies, settings
from models.store import Store
from review_forms.answers import Answer, Finding, Verdict
from review_forms.standard import Severity

TODAY = date(2026, 1, 5)
STANDARD = """
id = "small"
version = "1"
title = "小标准"
categories = ["civil"]
family = "points"

[[sections]]
id = "procedure"
title = "程序"
points = 100

[[sections.items]]
id = "service"
prompt = "送达是否合法"
kind = "fixed"
points = 5
rule = "不合法不得分"

[[sections.items]]
id = "record"
prompt = "笔录是否完整"
kind = "per_occurrence"
points = 5
deduction = 1
rule = "每处扣 1 分"

[[sections.items]]
id = "judgment"
prompt = "裁判文书是否正确"
kind = "range"
points = 90
minimum = 1
rule = "酌定"
"""


def case_facts(serial: int, **other: Any) -> CaseFacts:
    """A closed civil case of 2025; any field can be given another value."""
    facts = CaseFacts(
        number=f"（2025）吉0199民初{serial}号",
        year=2025,
        court_code="吉0199",
        type_code="民初",
        serial=serial,
        category="civil",
        cause="离婚纠纷",
        parties="原告王某、被告陈某",
        court="示例市云溪区人民法院",
        department="民事审判第一庭",
        handler="程立",
        procedure="普通程序",
        filed_on=date(2025, 3, 2),
        closed_on=date(2025, 11, 2),
        amount=Decimal("12000.50"),
    )
    return facts._replace(**other)


def fault(facts: str = "未附送达回证", severity: Severity = Severity.DEFECT, **other: Any) -> Finding:
    """A finding with an id of its own."""
    return replace(Finding(str(uuid4()), severity, "1", "23", facts, "《民事诉讼法》", "补正并归档"), **other)


class Court:
    """The office of one court; every method is one or more steps of the main job, through the services."""

    clear = staticmethod(lambda item: Answer(item, Verdict.CLEAR))
    facts = staticmethod(case_facts)
    fault = staticmethod(fault)
    today = TODAY

    def __init__(self, store: Store, fonts: FontShelf) -> None:
        self.store = store
        self.fonts = fonts
        self._named = 0

    def ask(self, query: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """What a query answers, in a session of its own."""
        with self.store.read() as session:
            return query(session, *args, **options)

    def do(self, service: Callable[..., Any], *args: Any, actor: str = "张主任", **options: Any) -> Any:
        """What a service answers, in a transaction of its own."""
        with self.store.write(actor) as session:
            return service(session, *args, **options)

    def import_facts(self, facts: Iterable[CaseFacts], accept: bool = False) -> ledgers.ImportReport:
        """Import these cases as one ledger, with all changes or with none."""
        rows = [LedgerRow(row, fact) for row, fact in enumerate(facts, 2)]
        with self.store.write("张主任") as session:
            preview = ledger_queries.preview(session, rows)
            wanted = [row.row for row in preview.rows] if accept else []
            return ledgers.import_ledger(
                session, preview, file_name="台账.xlsx", sha256="0" * 64, accept_changes=wanted
            )

    def import_cases(self, count: int, start: int = 1, **other: Any) -> ledgers.ImportReport:
        """Import so many new cases."""
        return self.import_facts(case_facts(serial, **other) for serial in range(start, start + count))

    def reviewers(self, *names: str) -> tuple[UUID, ...]:
        """The people of these names, put on the list where they are not."""
        known = {row.name: row.id for row in self.ask(settings_queries.reviewers)}
        for name in names:
            if name not in known:
                self.do(settings.add_reviewer, name)
        known = {row.name: row.id for row in self.ask(settings_queries.reviewers)}
        return tuple(known[name] for name in names)

    def batch(
        self,
        *people: str,
        plan: FramePlan = FramePlan(),  # noqa: B008
        standard: str = STANDARD,
        scale: str = "four_grades",
    ) -> UUID:
        """A new batch with a panel of these people."""
        self._named += 1
        made, _ = self.do(
            batches.create,
            batches.BatchPlan(
                name=f"第{self._named}批",
                kind=BatchKind.ROUTINE,
                standard_text=standard,
                scale_text=resources.read_text("scales", f"{scale}.toml"),
                frame=plan,
                reviewers=self.reviewers(*(people or ("评查一",))),
            ),
        )
        return made

    def assigned(self, count: int = 1, *people: str, scale: str = "four_grades") -> UUID:
        """A batch of so many cases, drawn and assigned; new cases are imported where too few are free."""
        batch_id = self.batch(*people, scale=scale)
        free = self.ask(frame, FramePlan())
        if len(free) < count:
            known = self.ask(ledger_queries.next_position)
            self.import_cases(count - len(free), start=known)
        self.do(batches.draw, batch_id, count=count, seed="20260105")
        self.do(batches.assign, batch_id)
        return batch_id

    def readings(self, batch_id: UUID) -> tuple[reading_queries.ReadingRow, ...]:
        """The readings of a batch, by case number."""
        rows: tuple[reading_queries.ReadingRow, ...] = self.ask(reading_queries.reading_rows, batch_id=batch_id)
        return rows

    def score(self, assignment_id: UUID, findings: Sequence[Finding] = (), *, merits: str = "") -> None:
        """Answer every item, the findings under the second, and submit the grade that the rules propose."""
        verdict = Verdict.FAULTY if findings else Verdict.CLEAR
        worst = max((finding.severity.rank for finding in findings), default=0)
        grade = ("qualified", "defective", "seriously_defective", "wrong")[worst]
        with self.store.write("评查一") as session:
            for item in ("service", "judgment"):
                answers.record_answer(session, assignment_id, Answer(item, Verdict.CLEAR))
            answers.record_answer(session, assignment_id, Answer("record", verdict, tuple(findings)))
            answers.submit(session, assignment_id, grade=grade, merits=merits)

    def scored(self, *findings: Sequence[Finding]) -> UUID:
        """A batch with one scored case for each sequence of findings, in the order of their numbers."""
        batch_id = self.assigned(len(findings))
        for row, found in zip(self.readings(batch_id), findings, strict=True):
            self.score(row.assignment_id, found)
        return batch_id

    def determined(self, *findings: Sequence[Finding]) -> UUID:
        """The same with every grade determined as proposed."""
        batch_id = self.scored(*findings)
        for row in self.readings(batch_id):
            self.do(determinations.determine, row.reviewed_case_id, grade=row.grade, decided_by="审判委员会")
        return batch_id

    def notified(self, *findings: Sequence[Finding]) -> UUID:
        """The same with every letter issued."""
        self.name_court()
        batch_id = self.determined(*findings)
        report = self.issue(batch_id)
        assert not report.failed
        return batch_id

    def name_court(self, **other: Any) -> None:
        """Give the office what a letter needs."""
        office = replace(self.ask(settings_queries.office_settings), court="示例市云溪区人民法院", **other)
        self.do(settings.save_office, office)

    def issue(self, batch_id: UUID, day: date = TODAY, **options: Any) -> issuing.IssueReport:
        """Number the letters of a batch that wait."""
        waiting = self.ask(letter_queries.waiting_for_letters, batch_id)
        return issuing.issue(self.store, waiting, issued_on=day, actor="张主任", fonts=self.fonts, **options)

    def remedies(self, batch_id: UUID) -> tuple[remedy_queries.RemedyRow, ...]:
        """The remedy ledger of a batch."""
        rows: tuple[remedy_queries.RemedyRow, ...] = self.ask(remedy_queries.remedy_rows, batch_id=batch_id)
        return rows

    def clear_off(self, row: remedy_queries.RemedyRow) -> None:
        """Strike a finding off."""
        self.do(
            remedies.recheck, row.finding_id, result=RecheckResult.CLEARED, evidence="已附卷", rechecked_by="评查一"
        )

    def leave_open(self, row: remedy_queries.RemedyRow) -> None:
        """Find that a finding is still there."""
        self.do(remedies.recheck, row.finding_id, result=RecheckResult.OPEN, rechecked_by="评查一")

    def conclude(self, reviewed_case_id: UUID, recommendation: str = "") -> None:
        """End a round of the recheck."""
        self.do(remedies.conclude_recheck, reviewed_case_id, recommendation=recommendation, concluded_by="评查一")

    def later(self, days: int) -> date:
        """A day after today."""
        return self.today + timedelta(days=days)


@pytest.fixture(scope="session")
def fonts() -> FontShelf:
    """The shipped fonts, read once."""
    return FontShelf()


@pytest.fixture
def court(store: Store, fonts: FontShelf) -> Court:
    """The office of the fresh workspace."""
    return Court(store, fonts)
