"""Fixtures that every test may use: a fresh workspace, and an open store on it."""

import os

# Qt reads these when it is first imported, and pytest-qt imports it early
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "1")
os.environ["LC_ALL"] = os.environ["LANG"] = "C.UTF-8"

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from models.seat import SeatRole
from models.store import Store

settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.register_profile("ci", settings.get_profile("local"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def empty_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a closed, empty office workspace; tests copy it, since migrating takes a moment."""
    folder = tmp_path_factory.mktemp("template") / "office"
    Store.create(folder, SeatRole.OFFICE, "示例市云溪区人民法院审管办").close()
    return folder


@pytest.fixture
def workspace(empty_office: Path, tmp_path: Path) -> Path:
    """The folder of a fresh office workspace."""
    return Path(shutil.copytree(empty_office, tmp_path / "workspace"))


@pytest.fixture
def store(workspace: Path) -> Iterator[Store]:
    """The fresh office workspace, open."""
    with Store.open(workspace) as opened:
        yield opened
