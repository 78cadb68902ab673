"""The view of a scanned file: what is drawn and when, moving, turning, searching, closing."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from threading import enumerate as threads

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from exports.scans.scanned_file import ScannedFile
from gui.pdf_renderer import Picture
from gui.widgets.pdf_sheets import GAP, PictureShelf, Sheets, turned
from gui.widgets.pdf_view import PdfView
from models.errors import UserError
from tests.scan_files import write_scan

Show = Callable[..., PdfView]
KEY = Qt.Key


@pytest.fixture
def show(qtbot: QtBot, tmp_path: Path) -> Show:
    """Shows a scan of so many pages in a view of 500 by 700."""

    def make(pages: int = 3, page: int = 1, **how: object) -> PdfView:
        path = write_scan(tmp_path / "a.pdf", pages, **how)
        view = PdfView("scan", "扫描件")
        qtbot.addWidget(view)
        view.resize(500, 700)
        view.show()
        with qtbot.waitSignal(view.opened):
            view.open(lambda: ScannedFile(path, "a.pdf"), page)
        return view

    return make


def is_quiet(view: PdfView) -> bool:
    return view.renderer.wait(0)


def settle(qtbot: QtBot, view: PdfView) -> None:
    """Wait until everything asked for was drawn and shown."""
    qtbot.waitUntil(lambda: is_quiet(view) and all(map(view.is_drawn, view.visible_pages())))


def test_the_first_page_comes_without_the_others(qtbot: QtBot, show: Show) -> None:
    drawn: list[int] = []
    view = show(500)
    view.renderer.drawn.connect(lambda picture: drawn.append(picture.wanted.page))
    settle(qtbot, view)
    assert view.page_count == 500
    assert (view.page, view.is_drawn(1)) == (1, True)
    assert len(set(drawn)) <= 4, "what is in sight, and neighbours"


def test_it_opens_at_the_page_asked_for(qtbot: QtBot, show: Show) -> None:
    view = show(500, page=321)
    settle(qtbot, view)
    assert view.page == 321
    assert view.is_drawn(321)
    assert not view.is_drawn(1)


def test_a_long_way_costs_only_its_end(qtbot: QtBot, show: Show) -> None:
    view = show(500)
    drawn: list[int] = []
    view.renderer.drawn.connect(lambda picture: drawn.append(picture.wanted.page))
    for page in range(1, 500, 7):
        view.go_to_page(page)
    view.go_to_page(400)
    settle(qtbot, view)
    assert view.is_drawn(400)
    assert len(drawn) < 20


def test_pictures_are_kept_within_bounds() -> None:
    from PySide6.QtGui import QImage

    from gui.pdf_renderer import Wanted

    shelf = PictureShelf(limit=4 * 100 * 100 * 3)
    for page in range(1, 6):
        shelf.put(Wanted(page, 100), QImage(100, 100, QImage.Format.Format_RGB32), needed=[5])
    assert [Wanted(page, 100) in shelf for page in range(1, 6)] == [False, False, True, True, True]
    assert shelf.bytes_kept == 4 * 100 * 100 * 3
    shelf.put(Wanted(5, 900), QImage(900, 900, QImage.Format.Format_RGB32), needed=[5])
    assert Wanted(5, 900) in shelf, "what is in sight stays"
    assert Wanted(5, 100) not in shelf
    assert shelf.best(Wanted(5, 300)) is not None
    assert shelf.best(Wanted(5, 300, turns=1)) is None


def test_sheets_know_where_pages_lie_and_learn_their_shapes() -> None:
    sheets = Sheets(10, 1.5)
    sheets.lay_out(100, 0)
    assert (sheets.top(1), sheets.top(2), sheets.height) == (0, 150 + GAP, 10 * (150 + GAP) - GAP)
    assert [sheets.page_at(at) for at in (-5, 0, 149, 150 + GAP, 10**6)] == [1, 1, 1, 2, 10]
    assert sheets.learn(1, 0.5)
    assert not sheets.learn(1, 0.5)
    assert sheets.top(2) == 50 + GAP
    sheets.lay_out(100, 1)
    assert sheets.height_of(1) == 200


def test_an_area_turns_with_its_page() -> None:
    corners = [turned(0.1, 0.2, 0.3, 0.1, turns).getRect() for turns in range(4)]
    assert [tuple(round(side, 6) for side in corner) for corner in corners] == [
        (0.1, 0.2, 0.3, 0.1),
        (0.7, 0.1, 0.1, 0.3),
        (0.6, 0.7, 0.3, 0.1),
        (0.2, 0.6, 0.1, 0.3),
    ]


def test_keys_move_through_the_file(qtbot: QtBot, show: Show) -> None:
    view = show(20)
    pages: list[int] = []
    view.page_changed.connect(pages.append)
    qtbot.keyClick(view, KEY.Key_Right)
    assert view.page == 2
    qtbot.keyClick(view, KEY.Key_Left)
    assert view.page == 1
    before = view.verticalScrollBar().value()
    qtbot.keyClick(view, KEY.Key_PageDown)
    assert view.verticalScrollBar().value() > before
    qtbot.keyClick(view, KEY.Key_End)
    assert view.page == 20
    qtbot.keyClick(view, KEY.Key_Home)
    assert view.page == 1
    assert pages[0] == 2
    view.go_to_page(99)
    assert view.page == 20


def test_zoom_keeps_the_place_and_sharpens(qtbot: QtBot, show: Show) -> None:
    view = show(20, page=7)
    settle(qtbot, view)
    for zoom, percent in ((view.zoom_in, 125), (view.zoom_in, 150), (view.zoom_out, 125), (view.fit_width, 100)):
        zoom()
        assert (view.percent, view.page) == (percent, 7)
    view.zoom_in()
    assert not view.is_drawn(7)
    assert view.horizontalScrollBar().maximum() > 0
    settle(qtbot, view)
    wheel = QWheelEvent(
        QPointF(100, 100),
        QPointF(100, 100),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), wheel)
    assert view.percent == 150


def test_the_window_may_change_its_width(qtbot: QtBot, show: Show) -> None:
    view = show(20, page=7)
    settle(qtbot, view)
    view.resize(700, 500)
    settle(qtbot, view)
    assert view.page == 7
    assert view.percent == 100


def test_turning_keeps_the_page_and_draws_it_anew(qtbot: QtBot, show: Show) -> None:
    view = show(20, page=7)
    settle(qtbot, view)
    view.turn()
    settle(qtbot, view)
    assert (view.page, view.turns) == (7, 1)
    assert view.sheets.height_of(7) < view.sheets.width
    for _quarter in range(3):
        view.turn()
    assert view.turns == 0


def test_a_wide_page_takes_less_room_once_it_is_known(qtbot: QtBot, show: Show) -> None:
    view = show(6, wide=(2,))
    settle(qtbot, view)
    assert view.sheets.height_of(2) < view.sheets.height_of(1)
    assert view.page == 1


def test_hits_come_in_and_are_stepped_through(qtbot: QtBot, show: Show) -> None:
    view = show(30, line=lambda page: "送达回执" if page in (3, 9, 20) else "笔录", page=5)
    view.search("送达 回执")
    qtbot.waitUntil(lambda: view.hits.is_complete)
    assert (view.hits.count, view.hits.number, view.page) == (3, 2, 9), "from the page that was read"
    view.setFocus()
    qtbot.keyClick(view, KEY.Key_N)
    assert (view.hits.number, view.page) == (3, 20)
    qtbot.keyClick(view, KEY.Key_N)
    assert view.page == 3
    qtbot.keyClick(view, KEY.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert view.page == 20
    assert view.hits.on_page(9)
    view.search("")
    assert (view.hits.count, view.hits.is_complete) == (0, True)


def test_another_search_takes_the_place_of_the_one_before(qtbot: QtBot, show: Show) -> None:
    view = show(200)
    view.search("送达")
    view.search("第150页")
    qtbot.waitUntil(lambda: view.hits.is_complete)
    assert view.hits.count == 1
    assert view.page == 150


def test_a_file_that_cannot_be_opened_is_reported(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"no pdf at all")
    view = PdfView("scan", "扫描件")
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.failed) as failed:
        view.open(lambda: ScannedFile(path, "a.pdf"))
    assert isinstance(failed.args[0], UserError)
    assert view.page_count == 0


def test_closing_while_pages_are_drawn_leaves_nothing_behind(qtbot: QtBot, show: Show) -> None:
    view = show(100)
    view.search("送达")
    view.zoom_in()
    view.close_file()
    assert view.renderer.wait()
    assert (view.page_count, view.hits.count) == (0, 0)
    assert not [thread for thread in threads() if thread.name == "scan"]


def test_destroying_the_view_while_pages_are_drawn_is_safe(qtbot: QtBot, show: Show) -> None:
    view = show(100)
    view.search("送达")
    renderer = view.renderer
    delete(view)
    assert renderer.wait()
    QApplication.processEvents()
    assert not [thread for thread in threads() if thread.name == "scan"]


def test_another_file_is_not_mixed_with_the_one_before(qtbot: QtBot, show: Show, tmp_path: Path) -> None:
    view = show(50)
    other = write_scan(tmp_path / "b.pdf", 2)
    pictures: list[Picture] = []
    view.renderer.drawn.connect(pictures.append)
    with qtbot.waitSignal(view.opened):
        view.open(lambda: ScannedFile(other, "b.pdf"), 2)
    pictures.clear()
    settle(qtbot, view)
    assert (view.page_count, view.page) == (2, 2)
    assert {picture.wanted.page for picture in pictures} <= {1, 2}


def test_a_file_that_opens_slowly_does_not_hold_the_window(qtbot: QtBot, show: Show, tmp_path: Path) -> None:
    view = show(2)
    gate, path = Event(), write_scan(tmp_path / "b.pdf", 4)

    def slowly() -> ScannedFile:
        gate.wait()
        return ScannedFile(path, "b.pdf")

    view.open(slowly, 3)
    assert view.page_count == 0
    view.go_to_page(4)
    with qtbot.waitSignal(view.opened):
        gate.set()
    settle(qtbot, view)
    assert view.page == 4
