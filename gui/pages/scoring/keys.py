"""The keys of the scoring desk, as actions that the cheat sheet lists."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gui.actions import make_action
from gui.pages.scoring.reading_view import ReadingView
from review_forms.answers import Verdict


def add_keys(owner: QWidget, view: ReadingView) -> None:
    """Give the page its keys; the single ones rest while a text field has the focus."""
    for key, verdict in enumerate(Verdict, start=1):
        make_action(owner, f"say_{verdict}", f"评为“{verdict.label}”", str(key), partial(view.say, verdict))
    for name, text, keys, slot in (
        ("next_blank", "下一个未答的评查项；已提交时去下一件", "N", view.next_blank),
        ("next_finding", "下一个问题", "P", view.next_finding),
        ("find_item_key", "查找评查项", "F", view.sieve.begin_search),
        ("mark", "标记，或取消标记", "M", view.mark),
        ("add_finding_key", "再写一个问题", "A", view.add_finding),
        ("item_below", "下一项", "J", partial(view.open_neighbour, 1)),
        ("item_above", "上一项", "K", partial(view.open_neighbour, -1)),
        ("undo", "撤销", "Ctrl+Z", view.undo),
        ("redo", "重做", "Ctrl+Y, Ctrl+Shift+Z", view.redo),
        ("finish", "检查并提交", "Ctrl+Return, Ctrl+Enter", view.finish),
    ):
        make_action(owner, name, text, keys, slot)
    _add_list_keys(view)


def _add_list_keys(view: ReadingView) -> None:
    """Keys that belong to the list of items itself and mean something else in fields."""
    items, own = view.frame.items, Qt.ShortcutContext.WidgetShortcut
    group = "评查项列表"
    make_action(items, "down", "下一项", "Down", partial(view.open_neighbour, 1), group=group, context=own)
    make_action(items, "up", "上一项", "Up", partial(view.open_neighbour, -1), group=group, context=own)
    make_action(
        items, "enter", "修改标出的问题；已提交时去下一件", "Return, Enter", view.enter, group=group, context=own
    )
    make_action(items, "remove_finding_key", "删去标出的问题", "Delete", view.remove_finding, group=group, context=own)
    make_action(items, "close_finding", "收起问题", "Esc", view.close_finding, group=group)
    make_action(view.frame.search, "end_search", "结束查找", "Esc", view.sieve.end_search, group=group)
