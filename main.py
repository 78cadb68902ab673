"""The front door: opens the window, or runs a command when there is one."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

USAGE_ERROR = 2
NO_SCREEN = "没有可用的屏幕，窗口打不开。请在桌面环境中运行，或使用命令，例如 python main.py demo --out demo-output。"


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window when no command is given, else run the command; returns the exit code.

    `--workspace DIR` alone opens the window on that workspace.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    if not arguments:
        return open_window(None)
    if len(arguments) == 2 and arguments[0] == "--workspace":
        return open_window(Path(arguments[1]))
    return _run_command(arguments)


def open_window(folder: Path | None) -> int:
    """Show the window on the workspace in `folder`, or on the one opened last; returns when it is closed."""
    if not has_screen():
        print(NO_SCREEN, file=sys.stderr)  # noqa: T201  the one thing to say before there is a window
        return 1
    # Only what the window needs to be on the screen; the database follows once it is.
    from gui.program import run

    return run(sys.argv[:1], folder)


def has_screen() -> bool:
    """Whether there is anything to show a window on; only X11 and Wayland can lack it."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _run_command(arguments: Sequence[str]) -> int:
    from commands.cli import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
