"""One run of the window, from an empty frame to the last backup."""

from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_config_path, user_log_path

from gui.application import Dresser, build_application, catch_bugs, log_qt_messages, remembered_appearance
from gui.dialogs.errors import ErrorDialog
from gui.main_window import MainWindow
from gui.memory import Memory
from gui.opening import Opening
from gui.places import places
from gui.runners import BackgroundRunner
from gui.sample_workspace import make_sample
from models.default_workspace import default_workspace
from models.errors import StorageError


def run(arguments: Sequence[str], folder: Path | None) -> int:
    """Show the window and stay until it is closed; returns the exit code.

    Without a folder the workspace opened last is opened again, and the first time the default one.
    """
    log_folder = user_log_path("pingheng", appauthor=False)
    app = build_application(arguments)
    catch_bugs(log_folder)
    log_qt_messages(log_folder)
    memory = Memory(user_config_path("pingheng", appauthor=False) / "window.ini")
    dresser = Dresser(app, remembered_appearance(memory))
    runner = BackgroundRunner()
    window = MainWindow(places(dresser, memory), runner)
    start = folder or Path(memory.text("workspace", str(default_workspace())))
    opening = Opening(window, runner, memory, start, make_sample=make_sample)
    window.show()
    code = app.exec()
    runner.close()
    try:
        opening.close()
    except StorageError as error:
        # the workspace is closed, only its last backup failed: the user must read that before the program is gone
        ErrorDialog.about_storage(None, error).open()
        app.exec()
    return code
