"""Wordings offered under a text field."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.forms.phrase_matching import PhraseIndex, Readings, Wording
from gui.theme import SPACE, theme_of

SHOWN = 5
"""How many are shown at most, and so how many can be taken by their number."""

_OWN_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
_USES = Qt.ItemDataRole.UserRole
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


class _WordingDelegate(QStyledItemDelegate):
    """Paints a wording with the number that takes it before it, and how often it was used behind."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        """One line."""
        return QSize(100, option.fontMetrics.height() + 2 * SPACE)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the line."""
        theme, area = theme_of(option.palette), option.rect.adjusted(2 * SPACE, 0, -2 * SPACE, 0)
        painter.save()
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.fillRect(option.rect, QColor(theme.selection if is_chosen else theme.hover))
        metrics, uses = option.fontMetrics, index.data(_USES)
        painter.setPen(QColor(theme.muted))
        painter.drawText(area, _LEFT, str(index.row() + 1))
        said = f"用过 {uses} 次" if uses else ""
        painter.drawText(area, _RIGHT, said)
        room = QRect(area)
        room.setLeft(area.left() + metrics.horizontalAdvance("0") + 2 * SPACE)
        room.setRight(area.right() - (metrics.horizontalAdvance(said) + 3 * SPACE if said else 0))
        painter.setPen(QColor(theme.text))
        text = " ".join(str(index.data()).split())
        painter.drawText(room, _LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width()))
        painter.restore()


class PhraseList(QListWidget):
    """The first few wordings that fit what is typed; hidden when there are none.

    `taken` comes with the wording on Enter, by its number or on a click, `left` when the person goes back to the field
    above.
    """

    taken = Signal(str)
    left = Signal()

    def __init__(self, name: str, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(what)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMouseTracking(True)
        self.setItemDelegate(_WordingDelegate(self))
        for turn_off in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            turn_off(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._readings: Readings | None = None
        self._index = PhraseIndex(())
        self._typed = ""
        self._shown: tuple[Wording, ...] = ()
        self.itemClicked.connect(lambda item: self.taken.emit(item.text()))
        self.hide()

    @property
    def shown(self) -> tuple[str, ...]:
        """The wordings in the list."""
        return tuple(wording.text for wording in self._shown)

    def use_readings(self, readings: Readings) -> None:
        """From now on pinyin fits too."""
        self._readings = readings
        if self._index.wordings:
            self.offer(self._index.wordings, self._typed)

    def offer(self, wordings: Sequence[Wording], typed: str) -> None:
        """Offer other wordings, as far as they fit what is typed."""
        self._index = PhraseIndex(wordings, self._readings)
        self.narrow(typed)

    def narrow(self, typed: str) -> None:
        """Leave only what fits the text typed so far and is not all of it."""
        self._typed = typed
        fitting = self._index.matching(typed, SHOWN)
        if fitting != self._shown:
            self._shown = fitting
            self.clear()
            for wording in fitting:
                self.addItem(_list_item(wording))
            self.setFixedHeight(len(fitting) * max(self.sizeHintForRow(0), 0) + 2 * self.frameWidth())
        self.setVisible(bool(fitting))

    def enter(self) -> bool:
        """Go to the first wording; False when there is none."""
        if not self._shown:
            return False
        self.setCurrentRow(0)
        self.setFocus()
        return True

    def take(self, number: int) -> None:
        """Take the wording with this number, counted from 1, if it is shown."""
        if self.isVisible() and number <= len(self._shown):
            self.taken.emit(self._shown[number - 1].text)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something in here from the page's actions."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take with Enter, go back with Esc or Up from the first line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.taken.emit(self.currentItem().text())
        elif event.key() == Qt.Key.Key_Escape or (event.key() == Qt.Key.Key_Up and self.currentRow() <= 0):
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _list_item(wording: Wording) -> QListWidgetItem:
    item = QListWidgetItem(wording.text)
    item.setData(_USES, wording.uses)
    used = f"，用过 {wording.uses} 次" if wording.uses else ""
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{wording.text}{used}")
    item.setToolTip(wording.text)
    return item
