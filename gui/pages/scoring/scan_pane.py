"""The scanned file beside the items: the pages, what stands over them, and what to say where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.desk import Desk
from gui.dialogs.files import ask_for_files
from gui.pages.scoring.scan_bar import ScanBar
from gui.pages.scoring.scan_volumes import ScanPlace, Volume, locate, volumes_of
from gui.runners import Job, JobCancelledError
from gui.scans import SCANS, open_scan
from gui.theme import SPACE
from gui.troubles import show_trouble
from gui.widgets.banner import Banner
from gui.widgets.buttons import secondary_button
from gui.widgets.labels import lead, muted, paragraph
from gui.widgets.pdf_view import PdfView
from models.changes import Changes
from models.errors import StorageError, UserError
from models.queries.attachments import AttachmentRow, attachments
from review_forms.answers import Finding, Merit, place_words

if TYPE_CHECKING:
    from exports.scans.scanned_file import ScannedFile

LEAST_WIDTH = 330
_OFFSET = "scan_offset/"
_EMPTY = "添加卷宗的 PDF 扫描件后，在这里与评查项并排翻看；看到哪一页，按 Ctrl+G 就把卷、页写进问题。"


@dataclass
class Attached:
    """Files were joined to a case, or were there already; `trouble` is what kept the rest from it."""

    changes: Changes = field(default_factory=Changes)
    trouble: UserError | StorageError | None = None


class ScanPane(QWidget):
    """Shows the PDF files of one case, one at a time.

    `files_changed` comes when files were added; `close_asked`, `take_asked` and `left` are what the person wants of
    the page around it: to fold the pane away, to put the page in sight into a finding, to have the keyboard back.
    Where a file was left, and how it was turned, is kept until the window closes; how its printed pages are counted,
    for good.
    """

    files_changed = Signal()
    close_asked = Signal()
    take_asked = Signal()
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scan_pane")
        self.setAccessibleName("卷宗扫描件")
        self._desk = desk
        self._case_id: UUID | None = None
        self._files: tuple[AttachmentRow, ...] = ()
        self._volumes: tuple[Volume, ...] = ()
        self._volume: Volume | None = None
        self._pages: dict[UUID, int] = {}
        self._turns: dict[UUID, int] = {}
        self.bar, self.view, self.trouble = ScanBar(), PdfView("scan_view", "卷宗扫描件的页面"), Banner()
        self.take_button = secondary_button("take_page", "取当前页（Ctrl+G）", self.take_asked.emit, "take")
        self.take_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._place_words = muted("")
        self._place_words.setObjectName("scan_place")
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    # What is shown

    @property
    def files(self) -> tuple[AttachmentRow, ...]:
        """All files of the case, those included that only other programs show."""
        return self._files

    @property
    def volumes(self) -> tuple[Volume, ...]:
        """The files that can be shown."""
        return self._volumes

    @property
    def volume(self) -> Volume | None:
        """The file that is shown, None while there is none."""
        return self._volume

    @property
    def place(self) -> ScanPlace | None:
        """The page in sight, as a finding keeps it; None while no file is open."""
        if self._volume is None or not self.view.page:
            return None
        own = self._volume.file.attachment_id
        printed = self.view.page + self.offset_of(own)
        return ScanPlace(self._volume.number, str(printed) if printed > 0 else "", own.hex, self.view.page)

    def offset_of(self, attachment_id: UUID) -> int:
        """How much more the number printed on a page says than the page's place in the file."""
        return int(self._desk.memory.number(_OFFSET + attachment_id.hex, 0))

    def locate(self, told: Finding | Merit) -> tuple[Volume, int] | None:
        """Where something written stands in these files, None when that is not known."""
        return locate(told, self._volumes, self.offset_of)

    # What is to be shown

    def show_case(self, case_id: UUID | None, files: Sequence[AttachmentRow]) -> None:
        """Be about another case, or the same one with other files; a file is only opened by `begin`."""
        is_same = case_id == self._case_id
        self._case_id, self._files, self._volumes = case_id, tuple(files), volumes_of(files)
        kept = next((each for each in self._volumes if is_same and each == self._volume), None)
        if kept is None:
            self._volume = None
            self.trouble.clear()
            self.view.close_file()
        self._show_bar()
        self._stack.setCurrentIndex(1 if self._volumes else 0)

    def begin(self) -> None:
        """Open the first file, unless one is open."""
        if self._volume is None and self._volumes:
            self.show_file(self._volumes[0])

    def show_file(self, volume: Volume, page: int = 0) -> None:
        """Show a file from a page on, 0 standing for where it was left."""
        own = volume.file.attachment_id
        if volume == self._volume and self.view.page_count:
            if page:
                self.view.go_to_page(page)
            return
        self._volume = volume
        self.trouble.clear()
        opener = partial(_opened, self._desk.store.folder, volume.file)
        self.view.open(opener, page or self._pages.get(own, 1), self._turns.get(own, 0))
        self._show_bar()

    def show_volume(self, attachment_id: UUID) -> None:
        """Show one of the files where it was left."""
        volume = next((each for each in self._volumes if each.file.attachment_id == attachment_id), None)
        if volume is not None:
            self.show_file(volume)

    def turn(self) -> None:
        """Turn the pages by a quarter, and remember it of this file."""
        self.view.turn()
        if self._volume is not None:
            self._turns[self._volume.file.attachment_id] = self.view.turns

    def turn_page(self, step: int) -> None:
        """Go to the next page (1) or the one before (-1)."""
        self.view.go_to_page(self.view.page + step)

    def begin_search(self) -> None:
        """Put the cursor into the search field."""
        self.bar.begin_search()

    def end_search(self) -> None:
        """Search no more."""
        self.bar.end_search()
        self.view.search("")
        self.view.setFocus()

    def add(self, paths: Sequence[Path]) -> None:
        """Take scanned files into the workspace and join them to the case."""
        case_id, store, actor = self._case_id, self._desk.store, self._desk.actor
        if case_id is None:
            return

        def work(job: Job) -> Attached:
            from exports.packages.attachments import attach
            from exports.scans.scanned_file import check_readable

            attached = Attached()
            for path in paths:
                try:
                    # before it takes the number of a volume, which findings and letters then name
                    check_readable(path)
                    attached.changes |= attach(store, case_id, path, actor, job.progress)
                except UserError as error:
                    attached.trouble = attached.trouble or error
                except StorageError as error:
                    attached.trouble = error
                    break
                except JobCancelledError:
                    if not attached.changes:
                        raise
                    break
            return attached

        self._desk.carry_out_in_background(self, "添加扫描件", work, partial(self._on_added, case_id))

    def ask_for_scans(self) -> None:
        """Let files be chosen and add them."""
        ask_for_files(self, "选择扫描件", SCANS, self._desk.memory, self.add)

    def show_error(self, message: str) -> None:
        """Say what is wrong over the page."""
        self.trouble.show_error(message)

    def clear_error(self) -> None:
        """Take the fault away."""
        self.trouble.clear()

    # Inner steps

    def _lay_out(self) -> None:
        self._stack.addWidget(self._empty_state())
        self._stack.addWidget(self._work())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.bar)
        column.addWidget(self.trouble)
        column.addWidget(self._stack, 1)
        self.setMinimumWidth(LEAST_WIDTH)

    def _work(self) -> QWidget:
        foot = QHBoxLayout()
        foot.addWidget(self._place_words)
        foot.addStretch(1)
        foot.addWidget(self.take_button)
        work = QWidget()
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.view, 1)
        column.addLayout(foot)
        return work

    def _empty_state(self) -> QWidget:
        words = paragraph(_EMPTY)
        words.setProperty("kind", "muted")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        empty = QWidget()
        column = QVBoxLayout(empty)
        column.setSpacing(2 * SPACE)
        column.addStretch(2)
        column.addWidget(lead("本案还没有卷宗扫描件"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(words)
        button = secondary_button("add_first_scan", "添加扫描件…", self.ask_for_scans, "add")
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return empty

    def _connect(self) -> None:
        bar, view = self.bar, self.view
        bar.volume_chosen.connect(self.show_volume)
        bar.page_asked.connect(self._on_page_asked)
        bar.printed_told.connect(self._on_printed_told)
        bar.add_asked.connect(self.ask_for_scans)
        bar.outside_asked.connect(self._open_outside)
        bar.close_asked.connect(self.close_asked)
        bar.zoom_in_asked.connect(view.zoom_in)
        bar.zoom_out_asked.connect(view.zoom_out)
        bar.turn_asked.connect(self.turn)
        bar.hit_asked.connect(view.step_hit)
        bar.search_ended.connect(self.end_search)
        bar.search.searched.connect(view.search)
        view.opened.connect(self._on_opened)
        view.failed.connect(lambda error: self.trouble.show_error(str(error)))
        view.page_changed.connect(self._on_page_changed)
        view.zoom_changed.connect(lambda: bar.show_zoom(view.percent))
        view.hits_changed.connect(lambda: bar.show_hits(view.hits))
        make_action(self, "leave_scan", "结束查找；回到评查项", "Esc", self._leave, group="卷宗扫描件")

    def _leave(self) -> None:
        if self.bar.is_searching:
            self.end_search()
        else:
            self.left.emit()

    def _show_bar(self) -> None:
        own = self._volume.file.attachment_id if self._volume else None
        self.bar.show_volumes(self._volumes, own)
        self._show_page()

    def _show_page(self) -> None:
        place = self.place
        printed = int(place.page or 0) if place else 0
        self.bar.show_page(self.view.page, self.view.page_count, printed)
        self.take_button.setEnabled(place is not None)
        self._place_words.setText(place_words(place.volume, place.page) if place else "")

    def _on_opened(self) -> None:
        self._show_bar()
        if self.bar.is_searching:
            # whoever looks for a word looks for it in the other volumes too
            self.view.search(self.bar.search.text().strip())

    def _on_page_changed(self, page: int) -> None:
        if self._volume is not None:
            self._pages[self._volume.file.attachment_id] = page
        self._show_page()

    def _on_page_asked(self, page: int) -> None:
        self.view.go_to_page(page)
        self._show_page()

    def _on_printed_told(self, printed: int) -> None:
        if self._volume is not None and self.view.page:
            offset = printed - self.view.page if printed else 0
            self._desk.memory.keep(_OFFSET + self._volume.file.attachment_id.hex, offset)
            self._show_page()

    def _on_added(self, case_id: UUID, attached: Attached) -> None:
        if case_id == self._case_id:
            self._show_added(case_id)
        if attached.trouble is not None:
            show_trouble(self, attached.trouble)

    def _show_added(self, case_id: UUID) -> None:
        known = {file.attachment_id for file in self._files}
        self.show_case(case_id, self._desk.read(lambda session: attachments(session, case_id)))
        new = [volume for volume in self._volumes if volume.file.attachment_id not in known]
        if new:
            self.show_file(new[0])
        else:
            self.begin()
        self.files_changed.emit()

    def _open_outside(self) -> None:
        if self._volume is not None:
            open_scan(self._desk, self, self._volume.file)


def _opened(folder: Path, file: AttachmentRow) -> ScannedFile:
    """Open a file of the workspace; runs on the drawing thread."""
    from exports.packages.attachment_copies import ScanMissingError
    from exports.packages.attachments import path_of
    from exports.scans.scanned_file import ScannedFile

    path = path_of(folder, file.sha256)
    if not path.is_file():
        raise ScanMissingError(file.name)
    return ScannedFile(path, file.name)
