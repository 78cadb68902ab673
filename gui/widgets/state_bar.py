"""How far a batch has come, as one bar with a count."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.table_models.columns import ColumnsModel
from gui.theme import SPACE, Theme, theme_of

Shares = Sequence[tuple[float, str]]
"""Parts of the whole, 0 to 1, with a tone each: done, under_way or begun."""

_BAR_WIDTH = 120
_INDENT = 11  # where the style puts the text of other cells
_BAR_HEIGHT = 8


class StateBarDelegate(QStyledItemDelegate):
    """Paints a bar before the text of a cell; `shares` gives the parts of a row."""

    def __init__(self, shares: Callable[[Any], Shares], parent: QWidget) -> None:
        super().__init__(parent)
        self._shares = shares

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the cell's ground, the bar and the text."""
        model = index.model()
        if not isinstance(model, ColumnsModel):
            super().paint(painter, option, index)
            return
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        area = QRectF(option.rect).adjusted(_INDENT, 0, -_INDENT, 0)
        bar = QRectF(area.left(), area.center().y() - _BAR_HEIGHT / 2, _BAR_WIDTH, _BAR_HEIGHT)
        painter.save()
        paint_shares(painter, bar, self._shares(model.row_at(index.row())), theme_of(option.palette))
        painter.setPen(QColor(theme_of(option.palette).text))
        painter.setFont(option.font)
        words = area.adjusted(_BAR_WIDTH + 2 * SPACE, 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.restore()


def paint_shares(painter: QPainter, bar: QRectF, shares: Shares, theme: Theme) -> None:
    """Paint the parts one after the other into the bar, from the most advanced on."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.line))
    painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)
    lighter = QColor(theme.accent)
    lighter.setAlpha(110)
    colours = {"done": QColor(theme.good.ink), "under_way": QColor(theme.accent), "begun": lighter}
    left = bar.left()
    for share, tone in shares:
        width = bar.width() * share
        if width > 0:
            painter.setBrush(colours[tone])
            painter.drawRoundedRect(QRectF(left, bar.top(), width, bar.height()), 3, 3)
            left += width
