"""Random histories of an office and its reviewers: who did what in which order, and the packages that came of it."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from models.case import Case
from models.custody import Subject
from models.errors import UserError
from models.queries.custody import open_forks, stale_readings
from models.queries.letters import waiting_for_letters
from models.queries.remedies import RecheckCase, recheck_cases, remedy_rows
from models.queries.settings import reviewers
from models.remedy import RecheckResult, RemedyStatus
from models.services import answers, custody, determinations, letters, remedies
from review_forms.answers import Answer, Verdict
from review_forms.standard import Severity
from tests.store.conftest import TODAY
from tests.store.exchange.world import ITEMS, Side, World, assignment, copy_workspace, fault, results, without_backups

STEPS: dict[str, Callable[["History", int, int], None]] = {}
Step = tuple[str, int, int]


def step(function: Callable[["History", int, int], None]) -> Callable[["History", int, int], None]:
    """Let a history take this step."""
    STEPS[function.__name__] = function
    return function


@dataclass
class History:
    """What happened so far; `sent` are the packages by the seat that wrote them and the seat they are for."""

    world: World
    stack: ExitStack
    sent: list[tuple[UUID, UUID, Path]] = field(default_factory=list)
    office: Side = field(init=False)
    computers: list[list[Side]] = field(init=False)
    saved: Path | None = None
    done: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.office = self.world.office
        self.computers = [[without_backups(side)] for side in self.world.reviewers]
        without_backups(self.office)
        self._folder = 0

    def take(self, steps: Sequence[Step]) -> None:
        """Take these steps, as far as the program lets people take them."""
        for name, who, which in steps:
            try:
                STEPS[name](self, who, which)
            except UserError:
                continue
            self.done.append((name, who, which))

    def place(self) -> Path:
        """A folder that is not there yet."""
        self._folder += 1
        return self.world.folder / f"extra-{self._folder}"

    def computer(self, who: int, which: int) -> Side:
        """One of the computers of a reviewer."""
        mine = self.computers[who % len(self.computers)]
        return mine[which % len(mine)]

    def person(self, who: int) -> UUID:
        """The reviewer at one of the computers, as the office knows them."""
        name = self.world.reviewers[who % len(self.world.reviewers)].name
        return next(row.id for row in self.office.ask(reviewers) if row.name == name)

    def open(self, side: Side) -> Side:
        """Close this workspace at the end."""
        self.stack.callback(side.close)
        return without_backups(side)

    def keep(self, writer: Side, reader: Side, paths: Sequence[Path]) -> None:
        """Put packages by, since the next one of the same number would overwrite them."""
        for path in paths:
            kept = path.with_name(f"{len(self.sent):03d}-{path.name}")
            shutil.move(path, kept)
            self.sent.append((writer.seat_id, reader.seat_id, kept))

    def bases(self, planned: Path) -> dict[str, Path]:
        """The folders of workspaces that could read all of this: as they are now, and as they were before."""
        found = {"the office now": self.office.folder, "the office before": planned / "office"}
        for side in self.world.reviewers:
            found[f"{side.name} now"] = side.folder
            found[f"{side.name} before"] = planned / side.name
        return found

    def for_seat(self, seat_id: UUID) -> list[Path]:
        """All packages that this seat may read: those sent to it, and its own."""
        return [path for writer, reader, path in self.sent if seat_id in (writer, reader)]


@step
def hand_out(history: History, who: int, which: int) -> None:
    reader = history.computer(who, 0)
    exported = assignment(history.office, reader, history.world.stick)
    history.keep(history.office, reader, [written.path for written in exported.files])


@step
def hand_out_other(history: History, who: int, which: int) -> None:
    hand_out(history, who + 1, which)


@step
def fetch(history: History, who: int, which: int) -> None:
    side = history.computer(who, which)
    waiting = [path for _, reader, path in history.sent if reader == side.seat_id]
    if waiting:
        side.read(waiting[-1 - max(0, which - 8) % len(waiting)])


@step
def answer(history: History, who: int, which: int) -> None:
    side = history.computer(who, which)
    rows = side.readings()
    if not rows:
        return
    row, item = rows[which % len(rows)], ITEMS[which % len(ITEMS)]
    if item == "record" and which % 2:
        severity = list(Severity)[which % len(Severity)]
        said = Answer(item, Verdict.FAULTY, (fault(f"程立，事实{which}", severity),))
    else:
        said = Answer(item, Verdict.CLEAR, note=f"备注{which % 4}")
    side.do(answers.record_answer, row.assignment_id, said)


@step
def answer_more(history: History, who: int, which: int) -> None:
    answer(history, who, which + 1)


@step
def finish(history: History, who: int, which: int) -> None:
    side = history.computer(who, which)
    rows = side.readings()
    if rows:
        row = rows[which % len(rows)]
        for item in ITEMS:
            side.answer(row, item, note=f"办毕{which % 3}")
        side.submit(row, merits=f"亮点{which}")


@step
def finish_other(history: History, who: int, which: int) -> None:
    finish(history, who, which + 1)


@step
def hand_back(history: History, who: int, which: int) -> None:
    side = history.computer(who, which)
    if not side.rows("SELECT id FROM batches"):
        return
    exported = results(side, history.world.stick)
    history.keep(side, history.office, [written.path for written in exported.files])


@step
def hand_back_other(history: History, who: int, which: int) -> None:
    hand_back(history, who, which + 1)


@step
def take_in(history: History, who: int, which: int) -> None:
    """The newest package; now and then one that is older."""
    take_older(history, who, max(0, which - 9))


@step
def take_older(history: History, who: int, which: int) -> None:
    waiting = [path for _, reader, path in history.sent if reader == history.office.seat_id]
    if waiting:
        history.office.read(waiting[-1 - which % len(waiting)])


@step
def give_back(history: History, who: int, which: int) -> None:
    for row in history.office.readings():
        with suppress(UserError):
            remarks = {ITEMS[which % 3]: f"请问程 立{which}"} if which % 2 else {}
            history.office.do(answers.give_back, row.reviewed_case_id, f"请程 立补充{which}", remarks)


@step
def give_anew(history: History, who: int, which: int) -> None:
    to = history.person(which) if which % 2 else None
    history.office.do(custody.reassign, history.office.batch_id, history.person(who), f"程立遗失 U 盘{which}", to)


@step
def copy_laptop(history: History, who: int, which: int) -> None:
    mine = history.computers[who % len(history.computers)]
    if len(mine) < 3:
        mine.append(history.open(mine[0].copied(history.place())))


@step
def correct_ledger(history: History, who: int, which: int) -> None:
    """A case is told anew: its cause, or who handled it."""
    with history.office.store.write("张主任") as session:
        cases = session.execute(select(Case).order_by(Case.number)).scalars().all()
        case = cases[which % len(cases)]
        if which % 3:
            case.cause = f"案由{which}"
        else:
            case.handler = f"程立{'、欧阳清扬' * (which % 2)}"


@step
def save_office(history: History, who: int, which: int) -> None:
    history.saved = history.place()
    copy_workspace(history.office.folder, history.saved)


@step
def restore_office(history: History, who: int, which: int) -> None:
    if history.saved is not None:
        batch_id = history.office.batch_id
        folder = history.place()
        copy_workspace(history.saved, folder)
        history.office = history.open(Side(folder))
        history.office.batch_id = batch_id


@step
def decide(history: History, who: int, which: int) -> None:
    stale = history.office.ask(stale_readings)
    if stale:
        service = custody.adopt if which % 2 else custody.reject
        history.office.do(service, stale[which % len(stale)].assignment_id, reason="核对过", decided_by="张主任")
    forks = history.office.ask(open_forks)
    if forks:
        fork = forks[which % len(forks)]
        side = fork.sides[which % len(fork.sides)]
        history.office.do(custody.choose, Subject(fork.subject), side.row_id, reason="核对过", decided_by="张主任")


@step
def determine(history: History, who: int, which: int) -> None:
    for row in history.office.readings():
        with suppress(UserError):
            grade = row.grade or ("defective" if which % 2 else "qualified")
            history.office.do(
                determinations.determine, row.reviewed_case_id, grade=grade, decided_by="审委会", reason=f"理由{which}"
            )


@step
def notify(history: History, who: int, which: int) -> None:
    """Letters out, remedies reported, the recheck given to a reviewer."""
    office, prints = history.office, letters.Fingerprints("0" * 64)
    for case_id in office.ask(waiting_for_letters, office.batch_id):
        office.do(lambda session, case=case_id: letters.keep(session, letters.number(session, case, TODAY), prints))
    for row in office.ask(remedy_rows, batch_id=office.batch_id):
        if row.status is None:
            office.do(remedies.report, row.remedy_id, status=RemedyStatus.DONE, account=f"程立已办{which}")
    office.do(custody.assign_recheck, office.batch_id, history.person(who))


@step
def take_back(history: History, who: int, which: int) -> None:
    history.office.do(custody.take_back_recheck, history.office.batch_id, history.person(who), "U 盘遗失")


@step
def look_again(history: History, who: int, which: int) -> None:
    side = history.computer(who, which)
    for case in side.ask(recheck_cases, side.batch_id):
        with suppress(UserError):
            _look_at(side, case, which)


def _look_at(side: Side, case: RecheckCase, which: int) -> None:
    if which % 3 == 0:
        new = remedies.NewFinding(item="其他", severity=Severity.DEFECT, facts=f"程立的新问题{which}")
        side.do(remedies.add_finding, case.reviewed_case_id, new, due_on=TODAY + timedelta(days=9), rechecked_by="某")
    for row in side.ask(remedy_rows, reviewed_case_id=case.reviewed_case_id):
        result = RecheckResult.OPEN if which % 2 else RecheckResult.CLEARED
        side.do(remedies.recheck, row.finding_id, result=result, evidence="已附卷", rechecked_by="某")
    side.do(remedies.conclude_recheck, case.reviewed_case_id, recommendation="继续整改", concluded_by="某")
