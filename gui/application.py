"""The Qt application: style, font, language, light and dark, and what happens when a bug comes up."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication

import resources
from gui.memory import Memory
from gui.theme import DARK, LARGEST_TEXT_POINTS, LIGHT, SMALLEST_TEXT_POINTS, TEXT_POINTS, Theme, fill_style, palette_of

_CHINESE_FONTS = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "PingFang SC",
)


class Brightness(StrEnum):
    """Whether the window is light, dark, or as the system is."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"

    @property
    def label(self) -> str:
        """The choice in Chinese."""
        return {"system": "随系统", "light": "浅色", "dark": "深色"}[self.value]


@dataclass(frozen=True, slots=True)
class Appearance:
    """How the window looks; `points` is the size of ordinary text."""

    brightness: Brightness = Brightness.SYSTEM
    points: float = TEXT_POINTS


def remembered_appearance(memory: Memory) -> Appearance:
    """The appearance that was chosen last on this computer."""
    chosen = memory.text("appearance/brightness")
    brightness = Brightness(chosen) if chosen in set(Brightness) else Brightness.SYSTEM
    return Appearance(brightness, memory.number("appearance/points", TEXT_POINTS))


def remember_appearance(memory: Memory, appearance: Appearance) -> None:
    """Keep an appearance for the next start."""
    memory.keep("appearance/brightness", appearance.brightness.value)
    memory.keep("appearance/points", appearance.points)


def build_application(arguments: Sequence[str]) -> QApplication:
    """The application, ready for a window: Chinese, with a font that has the characters."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    # by argument, for setStyle() would answer with the style and load its class, which takes 5 ms
    app = QApplication([*arguments, "-style", "Fusion"])
    app.setApplicationName("pingheng")
    app.setApplicationDisplayName("评衡")
    app.setDesktopFileName("pingheng")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    _speak_chinese(app)
    return app


class Dresser(QObject):
    """Gives the application its look and keeps it in step with the system."""

    def __init__(self, app: QApplication, appearance: Appearance | None = None) -> None:
        super().__init__(app)
        self._app = app
        self._appearance = appearance or Appearance()
        self._family = chinese_family()
        self._template = resources.read_text("style.qss")
        self._worn: tuple[Theme, float] | None = None
        app.styleHints().colorSchemeChanged.connect(self._dress)
        self._dress()

    @property
    def appearance(self) -> Appearance:
        """What was chosen last."""
        return self._appearance

    def wear(self, appearance: Appearance) -> None:
        """Look like this from now on."""
        self._appearance = appearance
        self._dress()

    def _theme(self) -> Theme:
        if self._appearance.brightness is Brightness.SYSTEM:
            return DARK if self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._appearance.brightness is Brightness.DARK else LIGHT

    def _dress(self) -> None:
        theme = self._theme()
        points = min(max(self._appearance.points, SMALLEST_TEXT_POINTS), LARGEST_TEXT_POINTS)
        if self._worn == (theme, points):
            return
        self._worn = (theme, points)
        font = QFont(self._family) if self._family else QFont()
        font.setPointSizeF(points)
        self._app.setFont(font)
        self._app.setPalette(palette_of(theme))
        check = resources.path("images", "check-dark.svg" if theme.is_dark else "check-light.svg")
        self._app.setStyleSheet(fill_style(self._template, theme, points, check.as_posix()))


def chinese_family() -> str:
    """A family that has Chinese characters: the system's, else the one that ships with the program."""
    for family in _CHINESE_FONTS:
        if QFontDatabase.hasFamily(family):
            return family
    known = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    return known[0] if known else _bundled_family()


def _bundled_family() -> str:
    families: list[str] = []
    for file in sorted(resources.path("fonts").glob("NotoSansSC*.ttf")):
        families += QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))
    return families[0] if families else ""


def _speak_chinese(app: QApplication) -> None:
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)


def catch_bugs(
    log_folder: Callable[[], Path],
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """Put in place the hook for errors that nobody expected, and return it: a log in the folder, a calm dialog.

    The folder is asked for at the first entry.
    """

    def on_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        from gui.log_file import LOG, open_log

        log = open_log(log_folder())
        LOG.error("an error that nobody expected", exc_info=(kind, error, trace))
        if QApplication.instance() is not None:
            _show_bug(log)

    sys.excepthook = on_bug
    return on_bug


def log_qt_messages(log_folder: Callable[[], Path]) -> None:
    """Send what Qt has to say to the log in the folder."""

    def on_message(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
        from gui.log_file import log_qt_message, open_log

        open_log(log_folder())
        log_qt_message(kind, context.category or "default", message or "")

    qInstallMessageHandler(on_message)


def _show_bug(log: Path) -> None:
    from gui.dialogs.errors import ErrorDialog

    shown = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, ErrorDialog)]
    if not any(dialog.isVisible() for dialog in shown):
        ErrorDialog.about_bug(QApplication.activeWindow(), log).open()
