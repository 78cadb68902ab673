"""One case's whole story at the right of the list."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.desk import Desk
from gui.dialogs.files import ask_for_file
from gui.pages.cases.steps import next_step
from gui.pages.page import Subject
from gui.pages.settings.audit_trail import ACTIONS
from gui.runners import Job
from gui.scans import SCANS, open_scan, size_words
from gui.widgets.badges import GradeBadge
from gui.widgets.banner import Banner
from gui.widgets.buttons import quiet_button, secondary_button
from gui.widgets.clearing import empty_layout
from gui.widgets.facts import Facts
from gui.widgets.labels import ElidedLabel, SectionHeader, muted, paragraph
from gui.widgets.side_panel import SidePanel
from gui.widgets.timeline import Moment, Timeline
from models.changes import Changes
from models.queries.attachments import attachments
from models.queries.cases import CaseRow, CaseStory
from models.queries.settings import AuditRow

_TRAIL_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Attached:
    """A file was joined to a case, or was there already."""

    changes: Changes


class StoryPanel(SidePanel):
    """Where the case stands and what comes next, its facts, what happened to it, and who did what.

    Emits `asked_for` with a Subject when the next step is in another place.
    """

    asked_for = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._desk = desk
        self._case_id: UUID | None = None
        self._is_trail_open = False
        self._story: CaseStory | None = None
        self._row: CaseRow | None = None

    @property
    def case_id(self) -> UUID | None:
        """The case that is shown, while the panel is open."""
        return None if self.isHidden() else self._case_id

    def show_case(self, row: CaseRow, story: CaseStory) -> None:
        """Tell this case's story."""
        if row.id != self._case_id:
            self._is_trail_open = False
        self._case_id, self._row, self._story = row.id, row, story
        self.set_title(row.number)
        self._fill()
        self.show()

    def _fill(self) -> None:
        row, story = self._row, self._story
        if row is None or story is None:
            return
        empty_layout(self.body)
        self._add_standing(row)
        for warning in story.warnings:
            banner = Banner()
            banner.show_warning(warning)
            self.body.addWidget(banner)
        self.body.addWidget(SectionHeader("案件信息"))
        self.body.addWidget(Facts([fact for fact in story.facts if fact[0] != "案号"]))
        self._add_scans(row.id)
        self.body.addWidget(SectionHeader("经过"))
        timeline = Timeline()
        timeline.set_moments([Moment(_when(event.at), event.title, event.text) for event in story.events])
        self.body.addWidget(timeline)
        self._add_trail(story.trail)
        self.body.addStretch(1)

    def _add_standing(self, row: CaseRow) -> None:
        step = next_step(row)
        standing = QHBoxLayout()
        standing.addWidget(muted(row.state.label if row.state else "未评查"))
        if row.grade is not None:
            badge = GradeBadge()
            badge.set_grade(row.grade.shape, row.grade.name)
            standing.addWidget(badge)
        standing.addStretch(1)
        if step.button:
            subject = Subject(step.place, step.subject_id, step.text)
            standing.addWidget(secondary_button("next_step", step.button, lambda: self.asked_for.emit(subject)))
        self.body.addLayout(standing)
        self.body.addWidget(muted(step.sentence))

    def _add_scans(self, case_id: UUID) -> None:
        scans = self._desk.read(lambda session: attachments(session, case_id))
        header = SectionHeader("扫描件", f"{len(scans)} 个" if scans else "没有附加")
        header.add_widget(quiet_button("attach_scan", "附加扫描件…", self._ask_for_scan, "add"))
        self.body.addWidget(header)
        for at, scan in enumerate(scans):
            line = QHBoxLayout()
            line.addWidget(ElidedLabel(scan.name), 1)
            line.addWidget(muted(size_words(scan.size)))
            button = quiet_button(f"open_scan_{at}", "打开", partial(open_scan, self._desk, self, scan))
            button.setAccessibleName(f"打开{scan.name}")
            line.addWidget(button)
            self.body.addLayout(line)

    def _ask_for_scan(self) -> None:
        ask_for_file(self, "选择扫描件", SCANS, self._desk.memory, self.attach)

    def attach(self, path: Path) -> None:
        """Take a scanned file into the workspace and join it to the case that is shown."""
        case_id, store, actor = self._case_id, self._desk.store, self._desk.actor
        if case_id is None:
            return

        def work(_job: Job) -> Attached:
            from exports.packages.attachments import attach

            return Attached(attach(store, case_id, path, actor))

        self._desk.carry_out_in_background(self, "附加扫描件", work)

    def _add_trail(self, trail: tuple[AuditRow, ...]) -> None:
        header = SectionHeader("操作留痕", f"{len(trail)} 条")
        if trail:
            header.add_widget(quiet_button("show_trail", "收起" if self._is_trail_open else "展开", self._turn_trail))
        self.body.addWidget(header)
        if not self._is_trail_open:
            return
        column = QVBoxLayout()
        for entry in trail[-_TRAIL_SHOWN:]:
            what = ACTIONS.get(entry.action, entry.action)
            reason = f"：{entry.reason}" if entry.reason and not entry.reason.startswith("ledger import") else ""
            column.addWidget(muted(f"{_when(entry.at)}  {entry.actor}"))
            column.addWidget(paragraph(f"{what}{reason}"))
        self.body.addLayout(column)

    def _turn_trail(self) -> None:
        self._is_trail_open = not self._is_trail_open
        self._fill()


def _when(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
