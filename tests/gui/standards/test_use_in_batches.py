"""A published standard in a new batch; running batches keep theirs."""

from gui.pages.batches import BatchesPage
from models.batch import Batch
from tests.gui.standards.conftest import Shown


def publish(shown: Shown, version: str) -> None:
    shown.adapt()
    shown.page.drafting.draft.set_text(0, "prompt", f"受理是否符合条件（{version}）")
    shown.press("publish_draft")
    dialog = shown.dialog("publish_dialog")
    dialog.version.setText(version)
    shown.press("publish_step", dialog)


def test_published_versions_are_offered_newest_first_and_drafts_are_not(shown: Shown, read_batch) -> None:
    office = read_batch(0)
    shown.page.show_shelf()
    publish(shown, "2026.2")
    publish(shown, "2026.3")
    shown.adapt("archive")
    page = BatchesPage(shown.desk)
    shown.qtbot.addWidget(page)
    page.activate()
    page.show_form()
    box = page.form.standard
    offered = [box.itemText(at) for at in range(box.count())]
    civil = [text for text in offered if text.startswith("民事案件")]
    assert [text[-7:] for text in civil] == ["2026.3）", "2026.2）", "2026.1）"]
    assert len([text for text in offered if text.startswith("卷宗")]) == 1
    assert page.form.scale.count() == 4
    box.setCurrentIndex(offered.index(civil[0]))
    page.form.name.setText("新标准的批次")
    page.form._create.click()
    with shown.desk.store.read() as session:
        made = session.get(Batch, page.detail.batch_id)
        running = session.get(Batch, office.batch_id)
        assert made.standard_version == "2026.3"
        assert "2026.3" in made.standard_text
        assert running.standard_version == "2026.1"
