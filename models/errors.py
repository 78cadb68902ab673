"""Errors by blame: what a person can mend, and what the disk or the stick did."""

from pathlib import Path

from review_forms.errors import UserError

__all__ = ["StorageError", "UserError"]


class StorageError(Exception):
    """The disk, the stick or a file failed: the sentence names the path and what to try."""

    def __init__(self, path: Path, trouble: str, advice: str) -> None:
        super().__init__(f"{trouble}：{path}。{advice}")
        self.path = path
        self.trouble = trouble
        self.advice = advice
