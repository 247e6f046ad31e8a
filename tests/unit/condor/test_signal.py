"""Condor signals: one row a day, one condor at a time, fills a day later, settlement at the SPX close."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.condor.policy import load_policy
from pipelines.condor.signal import condor_signal_daily
from pipelines.contracts.fct_condor_signal_daily import FCT_CONDOR_SIGNAL_DAILY
from pipelines.contracts.promises import unkept_promises

POLICY = load_policy("vs_45d_16d")
ACCOUNT_USD = 10_000_000.0


@pytest.fixture(scope="module")
def rows(signals, sessions) -> pl.DataFrame:
    return condor_signal_daily(signals, sessions, [POLICY], ACCOUNT_USD)


def without(signals: pl.DataFrame, column: str, *days: date) -> pl.DataFrame:
    return signals.with_columns(
        pl.when(pl.col("trade_date").is_in(days)).then(None).otherwise(pl.col(column)).alias(column)
    )


def row_of(rows: pl.DataFrame, day: date) -> dict:
    return rows.row(by_predicate=pl.col("trade_date") == day, named=True)


def test_every_trading_day_has_a_row_that_keeps_the_contract(signals, rows) -> None:
    assert rows["trade_date"].to_list() == signals["trade_date"].to_list()
    assert unkept_promises(FCT_CONDOR_SIGNAL_DAILY, rows) == []


def test_rows_begin_flat_at_the_start_asked_for(signals, sessions) -> None:
    later = condor_signal_daily(signals, sessions, [POLICY], ACCOUNT_USD, start=date(2020, 1, 2))

    assert later["trade_date"][0] == date(2020, 1, 2)
    assert (later["action"][0], later["held_contracts"][0]) == ("open", 0)


def test_first_day_orders_and_the_next_session_holds_what_was_ordered(rows) -> None:
    first, second = rows.row(0, named=True), rows.row(1, named=True)

    assert (first["action"], first["reason"], first["held_contracts"]) == ("open", "open_flat_book", 0)
    assert second["held_decision_date"] == first["trade_date"]
    assert second["held_fill_date"] == second["trade_date"]
    assert second["held_expiry_date"] == first["expiry_date"]
    assert second["held_short_put_strike_pts"] == first["short_put_strike_pts"]
    assert second["held_contracts"] == first["contracts"]
    assert (second["action"], second["reason"]) == ("none", "position_open")


def test_size_is_the_account_in_underlying_notional_rounded_down(rows) -> None:
    first = rows.row(0, named=True)
    spx = 3000 * np.exp(np.random.default_rng(11).normal(0.0003, 0.009, 1)[0])

    assert first["contracts"] == ACCOUNT_USD // (100 * spx)


def test_condor_settles_at_the_spx_close_of_its_expiry_and_the_same_close_orders_the_next(signals, rows) -> None:
    expiry = rows.row(0, named=True)["expiry_date"]
    settled = row_of(rows, expiry)

    assert settled["settlement_source"] == "spx_close"
    assert settled["settlement_value_pts"] == row_of(signals, expiry)["spx_close_pts"]
    assert settled["held_contracts"] == 0
    assert settled["action"] == "open"
    before = rows.filter(pl.col("trade_date").is_between(rows["trade_date"][1], expiry, closed="left"))
    assert (before["held_expiry_date"] == expiry).all()


def test_break_evens_and_margin_follow_from_strikes_and_credit(rows) -> None:
    row = rows.row(40, named=True)

    assert row["lower_break_even_pts"] == pytest.approx(row["short_put_strike_pts"] - row["credit_pts"])
    assert row["upper_break_even_pts"] == pytest.approx(row["short_call_strike_pts"] + row["credit_pts"])
    assert row["margin_usd"] == pytest.approx((row["width_pts"] - row["credit_pts"]) * 100 * row["contracts"])


def test_held_mark_is_the_debt_of_the_four_legs(rows) -> None:
    held = rows.filter(pl.col("held_contracts") > 0)
    debt = (
        held["held_short_put_mark_pts"]
        + held["held_short_call_mark_pts"]
        - held["held_long_put_mark_pts"]
        - held["held_long_call_mark_pts"]
    )

    np.testing.assert_allclose(held["held_mark_pts"], debt, atol=1e-9)
    np.testing.assert_allclose(held["held_mark_usd"], -100 * debt * held["held_contracts"], atol=1e-6)


def test_order_that_finds_no_price_lapses_and_is_decided_anew(signals, sessions, rows) -> None:
    second, third = rows["trade_date"][1], rows["trade_date"][2]

    hole = condor_signal_daily(without(signals, "spx_close_pts", second), sessions, [POLICY], ACCOUNT_USD)

    assert row_of(hole, second)["reason"] == "spx_missing"
    assert row_of(hole, second)["held_contracts"] == 0
    assert row_of(hole, third)["action"] == "open"


def test_missing_price_of_a_held_condor_keeps_the_last_mark_and_says_so(signals, sessions) -> None:
    day = signals["trade_date"][10]

    hole = condor_signal_daily(without(signals, "vix_close_pts", day), sessions, [POLICY], ACCOUNT_USD)

    assert row_of(hole, day)["held_price_source"] == "stale"
    assert row_of(hole, day)["held_mark_usd"] == hole["held_mark_usd"][9]
    assert row_of(hole, day)["credit_pts"] is None


def test_expiry_day_without_an_spx_close_settles_late_and_says_so(signals, sessions, rows) -> None:
    expiry = rows.row(0, named=True)["expiry_date"]
    later = rows["trade_date"][rows["trade_date"].index_of(expiry) + 1]

    hole = condor_signal_daily(without(signals, "spx_close_pts", expiry), sessions, [POLICY], ACCOUNT_USD)

    assert row_of(hole, expiry)["held_price_source"] == "stale"
    assert row_of(hole, later)["settlement_source"] == "spx_close_late"
    assert row_of(hole, later)["held_contracts"] == 0


def test_account_below_one_contract_never_trades(signals, sessions) -> None:
    small = condor_signal_daily(signals, sessions, [POLICY], 100_000.0)

    assert set(small["reason"]) == {"account_too_small"}
    assert small["held_contracts"].sum() == 0


def test_missing_skew_is_named_in_the_vol_source(signals, sessions) -> None:
    day = signals["trade_date"][5]

    hole = condor_signal_daily(without(signals, "skew_close_pts", day), sessions, [POLICY], ACCOUNT_USD)

    assert row_of(hole, day)["vol_source"] == "vix+vix3m:no_skew"


@pytest.mark.parametrize("known", [1, 2, 30, 33, 120, 200])
def test_past_does_not_change_when_days_are_added(signals, sessions, rows, known) -> None:
    assert_frame_equal(
        condor_signal_daily(signals.head(known), sessions, [POLICY], ACCOUNT_USD), rows.head(known), check_exact=True
    )
