"""Opens the program's window as main.py does, prints when it was shown and filled, and ends: the others' child process.

Usage: opened_window.py WORKSPACE. The moments are those of the system's monotonic clock, which the parent reads too;
nothing in the program knows of this: its main window is only asked from outside.
"""

import json
import os
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

from PySide6.QtCore import QTimer

import gui.main_window
from gui.main_window import MainWindow

IDLE_POLL_MS = 2


class WatchedWindow(MainWindow):
    """The window, noting its moments."""

    def __init__(self, places: Any, runner: Any) -> None:
        super().__init__(places, runner)
        self._watched = runner
        self.moments: dict[str, float] = {}
        self.painted.connect(lambda: self._note("shown"))

    def open_desk(self, desk: Any, surroundings: Any) -> None:
        super().open_desk(desk, surroundings)
        self._when_idle(self._on_filled)

    def _note(self, moment: str) -> None:
        self.moments.setdefault(moment, perf_counter())

    def _when_idle(self, then: Any) -> None:
        """Once no work is under way and everything due was painted."""
        if self._watched.running:
            QTimer.singleShot(IDLE_POLL_MS, lambda: self._when_idle(then))
        else:
            QTimer.singleShot(0, then)

    def _on_filled(self) -> None:
        self._note("filled")
        self.moments["memory"] = memory()
        self.go("cases")
        self._when_idle(self._on_cases)

    def _on_cases(self) -> None:
        self._note("cases")
        self.moments["memory with cases"] = memory()
        self.moments["highest memory"] = memory("VmHWM")
        print(json.dumps(self.moments), flush=True)
        os._exit(0)


def memory(kind: str = "VmRSS") -> float:
    """The memory of this process in MB: now, or the highest so far."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(kind))


if __name__ == "__main__":
    gui.main_window.MainWindow = WatchedWindow
    from main import open_window

    open_window(Path(sys.argv[1]))
