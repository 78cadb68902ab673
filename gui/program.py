"""One run of the window, from an empty frame to the last backup."""

import gc
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from gui.application import Dresser, build_application, catch_bugs, log_qt_messages, remembered_appearance
from gui.main_window import MainWindow
from gui.memory import Memory
from gui.opening import Opening
from gui.places import places
from gui.runners import BackgroundRunner
from models.errors import StorageError


def run(arguments: Sequence[str], folder: Path | None) -> int:
    """Show the window and stay until it is closed; returns the exit code.

    Without a folder the workspace opened last is opened again, and the first time the default one.
    """
    # Some hundred modules are loaded from here on, and nothing of them is garbage: looking at them takes a tenth of the
    # time to the first list.
    gc.disable()
    app = build_application(arguments)
    catch_bugs(_log_folder)
    log_qt_messages(_log_folder)
    memory = Memory(_config_folder() / "window.ini")
    dresser = Dresser(app, remembered_appearance(memory))
    runner = BackgroundRunner()
    window = MainWindow(places(dresser, memory), runner)
    opening = Opening(window, runner, memory, folder or _last_workspace(memory), make_sample=_make_sample)
    window.painted.connect(_collect_from_here_on)
    window.show()
    code = app.exec()
    runner.close()
    try:
        opening.close()
    except StorageError as error:
        # the workspace is closed, only its last backup failed: the user must read that before the program is gone
        from gui.dialogs.errors import ErrorDialog

        ErrorDialog.about_storage(None, error).open()
        app.exec()
    return code


def _config_folder() -> Path:
    # where platformdirs has it too, whose import takes longer than the window
    config = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(config) / "pingheng"


def _log_folder() -> Path:
    from platformdirs import user_log_path

    return user_log_path("pingheng", appauthor=False)


def _last_workspace(memory: Memory) -> Path:
    remembered = memory.text("workspace")
    if remembered:
        return Path(remembered)
    from models.default_workspace import default_workspace

    return default_workspace()


def _make_sample(folder: Path, progress: Callable[[int, int, str], None]) -> None:
    from gui.sample_workspace import make_sample

    make_sample(folder, progress)


def _collect_from_here_on() -> None:
    """Let the collector work again, and leave alone what was loaded until now."""
    gc.freeze()
    gc.enable()
