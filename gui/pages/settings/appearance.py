"""How the window looks on this computer."""

from PySide6.QtWidgets import QButtonGroup, QDoubleSpinBox, QFormLayout, QHBoxLayout, QRadioButton

from gui.application import Appearance, Brightness, Dresser, remember_appearance
from gui.desk import Desk
from gui.memory import Memory
from gui.pages.settings.tab import SettingsTab
from gui.theme import LARGEST_TEXT_POINTS, SMALLEST_TEXT_POINTS, SPACE
from gui.widgets.labels import muted


class AppearanceTab(SettingsTab):
    """Light or dark, and the size of the text; worn at once and kept for the next start."""

    title = "外观"
    object_name = "appearance_tab"

    def __init__(self, desk: Desk, dresser: Dresser, memory: Memory) -> None:
        super().__init__(desk)
        self._dresser = dresser
        self._memory = memory
        self._choices = QButtonGroup(self)
        self._buttons: dict[Brightness, QRadioButton] = {}
        self._points = QDoubleSpinBox()
        self._lay_out()
        self._choices.buttonClicked.connect(lambda _button: self._wear())
        self._points.valueChanged.connect(lambda _points: self._wear())

    def _lay_out(self) -> None:
        worn = self._dresser.appearance
        choices = QHBoxLayout()
        choices.setSpacing(4 * SPACE)
        for brightness in Brightness:
            button = QRadioButton(brightness.label)
            button.setObjectName(f"brightness_{brightness.value}")
            button.setChecked(brightness is worn.brightness)
            self._buttons[brightness] = button
            self._choices.addButton(button)
            choices.addWidget(button)
        choices.addStretch(1)
        self._points.setObjectName("points")
        self._points.setAccessibleName("文字大小")
        self._points.setRange(SMALLEST_TEXT_POINTS, LARGEST_TEXT_POINTS)
        self._points.setSingleStep(0.5)
        self._points.setDecimals(1)
        self._points.setSuffix(" 磅")
        self._points.setFixedWidth(120)
        self._points.setValue(worn.points)
        form = QFormLayout()
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(3 * SPACE)
        form.addRow("明暗", choices)
        form.addRow("文字大小", self._points)
        form.addRow("", muted("只影响本机的窗口，不影响打印的文书。"))
        self.body.addLayout(form)
        self.body.addStretch(1)

    def _wear(self) -> None:
        brightness = next(choice for choice, button in self._buttons.items() if button.isChecked())
        appearance = Appearance(brightness, self._points.value())
        self._dresser.wear(appearance)
        remember_appearance(self._memory, appearance)
