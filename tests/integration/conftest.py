"""A desk whose archive ends some 200 sessions early, shared by the tests of one daily run."""

from pathlib import Path

import pytest

from tests.fixtures.cut_archive import cut_archive
from tests.fixtures.desk import Desk


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory, whole_market: Path) -> Desk:
    """A desk whose archive ends some 200 sessions early."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    cut_archive(whole_market, desk.archive, desk.cut_day)
    return desk
