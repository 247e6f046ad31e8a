"""From an index's replay to the ledger: the last step is the same count, done by other code."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from pipelines.backtest.side import hedge_side
from pipelines.benchmarks.bridge import FRICTIONLESS, LARGEST_GAP_RATIO, LEDGER, Step, bridge_rows
from pipelines.benchmarks.bridge_table import benchmark_bridge
from pipelines.condor.policy import load_policy
from pipelines.condor.signal import condor_signal_daily
from pipelines.contracts.fct_benchmark_bridge import FCT_BENCHMARK_BRIDGE
from pipelines.contracts.promises import unkept_promises
from pipelines.layers.daily import LayerMarket, layer_states
from pipelines.layers.preset_file import load_preset
from pipelines.quant.expiry_calendar import vx_monthly_expiries
from pipelines.sources.exchange_calendar import exchange_sessions

SESSIONS = exchange_sessions(date(2017, 1, 3), date(2021, 12, 31))
DAYS = SESSIONS[(np.datetime64("2018-01-02") <= SESSIONS) & (np.datetime64("2020-12-31") > SESSIONS)]
EXPIRIES = vx_monthly_expiries(SESSIONS)
START = date(2018, 2, 1)
ACCOUNT_USD = 10_000_000.0
POLICY = load_policy("cndr")
UNUSED = {  # signals that neither the preset nor the baseline asks for
    **{f"{stem}_macd_cross_up_age_tdays": pl.Int64 for stem in ("vix", "curve")},
    **{f"{stem}_null_reason": pl.String for stem in ("vix_macd", "curve_macd", "carry")},
    **dict.fromkeys(("is_ad_early_deterioration", "is_cash_press", "is_rebalance", "is_contango"), pl.Boolean),
    **dict.fromkeys(("vx_rsi_14_pct", "edr_pct"), pl.Float64),
}


def market(seed: int = 4, *, missing: float = 0.0) -> dict[str, pl.DataFrame]:
    """Three years whose VX future crosses every band of the weights; `missing` is the share of settlements left out."""
    rng, n = np.random.default_rng(seed), len(DAYS)
    vix = np.clip(24 + 12 * np.sin(np.arange(n) / 90) + np.cumsum(rng.normal(0, 0.4, n)) * 0.3, 10, 60)
    spx = 3000 * np.exp(np.cumsum(rng.normal(0.0003, 0.009, n)))
    signals = pl.DataFrame(
        {
            "trade_date": DAYS,
            "spx_close_pts": spx,
            "vix_close_pts": vix,
            "vvix_close_pts": 90 + 1.5 * (vix - 20),
            "vix9d_close_pts": vix * 0.97,
            "vix3m_close_pts": vix * 0.9 + 3,
            "vix6m_close_pts": pl.Series([None] * n, dtype=pl.Float64),
            "skew_close_pts": rng.uniform(115, 150, n),
            "risk_free_rate_ratio": rng.uniform(0.005, 0.02, n),
            "is_simulated": True,
        }
    ).with_columns(pl.lit(None, kind).alias(name) for name, kind in UNUSED.items())
    return {"fct_signal_daily": signals, "curve": curve_of(signals, rng, missing)}


def curve_of(signals: pl.DataFrame, rng: np.random.Generator, missing: float) -> pl.DataFrame:
    grid = signals.select("trade_date", "vix_close_pts").join(pl.DataFrame({"expiry_date": EXPIRIES}), how="cross")
    days = (pl.col("expiry_date") - pl.col("trade_date")).dt.total_days()
    level = 20 + (pl.col("vix_close_pts") - 20) * (-days / 90).exp()
    rows = grid.filter(days.is_between(0, 270)).select("trade_date", "expiry_date", settle_pts=level)
    return rows.filter(pl.Series(rng.random(len(rows)) >= missing))


def tables_of(found: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The warehouse tables of a market, with the decisions of preset and baseline on it."""
    signals, curve = found["fct_signal_daily"], found["curve"]
    names = [name for name in signals.columns if name.endswith("_close_pts")]
    history = signals.unpivot(names, index="trade_date", variable_name="index_symbol", value_name="close_pts")
    shared = LayerMarket.of(signals, curve, EXPIRIES, sessions=SESSIONS, start=START)
    return {
        "fct_signal_daily": signals,
        "fct_layer_state_daily": layer_states(shared, [load_preset("vxth")], ACCOUNT_USD),
        "fct_condor_signal_daily": condor_signal_daily(signals, SESSIONS, [POLICY], ACCOUNT_USD, start=START),
        "stg_calendar__sessions": pl.DataFrame({"session_date": SESSIONS}),
        "stg_cboe__index_history": history.with_columns(
            pl.col("index_symbol").str.strip_suffix("_close_pts").str.to_uppercase(),
            open_pts=pl.lit(None, pl.Float64),
            is_simulated=pl.lit(value=True),
        ),
        "stg_fred__series": pl.DataFrame(
            {"series_id": ["DTB3"], "observation_date": [date(2017, 12, 29)], "value": [1.0]}
        ),
        "stg_shiller__monthly": pl.DataFrame(
            schema={"observation_date": pl.Date, "dividend_pts": pl.Float64, "available_at": pl.Datetime}
        ),
        "stg_user__series": pl.DataFrame(
            schema={"series_name": pl.String, "observation_date": pl.Date, "value": pl.Float64}
        ),
        "int_vx_monthly__settled": curve.with_columns(is_expiry_day=pl.col("trade_date") == pl.col("expiry_date")),
    }


def bridge_of(found: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return benchmark_bridge(tables_of(found), found["curve"], POLICY, ACCOUNT_USD)


@pytest.fixture(scope="module")
def bridge() -> pl.DataFrame:
    return bridge_of(market())


def step(bridge: pl.DataFrame, symbol: str, name: str) -> dict[str, object]:
    return bridge.filter(pl.col("index_symbol") == symbol, pl.col("step") == name).row(0, named=True)


@pytest.mark.parametrize("symbol", ["VXTH", "CNDR"])
def test_the_ledger_counts_what_the_replay_counts(symbol: str, bridge: pl.DataFrame) -> None:
    last = step(bridge, symbol, LEDGER)

    assert last["max_gap_ratio"] < LARGEST_GAP_RATIO
    assert last["same_rolls_ratio"] == 1
    assert last["n_rolls"] > 15
    assert abs(last["yearly_return_ratio"]) > 1e-3


@pytest.mark.parametrize("seed", range(3))
def test_it_does_where_settlements_are_missing_too(seed: int) -> None:
    holed = bridge_of(market(seed, missing=0.1))

    assert holed.filter(pl.col("step") == LEDGER)["max_gap_ratio"].max() < LARGEST_GAP_RATIO
    assert holed["yearly_return_ratio"].is_finite().all()


def test_it_does_where_vvix_is_missing_for_weeks() -> None:
    found = market(5)
    is_gap = pl.col("trade_date").is_between(date(2019, 3, 4), date(2019, 4, 26))
    gapped = found["fct_signal_daily"].with_columns(vvix_close_pts=pl.when(~is_gap).then("vvix_close_pts"))

    bridge = bridge_of(found | {"fct_signal_daily": gapped})

    assert step(bridge, "VXTH", LEDGER)["max_gap_ratio"] < LARGEST_GAP_RATIO
    assert step(bridge, "VXTH", LEDGER)["n_rolls"] < step(bridge_of(found), "VXTH", LEDGER)["n_rolls"]


def test_the_book_buys_on_the_days_its_rules_name() -> None:
    """While flat, the close after a settlement and later: the nearest of 24 to 38 days with a future of 15 to 50."""
    found = market()
    settled = {(day, expiry): level for day, expiry, level in found["curve"].iter_rows()}
    dates = [day for day in found["fct_signal_daily"]["trade_date"].to_list() if day >= START]
    expected, free_from = [], START
    for day, following in pairwise(dates):
        near = [expiry for expiry in EXPIRIES.tolist() if 24 <= (expiry - day).days <= 38]
        expiry = min(near, key=lambda each: abs((each - day).days - 31), default=None)
        if day >= free_from and expiry and 15 < settled[day, expiry] <= 50:
            expected.append((following, expiry))
            free_from = expiry + timedelta(days=1)

    trades = hedge_side("vxth", tables_of(found)["fct_layer_state_daily"], FRICTIONLESS).trades

    assert trades.filter(pl.col("action") == "open").select("fill_date", "expiry_date").rows() == expected
    assert len(expected) > 25


def test_every_convention_is_named_and_changes_something(bridge: pl.DataFrame) -> None:
    before_the_ledger = bridge.filter(pl.col("step") != LEDGER, pl.col("step_number") > 1)

    assert (before_the_ledger["max_gap_ratio"] > 1e-6).all()
    assert before_the_ledger["convention"].str.len_chars().min() > 15
    assert unkept_promises(FCT_BENCHMARK_BRIDGE, bridge) == []


def test_a_price_of_the_ledger_that_is_off_by_a_cent_is_seen(bridge: pl.DataFrame) -> None:
    tables = tables_of(market())
    day = tables["fct_layer_state_daily"].filter(pl.col("held_contracts") > 0)["trade_date"][100]
    wrong = pl.when(pl.col("trade_date") == day).then(pl.col("held_mark_pts") + 0.01).otherwise("held_mark_pts")
    states = tables["fct_layer_state_daily"].with_columns(held_mark_pts=wrong)

    found = benchmark_bridge(tables | {"fct_layer_state_daily": states}, market()["curve"], POLICY, ACCOUNT_USD)

    assert step(found, "VXTH", LEDGER)["max_gap_ratio"] > LARGEST_GAP_RATIO
    assert step(found, "CNDR", LEDGER) == step(bridge, "CNDR", LEDGER)


def test_steps_are_compared_on_the_days_that_all_of_them_have() -> None:
    dates = np.arange("2020-01-01", "2020-01-11", dtype="datetime64[D]")
    rolls = pl.DataFrame(
        {"roll_date": [date(2020, 1, 5)], "expiry_date": [date(2020, 2, 5)], "leg": "l", "strike_pts": 1.0}
    )
    early = Step("index", "any", dates, np.full(10, 0.001), rolls)
    late = replace(
        early, name=LEDGER, dates=dates[3:], returns=np.full(7, 0.002), rolls=rolls.with_columns(strike_pts=2.0)
    )

    first, last = bridge_rows("VXTH", [early, late], is_simulated=True).rows(named=True)

    assert (first["first_date"], first["n_days"], first["max_gap_ratio"]) == (date(2020, 1, 5), 6, None)
    assert last["max_gap_ratio"] == pytest.approx(0.001)
    assert last["change_ratio"] == pytest.approx(6 * 0.001 / (5 / 365.25))
    assert (last["n_rolls"], last["same_rolls_ratio"]) == (1, 0.0)
