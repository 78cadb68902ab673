"""Icons by name, drawn from qtawesome's fonts in the colours of the palette."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap

from gui.theme import theme_of

_GLYPHS = {
    "workbench": "squares-four",
    "batches": "stack",
    "cases": "folders",
    "scoring": "check-square",
    "deliberation": "scales",
    "letters": "envelope-simple",
    "objections": "chat-circle-text",
    "remedies": "wrench",
    "statistics": "chart-bar",
    "standards": "book-open",
    "exchange": "arrows-left-right",
    "settings": "gear-six",
    "search": "magnifying-glass",
    "zoom_in": "magnifying-glass-plus",
    "zoom_out": "magnifying-glass-minus",
    "calendar": "calendar-blank",
    "close": "x",
    "add": "plus",
    "edit": "pencil-simple",
    "remove": "trash",
    "back": "arrow-left",
    "forward": "arrow-right",
    "open": "folder-open",
    "save": "floppy-disk",
    "print": "printer",
    "refresh": "arrows-clockwise",
    "filter": "funnel",
    "help": "question",
    "info": "info",
    "warning": "warning",
    "error": "warning-circle",
    "done": "check-circle",
    "import": "download-simple",
    "export": "upload-simple",
    "history": "clock-counter-clockwise",
    "person": "user",
    "office": "buildings",
    "file": "file-text",
    "flag": "flag",
    "shuffle": "shuffle",
    "turn": "arrow-clockwise",
    "up": "caret-up",
    "down": "caret-down",
    "outside": "arrow-square-out",
    "take": "arrow-square-right",
    "undo": "arrow-counter-clockwise",
    "redo": "arrow-clockwise",
}


@cache
def _phosphor() -> tuple[str, dict[str, str]]:
    """The family of the icon font, and the code of each glyph in hexadecimal; loaded at the first painting.

    Only the files of qtawesome are used: its code loads every Qt module there is, which takes longer than the window.
    """
    import json

    spec = find_spec("qtawesome")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "fonts"
    codes = json.loads(next(folder.glob("phosphor-charmap-*.json")).read_text(encoding="utf-8"))
    number = QFontDatabase.addApplicationFont(str(next(folder.glob("phosphor-[0-9]*.ttf"))))
    return QFontDatabase.applicationFontFamilies(number)[0], codes


def _paint_glyph(painter: QPainter, rect: QRect, name: str, colour: QColor) -> None:
    family, codes = _phosphor()
    font = QFont(family)
    font.setPixelSize(max(1, round(rect.height() * 0.95)))
    painter.save()
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), chr(int(codes[name], 16)))
    painter.restore()


class _GlyphEngine(QIconEngine):
    """Draws one glyph in the palette's text colour of the moment, so that icons follow light and dark."""

    def __init__(self, glyph: str, *, on_accent: bool) -> None:
        super().__init__()
        self._glyph = glyph
        self._on_accent = on_accent

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        palette = QGuiApplication.palette()
        group = QPalette.ColorGroup.Disabled if mode == QIcon.Mode.Disabled else QPalette.ColorGroup.Active
        role = QPalette.ColorRole.Accent if state == QIcon.State.On else QPalette.ColorRole.WindowText
        colour = palette.color(group, role)
        if self._on_accent and mode != QIcon.Mode.Disabled:
            colour = QColor(theme_of(palette).on_accent)
        _paint_glyph(painter, rect, self._glyph, colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _GlyphEngine(self._glyph, on_accent=self._on_accent)


def icon(name: str, *, on_accent: bool = False) -> QIcon:
    """The icon of that name, drawn for a primary button when `on_accent`; an unknown name is a KeyError."""
    return QIcon(_GlyphEngine(_GLYPHS[name], on_accent=on_accent))


def icon_names() -> tuple[str, ...]:
    """Every name that `icon` knows."""
    return tuple(_GLYPHS)
