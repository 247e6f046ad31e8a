"""A book whose condor is quoted and whose hedge is not: each claim names the prices that its own figure is made of."""

import polars as pl
import pytest

from pipelines.backtest.engine import Tables, backtest
from pipelines.claims.claim import ClaimSettings
from pipelines.claims.episodes import drawdown_episodes
from pipelines.claims.further import Asked, priced_claims
from pipelines.claims.survival import condor_survival
from pipelines.claims.verdicts import book_claims
from pipelines.condor.policy import load_policy
from pipelines.condor.signal import condor_signal_daily
from pipelines.contracts.fct_quote_mark import FCT_QUOTE_MARK
from pipelines.layers.daily import layer_states
from pipelines.layers.preset_file import load_preset
from tests.fixtures.engine_random import EXPIRIES, SESSIONS, START, random_case

ACCOUNT_USD = 10_000_000.0
SETTINGS = ClaimSettings(ACCOUNT_USD, seed=442, window_start=START, piece_draws=20, series_draws=20)
HEDGE, CONDOR = load_preset("seed_always_on"), load_policy("vs_45d_16d")


def quoted_short_puts(condors: pl.DataFrame) -> pl.DataFrame:
    quotes = condors.filter(pl.col("held_contracts") > 0).select(
        book=pl.lit("condor"), owner="baseline", layer=pl.lit(0, dtype=pl.Int32), lot="rung", part=pl.lit("held"),
        quote_date="trade_date", leg=pl.lit("short_put"), quote_mid_pts=1.01 * pl.col("held_short_put_mark_pts"),
        quote_spread_pts=pl.lit(0.2), price_source=pl.lit("quote"),
    )  # fmt: skip
    return pl.concat([FCT_QUOTE_MARK.polars_schema.to_frame(), quotes.gather_every(10)], how="diagonal")


@pytest.fixture(scope="module")
def sources() -> dict[str, set[str]]:
    """Pricing sources of the verdict rows by claim."""
    case = random_case(8)
    signals = case.signals.with_columns(is_inflation_hot=pl.col("trade_date").dt.month() % 2 == 0)
    condors = condor_signal_daily(signals, SESSIONS, [CONDOR], ACCOUNT_USD, start=START)
    tables = {
        "fct_signal_daily": signals,
        "fct_condor_signal_daily": condors,
        "fct_vx_curve_daily": case.curve,
        "dim_vx_contract": pl.DataFrame({"expiry_date": EXPIRIES}).with_columns(final_settle_pts=pl.lit(30.0)),
    }
    states = layer_states(case.layers(condors), [HEDGE], ACCOUNT_USD)
    run = Tables(states, condors, signals, quoted_short_puts(condors))
    books = backtest(run, [HEDGE.name], [CONDOR.name], ACCOUNT_USD)
    booked = {"fct_layer_state_daily": states, "fct_backtest_daily": books.daily, "fct_trade": books.trades}
    survival = condor_survival(condors, books.daily, books.trades)
    asked = Asked(HEDGE, CONDOR.name, [CONDOR], 0.08)
    rows = [
        *book_claims(books.daily, drawdown_episodes(books.daily, START), SETTINGS),
        *priced_claims({**tables, **booked}, survival, asked, SETTINGS).rows,
    ]
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(str(row["claim_id"]), set()).add(str(row["pricing_source"]))
    return found


@pytest.mark.parametrize("claim_id", ["C1", "C3", "A2", "S53"])
def test_a_figure_of_the_hedge_alone_names_no_quote_of_the_condor(sources, claim_id) -> None:
    assert sources[claim_id] == {"model"}


def test_calls_that_a_claim_prices_itself_are_the_models(sources) -> None:
    assert sources["C2"] == {"model"}


@pytest.mark.parametrize("claim_id", ["C6", "C7", "C4", "S37"])
def test_a_figure_of_the_book_names_both(sources, claim_id) -> None:
    assert sources[claim_id] == {"model+quote"}
