"""How one card of the wall board looks."""

from datetime import date

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from gui.theme import SPACE, Theme, theme_of
from gui.widgets.badges import paint_badge
from models.queries.remedies import RemedyRow, RemedyStage

_PADDING = 2 * SPACE
_GAP = 2 * SPACE


def card_height(metrics: QFontMetrics, width: int, row: RemedyRow) -> int:
    """How high the card of a remedy is in a column of this width, the gap under it included."""
    lines = 3 + _content_lines(metrics, _inner_width(width), row.content)
    return lines * metrics.lineSpacing() + 2 * _PADDING + _GAP + SPACE


def paint_card(painter: QPainter, option: QStyleOptionViewItem, row: RemedyRow, today: date) -> None:
    """Paint the case number, what is to be remedied, by whom and until when; a late card has a bar at its side."""
    # The list is transparent, and so is its palette: only the application's tells light from dark.
    theme = theme_of(QGuiApplication.palette())
    late = row.days_over(today)
    area = QRectF(option.rect).adjusted(1, 1, -1, -_GAP)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_ground(painter, area, option, theme, is_late=late > 0)
    inner = area.adjusted(3 * SPACE, _PADDING, -_PADDING, -_PADDING)
    line = option.fontMetrics.lineSpacing()
    bold = QFont(option.font)
    bold.setWeight(QFont.Weight.DemiBold)
    painter.setPen(QColor(theme.text))
    top = QRectF(inner.left(), inner.top(), inner.width(), line)
    _paint_line(painter, bold, top, row.case_number)
    painter.setFont(option.font)
    lines = _content_lines(option.fontMetrics, int(inner.width()), row.content)
    _paint_wrapped(painter, top.translated(0, line), row.content, lines)
    painter.setPen(QColor(theme.muted))
    who = "　".join(part for part in (row.department, row.person) if part)
    _paint_line(painter, option.font, top.translated(0, (1 + lines) * line), who)
    _paint_foot(painter, QRectF(inner.left(), inner.bottom() - line, inner.width(), line), row, late, theme)
    painter.restore()


def _paint_ground(
    painter: QPainter, area: QRectF, option: QStyleOptionViewItem, theme: Theme, *, is_late: bool
) -> None:
    is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
    has_focus = is_selected and bool(option.state & QStyle.StateFlag.State_HasFocus)
    painter.setBrush(QColor(theme.selection if is_selected else theme.raised))
    painter.setPen(QColor(theme.accent if has_focus else theme.line))
    painter.drawRoundedRect(area, SPACE, SPACE)
    if is_late:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.serious.ink))
        painter.drawRoundedRect(QRectF(area.left(), area.top(), SPACE, area.height()), 2, 2)


def _paint_foot(painter: QPainter, foot: QRectF, row: RemedyRow, late: int, theme: Theme) -> None:
    if late:
        metrics = painter.fontMetrics()
        word = f"逾期{late}天"
        width = metrics.horizontalAdvance(word) + metrics.height() + 4 * SPACE
        badge = QRectF(foot.left(), foot.top() - SPACE / 2, width, foot.height() + SPACE)
        paint_badge(painter, badge, "▲", word, theme.serious)
        return
    is_cleared = row.stage is RemedyStage.CLEARED
    word = f"依据：{row.evidence}" if is_cleared else f"时限 {row.due_on.isoformat()}"
    painter.setPen(QColor(theme.muted))
    _paint_line(painter, painter.font(), foot, word)


def _paint_line(painter: QPainter, font: QFont, area: QRectF, text: str) -> None:
    painter.setFont(font)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


def _inner_width(width: int) -> int:
    return width - 3 * SPACE - _PADDING - 2


def _content_lines(metrics: QFontMetrics, width: int, content: str) -> int:
    return 1 if metrics.horizontalAdvance(content) <= width else 2


def _paint_wrapped(painter: QPainter, line: QRectF, text: str, lines: int) -> None:
    """One line or two, the last shortened where the text goes on."""
    if lines == 1:
        _paint_line(painter, painter.font(), line, text)
        return
    layout = QTextLayout(text.replace("\n", " "), painter.font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    first = layout.createLine()
    first.setLineWidth(line.width())
    split = first.textLength()
    layout.endLayout()
    _paint_line(painter, painter.font(), line, text[:split].strip())
    _paint_line(painter, painter.font(), line.translated(0, line.height()), text[split:].strip())
