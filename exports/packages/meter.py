"""How far long work has come, told in steps worth telling."""

from collections.abc import Callable

Progress = Callable[[int, int], None]

_STEP = 1024 * 1024


class Meter:
    """Counts bytes and tells `progress(done, total)` at the first, at each megabyte and at the end.

    Whatever `progress` raises ends the work: this is how it is cancelled.
    """

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0
        self._told = -_STEP

    def advance(self, count: int) -> None:
        """Count `count` more bytes."""
        self._done += count
        if self._done - self._told >= _STEP:
            self._tell(min(self._done, self._total))

    def finish(self) -> None:
        """Tell that all is done."""
        self._tell(self._total)

    def _tell(self, done: int) -> None:
        """Tell the listener, if there is one."""
        self._told = self._done
        if self._progress is not None:
            self._progress(done, self._total)
