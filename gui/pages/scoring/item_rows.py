"""The painted lines of the form: heads of sections, and items with what is told of them."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.icons import icon
from gui.pages.scoring.told_painting import lines_of, paint_told
from gui.theme import ROW_HEIGHT, SPACE, Theme, theme_of
from gui.widgets.badges import paint_shape, severity_shape
from review_forms.answers import Answer, Verdict
from review_forms.office_remarks import Response
from review_forms.scoring import ItemScore, SectionScore, figure
from review_forms.standard import Item, Section

OFFICE_REMARK, OPEN_REMARK, SETTLED_REMARK = "审管办意见", "▲", "○"
NUMBER_WIDTH = 9 * SPACE
_VERDICT_WIDTH = 22 * SPACE
_POINTS_WIDTH = 12 * SPACE
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_LINE_HEIGHT = 6 * SPACE


class SectionHead(QWidget):
    """The head of a section: title, how many items are answered, what is left of its points."""

    def __init__(self, section: Section, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"section_{section.id}")
        self._title = section.title
        self._remark, self._points, self._is_complete = "", "", False

    def set_score(self, score: SectionScore, *, has_points: bool) -> None:
        """Show how the section stands."""
        self._is_complete = score.answered == score.total_items
        remark = f"已答 {score.answered}/{score.total_items}"
        points = f"{figure(score.got)} / {figure(score.full)} 分" if has_points and score.full else ""
        if (remark, points) != (self._remark, self._points):
            self._remark, self._points = remark, points
            self.setAccessibleName(f"{self._title} {remark} {points}".strip())
            self.update()

    def wanted_height(self, width: int) -> int:  # noqa: ARG002  the same question as to an item
        """The height it needs."""
        return max(ROW_HEIGHT, self.fontMetrics().height() + 3 * SPACE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        """Paint the line."""
        painter = QPainter(self)
        theme = theme_of(self.palette())
        painter.fillRect(self.rect(), QColor(theme.raised))
        _paint_line_below(painter, self.rect(), theme)
        area = self.rect().adjusted(3 * SPACE, 0, -3 * SPACE, 0)
        painter.setPen(QColor(theme.muted))
        painter.drawText(area, int(_RIGHT), self._points)
        painter.setFont(_bold(self.font()))
        painter.setPen(QColor(theme.text))
        painter.drawText(area, int(_LEFT), self._title)
        area.setLeft(area.left() + painter.fontMetrics().horizontalAdvance(self._title) + 3 * SPACE)
        painter.setFont(self.font())
        painter.setPen(QColor(theme.good.ink if self._is_complete else theme.muted))
        painter.drawText(area, int(_LEFT), f"{'✓ ' if self._is_complete else ''}{self._remark}")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the parts of an item's line stand."""

    number: QRect
    prompt: QRect
    remark: QRect
    points: QRect
    verdict: QRect


class ItemRow(QWidget):
    """One item: number, prompt, points, what was said, and while it is closed a line for each finding, merit and note.

    `pressed` comes with the item's id and that of the line, or an empty text beside the lines.
    """

    pressed = Signal(str, str)

    def __init__(self, item: Item, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"item_{item.id}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.item = item
        self._number = number
        self._answer = Answer(item.id, None)
        self._line: ItemScore | None = None
        self._response: Response | None = None
        self._is_current = False

    def set_answer(self, answer: Answer, line: ItemScore, response: Response | None = None) -> bool:
        """Show what is said, and what it says to the office's remark; True when the row may need another height."""
        if (answer, line, response) == (self._answer, self._line, self._response):
            return False
        changes_height = len(lines_of(answer)) != len(lines_of(self._answer))
        self._answer, self._line, self._response = answer, line, response
        word = answer.verdict.label if answer.verdict else "尚未评定"
        if response is not None:
            word += f" {OFFICE_REMARK}{response.label}"
        self.setAccessibleName(f"{self._number} {self.item.prompt} {word}")
        self.update()
        return changes_height

    def set_current(self, is_current: bool) -> None:
        """Whether this is the open item, whose panel shows what is told of it."""
        if is_current != self._is_current:
            self._is_current = is_current
            self.update()

    def wanted_height(self, width: int) -> int:
        """The height it needs at a width."""
        lines = 0 if self._is_current else len(lines_of(self._answer))
        return self._head_height(width) + lines * _LINE_HEIGHT + (SPACE if lines else 0)

    def sizeHint(self) -> QSize:
        """The size at the width it has."""
        return QSize(self.width(), self.wanted_height(self.width()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the item, or what one of its lines tells."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        below = event.position().toPoint().y() - self._head_height(self.width())
        position = below // _LINE_HEIGHT if below >= 0 and not self._is_current else -1
        lines = lines_of(self._answer)
        self.pressed.emit(self.item.id, lines[position].id if 0 <= position < len(lines) else "")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        """Paint the lines."""
        painter = QPainter(self)
        theme = theme_of(self.palette())
        head = QRect(0, 0, self.width(), self._head_height(self.width()))
        if self._is_current:
            painter.fillRect(self.rect(), QColor(theme.accent_wash))
            painter.fillRect(0, 0, 3, self.height(), QColor(theme.accent))
        else:
            _paint_line_below(painter, self.rect(), theme)
        columns = self._columns(head)
        self._paint_number(painter, columns.number, theme)
        self._paint_prompt(painter, columns.prompt, theme)
        self._paint_remark(painter, columns.remark, theme)
        self._paint_points(painter, columns.points, theme)
        paint_verdict(painter, columns.verdict, self._answer, theme)
        if not self._is_current:
            self._paint_lines(painter, columns, head.bottom() + 1, theme)

    def _columns(self, head: QRect) -> _Columns:
        right = head.right() - 2 * SPACE
        verdict = QRect(right - _VERDICT_WIDTH, head.top(), _VERDICT_WIDTH, head.height())
        points = QRect(verdict.left() - _POINTS_WIDTH - SPACE, head.top(), _POINTS_WIDTH, head.height())
        width = 0 if self._response is None else self.fontMetrics().horizontalAdvance(OFFICE_REMARK) + 6 * SPACE
        remark = QRect(points.left() - width, head.top(), width, head.height())
        prompt_left = NUMBER_WIDTH + 2 * SPACE
        prompt = QRect(prompt_left, head.top(), remark.left() - prompt_left - SPACE, head.height())
        return _Columns(QRect(SPACE, head.top(), NUMBER_WIDTH - SPACE, head.height()), prompt, remark, points, verdict)

    def _head_height(self, width: int) -> int:
        least = max(ROW_HEIGHT, self.fontMetrics().height() + 3 * SPACE)
        if not self._is_current:
            return least
        room = self._columns(QRect(0, 0, width, least)).prompt
        font = self.fontMetrics()
        text = font.boundingRect(QRect(0, 0, room.width(), 1000), int(Qt.TextFlag.TextWordWrap), self.item.prompt)
        return max(least, text.height() + 3 * SPACE)

    def _paint_number(self, painter: QPainter, area: QRect, theme: Theme) -> None:
        if self._answer.marked:
            size = 4 * SPACE
            place = QRect(area.left() + SPACE // 2, area.center().y() - size // 2, size, size)
            icon("flag").paint(painter, place)
        painter.setPen(QColor(theme.muted))
        painter.drawText(area, int(_RIGHT), str(self._number))

    def _paint_prompt(self, painter: QPainter, area: QRect, theme: Theme) -> None:
        painter.setPen(QColor(theme.text))
        if self._is_current:
            painter.drawText(area, int(_LEFT) | int(Qt.TextFlag.TextWordWrap), self.item.prompt)
        else:
            painter.drawText(area, int(_LEFT), _elided(painter, self.item.prompt, area.width()))

    def _paint_remark(self, painter: QPainter, area: QRect, theme: Theme) -> None:
        if self._response is None:
            return
        is_open = self._response is Response.OPEN
        ink = QColor(theme.caution.ink if is_open else theme.muted)
        centre = QPointF(area.left() + 2.5 * SPACE, area.center().y() + 0.5)
        paint_shape(painter, centre, 2.5 * SPACE, OPEN_REMARK if is_open else SETTLED_REMARK, ink)
        painter.setPen(ink)
        painter.drawText(area.adjusted(5 * SPACE, 0, 0, 0), int(_LEFT), OFFICE_REMARK)

    def _paint_points(self, painter: QPainter, area: QRect, theme: Theme) -> None:
        line = self._line
        if line is None or not line.full:
            return
        if line.deducted:
            painter.setPen(QColor(theme.text))
            painter.drawText(area, int(_RIGHT), f"−{figure(line.deducted)}")
        elif line.awarded and not line.counted:
            painter.setPen(QColor(theme.text))
            painter.drawText(area, int(_RIGHT), f"+{figure(line.awarded)}")
        else:
            painter.setPen(QColor(theme.muted))
            painter.drawText(area, int(_RIGHT), f"{figure(line.full)} 分")

    def _paint_lines(self, painter: QPainter, columns: _Columns, top: int, theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = columns.verdict.right() - columns.prompt.left()
        for position, told in enumerate(lines_of(self._answer)):
            line = QRect(columns.prompt.left(), top + position * _LINE_HEIGHT, room, _LINE_HEIGHT)
            paint_told(painter, line, told, theme)


def paint_verdict(painter: QPainter, area: QRect, answer: Answer, theme: Theme) -> None:
    """Paint a verdict as sign and word; nothing while there is none."""
    if answer.verdict is None:
        return
    sign, ink = _verdict_sign(answer, theme)
    painter.setPen(QColor(ink))
    painter.drawText(QRect(area.left(), area.top(), 5 * SPACE, area.height()), int(Qt.AlignmentFlag.AlignCenter), sign)
    painter.drawText(area.adjusted(6 * SPACE, 0, 0, 0), int(_LEFT), answer.verdict.label)


def _verdict_sign(answer: Answer, theme: Theme) -> tuple[str, str]:
    worst = max((finding.severity for finding in answer.findings), key=lambda one: one.rank, default=None)
    tone = theme.caution if worst is None else theme.tone_of_shape(severity_shape(worst))
    match answer.verdict:
        case Verdict.CLEAR:
            return "✓", theme.good.ink
        case Verdict.FAULTY:
            return "!", tone.ink
        case Verdict.MISSING:
            return "×", tone.ink
        case _:
            return "—", theme.muted


def _paint_line_below(painter: QPainter, area: QRect, theme: Theme) -> None:
    painter.fillRect(area.left(), area.bottom(), area.width(), 1, QColor(theme.line))


def _elided(painter: QPainter, text: str, width: int) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold
