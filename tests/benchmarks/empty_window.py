"""Opens an empty PySide6 window, prints when it was painted, and ends: the reference of the cold start."""

import json
import os
from time import perf_counter

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class EmptyWindow(QMainWindow):
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QTimer.singleShot(0, end)


def end() -> None:
    print(json.dumps({"shown": perf_counter()}), flush=True)
    os._exit(0)


app = QApplication([])
window = EmptyWindow()
window.resize(1280, 720)
window.show()
app.exec()
