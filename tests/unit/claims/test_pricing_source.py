"""A book whose condor is quoted and whose hedge is not: each claim names the prices that its own figure is made of."""

import pytest

from pipelines.claims.claim import ClaimSettings
from pipelines.claims.episodes import drawdown_episodes
from pipelines.claims.further import Asked, priced_claims
from pipelines.claims.survival import condor_survival
from pipelines.claims.verdicts import book_claims
from tests.fixtures.engine_random import START
from tests.fixtures.quoted_book import ACCOUNT_USD, CONDOR, HEDGE, quoted_book

SETTINGS = ClaimSettings(ACCOUNT_USD, seed=442, window_start=START, piece_draws=20, series_draws=20)


@pytest.fixture(scope="module")
def sources() -> dict[str, set[str]]:
    """Pricing sources of the verdict rows by claim."""
    tables = quoted_book()
    daily = tables["fct_backtest_daily"]
    survival = condor_survival(tables["fct_condor_signal_daily"], daily, tables["fct_trade"])
    rows = [
        *book_claims(daily, drawdown_episodes(daily, START), SETTINGS),
        *priced_claims(tables, survival, Asked(HEDGE, CONDOR.name, [CONDOR], 0.08), SETTINGS).rows,
    ]
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(str(row["claim_id"]), set()).add(str(row["pricing_source"]))
    return found


@pytest.mark.parametrize("claim_id", ["C1", "C3", "A2", "S53", "S10"])
def test_a_figure_that_no_condors_price_is_in_names_no_quote_of_it(sources, claim_id) -> None:
    assert sources[claim_id] == {"model"}


def test_calls_that_a_claim_prices_itself_are_the_models(sources) -> None:
    assert sources["C2"] == {"model"}


@pytest.mark.parametrize("claim_id", ["C6", "C7", "C4", "S37", "S12"])
def test_a_figure_of_the_book_names_both(sources, claim_id) -> None:
    assert sources[claim_id] == {"model+quote"}
