"""What the window remembers of itself between two runs: sizes, widths, the last place. Never a fact of a case."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings


class Memory:
    """Small settings in one ini file, each with a plain name."""

    def __init__(self, path: Path) -> None:
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def text(self, name: str, otherwise: str = "") -> str:
        """The text kept under a name."""
        value = self._settings.value(name)
        return value if isinstance(value, str) else otherwise

    def number(self, name: str, otherwise: float) -> float:
        """The number kept under a name; what is no number counts as not kept."""
        try:
            return float(self.text(name))
        except ValueError:
            return otherwise

    def blob(self, name: str) -> QByteArray:
        """The bytes kept under a name, such as a window's geometry; empty when there are none."""
        value = self._settings.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def keep(self, name: str, value: str | float | QByteArray) -> None:
        """Keep a value under a name from now on."""
        self._settings.setValue(name, value if isinstance(value, QByteArray) else str(value))
