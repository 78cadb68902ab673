"""The keys of the scoring desk, as actions that the cheat sheet lists."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gui.actions import make_action
from gui.pages.scoring.reading_view import ReadingView
from gui.pages.scoring.scan_desk import ScanDesk
from review_forms.answers import Verdict

_ANSWERING, _GOING = "评定与书写", "查找与提交"
_REPEATING = (
    "undo",
    "redo",
    "item_below",
    "item_above",
    "page_below",
    "page_above",
    "zoom_scan_in",
    "zoom_scan_out",
)
"""What goes on while its key is held down. An answer does not: the next item would be judged unseen."""


def add_keys(owner: QWidget, view: ReadingView) -> None:
    """Give the page its keys; the single ones rest while a text field has the focus."""
    for key, verdict in enumerate(Verdict, start=1):
        text = f"评为“{verdict.label}”"
        make_action(owner, f"say_{verdict}", text, str(key), partial(view.say, verdict), group=_ANSWERING)
    writing = view.writing
    for group, name, text, keys, slot in (
        (_ANSWERING, "add_finding_key", "再写一个问题", "A", writing.add_finding),
        (_ANSWERING, "add_merit_key", "写一个亮点", "G", writing.add_merit),
        (_ANSWERING, "write_note", "写备注（自用，不进入反馈）", "B", writing.write_note),
        (_ANSWERING, "mark", "标记，或取消标记", "M", view.mark),
        (_ANSWERING, "settle_remark", "审管办意见已核，不改", "Shift+R", view.settle_remark),
        (_ANSWERING, "undo", "撤销", "Ctrl+Z", view.undo),
        (_ANSWERING, "redo", "重做", "Ctrl+Y, Ctrl+Shift+Z", view.redo),
        (_GOING, "next_blank", "下一个未答的评查项；已提交时去下一件", "N", view.next_blank),
        (_GOING, "next_told", "下一个问题或亮点", "P", view.next_told),
        (_GOING, "next_remark", "下一条未处理的审管办意见", "R", view.next_remark),
        (_GOING, "find_item_key", "查找评查项，也找问题、亮点和备注", "F", view.find_item),
        (_GOING, "item_below", "下一项", "J", partial(view.open_neighbour, 1)),
        (_GOING, "item_above", "上一项", "K", partial(view.open_neighbour, -1)),
        (_GOING, "read_through_key", "通读全表，或回到评查项", "V", view.read_through),
        (_GOING, "finish", "检查并提交", "Ctrl+Return, Ctrl+Enter", view.finish),
    ):
        make_action(owner, name, text, keys, slot, group=group, repeats=name in _REPEATING)
    _add_list_keys(view)


def add_scan_keys(owner: QWidget, scans: ScanDesk) -> None:
    """Keys for the scanned file, which work wherever the cursor is, in the text of a finding too."""
    view = scans.pane.view
    for name, text, keys, slot in (
        ("turn_scans", "打开或收起卷宗扫描件", "F2", scans.turn),
        ("take_page_key", "把当前页的卷、页写进问题或亮点", "Ctrl+G", scans.take_page),
        ("show_source", "看问题或亮点所在的原页", "Ctrl+J", scans.show_source),
        ("page_below", "下一页", "Alt+PgDown", partial(scans.when_shown, partial(scans.pane.turn_page, 1))),
        ("page_above", "上一页", "Alt+PgUp", partial(scans.when_shown, partial(scans.pane.turn_page, -1))),
        ("find_in_scan", "在扫描件中查找", "Ctrl+F", partial(scans.when_shown, scans.pane.begin_search)),
        ("zoom_scan_in", "放大", "Ctrl+=, Ctrl++", partial(scans.when_shown, view.zoom_in)),
        ("zoom_scan_out", "缩小", "Ctrl+-", partial(scans.when_shown, view.zoom_out)),
        ("fit_scan", "适合宽度", "Ctrl+0", partial(scans.when_shown, view.fit_width)),
        ("turn_scan_key", "向右转 90 度", "Ctrl+R", partial(scans.when_shown, scans.pane.turn)),
    ):
        make_action(owner, name, text, keys, slot, group="卷宗扫描件", repeats=name in _REPEATING)


def _add_list_keys(view: ReadingView) -> None:
    """Keys that belong to the list of items itself and mean something else in fields."""
    items, own = view.frame.items, Qt.ShortcutContext.WidgetShortcut
    group = "评查项列表"
    for name, text, key, step in (("down", "下一项", "Down", 1), ("up", "上一项", "Up", -1)):
        go = partial(view.open_neighbour, step)
        make_action(items, name, text, key, go, group=group, context=own, repeats=True)
    make_action(
        items, "enter", "修改标出的问题、亮点；已提交时去下一件", "Return, Enter", view.enter, group=group, context=own
    )
    make_action(items, "remove_told", "删去标出的问题、亮点", "Delete", view.writing.remove, group=group, context=own)
    make_action(items, "close_told", "收起问题、亮点、备注", "Esc", view.close_told, group=group)
    make_action(view.frame.search, "end_search", "结束查找", "Esc", view.sieve.end_search, group=group)
