"""Score sheets of a whole batch from the window: out in each kind, and back in with a choice where they contradict."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QMenu, QWidget

from exports.ledgers.comparing import Relation
from gui.dialogs.files import ask_for_file, ask_for_folder
from gui.pages.scoring.paper import FORMATS, SHEETS, compare, record
from gui.pages.scoring.paper_dialog import Key, PaperDialog

if TYPE_CHECKING:
    from exports.ledgers.score_files import ScoreComparison
    from exports.ledgers.scoring import ScoreImport
    from gui.desk import Desk
    from gui.runners import Job


class ScorePapers:
    """What the menu of a batch does with score sheets; `said` tells what was written, `reported` what was read."""

    def __init__(
        self,
        desk: Desk,
        owner: QWidget,
        said: Callable[[str], object],
        reported: Callable[[ScoreImport], None],
    ) -> None:
        self._desk = desk
        self._owner = owner
        self._said = said
        self._reported = reported

    def add_to(self, menu: QMenu, batch_id: UUID | None, *, is_open: bool) -> None:
        """Put the steps into the menu of a batch."""
        out = menu.addMenu("导出评分表")
        for kind, words in FORMATS:
            out.addAction(words, partial(self._ask_where, batch_id, kind))
        out.setEnabled(is_open)
        menu.addAction("导入已填的评分表…", self._ask_for_scores).setEnabled(is_open)

    def export(self, batch_id: UUID, folder: Path, kind: str) -> None:
        """Write the sheets of the cases that wait to be scored, as one workbook or a paper for each case."""
        store = self._desk.store

        def work(job: Job) -> list[Path]:
            # it brings the writers with it, which most visits can do without
            from exports.forms.issuing import SheetFormat, write_batch_sheets

            return write_batch_sheets(store, batch_id, folder, {SheetFormat(kind)}, job.progress)

        self._desk.run_in_background(self._owner, "导出评分表", work, self._say_exported)

    def read(self, path: Path) -> None:
        """Take filled sheets in; where they contradict what stands, somebody chooses first."""
        compare(self._desk, self._owner, path, self._review)

    def _review(self, found: ScoreComparison) -> None:
        def apply(taken: Collection[Key], kept: Collection[Key]) -> None:
            record(self._desk, self._owner, found, taken, kept, self._reported, submits=True)

        if found.count(Relation.CONFLICT):
            PaperDialog(self._owner, found, apply).open()
        else:
            apply({row.key for row in found.rows if row.relation is Relation.NEW}, ())

    def _say_exported(self, paths: list[Path]) -> None:
        more = f"等 {len(paths)} 份" if len(paths) > 1 else ""
        self._said(f"评分表已导出：{paths[0]}{more}")

    def _ask_where(self, batch_id: UUID | None, kind: str) -> None:
        if batch_id is not None:
            take = partial(self._export_to, batch_id, kind)
            ask_for_folder(self._owner, "评分表存到哪个文件夹", self._desk.memory, take)

    def _export_to(self, batch_id: UUID, kind: str, folder: Path) -> None:
        self.export(batch_id, folder, kind)

    def _ask_for_scores(self) -> None:
        ask_for_file(self._owner, "选择已填的评分表", SHEETS, self._desk.memory, self.read)
