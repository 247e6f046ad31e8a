"""A book of which one side is quoted: each claim names the prices that its own figure is made of."""

import pytest

from pipelines.claims.claim import ClaimSettings
from pipelines.claims.episodes import drawdown_episodes
from pipelines.claims.further import Asked, priced_claims
from pipelines.claims.survival import condor_survival
from pipelines.claims.verdicts import book_claims
from tests.fixtures.engine_random import START
from tests.fixtures.quoted_book import ACCOUNT_USD, CONDOR, HEDGE, quoted_book

SETTINGS = ClaimSettings(ACCOUNT_USD, seed=442, window_start=START, piece_draws=20, series_draws=20)


def sources_of(side: str) -> dict[tuple[str, str], str]:
    """Pricing source of each verdict row by claim and variant, of a book of which one side is quoted."""
    tables = quoted_book(side)
    daily = tables["fct_backtest_daily"]
    survival = condor_survival(tables["fct_condor_signal_daily"], daily, tables["fct_trade"])
    rows = [
        *book_claims(daily, drawdown_episodes(daily, START), SETTINGS),
        *priced_claims(tables, survival, Asked(HEDGE, CONDOR.name, [CONDOR], 0.08), SETTINGS).rows,
    ]
    return {(str(row["claim_id"]), str(row["variant"])): str(row["pricing_source"]) for row in rows}


def by_claim(sources: dict[tuple[str, str], str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for (claim_id, _), source in sources.items():
        found.setdefault(claim_id, set()).add(source)
    return found


@pytest.fixture(scope="module")
def sources() -> dict[str, set[str]]:
    """Of a book whose condor is quoted and whose hedge is not."""
    return by_claim(sources_of("condor"))


@pytest.fixture(scope="module")
def sources_of_hedge() -> dict[tuple[str, str], str]:
    """Of a book whose hedge is quoted and whose condor is not."""
    return sources_of("hedge")


@pytest.mark.parametrize("claim_id", ["C1", "C3", "A2", "S53", "S10"])
def test_a_figure_that_no_condors_price_is_in_names_no_quote_of_it(sources, claim_id) -> None:
    assert sources[claim_id] == {"model"}


def test_calls_that_a_claim_prices_itself_are_the_models(sources) -> None:
    assert sources["C2"] == {"model"}


@pytest.mark.parametrize("claim_id", ["C6", "C7", "C4", "S37", "S12"])
def test_a_figure_of_the_book_names_both(sources, claim_id) -> None:
    assert sources[claim_id] == {"model+quote"}


def test_a_figure_of_the_condor_alone_names_no_quote_of_the_hedge(sources_of_hedge) -> None:
    found = by_claim(sources_of_hedge)

    assert found["C4"] == {"model"}
    assert sources_of_hedge["S37", "unhedged"] == "model"
    assert sources_of_hedge["S37", "headline"] == "model+quote"
    assert found["C1"] == found["C6"] == {"model+quote"}
