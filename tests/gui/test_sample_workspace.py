from collections import Counter
from pathlib import Path

import pytest

from exports.packages import own_keys
from gui.runners import Job, JobCancelledError
from gui.sample_workspace import make_sample
from models.queries.batches import batch_rows, batch_view
from models.queries.letters import letter_rows
from models.queries.remedies import remedy_rows
from models.store import Store


def test_every_place_has_something_to_show(tmp_path: Path) -> None:
    make_sample(tmp_path / "sample", lambda _done, _total, _text: None)
    with Store.open(tmp_path / "sample") as store, store.read() as session:
        assert own_keys.unlock_keys(store), "and that without a passphrase"
        (batch,) = batch_rows(session)
        assert batch_view(session, batch.id)
        issued = Counter(bool(row.letter_id) for row in letter_rows(session, batch.id))
        assert issued[True]
        assert issued[False]
        assert remedy_rows(session, batch_id=batch.id)


def test_a_sample_that_was_broken_off_is_none_and_can_be_made_again(tmp_path: Path) -> None:
    job = Job("准备示例工作区")

    def stop_halfway(done: int, total: int, text: str) -> None:
        if done >= 30:
            job.cancel()
        job.progress(done, total, text)

    with pytest.raises(JobCancelledError):
        make_sample(tmp_path / "sample", stop_halfway)
    assert not (tmp_path / "sample").exists()
    make_sample(tmp_path / "sample", lambda _done, _total, _text: None)
    assert (tmp_path / "sample" / "pingheng.db").is_file()
