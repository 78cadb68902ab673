"""Worlds for the tests of the exchange: made once, copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from tests.store.exchange.world import PEOPLE, Side, World, found_world, plan_batch, without_backups


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of a world in which nothing is planned yet."""
    folder = tmp_path_factory.mktemp("founded") / "world"
    found_world(folder)
    return folder


def _planned(founded: Path, folder: Path, *, is_blind: bool) -> Path:
    copied = Path(shutil.copytree(founded, folder / "world"))
    office = without_backups(Side(copied / "office"))
    plan_batch(office, len(PEOPLE), is_blind=is_blind)
    office.close()
    return copied


@pytest.fixture(scope="session")
def planned(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of a world with a batch of three cases, one for each reviewer."""
    return _planned(founded, tmp_path_factory.mktemp("planned"), is_blind=False)


@pytest.fixture(scope="session")
def planned_blind(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a blind batch."""
    return _planned(founded, tmp_path_factory.mktemp("blind"), is_blind=True)


@pytest.fixture
def world(planned: Path, tmp_path: Path) -> Iterator[World]:
    """A world with a batch of three cases, one for each reviewer; nothing has left yet."""
    with World(Path(shutil.copytree(planned, tmp_path / "world"))) as made:
        made.use(UUID(made.office.rows("SELECT id FROM batches")[0][0]))
        yield made
