"""A short list of things to tick."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget


class CheckList(QListWidget):
    """Names with a tick box each; Space or a click turns one over. Emits `edited` when a tick changed."""

    edited = Signal()

    def __init__(self, name: str, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(what)
        self.itemChanged.connect(lambda _item: self.edited.emit())
        self.itemClicked.connect(self._on_clicked)
        self._ticked_before_press: dict[int, Qt.CheckState] = {}

    def set_choices(self, choices: Sequence[tuple[str, str]], ticked: Iterable[str] = ()) -> None:
        """Offer these keys and names, with these keys ticked; tells nobody."""
        self.blockSignals(True)
        self.clear()
        chosen = set(ticked)
        for key, name in choices:
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in chosen else Qt.CheckState.Unchecked)
            self.addItem(item)
        self.blockSignals(False)
        self._remember()

    def ticked(self) -> tuple[str, ...]:
        """The keys that are ticked, in the order shown."""
        items = (self.item(at) for at in range(self.count()))
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def set_ticked(self, key: str, *, is_ticked: bool = True) -> None:
        """Tick one key, or take its tick away."""
        state = Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
        for at in range(self.count()):
            if self.item(at).data(Qt.ItemDataRole.UserRole) == key:
                self.item(at).setCheckState(state)
        self._remember()

    def _on_clicked(self, item: QListWidgetItem) -> None:
        """Let a click on the name turn the box over too; Qt itself does so for a click on the box."""
        if self._ticked_before_press.get(self.row(item)) is item.checkState():
            turned = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if turned else Qt.CheckState.Checked)
        self._remember()

    def _remember(self) -> None:
        self._ticked_before_press = {at: self.item(at).checkState() for at in range(self.count())}
