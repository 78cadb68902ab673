"""The sample: a made-up court, its ledger and what its reviewers find, worked through by the program's own services."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import resources
from exports.fonts import FontShelf
from exports.ledgers import importing
from exports.ledgers.remedies import write_remedy_ledger
from exports.ledgers.remedying import import_remedies
from exports.ledgers.score_sheets import ScoreSheet, write_score_sheets
from exports.ledgers.scoring import ScoreImport, import_score_sheets
from exports.letters import issuing
from models.batch import BatchKind
from models.queries.determinations import determination_view
from models.queries.frames import FramePlan
from models.queries.letters import letter_rows, waiting_for_letters
from models.queries.readings import ReadingRow, reading, reading_rows
from models.queries.remedies import RecheckCase, recheck_cases, remedy_rows
from models.queries.settings import office_settings, reviewers
from models.remedy import RecheckResult, RemedyStatus
from models.services import answers, batches, determinations, letters, remedies, settings
from models.store import Session, Store
from review_forms.answers import Answer, Verdict, draft_finding
from review_forms.grading import propose
from review_forms.standard import Item, ItemKind, Severity, Standard

LEDGER = "民事结案台账.xlsx"
DRAWN = 24


@dataclass(frozen=True, slots=True)
class Script:
    """What the sample's people do, as resources/samples/readings.toml tells it."""

    office: Mapping[str, Any]
    departments: tuple[Mapping[str, str], ...]
    readings: tuple[Mapping[str, Any], ...]


def load_script() -> Script:
    """The script that ships with the program."""
    value = tomllib.loads(resources.read_text("samples", "readings.toml"))
    return Script(value["office"], tuple(value["departments"]), tuple(value["readings"]))


class SampleOffice:
    """One run through the whole job in a fresh workspace; each step goes through the services that the window uses.

    `actor` is who does it, the office's contact where none is named.
    """

    def __init__(self, store: Store, today: date, fonts: FontShelf | None = None, actor: str = "") -> None:
        self.store = store
        self.today = today
        self.fonts = fonts or FontShelf()
        self.script = load_script()
        self.actor = actor or str(self.script.office["contact"])
        self.batch_id: UUID

    def set_up(self) -> None:
        """The office's settings, its departments and its reviewers."""
        office = self.script.office
        with self._writing() as session:
            named = {key: office[key] for key in ("court", "office", "letter_pattern", "contact", "telephone")}
            settings.save_office(session, replace(office_settings(session), **named))
            for known in self.script.departments:
                settings.save_department(session, known["name"], liaison=known["liaison"], leader=known["leader"])
            for name in office["reviewers"]:
                settings.add_reviewer(session, name)

    def import_ledger(self) -> int:
        """Import the shipped ledger; the number of new cases."""
        prepared = importing.prepare(self.store, resources.path("samples", LEDGER))
        report = importing.carry_out(self.store, prepared, (), self.actor)
        return len([row for row in report.preview.rows if row.facts is not None])

    def plan(self) -> str:
        """Create the batch, draw and assign; the name of the batch."""
        office = self.script.office
        with self._writing() as session:
            plan = batches.BatchPlan(
                name=office["batch"],
                kind=BatchKind.ROUTINE,
                standard_text=resources.read_text("standards", "civil-100.toml"),
                scale_text=resources.read_text("scales", "four_grades.toml"),
                frame=FramePlan(categories=("civil",)),
                reviewers=tuple(row.id for row in reviewers(session)),
            )
            self.batch_id, _ = batches.create(session, plan)
            batches.draw(session, self.batch_id, count=DRAWN, seed=office["seed"])
            batches.assign(session, self.batch_id)
        return str(office["batch"])

    def readings(self) -> Sequence[ReadingRow]:
        """The assignments of the batch, by case number."""
        with self.store.read() as session:
            return reading_rows(session, batch_id=self.batch_id)

    def answers_for(self, row: ReadingRow, index: int) -> Iterator[Answer]:
        """What the script's reading of that index says of every item of a case."""
        with self.store.read() as session:
            standard = reading(session, row.assignment_id).standard
        yield from scripted_answers(standard, self.script.readings[index % len(self.script.readings)])

    def score(self, row: ReadingRow, index: int, items: int | None = None) -> None:
        """Answer the items of a case one by one, all of them or the first few."""
        for answer in list(self.answers_for(row, index))[:items]:
            with self.store.write(row.reviewer) as session:
                answers.record_answer(session, row.assignment_id, answer)

    def score_on_sheets(self, path: Path, rows: Sequence[tuple[int, ReadingRow]]) -> ScoreImport:
        """Fill the score sheets of these cases, as a reviewer with a spreadsheet would, and read them back."""
        sheets = [self._filled_sheet(row, index) for index, row in rows]
        write_score_sheets(path, sheets)
        return import_score_sheets(self.store, path, self.actor)

    def _filled_sheet(self, row: ReadingRow, index: int) -> ScoreSheet:
        with self.store.read() as session:
            standard = reading(session, row.assignment_id).standard
        answered = {answer.item_id: answer for answer in self.answers_for(row, index)}
        return ScoreSheet(str(row.assignment_id), row.number, row.reviewer, standard, answered)

    def submit(self, row: ReadingRow, index: int) -> None:
        """Submit a reading with the grade that the rules propose."""
        merits = str(self.script.readings[index % len(self.script.readings)].get("merits", ""))
        with self.store.write(row.reviewer) as session:
            seen = reading(session, row.assignment_id)
            grade = propose(seen.standard, seen.scale, seen.answers).proposed.id
            answers.submit(session, row.assignment_id, grade=grade, merits=merits)

    def determine(self, rows: Sequence[ReadingRow]) -> None:
        """Fix the grade of each case as both the rules and the reviewer propose."""
        for row in rows:
            with self._writing() as session:
                view = determination_view(session, row.reviewed_case_id)
                assert view.reviewer_grade is not None
                determinations.determine(
                    session,
                    row.reviewed_case_id,
                    grade=view.reviewer_grade.id,
                    decided_by=view.reviewer_grade.determined_by,
                )

    def issue(self, count: int | None = None) -> issuing.IssueReport:
        """Number the letters that wait, all of them or the first few."""
        with self.store.read() as session:
            waiting = waiting_for_letters(session, self.batch_id)[:count]
        return issuing.issue(self.store, waiting, issued_on=self.today, actor=self.actor, fonts=self.fonts)

    def save_letters(self, folder: Path) -> tuple[issuing.LetterFile, ...]:
        """Write every registered letter into a folder."""
        with self.store.read() as session:
            ids = [row.letter_id for row in letter_rows(session, self.batch_id) if row.letter_id]
        return issuing.save(self.store, ids, folder, fonts=self.fonts)

    def serve(self) -> None:
        """Record that the liaison of each department has signed for its letters."""
        liaisons = {known["name"]: known["liaison"] for known in self.script.departments}
        with self._writing() as session:
            for row in letter_rows(session, self.batch_id):
                if row.letter_id and row.served_on is None:
                    letters.serve(session, row.letter_id, self.today, liaisons.get(row.department, "内勤"))

    def remedy(self, path: Path, count: int | None = None) -> int:
        """Let the departments fill the remedy ledger and read it back; the number of findings reported."""
        with self.store.read() as session:
            rows = remedy_rows(session, batch_id=self.batch_id)[:count]
        filled = [
            replace(row, status=RemedyStatus.DONE, account=f"已按要求办理：{row.measure}", done_on=self.today)
            for row in rows
        ]
        write_remedy_ledger(path, filled)
        import_remedies(self.store, path, self.actor)
        return len(rows)

    def recheck(self, count: int | None = None) -> int:
        """Look again at the cases that wait for it, all or the first few, and close them; the number closed."""
        looked_at = self.look_again(count)
        for reviewed_case_id in looked_at:
            self._close_case(reviewed_case_id)
        return len(looked_at)

    def look_again(self, count: int | None = None) -> Sequence[UUID]:
        """Strike the reported findings off in the cases that wait for the recheck, and conclude it."""
        with self.store.read() as session:
            cases = [case for case in recheck_cases(session, self.batch_id) if case.waits_for_panel][:count]
        for case in cases:
            with self._writing() as session:
                self._look_again(session, case)
        return [case.reviewed_case_id for case in cases]

    def _look_again(self, session: Session, case: RecheckCase) -> None:
        for row in remedy_rows(session, reviewed_case_id=case.reviewed_case_id):
            remedies.recheck(
                session,
                row.finding_id,
                result=RecheckResult.CLEARED,
                evidence=f"查阅{row.finding.place or '卷宗'}，整改材料已附卷",
                rechecked_by=self.script.office["reviewers"][0],
            )
        remedies.conclude_recheck(
            session,
            case.reviewed_case_id,
            recommendation="请部门在例会上通报本案问题，防止再次发生。" if case.findings else "",
            concluded_by=self.script.office["reviewers"][0],
        )

    def close_rechecked(self) -> int:
        """Close the cases whose recheck was concluded elsewhere; their number."""
        with self.store.read() as session:
            cases = recheck_cases(session, self.batch_id, with_closed=False)
        done = [case.reviewed_case_id for case in cases if case.concluded_by]
        for reviewed_case_id in done:
            self._close_case(reviewed_case_id)
        return len(done)

    def _close_case(self, reviewed_case_id: UUID) -> None:
        with self._writing() as session:
            remedies.close_case(session, reviewed_case_id, self.actor)

    def close(self) -> None:
        """Close the batch."""
        with self._writing() as session:
            batches.close(session, self.batch_id)

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with self.store.write(self.actor) as session:
            yield session


def scripted_answers(standard: Standard, script: Mapping[str, Any]) -> Iterator[Answer]:
    """An answer to every item: what the script finds, and clear elsewhere."""
    found = {finding["item"]: finding for finding in script.get("findings", ())}
    for item in standard.items:
        yield _faulty(item, found[item.id]) if item.id in found else _clear(item)


def _clear(item: Item) -> Answer:
    if item.kind is ItemKind.BONUS or item.outcome:
        return Answer(item.id, Verdict.NOT_APPLICABLE)
    return Answer(item.id, Verdict.CLEAR)


def _faulty(item: Item, script: Mapping[str, Any]) -> Answer:
    draft = draft_finding(item, str(uuid4()), script["facts"])
    finding = replace(
        draft,
        severity=Severity(script.get("severity", draft.severity)),
        volume=script["volume"],
        page=script["page"],
        suggestion=script["suggestion"],
        remediable=script.get("remediable", item.remediable),
        occurrences=script.get("occurrences", 1),
    )
    deduction = Decimal(script["deduction"]) if "deduction" in script else None
    return Answer(item.id, Verdict.FAULTY, (finding,), deduction, tuple(script.get("missing_elements", ())))
