"""The first start: one question, who uses this computer, then a name and a folder; or a look at the sample."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.dialogs.passphrase import DIFFERENT, SHORT, SHORTEST
from gui.pages.page import OFFICE, REVIEWER
from gui.theme import SPACE
from gui.widgets.banner import Banner
from gui.widgets.buttons import ChoiceButton, primary_button, quiet_button, secondary_button
from gui.widgets.fitting import grow_to_words
from gui.widgets.labels import heading, muted

_LOCK = "口令锁住本机的密钥，评查包靠密钥加密和签名。不设口令时，密钥只靠本机的文件权限保护。"
_LOST = {
    OFFICE: "忘记口令无法找回，只能用事先打印的恢复单恢复密钥：设好后请到“设置”的“密钥”里打印一份，锁起来。",
    REVIEWER: "忘记口令无法找回：没有恢复单时只能更换密钥，并请审管办重新登记。",
}


@dataclass(frozen=True, slots=True)
class FirstStart:
    """What the first start learned; `role` is office or reviewer, `name` the person whose changes these are.

    `passphrase` locks the keys of the new workspace; without one they rest on the permissions of their file.
    """

    role: str
    name: str
    court: str
    office: str
    folder: Path
    passphrase: str = field(default="", repr=False)


class FirstStartDialog(QDialog):
    """Emits `answered` with a FirstStart, `sample_asked`, or `folder_chosen` with an existing workspace's folder.

    The dialog stays open until whoever listens closes it, so that `show_error` can say what was wrong with an answer.
    """

    answered = Signal(object)
    sample_asked = Signal()
    folder_chosen = Signal(object)

    def __init__(self, parent: QWidget | None, folder: Path, *, has_sample: bool) -> None:
        super().__init__(parent)
        self.setObjectName("first_start")
        self.setWindowTitle("评衡")
        self.setFixedWidth(600)
        self._role = ""
        self._is_taking_input = True
        self._banner = Banner()
        self._steps, self._fields = QStackedWidget(), QScrollArea()
        self._fields.setWidgetResizable(True)
        self._fields.setFrameShape(QFrame.Shape.NoFrame)
        self._fields.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._name = _field("name", "您的姓名")
        self._court = _field("court", "法院全称", "示例：示例市云溪区人民法院")
        self._office = _field("office", "部门名称")
        self._office.setText("审判管理办公室")
        self._folder = _field("folder", "工作区文件夹")
        self._folder.setText(str(folder))
        self._passphrase = _secret("passphrase", "密钥口令", f"可以不设；设则至少 {SHORTEST} 个字符")
        self._again = _secret("passphrase_again", "再输一次")
        self._fault = muted("")
        self._steps.addWidget(self._question(has_sample=has_sample))
        self._steps.addWidget(self._form())
        column = QVBoxLayout(self)
        column.setContentsMargins(8 * SPACE, 6 * SPACE, 8 * SPACE, 5 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addWidget(self._banner)
        column.addWidget(self._steps, 1)

    def show_error(self, message: str) -> None:
        """Say what was wrong with the answer."""
        self._banner.show_error(message)
        self._take_input(is_taken=True)
        grow_to_words(self, self._fields)

    def show_busy(self, message: str) -> None:
        """Say what is being prepared; the dialog takes no input meanwhile."""
        self._banner.show_hint(message)
        self._take_input(is_taken=False)

    def end_busy(self) -> None:
        """Take input again; what was prepared did not come about."""
        self._banner.clear()
        self._take_input(is_taken=True)

    def reject(self) -> None:
        """Leave the question open, unless what was answered is under way."""
        if self._is_taking_input:
            super().reject()

    def _take_input(self, *, is_taken: bool) -> None:
        # not the dialog as a whole: the field with the focus still gets the end of the key that answered
        self._is_taking_input = is_taken
        for button in self.findChildren(QAbstractButton):
            button.setEnabled(is_taken)
        for each in self.findChildren(QLineEdit):
            each.setReadOnly(not is_taken)

    def choose_role(self, role: str) -> None:
        """Answer the question and go on to the form."""
        self._role = role
        self._banner.clear()
        self._form_layout.setRowVisible(self._office, role == OFFICE)
        self._protection.setText(_LOCK + _LOST[role])
        self._steps.setCurrentIndex(1)
        grow_to_words(self, self._fields)
        self._name.setFocus()

    def _question(self, *, has_sample: bool) -> QWidget:
        page, column = _step()
        column.addWidget(heading("这台电脑由谁使用？"))
        column.addWidget(muted("只在第一次启动时询问。评衡不需要网络，全部内容保存在本机。"))
        column.addSpacing(SPACE)
        for role, name, title, words in (
            (
                OFFICE,
                "choose_office",
                "审判管理办公室",
                "导入案件台账，抽案、分派、审定，发反馈意见书，跟踪整改。",
            ),
            (REVIEWER, "choose_reviewer", "评查员", "在自己的电脑上逐项评查、打分，提交结果。"),
        ):
            column.addWidget(ChoiceButton(name, title, words, partial(self.choose_role, role)))
        column.addSpacing(SPACE)
        row = QHBoxLayout()
        if has_sample:
            row.addWidget(secondary_button("open_sample", "先看示例工作区", self.sample_asked.emit, "workbench"))
        row.addWidget(quiet_button("open_existing", "打开已有的工作区…", self._on_open_existing, "open"))
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        return page

    def _form(self) -> QWidget:
        page, column = _step()
        column.addWidget(heading("填写几项信息"))
        column.addWidget(muted("姓名写入留痕记录；法院和部门以后可在“设置”里修改。"))
        column.addSpacing(SPACE)
        self._form_layout = QFormLayout()
        self._form_layout.setHorizontalSpacing(4 * SPACE)
        self._form_layout.setVerticalSpacing(2 * SPACE)
        self._form_layout.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for each in (self._name, self._court, self._office):
            self._form_layout.addRow(each.accessibleName(), each)
        folder = QHBoxLayout()
        folder.setSpacing(2 * SPACE)
        folder.addWidget(self._folder, 1)
        folder.addWidget(secondary_button("browse_folder", "浏览…", self._on_browse))
        self._form_layout.addRow(self._folder.accessibleName(), folder)
        self._add_hint("工作区是一个文件夹，备份也在其中。请放在本机硬盘上，不要放在 U 盘或网络盘上。")
        self._add_passphrase()
        fields = QWidget()
        fields.setLayout(self._form_layout)
        self._form_layout.setContentsMargins(0, 0, 0, 0)
        self._fields.setWidget(fields)
        column.addWidget(self._fields)
        column.addSpacing(2 * SPACE)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(quiet_button("back_to_question", "返回", lambda: self._steps.setCurrentIndex(0), "back"))
        row.addStretch(1)
        start = primary_button("create_workspace", "开始使用", self._on_create)
        start.setDefault(True)
        row.addWidget(start)
        column.addLayout(row)
        return page

    def _add_passphrase(self) -> None:
        self._fault.setObjectName("passphrase_fault")
        self._fault.setProperty("kind", "gap")
        self._fault.setWordWrap(True)
        for each in (self._passphrase, self._again):
            self._form_layout.addRow(each.accessibleName(), each)
            each.textChanged.connect(lambda _text: self._show_fault(""))
        self._form_layout.addRow("", self._fault)
        self._form_layout.setRowVisible(self._fault, False)
        self._protection = self._add_hint("")

    def _add_hint(self, text: str) -> QLabel:
        words = muted(text)
        words.setWordWrap(True)
        self._form_layout.addRow("", words)
        return words

    def _show_fault(self, message: str) -> None:
        """Say beside the passphrase what is wrong with it; nothing when the message is empty."""
        self._fault.setText(message)
        self._form_layout.setRowVisible(self._fault, bool(message))
        for each in (self._passphrase, self._again):
            each.setProperty("wrong", bool(message))
            each.style().unpolish(each)
            each.style().polish(each)
        grow_to_words(self, self._fields)

    def _is_passphrase_good(self) -> bool:
        passphrase = self._passphrase.text()
        if passphrase != self._again.text():
            self._show_fault(DIFFERENT)
            self._again.setFocus()
        elif passphrase and len(passphrase) < SHORTEST:
            self._show_fault(SHORT)
            self._passphrase.setFocus()
        else:
            return True
        return False

    def _on_create(self) -> None:
        missing = [field for field in (self._name, self._folder) if not field.text().strip()]
        if self._role == OFFICE and not self._court.text().strip():
            missing.append(self._court)
        if missing:
            self.show_error(f"{missing[0].accessibleName()}没有填写，请填写后再开始。")
            missing[0].setFocus()
            return
        self._banner.clear()
        if self._is_passphrase_good():
            self.answered.emit(self._answer())

    def _answer(self) -> FirstStart:
        return FirstStart(
            role=self._role,
            name=self._name.text().strip(),
            court=self._court.text().strip(),
            office=self._office.text().strip() if self._role == OFFICE else "",
            folder=Path(self._folder.text().strip()).expanduser(),
            passphrase=self._passphrase.text(),
        )

    def _on_browse(self) -> None:
        self._pick_folder("选择工作区文件夹", lambda chosen: self._folder.setText(chosen))

    def _on_open_existing(self) -> None:
        self._pick_folder("选择已有的工作区文件夹", lambda chosen: self.folder_chosen.emit(Path(chosen)))

    def _pick_folder(self, title: str, slot: Callable[[str], object]) -> None:
        picker = QFileDialog(self, title, str(Path(self._folder.text()).parent))
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.setFileMode(QFileDialog.FileMode.Directory)
        picker.setOption(QFileDialog.Option.ShowDirsOnly)
        picker.fileSelected.connect(slot)
        picker.open()


def _field(name: str, what: str, hint: str = "") -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(what)
    field.setPlaceholderText(hint)
    return field


def _secret(name: str, what: str, hint: str = "") -> QLineEdit:
    field = _field(name, what, hint)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def _step() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2 * SPACE)
    return page, column
