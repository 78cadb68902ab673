"""What the office remarked on the open item, and the way to say that it was looked at."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gui.pages.scoring.item_rows import OFFICE_REMARK, OPEN_REMARK, SETTLED_REMARK
from gui.theme import SPACE
from gui.widgets.buttons import quiet_button
from review_forms.office_remarks import OfficeRemark, Response


class RemarkBox(QWidget):
    """Shape, remark, and what became of it; `seen_asked` when the reviewer looked and changes nothing."""

    seen_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("office_remark")
        self.text = QLabel()
        self.text.setObjectName("office_remark_text")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.seen_button = quiet_button("remark_seen", "已核，不改（Shift+R）", self.seen_asked.emit, "done")
        self.seen_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self.text, 1)
        row.addWidget(self.seen_button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_remark(self, remark: OfficeRemark | None, response: Response | None, *, is_open: bool) -> None:
        """Show the remark on an item, nothing where there is none."""
        self.setVisible(remark is not None)
        if remark is None or response is None:
            return
        is_waiting = response is Response.OPEN
        state = "" if is_waiting else f"（{response.label}）"
        self.text.setText(f"{OPEN_REMARK if is_waiting else SETTLED_REMARK} {OFFICE_REMARK}{state}：{remark.text}")
        self.seen_button.setVisible(is_waiting and is_open)
