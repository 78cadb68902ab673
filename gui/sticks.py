"""The sticks that are plugged in: which drives are removable, how they are called, how much room they have."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QStorageInfo, QTimer, Signal

POLL_MS = 2_000
_LINUX_MOUNTS = ("/media/", "/run/media/", "/mnt/usb")
_WINDOWS_REMOVABLE = 2
_KILO = 1024


@dataclass(frozen=True, slots=True)
class Stick:
    """One removable drive: where it is, its volume's name, its room in bytes."""

    path: Path
    label: str
    free: int
    total: int
    is_read_only: bool
    file_system: str

    @property
    def name(self) -> str:
        """What a person calls it, such as 评查1号（E:）."""
        place = str(self.path).rstrip("/\\")
        place = place if sys.platform == "win32" else Path(place).name
        return f"{self.label}（{place}）" if self.label and self.label != place else place or str(self.path)


Lister = Callable[[], tuple[Stick, ...]]


def sticks() -> tuple[Stick, ...]:
    """The removable drives that are ready, by name."""
    found = [
        _stick(volume)
        for volume in QStorageInfo.mountedVolumes()
        if volume.isValid() and volume.isReady() and _is_removable(volume)
    ]
    return tuple(sorted(found, key=lambda stick: (stick.is_read_only, stick.name)))


def size_words(size: int) -> str:
    """A size such as 7.2 GB, 512 MB or 3 KB."""
    for unit, name in ((_KILO**3, "GB"), (_KILO**2, "MB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}" if size < 10 * unit else f"{size // unit} {name}"
    return f"{max(1, -(-size // _KILO))} KB" if size else "0 KB"


def _stick(volume: QStorageInfo) -> Stick:
    return Stick(
        Path(volume.rootPath()),
        volume.name(),
        volume.bytesAvailable(),
        volume.bytesTotal(),
        volume.isReadOnly(),
        bytes(volume.fileSystemType().data()).decode(errors="replace"),
    )


def _is_removable(volume: QStorageInfo) -> bool:
    root = volume.rootPath()
    if sys.platform == "win32":
        return _drive_type(root) == _WINDOWS_REMOVABLE
    if sys.platform == "darwin":
        return root.startswith("/Volumes/")
    if root.startswith(_LINUX_MOUNTS):
        return True
    device = Path(bytes(volume.device().data()).decode(errors="replace"))
    return root != "/" and not root.startswith("/boot") and _is_removable_device(device.name, Path("/sys/class/block"))


def _drive_type(root: str) -> int:
    """What Windows says of a drive; 2 is removable."""
    import ctypes

    windll = getattr(ctypes, "windll", None)
    return int(windll.kernel32.GetDriveTypeW(root.replace("/", "\\"))) if windll is not None else 0


def _is_removable_device(name: str, blocks: Path) -> bool:
    """Whether a block device of Linux, or the disk that a partition is of, is removable or hangs on USB."""
    block = blocks / name
    if not name or not block.exists():
        return False
    real = block.resolve()
    if any(part.startswith("usb") for part in real.parts):
        return True
    for folder in (real, real.parent):
        try:
            if (folder / "removable").read_text().strip() == "1":
                return True
        except OSError:
            continue
    return False


class StickWatch(QObject):
    """Looks every two seconds which sticks there are, while it is started; `changed` tells that they are others.

    `list_sticks` is what looks; tests hand their own in.
    """

    changed = Signal()

    def __init__(self, list_sticks: Lister = sticks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._list = list_sticks
        self._sticks: tuple[Stick, ...] = ()
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.look)

    @property
    def sticks(self) -> tuple[Stick, ...]:
        """The sticks as they were seen last."""
        return self._sticks

    def start(self) -> None:
        """Look now, and from now on."""
        self.look()
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Look once."""
        seen = self._list()
        if seen != self._sticks:
            self._sticks = seen
            self.changed.emit()
