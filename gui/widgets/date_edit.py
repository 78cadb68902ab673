"""A date as offices type it, with a calendar beside it."""

import re
from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtWidgets import QCalendarWidget, QHBoxLayout, QLineEdit, QMenu, QWidget, QWidgetAction

from gui.widgets.buttons import icon_button

_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})")


def parse_date(text: str) -> date | None:
    """The day that a text names, or None: 2025-01-05, 2025.1.5, 2025/01/05, 2025年1月5日, 20250105."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


class DateEdit(QWidget):
    """A field for one day or none; emits `edited` with the day when it changed to a valid one."""

    edited = Signal(object)

    def __init__(self, name: str, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._value: date | None = None
        self._field = QLineEdit()
        self._field.setObjectName(f"{name}_field")
        self._field.setAccessibleName(what)
        self._field.setPlaceholderText("年-月-日")
        self._field.setMinimumWidth(self._field.fontMetrics().horizontalAdvance("2026-00-00") + 24)
        self._field.editingFinished.connect(self._on_edited)
        self.setFocusProxy(self._field)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._field)
        row.addWidget(icon_button(f"{name}_calendar", f"从日历选择{what}", self._open_calendar, "calendar"))

    def value(self) -> date | None:
        """The day, or None when the field is empty or names no day."""
        return parse_date(self._field.text())

    def set_value(self, day: date | None) -> None:
        """Show a day without emitting `edited`."""
        self._value = day
        self._field.setText(day.isoformat() if day else "")
        self._mark(is_wrong=False)

    @property
    def is_acceptable(self) -> bool:
        """Whether the field is empty or names a day."""
        return not self._field.text().strip() or self.value() is not None

    def _on_edited(self) -> None:
        self._mark(is_wrong=not self.is_acceptable)
        day = self.value()
        if self.is_acceptable and day != self._value:
            self.set_value(day)
            self.edited.emit(day)

    def _mark(self, *, is_wrong: bool) -> None:
        self._field.setProperty("wrong", is_wrong)
        self._field.setToolTip("请写成 2026-01-05、2026年1月5日 或 20260105。" if is_wrong else "")
        self._field.style().unpolish(self._field)
        self._field.style().polish(self._field)

    def _open_calendar(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = QCalendarWidget(menu)
        calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        shown = self.value() or date.today()
        calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        calendar.clicked.connect(self._on_day_clicked)
        calendar.clicked.connect(menu.close)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _on_day_clicked(self, day: QDate) -> None:
        self._field.setText(day.toString("yyyy-MM-dd"))
        self._on_edited()
