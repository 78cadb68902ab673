"""The page of standards: the shelf beside what it holds, and comparing, adapting and trying as pages under it."""

from pathlib import Path
from uuid import UUID

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from gui.desk import Desk
from gui.pages.page import Page, Subject
from gui.pages.standards.compare_view import CompareView
from gui.pages.standards.drafting_view import DraftingView
from gui.pages.standards.files import CheckedFile, StandardFiles
from gui.pages.standards.reading_view import ReadingView
from gui.pages.standards.shelf_list import ShelfList, entry_title
from gui.pages.standards.trial_view import TrialView
from gui.theme import SPACE
from gui.widgets.buttons import primary_button, relabel, secondary_button
from models.changes import Changes
from models.queries.standards import ShelfEntry, StandardState, shelf, standard_text
from models.services import standards
from models.store import Session
from review_forms.standard_sheet import sheet_of_toml, to_toml

_BROWSE, _COMPARE, _DRAFT, _TRIAL = 0, 1, 2, 3
_SHELF_WIDTH = 252
_NARROW_SHELF = 180
_WIDE = 1000


class StandardsPage(Page):
    """Every standard that this office has, and what is done with them."""

    title = "标准"
    object_name = "standards_page"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.entries: tuple[ShelfEntry, ...] = ()
        self.shelf = ShelfList()
        self.reading = ReadingView()
        self.comparing = CompareView(desk)
        self.drafting = DraftingView(desk)
        self.trial = TrialView(desk)
        self.files = StandardFiles(self, desk)
        self._views = QStackedWidget()
        self._back = secondary_button("back_to_standards", "返回标准列表", self.show_shelf, "back", "Alt+Left")
        self._import = secondary_button("import_standard", "导入…", self.files.ask_to_import, "import", "Ctrl+I")
        self._check = secondary_button("check_standard_file", "检查文件…", self.files.ask_to_check, "file")
        self._step = primary_button("adapt_standard", "复制并修改", self.take_step, "edit", "Ctrl+N")
        for button in (self._back, self._import, self._check, self._step):
            self.add_action_widget(button)
        self.shelf.setFixedWidth(_NARROW_SHELF)
        self._fill()
        self._connect()
        self._show(_BROWSE)

    def refresh(self, changes: Changes) -> None:
        """Read the shelf again; what is being edited stays as it is on the screen."""
        if changes and not (changes.standards or changes.batches):
            return
        self.entries = self.desk.read(shelf)
        self.shelf.show_entries(self.entries)
        if self._views.currentIndex() == _BROWSE:
            self._show_chosen()
        if self._views.currentIndex() == _TRIAL and changes.batches:
            self.trial.refresh_batches()
        self._show(self._views.currentIndex())

    def reveal(self, subject: Subject) -> None:
        """Show one standard of the office."""
        if subject.id is not None:
            self.show_shelf()
            self.shelf.choose(str(subject.id))

    def leave(self) -> None:
        """Save what is still being typed."""
        self.drafting.flush()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the shelf less room where there is little."""
        super().resizeEvent(event)
        self.shelf.setFixedWidth(_SHELF_WIDTH if self.width() >= _WIDE else _NARROW_SHELF)

    def show_shelf(self) -> None:
        """Show the shelf, with the standard last worked on."""
        self.leave()
        self.clear_error()
        self._views.setCurrentIndex(_BROWSE)
        self.entries = self.desk.read(shelf)
        self.shelf.show_entries(self.entries)
        self._show_chosen()
        self._show(_BROWSE)
        self.shelf.setFocus()

    def take_step(self) -> None:
        """Go on with a draft; copy what is published or shipped into a new one."""
        entry = self.shelf.current
        if entry is None:
            return
        if entry.state is StandardState.DRAFT:
            self.open_draft(UUID(entry.key))
            return
        text = self.desk.read(lambda session: standard_text(session, entry.key))
        sheet = sheet_of_toml(text)
        self.begin_draft(to_toml(sheet), f"{entry_title(entry)} {entry.version}")

    def begin_draft(self, text: str, based_on: str) -> None:
        """Put a new draft on the shelf and open it."""
        made: list[UUID] = []

        def begin(session: Session) -> Changes:
            draft_id, changes = standards.begin_draft(session, text, based_on)
            made.append(draft_id)
            return changes

        if self.desk.perform(self, begin) is not None:
            self.open_draft(made[0])

    def open_draft(self, draft_id: UUID) -> None:
        """Edit a draft."""
        self.clear_error()
        key = str(draft_id)
        text = self.desk.read(lambda session: standard_text(session, key))
        entry = next((each for each in self.entries if each.key == key), None)
        self.drafting.open(draft_id, sheet_of_toml(text), entry.based_on if entry is not None else "")
        self.shelf.choose(key)
        self._show(_DRAFT)
        self.drafting.setFocus()

    def compare_with(self) -> None:
        """Compare the chosen standard with its likeliest other: what it was made from, or the next of its id."""
        entry = self.shelf.current
        if entry is None:
            return
        self.clear_error()
        new, old = entry.key, self._likeliest_other(entry)
        if entry.state is StandardState.SHIPPED:
            new, old = old, new
        self.comparing.begin(self.entries, old, new)
        self._show(_COMPARE)

    def try_out(self) -> None:
        """Try the chosen standard on a batch that was read."""
        entry = self.shelf.current
        if entry is not None:
            self.clear_error()
            self.trial.begin(self.entries, entry.key)
            self._show(_TRIAL)

    def export(self) -> None:
        """Write the chosen standard into a file."""
        entry = self.shelf.current
        if entry is not None:
            self.files.ask_where_to_export(entry)

    def _likeliest_other(self, entry: ShelfEntry) -> str:
        others = [each for each in self.entries if each.key != entry.key]
        named = [each for each in others if f"{entry_title(each)} {each.version}" == entry.based_on]
        akin = [each for each in others if each.standard_id == entry.standard_id]
        based = [each for each in others if each.based_on == f"{entry_title(entry)} {entry.version}"]
        return next((each.key for each in (*named, *akin, *based, *others)), entry.key)

    def _on_imported(self, read: CheckedFile) -> None:
        self.begin_draft(to_toml(read.sheet), f"文件 {Path(read.name).name}")
        if read.faults:
            self.show_error(
                f"文件“{read.name}”已导入为草稿，还有 {len(read.faults)} 处错误，列在下面，改正后才能发布。"
            )
        elif read.listed:
            words = f"文件“{read.name}”已导入为草稿；文件里有 {len(read.listed)} 处写法不合规定，已按各栏整理，请核对。"
            self.show_done(words)
        else:
            self.show_done(f"文件“{read.name}”已导入为草稿，没有发现错误。")

    def _on_published(self, draft_id: UUID) -> None:
        self.show_shelf()
        self.shelf.choose(str(draft_id))
        entry = self.shelf.current
        if entry is not None:
            self.show_done(f"《{entry.title}》{entry.version} 版已发布，新建批次时可以选用；正在进行的批次不受影响。")

    def _on_discarded(self) -> None:
        self.show_shelf()
        self.show_done("草稿已放弃。")

    def _show_chosen(self) -> None:
        if self.shelf.current is None and self.entries:
            self.shelf.choose(self.entries[0].key)
        elif self.shelf.current is not None:
            self._read(self.shelf.current)

    def _read(self, entry: ShelfEntry) -> None:
        if self._views.currentIndex() != _BROWSE:
            return
        text = self.desk.read(lambda session: standard_text(session, entry.key))
        self.reading.show_standard(entry, text)
        relabel(self._step, "继续修改" if entry.state is StandardState.DRAFT else "复制并修改")

    def _connect(self) -> None:
        self.shelf.chosen.connect(self._read)
        self.shelf.opened.connect(lambda _entry: self.reading.pane.setFocus())
        self.reading.compare_asked.connect(self.compare_with)
        self.reading.trial_asked.connect(self.try_out)
        self.reading.export_asked.connect(self.export)
        self.drafting.published.connect(self._on_published)
        self.drafting.discarded.connect(self._on_discarded)
        self.files.imported.connect(self._on_imported)
        self.files.said.connect(self.show_done)

    def _fill(self) -> None:
        browse = QWidget()
        self.reading.find_bar.listen(browse)
        row = QHBoxLayout(browse)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3 * SPACE)
        row.addWidget(self.shelf)
        row.addWidget(self.reading, 1)
        for view in (browse, self.comparing, self.drafting, self.trial):
            self._views.addWidget(view)
        self.body.addWidget(self._views, 1)

    def _show(self, view: int) -> None:
        self._views.setCurrentIndex(view)
        self.setFocusProxy((self.shelf, self.comparing.pane, self.drafting.table, self.trial.table)[view])
        drafts = sum(entry.state is StandardState.DRAFT for entry in self.entries)
        counted = f"共 {len(self.entries) - drafts} 个" + (f"，草稿 {drafts} 个" if drafts else "")
        self.set_subtitle({_BROWSE: counted, _COMPARE: "比较", _DRAFT: "修改草稿", _TRIAL: "在旧批次上试算"}[view])
        is_browsing = view == _BROWSE
        self._back.setVisible(not is_browsing)
        for button in (self._import, self._check, self._step):
            button.setVisible(is_browsing)
