"""The sample workspace of the first start: a batch in the middle of its work, something to show in every place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.store import Store

Progress = Callable[[int, int, str], None]


def make_sample(folder: Path, progress: Progress) -> None:
    """Fill `folder` with the sample; it takes its name only when it is whole.

    Half of the cases are scored and graded, one is begun; half of the letters are out, and some findings are reported
    as remedied. The keys of the sample have no passphrase.

    Raises:
        StorageError: the disk is full or refuses.
    """
    from models.seat import SeatRole
    from models.store import Store

    draft = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    with Store.create(draft, SeatRole.OFFICE, "示例审管办") as store:
        _work(store, draft, progress)
    os.replace(draft, folder)


def _work(store: Store, folder: Path, progress: Progress) -> None:
    from exports.packages.own_keys import make_keys
    from exports.sample import SampleOffice

    make_keys(store)
    office = SampleOffice(store, date.today())
    progress(0, 100, "准备示例工作区：导入台账")
    office.set_up()
    office.import_ledger()
    office.plan()
    rows = office.readings()
    half = len(rows) // 2
    for index, row in enumerate(rows[:half]):
        progress(10 + 60 * index // half, 100, "准备示例工作区：评查")
        office.score(row, index)
        office.submit(row, index)
    office.score(rows[half], half, items=8)
    progress(70, 100, "准备示例工作区：审定、反馈和整改")
    office.determine(rows[: half * 2 // 3])
    office.issue(half // 3)
    office.serve()
    office.remedy(folder / "整改台账（部门填报）.xlsx", count=3)
    progress(100, 100, "准备示例工作区")
