"""Hostile desks: each test has a provider on loopback and the good tables of an earlier run."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures import option_quotes
from tests.fixtures.archive import put, write_archive
from tests.fixtures.hostile import CHAIN, DATASETS, HostileDesk, PeakMemory
from tests.fixtures.loopback import loopback_host

MOST_GROWTH_MB = 100  # the largest answer that the desk allows has 8
MOST_SECONDS = 30  # the deadline of an address is 2, of the largest answers 20


@pytest.fixture(scope="session")
def good_folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive and the warehouse that holds its good rows, loaded once for all tests of a process."""
    folder = tmp_path_factory.mktemp("good")
    put(write_archive(folder / "archive"), CHAIN, option_quotes.delayed_quotes())
    with pytest.MonkeyPatch.context() as patch, loopback_host(folder / "archive") as host:
        patch.setenv("NO_PROXY", "127.0.0.1")
        desk = HostileDesk(host, folder / "warehouse")
        for dataset in {id(dataset): dataset for dataset in DATASETS.values()}.values():
            assert desk.load(dataset).outcome == "loaded"
    return folder


@pytest.fixture
def loaded_desk(good_folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HostileDesk]:
    """A desk with the last good rows of every dataset that the tests harm; no harm costs much memory or time."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    shutil.copytree(good_folders, tmp_path, dirs_exist_ok=True)
    with loopback_host(tmp_path / "archive") as host, PeakMemory() as memory:
        yield HostileDesk(host, tmp_path / "warehouse")
    assert memory.growth_mb is None or memory.growth_mb < MOST_GROWTH_MB
    assert memory.seconds < MOST_SECONDS


@pytest.fixture
def desk(loaded_desk: HostileDesk) -> HostileDesk:
    """A desk that has loaded nothing yet."""
    shutil.rmtree(loaded_desk.folder)
    return loaded_desk
