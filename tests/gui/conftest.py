"""Fixtures of the window's tests: a dressed application, a desk over a real workspace, and work done at once."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gui.application import Appearance, Brightness, Dresser
from gui.desk import Desk
from gui.runners import BackgroundRunner, InlineRunner
from models.store import Store


@pytest.fixture(scope="session")
def dresser(qapp: QApplication) -> Dresser:
    """The application in its light dress."""
    qapp.setStyle("Fusion")
    return Dresser(qapp, Appearance(Brightness.LIGHT))


@pytest.fixture(autouse=True)
def dressed(dresser: Dresser) -> None:
    """Every test sees the window as a user does."""


@pytest.fixture(autouse=True)
def no_key_stays_down(qapp: QApplication) -> Iterator[None]:
    """Qt remembers the modifiers of the last simulated event; a test after Shift+N would else select with Shift."""
    yield
    if qapp.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        QTest.keyClick(QWidget(), Qt.Key.Key_F24)


@pytest.fixture
def desk(store: Store, qapp: QApplication) -> Desk:
    """A desk over a fresh office workspace; background work is done at once."""
    return Desk(store, InlineRunner(), "审管办")


@pytest.fixture
def background(qapp: QApplication) -> Iterator[BackgroundRunner]:
    """A real background runner."""
    runner = BackgroundRunner()
    yield runner
    runner.close()


@pytest.fixture
def type_chinese() -> Callable[[QWidget, str], None]:
    """Gives text to a widget as an input method does; simulated keys know no Chinese."""

    def type_in(widget: QWidget, text: str) -> None:
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QCoreApplication.sendEvent(widget, event)

    return type_in
