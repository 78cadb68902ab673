"""All keys that work just now, on one sheet."""

from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.actions import ListedAction, listed_actions
from gui.theme import SPACE
from gui.widgets.buttons import primary_button
from gui.widgets.labels import heading, key_hint, lead


class CheatSheet(QDialog):
    """The keys of a window and of the page it shows, group by group, in two columns."""

    def __init__(self, root: QWidget) -> None:
        super().__init__(root)
        self.setObjectName("cheat_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("全部按键")
        self.actions_listed = listed_actions(root)
        column = QVBoxLayout(self)
        column.setContentsMargins(6 * SPACE, 5 * SPACE, 6 * SPACE, 4 * SPACE)
        column.setSpacing(4 * SPACE)
        column.addWidget(heading("全部按键"))
        column.addLayout(self._columns(), 1)
        foot = QHBoxLayout()
        foot.addWidget(key_hint("Esc", "关闭"))
        foot.addStretch(1)
        close = primary_button("close_keys", "知道了", self.accept)
        close.setDefault(True)
        foot.addWidget(close)
        column.addLayout(foot)

    def _columns(self) -> QHBoxLayout:
        def group_of(action: ListedAction) -> str:
            return action.group

        row = QHBoxLayout()
        row.setSpacing(10 * SPACE)
        left, right = QVBoxLayout(), QVBoxLayout()
        heights = [0, 0]
        for group, actions in groupby(sorted(self.actions_listed, key=group_of), key=group_of):
            lines = list(actions)
            side = 0 if heights[0] <= heights[1] else 1
            heights[side] += len(lines) + 2
            (left, right)[side].addLayout(_group(group, lines))
        for half in (left, right):
            half.setSpacing(4 * SPACE)
            half.addStretch(1)
            row.addLayout(half, 1)
        return row


def _group(title: str, actions: list[ListedAction]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(SPACE)
    column.addWidget(lead(title))
    grid = QGridLayout()
    grid.setHorizontalSpacing(4 * SPACE)
    grid.setVerticalSpacing(SPACE)
    for line, action in enumerate(actions):
        grid.addWidget(key_hint(action.keys), line, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(QLabel(action.text), line, 1)
    grid.setColumnStretch(1, 1)
    column.addLayout(grid)
    return column
