"""Icons by name, drawn from qtawesome's fonts in the colours of the palette."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap

from gui.theme import theme_of

_GLYPHS = {
    "workbench": "ph.squares-four",
    "batches": "ph.stack",
    "cases": "ph.folders",
    "scoring": "ph.check-square",
    "deliberation": "ph.scales",
    "letters": "ph.envelope-simple",
    "objections": "ph.chat-circle-text",
    "remedies": "ph.wrench",
    "statistics": "ph.chart-bar",
    "standards": "ph.book-open",
    "exchange": "ph.usb",
    "settings": "ph.gear-six",
    "search": "ph.magnifying-glass",
    "calendar": "ph.calendar-blank",
    "close": "ph.x",
    "add": "ph.plus",
    "edit": "ph.pencil-simple",
    "remove": "ph.trash",
    "back": "ph.arrow-left",
    "forward": "ph.arrow-right",
    "open": "ph.folder-open",
    "save": "ph.floppy-disk",
    "print": "ph.printer",
    "refresh": "ph.arrows-clockwise",
    "filter": "ph.funnel",
    "help": "ph.question",
    "info": "ph.info",
    "warning": "ph.warning",
    "error": "ph.warning-circle",
    "done": "ph.check-circle",
    "import": "ph.download-simple",
    "export": "ph.upload-simple",
    "history": "ph.clock-counter-clockwise",
    "person": "ph.user",
    "office": "ph.buildings",
    "file": "ph.file-text",
    "flag": "ph.flag",
    "shuffle": "ph.shuffle",
}


class _GlyphEngine(QIconEngine):
    """Draws one glyph in the palette's text colour of the moment, so that icons follow light and dark."""

    def __init__(self, glyph: str, *, on_accent: bool) -> None:
        super().__init__()
        self._glyph = glyph
        self._on_accent = on_accent

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        # Imported at the first painting: qtawesome costs half as much as an empty window.
        import qtawesome

        palette = QGuiApplication.palette()
        group = QPalette.ColorGroup.Disabled if mode == QIcon.Mode.Disabled else QPalette.ColorGroup.Active
        role = QPalette.ColorRole.Accent if state == QIcon.State.On else QPalette.ColorRole.WindowText
        colour = palette.color(group, role)
        if self._on_accent and mode != QIcon.Mode.Disabled:
            colour = QColor(theme_of(palette).on_accent)
        qtawesome.icon(self._glyph, color=colour).paint(painter, rect)

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
