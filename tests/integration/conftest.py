"""Desks and modelled markets that several tests share."""

from pathlib import Path

import pytest

from tests.fixtures.cut_archive import cut_archive
from tests.fixtures.desk import Desk
from tests.fixtures.macro_copies import write_copies
from tests.fixtures.shared_data import shared_data_or_skip
from tests.fixtures.signal_market import SignalMarket, signal_market


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory, whole_market: Path) -> Desk:
    """A desk whose archive ends some 200 sessions early."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    cut_archive(whole_market, desk.archive, desk.cut_day)
    return desk


@pytest.fixture(scope="session")
def simulated_signals(tmp_path_factory: pytest.TempPathFactory, whole_market: Path) -> SignalMarket:
    """The simulated market with a user's older copies of macro files, modelled up to the signals."""
    root = tmp_path_factory.mktemp("simulated_signals")
    return signal_market(whole_market, root, macro_vintages=write_copies(whole_market, root / "copies"))


@pytest.fixture(scope="session")
def real_signals(tmp_path_factory: pytest.TempPathFactory) -> SignalMarket:
    """The real archive with the real older copies, modelled up to the signals; skipped where it is absent."""
    shared, root = shared_data_or_skip(), tmp_path_factory.mktemp("real_signals")
    return signal_market(shared / "archive", root, macro_vintages=shared / "macro_vintages")
