"""The book run again at other prices: at the central ones nothing moves, dearer calls cost more everywhere."""

import polars as pl
import pytest

from pipelines.backtest.engine import Tables, backtest
from pipelines.benchmarks.pricing import CENTRAL, band_corners
from pipelines.claims import repriced
from pipelines.claims.claim import ClaimSettings
from pipelines.claims.episodes import drawdown_episodes
from pipelines.claims.further import Asked, priced_claims
from pipelines.claims.pricing_band import estimates_of
from pipelines.claims.repriced import Rerun, corner_estimates
from pipelines.claims.survival import condor_survival
from pipelines.claims.verdicts import book_claims
from pipelines.condor.policy import load_policy
from pipelines.condor.signal import condor_signal_daily
from pipelines.layers.assets import layer_market
from pipelines.layers.daily import layer_states
from pipelines.layers.preset_file import load_preset
from tests.fixtures.engine_random import EXPIRIES, SESSIONS, START, random_case

ACCOUNT_USD = 10_000_000.0
PRESETS = [load_preset(name) for name in ("seed_always_on", "seed_4422_window")]
POLICIES = [load_policy(name) for name in ("vs_45d_16d", "vs_45d_16d_promoter")]
ASKED = Asked(PRESETS[0], "vs_45d_16d", POLICIES, 0.08)
SETTINGS = ClaimSettings(ACCOUNT_USD, seed=442, window_start=START)


@pytest.fixture(scope="module")
def rerun() -> Rerun:
    case = random_case(8)
    signals = case.signals.with_columns(is_inflation_hot=pl.col("trade_date").dt.month() % 2 == 0)
    no_chain = pl.DataFrame(
        schema={"root": pl.String, "quote_date": pl.Date, "expiry_date": pl.Date, "option_type": pl.String,
                "strike_pts": pl.Float64, "mid_pts": pl.Float64, "spread_pts": pl.Float64, "bid_pts": pl.Float64,
                "is_off_close": pl.Boolean}
    )  # fmt: skip
    tables = {
        "fct_signal_daily": signals,
        "fct_vx_curve_daily": case.curve,
        "dim_vx_contract": pl.DataFrame({"expiry_date": EXPIRIES}).with_columns(final_settle_pts=pl.lit(30.0)),
        "int_vx_monthly__settled": case.curve.with_columns(is_expiry_day=False, settle_source=pl.lit("daily")),
        "raw_calendar__sessions": pl.DataFrame({"session_date": SESSIONS}),
        "raw_calendar__vx_expiries": pl.DataFrame({"expiry_date": EXPIRIES}),
        "stg_cboe__spx_option_quotes": no_chain,
        "stg_cboe__vix_option_quotes": no_chain,
    }
    return Rerun(tables, ASKED, PRESETS, SETTINGS, is_quoted=True)


@pytest.fixture(scope="module")
def corners(rerun) -> dict[str, dict]:
    return {pricing.name: found for pricing, found in zip(band_corners(), corner_estimates(rerun), strict=True)}


def test_at_central_prices_the_estimates_are_the_books_own(rerun, monkeypatch) -> None:
    tables = rerun.tables
    signals = tables["fct_signal_daily"]
    condors = condor_signal_daily(signals, SESSIONS, POLICIES, ACCOUNT_USD, start=START)
    decided = {**tables, "fct_condor_signal_daily": condors}
    states = layer_states(layer_market(decided, "vs_45d_16d", START), PRESETS, ACCOUNT_USD)
    names = [preset.name for preset in PRESETS], [policy.name for policy in POLICIES]
    books = backtest(Tables(states, condors, signals), *names, ACCOUNT_USD)
    own = pl.col("baseline") == "vs_45d_16d"
    daily = books.daily.filter(own, pl.col("preset") == "seed_always_on")
    stages = {"fct_layer_state_daily": states, "fct_backtest_daily": books.daily, "fct_trade": books.trades}
    survival = condor_survival(condors.filter(own), daily, books.trades.filter(own))
    rows = [
        *book_claims(daily, drawdown_episodes(daily, START), SETTINGS),
        *priced_claims({**decided, **stages}, survival, ASKED, SETTINGS).rows,
    ]
    monkeypatch.setattr(repriced, "band_corners", lambda: (CENTRAL,))

    (found,) = corner_estimates(rerun)
    assert numbers(found) == pytest.approx(numbers(estimates_of(rows)), rel=1e-12, nan_ok=True)


def numbers(estimates: dict) -> dict:
    return {key: float("nan") if value is None else value for key, value in estimates.items()}


def test_dearer_calls_bring_back_less_of_their_premium_whatever_spx_options_cost(corners) -> None:
    for atm in ("atm-0.05", "atm+0.05"):
        cheap, dear = (corners[f"{call}_{atm}"] for call in ("a0.85_b0.8", "a1_b1.4"))
        assert dear["C2", "headline"] < cheap["C2", "headline"]
        assert dear["C2", "implied_less_realised"] > cheap["C2", "implied_less_realised"]
        assert dear["C1", "gross"] != cheap["C1", "gross"], "the book itself was bought at these prices"


def test_prices_of_spx_options_move_the_condor_and_not_the_hedge(corners) -> None:
    lower, higher = (corners[f"a0.85_b0.8_{atm}"] for atm in ("atm-0.05", "atm+0.05"))

    assert lower["C1", "headline"] == higher["C1", "headline"]
    assert lower["C7", "delevered_control"] != higher["C7", "delevered_control"]
    assert lower["C4", "headline"] != higher["C4", "headline"]
