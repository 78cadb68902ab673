"""The log file: what failed where in the program, and never what a case or a person is called."""

import logging
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PySide6.QtCore import QtMsgType

FILE = "pingheng.log"
LOG = logging.getLogger("pingheng")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class FramesFormatter(logging.Formatter):
    """Writes an exception as its type and the places it went through.

    The exception's own words are left out, for they may quote a name or a case number.
    """

    def formatException(self, ei: object) -> str:
        """The frames and the type of the exception and of what caused it."""
        kept = ei if isinstance(ei, tuple) else (None, None, None)
        error = kept[1]
        lines: list[str] = []
        while isinstance(error, BaseException):
            frames = traceback.extract_tb(error.__traceback__)
            lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def open_log(folder: Path) -> Path:
    """Send the log to a file in the folder, a megabyte at most and two older ones kept; returns the file's path.

    Done at the first entry, and once: most days there is nothing to log.

    Where the folder cannot be written, the log goes to the error stream instead: a broken log stops nobody's work.
    """
    path = folder / FILE
    if LOG.handlers:
        return path
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
    except OSError:
        handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FramesFormatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    return path


def log_qt_message(kind: QtMsgType, category: str, message: str) -> None:
    """Write down what Qt had to say."""
    LOG.log(_LEVELS.get(kind, logging.WARNING), "Qt %s: %s", category, message)
