"""An office whose work is done by commands."""

from pathlib import Path

import pytest

from tests.e2e.office import Office


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """A new workspace of an office."""
    made = Office(tmp_path / "office", capsys)
    result = made.json("init", "--role", "office", "--name", "云溪法院审管办")
    assert result["role"] == "office"
    assert len(result["fingerprint"].split()) == 6
    return made
