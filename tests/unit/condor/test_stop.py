"""Stops: when a condor is bought back, and whose gains count against its loss."""

import numpy as np
import polars as pl
import pytest

from pipelines.condor.policy import load_policy
from pipelines.condor.signal import Stopping, condor_signal_daily, stopped_condor_signals
from pipelines.condor.stop import Stop
from pipelines.quant.costs import OPTION_MULTIPLIER_USD

POLICY = load_policy("vs_45d_16d")
ACCOUNT_USD = 10_000_000.0


def start_of(signals: pl.DataFrame):
    return signals["trade_date"].min()


def crash(signals: pl.DataFrame) -> pl.DataFrame:
    """The small market, with a fall of 12 % in its middle."""
    falls = pl.int_range(len(signals)).is_between(100, 110).cast(pl.Float64) * 0.012
    return signals.with_columns(spx_close_pts=pl.col("spx_close_pts") * (1 - falls.cum_sum()))


def stopped(signals: pl.DataFrame, sessions: np.ndarray, stop: Stop, gain_usd: float = 0.0) -> pl.DataFrame:
    hedge = np.full(len(signals), gain_usd)
    return stopped_condor_signals(
        signals, sessions, POLICY, ACCOUNT_USD, Stopping(stop, hedge), start=start_of(signals)
    )


def test_the_close_that_has_lost_the_multiple_orders_and_the_next_buys_back(signals, sessions) -> None:
    rows = stopped(crash(signals), sessions, Stop(1.0, "condor"))
    orders = rows.with_row_index("place").filter(pl.col("reason") == "close_stopped")

    assert len(orders) > 0
    for place in orders["place"]:
        order, after = rows.row(place, named=True), rows.row(place + 1, named=True)
        fill = rows.filter(pl.col("trade_date") == order["held_fill_date"]).row(0, named=True)
        assert order["held_mark_pts"] - fill["held_mark_pts"] >= fill["held_mark_pts"]
        assert after["held_contracts"] == 0
        assert (after["closed_short_put_mark_pts"] is None) == (after["settlement_source"] is not None)
    assert rows["closed_short_put_mark_pts"].is_not_null().any()
    before = rows.filter(pl.col("held_contracts") > 0, pl.col("reason") != "close_stopped")
    credit = pl.col("held_mark_pts").first().over("held_fill_date")
    assert before.filter(pl.col("held_mark_pts") - credit >= credit).is_empty()


def test_what_the_hedge_gained_keeps_the_condor_alive(signals, sessions) -> None:
    alone = stopped(crash(signals), sessions, Stop(1.0, "book"), gain_usd=0.0)
    saved = stopped(crash(signals), sessions, Stop(1.0, "book"), gain_usd=1e6)
    alone_too = stopped(crash(signals), sessions, Stop(1.0, "condor"), gain_usd=1e6)

    assert (alone["reason"] == "close_stopped").any()
    assert not (saved["reason"] == "close_stopped").any()
    assert alone_too.equals(alone)


def test_the_fills_own_day_of_the_hedge_is_left_out(signals, sessions) -> None:
    rows = condor_signal_daily(signals, sessions, [POLICY], ACCOUNT_USD, start=start_of(signals))
    fill = rows.filter(pl.col("held_fill_date") == pl.col("trade_date")).row(0, named=True)
    size = fill["held_contracts"] * OPTION_MULTIPLIER_USD * fill["held_mark_pts"]
    hedge = np.where(rows["trade_date"].to_numpy() == np.datetime64(fill["trade_date"]), -10 * size, 0.0)
    found = stopped_condor_signals(
        signals, sessions, POLICY, ACCOUNT_USD, Stopping(Stop(5.0), hedge), start=start_of(signals)
    )

    assert found.filter(pl.col("trade_date") == fill["trade_date"])["reason"].to_list() == ["position_open"]


def test_a_stop_out_of_reach_changes_nothing(signals, sessions) -> None:
    plain = condor_signal_daily(signals, sessions, [POLICY], ACCOUNT_USD, start=start_of(signals))

    assert stopped(signals, sessions, Stop(1e9, "condor")).equals(plain)


def test_a_stop_at_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        Stop(0.0)
