"""The files that ship with the program, and the one way to them."""

from pathlib import Path

_FOLDER = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    """The place of a shipped file or folder, such as `path("fonts", "NotoSerifSC-Regular.ttf")`."""
    return _FOLDER.joinpath(*parts)


def read_text(*parts: str) -> str:
    """The text of a shipped file, read as UTF-8."""
    return path(*parts).read_text(encoding="utf-8")


def standard_names() -> tuple[str, ...]:
    """The ids of the shipped standards, which are also their file names, in alphabetical order."""
    return tuple(sorted(file.stem for file in path("standards").glob("*.toml")))


def scale_names() -> tuple[str, ...]:
    """The ids of the shipped grade scales, which are also their file names, in alphabetical order."""
    return tuple(sorted(file.stem for file in path("scales").glob("*.toml")))
