"""Windows that grow with their words."""

from PySide6.QtWidgets import QWidget


def grow_to_words(window: QWidget) -> None:
    """Give a window the height that its words take at its width; by itself it asks them for one line each."""
    layout = window.layout()
    if layout is not None:
        layout.activate()
        window.resize(window.width(), max(window.height(), layout.totalHeightForWidth(window.width())))
