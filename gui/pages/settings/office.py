"""The office's names, how its letters are numbered, and its deadlines."""

from datetime import date

from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QSpinBox, QWidget

from gui.desk import Desk
from gui.pages.settings.tab import SettingsTab
from gui.theme import SPACE
from gui.widgets.buttons import primary_button
from gui.widgets.labels import muted
from models.changes import Changes
from models.office import SERIAL, YEAR, OfficeSettings
from models.queries.settings import office_settings
from models.services.settings import save_office

_TEXTS = (
    ("court", "法院全称"),
    ("office", "部门名称"),
    ("letter_pattern", "文号格式"),
    ("contact", "联系人"),
    ("telephone", "联系电话"),
)
_DAYS = (("objection_days", "异议期限"), ("remedy_days", "整改期限"))
_ORDER = ("court", "office", "letter_pattern", "objection_days", "remedy_days", "contact", "telephone")


class OfficeTab(SettingsTab):
    """A form over OfficeSettings; what is being typed is not overwritten by a refresh."""

    title = "法院与文书"
    object_name = "office_tab"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._saved = OfficeSettings()
        self._texts = {name: _text(name, what) for name, what in _TEXTS}
        self._days = {name: _days(name, what) for name, what in _DAYS}
        self._example = muted("")
        self._save = primary_button("save_office", "保存", self._on_save, keys="Ctrl+S")
        self._lay_out()
        for field in self._texts.values():
            field.textChanged.connect(self._on_edited)
        for box in self._days.values():
            box.valueChanged.connect(self._on_edited)

    def refresh(self, changes: Changes) -> None:
        """Show the settings as they are kept, unless somebody is changing them here."""
        if changes and not changes.settings:
            return
        was_edited = self.value() != self._saved
        self._saved = self.desk.read(office_settings)
        if not was_edited or not changes:
            self._show(self._saved)
        self._on_edited()

    def value(self) -> OfficeSettings:
        """The settings as the form says."""
        texts = {name: field.text().strip() for name, field in self._texts.items()}
        days = {name: box.value() for name, box in self._days.items()}
        return OfficeSettings(
            court=texts["court"],
            office=texts["office"],
            letter_pattern=texts["letter_pattern"],
            objection_days=days["objection_days"],
            remedy_days=days["remedy_days"],
            contact=texts["contact"],
            telephone=texts["telephone"],
        )

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        form.setContentsMargins(0, 0, 0, 0)
        for name in _ORDER:
            field: QWidget = self._texts[name] if name in self._texts else self._days[name]
            form.addRow(field.accessibleName(), field)
            if name == "letter_pattern":
                form.addRow("", self._example)
        step = QHBoxLayout()
        step.addWidget(self._save)
        step.addStretch(1)
        form.addRow("", muted("期限按工作日计算；文号一经编出不再改变，新格式只用于以后的文书。"))
        content = QWidget()
        content.setObjectName("office_form")
        content.setLayout(form)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(content)
        scroll.setWidgetResizable(True)
        self.body.addWidget(scroll, 1)
        self.body.addLayout(step)

    def _show(self, settings: OfficeSettings) -> None:
        for name, field in self._texts.items():
            field.setText(getattr(settings, name))
        for name, box in self._days.items():
            box.setValue(getattr(settings, name))

    def _on_edited(self) -> None:
        value = self.value()
        self._save.setEnabled(value != self._saved)
        example = value.letter_number(date.today().year, 1)
        self._example.setText(f"{YEAR}和{SERIAL}各写一次；第一份将编为 {example}")

    def _on_save(self) -> None:
        if self.desk.perform(self, lambda session: save_office(session, self.value())) is not None:
            self._saved = self.value()
            self._on_edited()
            self.banner.show_done("已保存。")


def _text(name: str, what: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(what)
    field.setFixedWidth(360)
    return field


def _days(name: str, what: str) -> QSpinBox:
    box = QSpinBox()
    box.setObjectName(name)
    box.setAccessibleName(what)
    box.setRange(1, 250)
    box.setSuffix(" 个工作日")
    box.setFixedWidth(140)
    return box
