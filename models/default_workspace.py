"""Where the workspace lies when nobody says otherwise."""

from pathlib import Path

from platformdirs import user_data_path


def default_workspace() -> Path:
    """The folder in the platform's place for a program's data."""
    return user_data_path("pingheng", appauthor=False) / "workspace"
