"""Emptying a layout whose widgets are made anew."""

from PySide6.QtWidgets import QLayout


def empty_layout(layout: QLayout) -> None:
    """Take everything out of a layout; its widgets vanish at once and are freed when Qt is ready."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            empty_layout(inner)
