"""All keys that work just now, on one sheet."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gui.actions import ListedAction, listed_actions
from gui.theme import SPACE
from gui.widgets.buttons import primary_button
from gui.widgets.labels import heading, key_hint, lead

_COLUMN_WIDTH = 100 * SPACE
_MOST_COLUMNS = 3
_WINDOW = "窗口"


class CheatSheet(QDialog):
    """The keys of a window and of the page it shows, group by group, in as many columns as the window has room for.

    Where it is higher than the window it scrolls, with the arrows and the page keys too; nothing is cut off.
    """

    def __init__(self, root: QWidget) -> None:
        super().__init__(root)
        self.setObjectName("cheat_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("全部按键")
        self.actions_listed = listed_actions(root)
        self._room = root.window().size() - QSize(8 * SPACE, 8 * SPACE)
        self._scroll = QScrollArea()
        column = QVBoxLayout(self)
        column.setContentsMargins(6 * SPACE, 5 * SPACE, 6 * SPACE, 4 * SPACE)
        column.setSpacing(4 * SPACE)
        column.addWidget(heading("全部按键"))
        column.addWidget(self._scroll, 1)
        column.addLayout(self._foot())
        self._fill()
        self._scroll.setFocus()

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.addWidget(key_hint("Esc", "关闭"))
        foot.addStretch(1)
        close = primary_button("close_keys", "知道了", self.accept)
        close.setDefault(True)
        foot.addWidget(close)
        return foot

    def _fill(self) -> None:
        """Put the keys in, and take the size that shows them all, as far as there is room."""
        margins = 12 * SPACE + self._scroll.verticalScrollBar().sizeHint().width()
        count = min(max((self._room.width() - margins) // _COLUMN_WIDTH, 1), _MOST_COLUMNS)
        width = min(count * _COLUMN_WIDTH, self._room.width() - margins)
        content = QWidget()
        content.setLayout(_columns(_groups(self.actions_listed), count))
        content.setAutoFillBackground(False)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName("按键")
        self._scroll.setWidget(content)
        layout = content.layout()
        assert layout is not None
        height = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        rest = self.sizeHint().height() - self._scroll.sizeHint().height()
        self.resize(width + margins, min(height + rest, self._room.height()))


def _groups(actions: tuple[ListedAction, ...]) -> dict[str, list[ListedAction]]:
    """The actions by group: the page's own first, in the order in which they were made, the window's last."""
    groups: dict[str, list[ListedAction]] = {}
    for action in sorted(actions, key=lambda action: action.group == _WINDOW):
        groups.setdefault(action.group, []).append(action)
    return groups


def _columns(groups: dict[str, list[ListedAction]], count: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6 * SPACE)
    for titles in _balanced({group: len(actions) + 2 for group, actions in groups.items()}, count):
        column = QVBoxLayout()
        column.setSpacing(4 * SPACE)
        for title in titles:
            column.addLayout(_group(title, groups[title]))
        column.addStretch(1)
        row.addLayout(column, 1)
    return row


def _balanced(heights: dict[str, int], count: int) -> list[list[str]]:
    """The groups in columns of about the same height, in the order in which they come as far as that allows."""
    order = list(heights)
    columns: list[list[str]] = [[] for _ in range(count)]
    for title in sorted(order, key=heights.__getitem__, reverse=True):
        min(columns, key=lambda column: sum(heights[own] for own in column)).append(title)
    filled = (sorted(column, key=order.index) for column in columns if column)
    return sorted(filled, key=lambda column: order.index(column[0]))


def _group(title: str, actions: list[ListedAction]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(SPACE)
    column.addWidget(lead(title))
    grid = QGridLayout()
    grid.setHorizontalSpacing(3 * SPACE)
    grid.setVerticalSpacing(SPACE)
    for line, action in enumerate(actions):
        words = QLabel(action.text)
        words.setWordWrap(True)
        grid.addWidget(key_hint(action.keys), line, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(words, line, 1)
    grid.setColumnStretch(1, 1)
    column.addLayout(grid)
    return column
