"""A batch that has come to its letters: imported, drawn, read and determined through the services."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
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
from models.queries import settings as settings_queries
from models.queries.frames import FramePlan
from models.services import answers, batches, determinations, ledgers, settings
from models.store import Session, Store
from review_forms.answers import Answer, Finding, Verdict
from review_forms.grading import propose
from review_forms.standard import ItemKind, Severity, Standard

ISSUED_ON = date(2026, 1, 5)
UNPRINTABLE = "\ue123"
CAUSES = ("离婚纠纷", "民间借贷纠纷", "买卖合同纠纷", "机动车交通事故责任纠纷", "劳动争议", "物业服务合同纠纷")
PEOPLE = (("民事审判第一庭", "程立"), ("民事审判第二庭", "何平"), ("速裁庭", "冯㛃"))
FAULTS = (
    (Severity.DEFECT, "23", "未附送达回执", "补正并归档"),
    (Severity.MAJOR_DEFECT, "41", "判决主文第二项的履行期限有歧义", "裁定补正"),
    (Severity.NOTE, "7", "卷内目录页码与正文不符", "核对后更正目录"),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """A workspace with one batch whose cases are all determined, by case number; the first `faulty` have findings."""

    store: Store
    batch_id: UUID
    reviewed_case_ids: tuple[UUID, ...]
    fonts: FontShelf

    def issue(self, count: int, day: date = ISSUED_ON) -> tuple[UUID, ...]:
        """Number the letters of the first cases that wait."""
        with self.store.read() as session:
            waiting = letter_queries.waiting_for_letters(session, self.batch_id)
        report = issuing.issue(self.store, waiting[:count], issued_on=day, actor="张主任", fonts=self.fonts)
        assert not report.failed
        return report.issued


def case_facts(serial: int) -> CaseFacts:
    department, handler = PEOPLE[serial % len(PEOPLE)]
    return CaseFacts(
        number=f"（2025）吉0199民初{serial}号",
        year=2025,
        court_code="吉0199",
        type_code="民初",
        serial=serial,
        category="civil",
        cause=CAUSES[serial % len(CAUSES)],
        parties="王㛃、陈昇",
        department=department,
        handler=handler,
        procedure="普通程序",
        filed_on=date(2025, 3, 2),
        closed_on=date(2025, 11, 2),
    )


def prepare_office(session: Session) -> None:
    office = replace(
        settings_queries.office_settings(session),
        court="示例市云溪区人民法院",
        letter_pattern="示云法评〔{年}〕{号}号",
        contact="周某",
        telephone="0000-0000000",
    )
    settings.save_office(session, office)
    for department, leader in zip((name for name, _ in PEOPLE), ("赵庭长", "钱庭长", "孙庭长"), strict=True):
        settings.save_department(session, department, liaison=f"{leader[0]}联络", leader=leader)
    settings.add_reviewer(session, "评查一")
    settings.add_reviewer(session, "评查二")


def import_cases(session: Session, serials: Sequence[int]) -> None:
    rows = [LedgerRow(row, case_facts(serial)) for row, serial in enumerate(serials, 2)]
    preview = ledger_queries.preview(session, rows)
    ledgers.import_ledger(session, preview, file_name="民事结案台账.xlsx", sha256="0" * 64)


def make_batch(session: Session, name: str, count: int) -> UUID:
    people = tuple(row.id for row in settings_queries.reviewers(session))
    batch_id, _ = batches.create(
        session,
        batches.BatchPlan(
            name=name,
            kind=BatchKind.ROUTINE,
            standard_text=resources.read_text("standards", "civil-100.toml"),
            scale_text=resources.read_text("scales", "four_grades.toml"),
            frame=FramePlan(categories=("civil",)),
            reviewers=people,
        ),
    )
    batches.draw(session, batch_id, count=count, seed="20260105")
    batches.assign(session, batch_id)
    return batch_id


def findings_of(number: int, word: str = "") -> tuple[Finding, ...]:
    """One, two or three findings, as the number has it; the word stands in the facts."""
    chosen = FAULTS[: 1 + number % len(FAULTS)]
    return tuple(
        Finding(str(uuid4()), severity, "1", page, facts + word, "《民事诉讼法》第八十七条", suggestion)
        for severity, page, facts, suggestion in chosen
    )


def read_case(session: Session, assignment_id: UUID, findings: Sequence[Finding]) -> UUID:
    """Answer everything, submit, and determine the grade as proposed; gives the reviewed case."""
    reading = reading_queries.reading(session, assignment_id)
    for answer in _answers(reading.standard, findings):
        answers.record_answer(session, assignment_id, answer)
    kept = reading_queries.answers_of(session, assignment_id)
    grade = propose(reading.standard, reading.scale, kept).proposed.id
    answers.submit(session, assignment_id, grade=grade, merits="说理充分，争议焦点归纳准确。")
    determinations.determine(session, reading.reviewed_case_id, grade=grade, decided_by="审判委员会")
    return reading.reviewed_case_id


def _answers(standard: Standard, findings: Sequence[Finding]) -> list[Answer]:
    fixed = [item.id for item in standard.items if item.kind is ItemKind.FIXED][3:]
    faulty = {item_id: Answer(item_id, Verdict.FAULTY, (one,)) for item_id, one in zip(fixed, findings, strict=False)}
    return [faulty.get(item.id) or Answer(item.id, Verdict.CLEAR) for item in standard.items]


def build_scene(
    store: Store, fonts: FontShelf, *, cases: int, faulty: int, name: str = "2026年第一季度常规评查", spoilt: int = -1
) -> Scene:
    """Read and determine a batch; the letter of the case at position `spoilt` cannot be printed."""
    with store.write("张主任") as session:
        if not settings_queries.reviewers(session):
            prepare_office(session)
            import_cases(session, range(1, cases + 1))
        batch_id = make_batch(session, name, cases)
        listed = reading_queries.reading_rows(session, batch_id=batch_id)
        ids = []
        for at, row in enumerate(listed):
            word = UNPRINTABLE if at == spoilt else ""
            ids.append(read_case(session, row.assignment_id, findings_of(at, word) if at < faulty else ()))
    return Scene(store, batch_id, tuple(ids), fonts)


@pytest.fixture(scope="session")
def fonts() -> FontShelf:
    """The fonts of the letters, opened once for all tests."""
    return FontShelf()


@pytest.fixture
def make_scene(store: Store, fonts: FontShelf) -> Callable[..., Scene]:
    """Makes a determined batch in the test's workspace."""

    def make(*, cases: int = 3, faulty: int = 2, spoilt: int = -1) -> Scene:
        return build_scene(store, fonts, cases=cases, faulty=faulty, spoilt=spoilt)

    return make
