"""Layers, condor, backtest and claims together, on a random market that makes every rule act."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.backtest.engine import Backtest, Tables, backtest
from pipelines.claims.answer import answer_lines
from pipelines.claims.claim import ClaimSettings
from pipelines.claims.episodes import drawdown_episodes
from pipelines.claims.verdicts import claim_verdicts
from pipelines.condor.policy import load_policies
from pipelines.condor.signal import condor_signal_daily
from pipelines.contracts.fct_backtest_daily import FCT_BACKTEST_DAILY
from pipelines.contracts.fct_claim_verdict import FCT_CLAIM_VERDICT
from pipelines.contracts.fct_drawdown_episode import FCT_DRAWDOWN_EPISODE
from pipelines.contracts.fct_trade import FCT_TRADE
from pipelines.contracts.promises import unkept_promises
from pipelines.layers.daily import LayerMarket, layer_states
from pipelines.layers.preset_file import load_preset, load_presets
from pipelines.quant.expiry_calendar import vx_monthly_expiries
from pipelines.sources.exchange_calendar import exchange_sessions

ACCOUNT_USD = 10_000_000.0
SESSIONS = exchange_sessions(date(2018, 1, 1), date(2022, 12, 31))
EXPIRIES = vx_monthly_expiries(SESSIONS)
DAYS = SESSIONS[(np.datetime64("2018-06-01") <= SESSIONS) & (np.datetime64("2021-12-31") > SESSIONS)]
START = date(2018, 7, 2)
PRESET = load_preset("seed_4422_window")
BASELINE = "vs_45d_16d"
PRESETS, POLICIES = load_presets(), load_policies()
BOOKS = ([preset.name for preset in PRESETS], [policy.name for policy in POLICIES], ACCOUNT_USD)


@pytest.fixture(scope="module")
def signals() -> pl.DataFrame:
    rng = np.random.default_rng(20)
    n = len(DAYS)
    vix = np.clip(20 + 7 * np.sin(np.arange(n) / 23) + 3 * rng.standard_normal(n), 11, 60)
    spx = 3000 * np.exp(np.cumsum(rng.normal(0.0003, 0.008, n) - 0.004 * (vix > 27)))
    reason = pl.Series([None if value > 0.03 else "vx_contract_missing" for value in rng.random(n)], dtype=pl.String)
    skew = pl.Series(rng.uniform(115, 150, n)).scatter([40, 300], None)
    return pl.DataFrame(
        {
            "trade_date": DAYS,
            "spx_close_pts": pl.Series(spx).scatter([90, 410], None),
            "vix_close_pts": pl.Series(vix).scatter([77, 411], None),
            "vvix_close_pts": 90 + 1.5 * (vix - 20),
            "vix9d_close_pts": vix * rng.uniform(0.9, 1.05, n),
            "vix3m_close_pts": pl.Series(np.where(np.arange(n) < 500, vix * 0.9 + 3, np.nan)).fill_nan(None),
            "vix6m_close_pts": pl.Series([None] * n, dtype=pl.Float64),
            "skew_close_pts": skew,
            "risk_free_rate_ratio": np.full(n, 0.015),
            "vix_macd_cross_up_age_tdays": rng.integers(0, 9, n),
            "vix_macd_null_reason": reason,
            "curve_macd_cross_up_age_tdays": rng.integers(0, 9, n),
            "curve_macd_null_reason": reason.shuffle(1),
            "is_ad_early_deterioration": rng.random(n) < 0.5,
            "vx_rsi_14_pct": rng.uniform(20, 75, n),
            "is_cash_press": rng.random(n) < 0.1,
            "is_rebalance": rng.random(n) < 0.05,
            "edr_pct": vix / 252**0.5,
            "is_contango": rng.random(n) > 0.2,
            "vix_risk_tier": np.select([vix < 15, vix <= 20, vix <= 25], ["all_tiers", "two", "hold"], "no_trades"),
            "condor_tier_count": np.select([vix < 15, vix <= 20], [3, 2], 0),
            "is_carry_low": rng.random(n) < 0.5,
            "is_equity_cost_low": rng.random(n) < 0.5,
            "is_simulated": True,
        }
    ).with_columns(pl.lit(None, dtype=pl.String).alias(f"{name}_null_reason") for name in ("carry", "equity_cost"))


@pytest.fixture(scope="module")
def curve(signals) -> pl.DataFrame:
    grid = signals.select("trade_date", "vix_close_pts").join(pl.DataFrame({"expiry_date": EXPIRIES}), how="cross")
    days = (pl.col("expiry_date") - pl.col("trade_date")).dt.total_days()
    level = 20 + (pl.col("vix_close_pts").fill_null(20.0) - 20) * (-days / 90).exp()
    return grid.filter(days.is_between(0, 270)).select("trade_date", "expiry_date", settle_pts=level)


def decided(signals: pl.DataFrame, curve: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    condor_vega = signals.with_columns(condor_vega_usd=-1000.0 * pl.col("vix_close_pts"))
    shared = LayerMarket.of(condor_vega, curve, EXPIRIES, sessions=SESSIONS, start=START)
    return (
        layer_states(shared, PRESETS, ACCOUNT_USD),
        condor_signal_daily(signals, SESSIONS, POLICIES, ACCOUNT_USD, start=START),
    )


@pytest.fixture(scope="module")
def whole(signals, curve) -> Backtest:
    return backtest(Tables(*decided(signals, curve), signals), *BOOKS)


@pytest.fixture(scope="module")
def last_marks_usd(signals, curve) -> dict[int | None, float]:
    states, condor = decided(signals, curve)
    newest = pl.col("trade_date") == pl.col("trade_date").max()
    condor = condor.filter(newest, pl.col("baseline") == BASELINE)
    last = states.filter(newest, pl.col("preset") == PRESET.name)
    return {None: condor["held_mark_usd"].sum(), **dict(last.select("layer", "held_mark_usd").iter_rows())}


def test_every_kind_of_trade_happens_and_the_tables_keep_their_contracts(whole) -> None:
    kinds = set(whole.trades.select("book", "action").unique().rows())

    assert kinds == {
        *(("condor", a) for a in ("open", "close", "settle")),
        *(("hedge", a) for a in ("open", "roll", "resize", "monetise", "settle")),
    }
    assert unkept_promises(FCT_TRADE, whole.trades) == []
    assert unkept_promises(FCT_BACKTEST_DAILY, whole.daily) == []


def test_daily_pnl_adds_up_to_the_cash_of_all_trades_and_the_last_marks(whole, last_marks_usd) -> None:
    """A second count: what every option was bought, sold or settled for, and what is left is worth."""
    own = whole.trades.filter((pl.col("preset") == PRESET.name) | (pl.col("baseline") == BASELINE))
    daily = whole.daily.filter(pl.col("preset") == PRESET.name, pl.col("baseline") == BASELINE)
    cash_usd = dict(own.group_by("layer").agg(pl.col("cash_usd").sum()).iter_rows())

    for layer, mark_usd in last_marks_usd.items():
        part = "condor" if layer is None else f"layer{layer}"
        counted = cash_usd.get(layer, 0.0) + mark_usd
        assert daily[f"{part}_pnl_usd"].sum() == pytest.approx(counted, abs=1e-6)
    assert set(cash_usd) == set(last_marks_usd) == {None, 1, 2, 3, 4}


def test_every_pair_of_hedge_and_condor_has_its_days_and_its_returns_compound(whole) -> None:
    """NAV moves by the P&L of the day on the constant account, for every pair, to 1e-9."""
    pairs = whole.daily.group_by("preset", "baseline").agg(pl.len(), pl.col("trade_date").n_unique().alias("days"))
    assert pairs.height == len(PRESETS) * len(POLICIES)
    assert (pairs["len"] == pairs["days"]).all()
    assert pairs["days"].n_unique() == 1
    for side in ("unhedged", "hedged"):
        nav = pl.col(f"{side}_nav_usd")
        before = nav.shift(1).over("preset", "baseline", order_by="trade_date").fill_null(ACCOUNT_USD)
        gap = (nav / before - 1 - pl.col(f"{side}_pnl_usd") / ACCOUNT_USD).abs()
        assert whole.daily.select(gap.max()).item() < 1e-9


def test_every_position_is_built_from_its_trades(whole) -> None:
    running = whole.trades.sort("fill_date", "contracts", descending=[False, True]).select(
        "layer", left=pl.col("contracts").cum_sum().over("preset", "layer", "lot", "leg", "expiry_date", "strike_pts")
    )

    assert (running.filter(pl.col("layer").is_not_null())["left"] >= 0).all()


@pytest.mark.parametrize("known", [30, 137, 412, 640])
def test_past_does_not_change_when_days_are_added(signals, curve, whole, known) -> None:
    last_day = signals["trade_date"][known - 1]
    known_signals, known_curve = (frame.filter(pl.col("trade_date") <= last_day) for frame in (signals, curve))

    past = backtest(Tables(*decided(known_signals, known_curve), known_signals), *BOOKS)

    assert_frame_equal(past.daily, whole.daily.filter(pl.col("trade_date") <= last_day), check_exact=True)
    assert_frame_equal(past.trades, whole.trades.filter(pl.col("fill_date") <= last_day), check_exact=True)


def test_claims_and_answer_come_out_of_the_tables(whole) -> None:
    daily = whole.daily.filter(pl.col("preset") == PRESET.name, pl.col("baseline") == BASELINE)
    settings = ClaimSettings(ACCOUNT_USD, seed=442, window_start=START, piece_draws=200, series_draws=200)
    episodes = drawdown_episodes(daily, START)
    verdicts = claim_verdicts(daily, episodes, settings)

    assert episodes.height >= 2
    assert unkept_promises(FCT_DRAWDOWN_EPISODE, episodes) == []
    assert unkept_promises(FCT_CLAIM_VERDICT, verdicts) == []
    assert len(answer_lines(verdicts, daily)) == 3
