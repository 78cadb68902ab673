"""The lines of the workbench."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QSizePolicy

from gui.pages.workbench.words import STEPS, count_of
from gui.theme import SPACE
from gui.widgets.buttons import primary_button, quiet_button, secondary_button
from gui.widgets.labels import ElidedLabel, muted
from models.queries.batches import BatchRow
from models.queries.workbench import Waiting
from models.review_state import ReviewState

_COUNT_WIDTH = 72


class TaskLine(QFrame):
    """One thing to do: how many, what, in which batch, one button."""

    def __init__(self, name: str, waiting: Waiting, slot: Callable[[], object], *, is_first: bool) -> None:
        super().__init__()
        self.setObjectName(f"{name}_line")
        self.setProperty("kind", "card")
        step = STEPS[waiting.task]
        count = QLabel(count_of(waiting))
        count.setProperty("kind", "count")
        count.setMinimumWidth(_COUNT_WIDTH if count.text() else 0)
        batch = ElidedLabel(waiting.batch)
        batch.setProperty("kind", "muted")
        batch.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        make = primary_button if is_first else secondary_button
        self.button = make(name, step.button, slot)
        self.button.setAccessibleName(f"{step.button}：{count.text()}{step.sentence} {waiting.batch}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(4 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        row.setSpacing(4 * SPACE)
        if count.text():
            row.addWidget(count)
        row.addWidget(QLabel(step.sentence))
        row.addWidget(batch, 1)
        row.addWidget(self.button)


class BatchLines(QFrame):
    """The running batches under each other: how far each is, and its next step."""

    def __init__(
        self, batches: Sequence[BatchRow], next_steps: Sequence[str], slots: Sequence[Callable[[], object]]
    ) -> None:
        super().__init__()
        self.setObjectName("running_batches")
        self.setProperty("kind", "card")
        grid = QGridLayout(self)
        grid.setContentsMargins(4 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        grid.setHorizontalSpacing(4 * SPACE)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnStretch(0, 1)
        for at, (batch, words, slot) in enumerate(zip(batches, next_steps, slots, strict=True)):
            name = ElidedLabel(batch.name)
            name.setMinimumWidth(100)
            grid.addWidget(name, at, 0)
            for column, figure in enumerate(_figures(batch), 1):
                grid.addWidget(muted(figure), at, column)
            grid.addWidget(_bar(batch), at, 5)
            button = quiet_button(f"batch_step_{at}", words, slot)
            button.setAccessibleName(f"{batch.name}：{words}")
            grid.addWidget(button, at, 6)


def _figures(batch: BatchRow) -> tuple[str, ...]:
    reached = (
        ("已评", ReviewState.SCORED),
        ("已反馈", ReviewState.NOTIFIED),
        ("已办结", ReviewState.CLOSED),
    )
    return (f"抽 {batch.drawn}", *(f"{word} {batch.reached(state)}" for word, state in reached))


def _bar(batch: BatchRow) -> QProgressBar:
    """How far the batch is in all: each case counts by the states that it has passed."""
    bar = QProgressBar()
    bar.setFixedWidth(100)
    bar.setTextVisible(False)
    last = len(ReviewState) - 1
    done = sum(count * list(ReviewState).index(state) for state, count in batch.states.items())
    bar.setRange(0, max(1, batch.drawn * last))
    bar.setValue(done)
    bar.setAccessibleName(f"{batch.name}的进度")
    return bar
