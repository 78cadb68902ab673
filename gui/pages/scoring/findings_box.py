"""The findings of the open item: one line each, the one that is edited as a form."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.forms.finding_form import FindingForm
from gui.pages.scoring.item_rows import paint_finding
from gui.theme import SPACE, theme_of
from gui.widgets.buttons import icon_button, quiet_button
from review_forms.answers import Finding
from review_forms.standard import Severity


class FindingLine(QWidget):
    """One finding in a line, with 改 and ✕ behind it."""

    opened = Signal(str)
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("finding_line")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._finding = Finding("", Severity.DEFECT)
        self._is_current = False
        self._change = quiet_button("change_finding", "改", self._open)
        self._remove = icon_button("remove_finding", "删去这个问题（Delete）", self._take_away, "close")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addStretch(1)
        for button in (self._change, self._remove):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)

    @property
    def finding_id(self) -> str:
        """The finding that is shown."""
        return self._finding.id

    def show_finding(self, finding: Finding, *, is_current: bool, is_open: bool) -> None:
        """Show a finding; `is_open` says whether it may be changed."""
        self._finding, self._is_current = finding, is_current
        self._change.setText("改" if is_open else "看")
        self._remove.setVisible(is_open)
        self.setAccessibleName(f"{finding.severity.label} {finding.place} {finding.facts}")
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(100, 7 * SPACE)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002  Qt's signature
        """Open the finding."""
        self._open()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        """Paint the line up to the buttons."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = theme_of(self.palette())
        if self._is_current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selection))
            painter.drawRoundedRect(self.rect(), SPACE, SPACE)
        area = self.rect().adjusted(SPACE, 0, self._change.x() - self.width() - SPACE, 0)
        paint_finding(painter, area, self._finding, theme)

    def _open(self) -> None:
        self.opened.emit(self._finding.id)

    def _take_away(self) -> None:
        self.removed.emit(self._finding.id)


class FindingsBox(QWidget):
    """All findings of an item. `opened` and `removed` name the finding that the person wants to change or take away."""

    opened = Signal(str)
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = FindingForm()
        self.form.hide()
        self._lines: list[FindingLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE)
        self._column.addWidget(self.form)

    def show_findings(self, findings: Sequence[Finding], edited: str, current: str, *, is_open: bool) -> None:
        """Show findings, the edited one as a form in its place among the lines, the current one marked."""
        self._have_lines(len(findings))
        place = next((position for position, finding in enumerate(findings) if finding.id == edited), -1)
        for position, (line, finding) in enumerate(zip(self._lines, findings, strict=False)):
            line.show_finding(finding, is_current=finding.id == current, is_open=is_open)
            line.setVisible(position != place)
        for line in self._lines[len(findings) :]:
            line.hide()
        if place >= 0:
            self._move_form(place)
            self.form.set_value(findings[place])
        self.form.setEnabled(is_open)
        self.form.setVisible(place >= 0)
        self.setVisible(bool(findings))

    def _have_lines(self, count: int) -> None:
        while len(self._lines) < count:
            line = FindingLine()
            line.opened.connect(self.opened)
            line.removed.connect(self.removed)
            self._lines.append(line)
            self._column.addWidget(line)

    def _move_form(self, place: int) -> None:
        # the hidden line of the finding stands at `place` or after the form
        if self._column.indexOf(self.form) != place:
            self._column.removeWidget(self.form)
            self._column.insertWidget(place, self.form)
