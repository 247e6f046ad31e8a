"""One whole simulated market and one short one, made once."""

from datetime import date

import pytest

from pipelines.sources.sample_market import SAMPLE_END
from pipelines.sources.sample_market.market import SampleMarket, simulate_market
from pipelines.sources.sample_market.write import market_files


@pytest.fixture(scope="session")
def whole_market() -> SampleMarket:
    return simulate_market(442, SAMPLE_END)


@pytest.fixture(scope="session")
def short_market_files() -> dict[str, bytes]:
    """Files of a market that ends on a Tuesday soon after the first contracts of today's layout expired."""
    return market_files(simulate_market(442, date(2012, 3, 27)))
