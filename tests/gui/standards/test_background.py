"""标准: slow work beside the window's own, with progress."""

from pathlib import Path

from gui.desk import Desk
from gui.pages.standards.page import StandardsPage
from gui.runners import BackgroundRunner
from models.store import Store


def test_files_and_trials_run_on_the_worker(
    store: Store, background: BackgroundRunner, qtbot, read_batch, tmp_path: Path
) -> None:
    read_batch(3)
    page = StandardsPage(Desk(store, background, "审管办"))
    qtbot.addWidget(page)
    page.show()
    page.activate()
    page.shelf.choose("civil-100")
    page.files.export_to(tmp_path / "标准.xlsx", page.shelf.current)
    qtbot.waitUntil(lambda: not background.running)
    assert (tmp_path / "标准.xlsx").exists()
    page.shelf.choose("civil-100")
    page.try_out()
    page.trial.run()
    qtbot.waitUntil(lambda: page.trial.result is not None and not background.running)
    assert len(page.trial.result.cases) == 3
    assert not page.trial.findChild(object, "progress_strip").isVisible()
    page.files.import_file(tmp_path / "标准.xlsx")
    qtbot.waitUntil(lambda: not background.running)
    assert page.drafting.isVisible()
    page.deactivate()
