"""The letter at the right of the page, as it will be printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gui.actions import make_action
from gui.desk import Desk
from gui.pages.letters.lines import LetterLine
from gui.runners import Job
from gui.theme import SPACE
from gui.widgets.banner import Banner
from gui.widgets.buttons import icon_button, quiet_button
from gui.widgets.labels import ElidedLabel, muted
from gui.widgets.page_view import PageView

if TYPE_CHECKING:
    from exports.fonts import FontShelf
    from exports.letters.proofs import Proof
    from exports.preview import RenderedPage

T = TypeVar("T")
_FORMATS = {"pdf": "PDF", "docx": "Word"}


class PreviewPane(QFrame):
    """Follows the chosen line; makes the letter and its pages in the background, the newest wish first."""

    def __init__(self, desk: Desk, fonts: FontShelf, today: Callable[[], date]) -> None:
        super().__init__()
        self.setObjectName("preview_pane")
        self._desk, self._fonts, self._today = desk, fonts, today
        self._line: LetterLine | None = None
        self._proof: Proof | None = None
        self._job: Job | None = None
        self._title = ElidedLabel()
        self._title.setProperty("kind", "lead")
        self._zoom = muted("")
        self._standing = muted("")
        self._standing.setObjectName("preview_standing")
        self._standing.setWordWrap(True)
        self._banner = Banner()
        self._pages = PageView("preview_pages", "反馈意见书预览")
        self._pages.resolution_asked.connect(self._render)
        self._pages.zoom_changed.connect(self._say_zoom)
        self._lay_out()

    @property
    def standing(self) -> str:
        """What is said of the letter above its pages."""
        return self._standing.text()

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        return self._pages.page_count

    def show_line(self, line: LetterLine | None) -> None:
        """Show another letter, or none."""
        is_other = line is None or self._line is None or line.id != self._line.id
        if not is_other and line == self._line and self._proof is not None:
            return
        self._line, self._proof = line, None
        self._banner.clear()
        if line is None:
            self._title.setText("预览")
            self._standing.setText("选中一行，这里显示它的反馈意见书。")
            self._pages.show_pages((), 0)
            return
        self._title.setText(line.row.case_number)
        if is_other:
            self._pages.go_to_top()
        self._make(line)

    def add_keys(self, owner: QWidget) -> None:
        """Let the keys of a widget zoom."""
        make_action(owner, "preview_zoom_in", "放大预览", "Ctrl+=, Ctrl++", self._pages.zoom_in, repeats=True)
        make_action(owner, "preview_zoom_out", "缩小预览", "Ctrl+-", self._pages.zoom_out, repeats=True)
        make_action(owner, "preview_fit", "预览适合宽度", "Ctrl+0", self._pages.fit_width)

    def forget(self) -> None:
        """Make the letter anew at the next showing: what it says may have changed."""
        self._proof = None

    def show_error(self, message: str) -> None:
        """Show why there is no preview."""
        self._pages.show_pages((), 0)
        self._banner.show_warning(message)

    def clear_error(self) -> None:
        """Take the fault away."""
        self._banner.clear()

    def _make(self, line: LetterLine) -> None:
        from exports.letters.proofs import proof_of_registered, proof_of_waiting

        letter_id, day = line.row.letter_id, self._today()

        def make(job: Job) -> Proof:
            job.check_cancelled()
            if letter_id is not None:
                return self._desk.read(lambda session: proof_of_registered(session, letter_id, self._fonts))
            return self._desk.read(lambda session: proof_of_waiting(session, line.id, day, self._fonts))

        self._start(make, lambda proof: self._on_made(line, proof))

    def _on_made(self, line: LetterLine, proof: Proof) -> None:
        if line is not self._line:
            return
        self._proof = proof
        self._standing.setText(standing_words(proof))
        self._mark_difference(proof)
        if line.faults:
            self._banner.show_warning("".join(line.faults))
        self._render()

    def _mark_difference(self, proof: Proof) -> None:
        if proof.differing:
            names = "、".join(_FORMATS[one.value] for one in proof.differing)
            self._banner.show_warning(
                f"现在生成的{names}与登记簿中的校验值不一致，内容相同而排版可能不同（程序版本或字体变化）。"
                "正式文本以已发出的纸质件为准。"
            )

    def _render(self) -> None:
        proof = self._proof
        if proof is None:
            return
        dpi = self._pages.dpi

        def render(job: Job) -> list[RenderedPage]:
            from exports.preview import render_pages

            job.check_cancelled()
            return render_pages(proof.pdf, dpi)

        self._start(render, lambda pages: self._on_rendered(proof, pages, dpi))

    def _on_rendered(self, proof: Proof, pages: list[RenderedPage], dpi: int) -> None:
        if proof is self._proof:
            self._pages.show_pages(pages, dpi)
            self._say_zoom()

    def _start(self, work: Callable[[Job], T], done: Callable[[T], None]) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = self._desk.run_in_background(self, "", work, done)

    def _say_zoom(self) -> None:
        self._zoom.setText(f"{self._pages.percent}%")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self._title, 1)
        head.addWidget(self._zoom)
        head.addWidget(icon_button("zoom_out", "缩小（Ctrl+-）", self._pages.zoom_out, "zoom_out"))
        head.addWidget(icon_button("zoom_in", "放大（Ctrl+=）", self._pages.zoom_in, "zoom_in"))
        head.addWidget(quiet_button("fit_width", "适合宽度", self._pages.fit_width))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(self._standing)
        column.addWidget(self._banner)
        column.addWidget(self._pages, 1)


def standing_words(proof: Proof) -> str:
    """What a proof is, in one line."""
    if not proof.is_registered:
        return f"预览：文号将为 {proof.number}，编号时确定。"
    if proof.differing:
        return f"{proof.number}，与登记簿的校验值不一致。"
    return f"{proof.number}，与登记簿一致（{proof.sha256[:8].upper()}）。"
