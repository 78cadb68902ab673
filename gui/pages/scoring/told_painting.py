"""How a finding, a merit and a note look in one line; status is told by shape and word, never by colour alone."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter

from gui.pages.scoring.answering import NOTE, told_in
from gui.theme import SPACE, Theme
from gui.widgets.badges import paint_shape, severity_shape
from review_forms.answers import Answer, Finding, Merit

_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_MERIT_SHAPE = "★"


@dataclass(frozen=True, slots=True)
class Note:
    """A reviewer's word to themselves, as a line among findings and merits."""

    facts: str
    id: str = NOTE
    place: str = ""
    page: str = ""
    scan: str = ""


Told = Finding | Merit | Note


def lines_of(answer: Answer) -> tuple[Told, ...]:
    """What is written under an item, a line for each."""
    return (*told_in(answer), *((Note(answer.note),) if answer.note else ()))


def words_of(told: Told) -> str:
    """The word that says what a line is: the severity of a finding, 亮点, or 备注."""
    match told:
        case Finding():
            return told.severity.label
        case Merit():
            return "亮点"
        case _:
            return "备注"


def place_of(told: Told) -> str:
    """Where it stands, and at how many places: 卷1 页23　3 处."""
    count = f"{told.occurrences} 处" if isinstance(told, Finding) and told.occurrences > 1 else ""
    return "　".join(filter(None, (told.place, count)))


def paint_told(painter: QPainter, area: QRect, told: Told, theme: Theme) -> None:
    """Paint one line: shape and word, where it stands, the facts; a note without a shape and quietly."""
    shape = _shape(told)
    ink = QColor(theme.tone_of_shape(shape).ink if shape else theme.muted)
    if shape:
        paint_shape(painter, QPointF(area.left() + 1.5 * SPACE, area.center().y() + 0.5), 2.5 * SPACE, shape, ink)
    area, word = area.adjusted(4 * SPACE, 0, 0, 0), words_of(told)
    painter.setPen(ink)
    painter.drawText(area, _LEFT, word)
    area.setLeft(area.left() + painter.fontMetrics().horizontalAdvance(word) + 2 * SPACE)
    facts = " ".join(told.facts.split())
    text = "　".join(part for part in (place_of(told), facts or _nothing(told)) if part)
    painter.setPen(QColor(theme.text if facts and shape else theme.muted))
    painter.drawText(area, _LEFT, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width()))


def _shape(told: Told) -> str:
    match told:
        case Finding():
            return severity_shape(told.severity)
        case Merit():
            return _MERIT_SHAPE
        case _:
            return ""


def _nothing(told: Told) -> str:
    return "（还没有写明事实）" if isinstance(told, Finding) else "（还没有写）"
