"""Windows that grow with their words, as far as the screen goes."""

from PySide6.QtCore import QMargins, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

_FRAME = 48  # what the system's title bar and panel may take


def grow_to_words(window: QWidget, scroll: QScrollArea | None = None) -> None:
    """Give a window the height that its words take at its width; by itself it asks them for one line each.

    Where the screen is too low for all of them, the contents of `scroll` give way.
    """
    layout = window.layout()
    if layout is None:
        return
    screen = window.screen().availableGeometry()
    most = screen.height() - _FRAME
    if scroll is not None:
        # a bar that was there takes the width that makes it needless
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedHeight(_wanted_height(scroll, window.width() - _sides(layout.contentsMargins())))
        _lay_out_around(scroll)
    layout.activate()
    wanted = layout.totalHeightForWidth(window.width())
    if scroll is not None and wanted > most:
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        scroll.setFixedHeight(max(0, scroll.height() - (wanted - most)))
        _lay_out_around(scroll)
        wanted = most
    window.resize(window.width(), max(wanted, min(window.height(), most)))
    below = window.frameGeometry().bottom() - screen.bottom()
    if below > 0:
        window.move(window.x(), max(screen.top(), window.y() - below))


def _lay_out_around(widget: QWidget) -> None:
    """Let everything that a widget stands in know its size now; by itself each learns of it an event later."""
    around = widget.parentWidget()
    while around is not None:
        layout = around.layout()
        if layout is not None:
            layout.invalidate()
            layout.activate()
        around = None if around.isWindow() else around.parentWidget()


def _wanted_height(scroll: QScrollArea, width: int) -> int:
    contents = scroll.widget()
    layout = None if contents is None else contents.layout()
    return scroll.height() if layout is None else layout.totalHeightForWidth(width)


def _sides(margins: QMargins) -> int:
    return margins.left() + margins.right()
