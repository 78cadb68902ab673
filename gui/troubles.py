"""Where a fault is shown: beside what caused it when there is a place for it, else in a calm dialog."""

from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from models.errors import StorageError, UserError


@runtime_checkable
class ErrorPlace(Protocol):
    """A widget with room for one sentence about what went wrong inside it: a page, a form, a side panel."""

    def show_error(self, message: str) -> None:
        """Show the sentence until it is cleared or replaced."""

    def clear_error(self) -> None:
        """Take the sentence away."""


def error_place_of(widget: QWidget | None) -> ErrorPlace | None:
    """The nearest error place among a widget and what it stands in."""
    while widget is not None:
        if isinstance(widget, ErrorPlace):
            return widget
        widget = widget.parentWidget()
    return None


def show_trouble(widget: QWidget | None, error: UserError | StorageError) -> None:
    """Show a fault that is not a bug: the user's beside its cause, the disk's in a dialog that waits to be read."""
    from gui.dialogs.errors import ErrorDialog

    place = error_place_of(widget)
    if isinstance(error, UserError) and place is not None:
        place.show_error(str(error))
    elif isinstance(error, UserError):
        ErrorDialog.about_input(widget, str(error)).open()
    else:
        ErrorDialog.about_storage(widget, error).open()


def clear_trouble(widget: QWidget) -> None:
    """Take away what an earlier attempt left in the nearest error place."""
    place = error_place_of(widget)
    if place is not None:
        place.clear_error()
