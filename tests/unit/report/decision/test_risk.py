"""Sensitivity of VX to SPX, and break-evens that the hedge moves."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pipelines.condor.market import SpxMarket
from pipelines.condor.selection import IS_CALL, LEGS, SIGNS, leg_marks
from pipelines.quant.black76 import black76_price
from pipelines.quant.spx_smile import spx_smile_vol
from pipelines.report.decision.line import Newest
from pipelines.report.decision.risk import break_even_lines, greek_lines

TODAY = date(2024, 8, 23)
YIELD = 0.014


def signals_of(slope: float, days: int = 300) -> pl.DataFrame:
    """SPX with random returns and a front future that moves by `slope` points per 1.00 of them."""
    moves = np.random.default_rng(3).normal(0, 0.01, days)
    return pl.DataFrame(
        {
            "trade_date": [TODAY - timedelta(days=days - 1 - n) for n in range(days)],
            "spx_close_pts": 5500 * np.exp(np.cumsum(moves) - moves.sum()),
            "front_change_pts": slope * moves,
            "vix_close_pts": 20.0,
            "vvix_close_pts": 95.0,
            "vix9d_close_pts": 18.0,
            "vix3m_close_pts": 21.0,
            "vix6m_close_pts": 22.0,
            "skew_close_pts": 130.0,
            "risk_free_rate_ratio": 0.05,
            "is_simulated": False,
        }
    )


def newest_of(contracts: int, slope: float = -120.0) -> Newest:
    call = {"layer": 1, "lot": 1, "trade_date": TODAY, "held_contracts": contracts, "held_delta_ratio": 0.2,
            "held_expiry_date": date(2024, 10, 16), "held_strike_pts": 28.0, "held_forward_pts": 19.0,
            "held_vol": 1.2, "held_mark_pts": 0.8}  # fmt: skip
    condor = {"rung": 1, "held_contracts": 10, "held_expiry_date": date(2024, 9, 20), "held_credit_pts": 20.0,
              "held_long_put_strike_pts": 4900.0, "held_short_put_strike_pts": 5200.0,
              "held_short_call_strike_pts": 5700.0, "held_long_call_strike_pts": 5850.0, "atm_vol": 0.15}  # fmt: skip
    layers = pl.DataFrame([call]).filter(pl.col("held_contracts") > 0)
    none = pl.DataFrame()
    return Newest(signals_of(slope), layers, none, pl.DataFrame([condor]), none, {}, 1e6, none, none, YIELD)


def levels(newest: Newest) -> dict[str, float | None]:
    return {line.subject: line.value for line in break_even_lines(newest)}


def test_hedge_pays_below_and_costs_above() -> None:
    found = levels(newest_of(20))

    assert found["lower, with hedge"] < found["lower, condor alone"] == 5180.0
    assert found["upper, with hedge"] < found["upper, condor alone"] == 5720.0


def test_break_even_with_a_hedge_too_small_to_matter_is_the_condors_own() -> None:
    tiny = newest_of(1, slope=0.0)

    found = levels(tiny)
    assert found["lower, with hedge"] == pytest.approx(5180.0, abs=0.2)
    assert found["upper, with hedge"] == pytest.approx(5720.0, abs=0.2)


def test_without_a_hedge_there_are_only_the_condors_own() -> None:
    assert list(levels(newest_of(0))) == ["lower, condor alone", "upper, condor alone"]


def test_large_hedge_leaves_no_lower_break_even_and_says_so() -> None:
    lines = {line.subject: line for line in break_even_lines(newest_of(3000, slope=-300.0))}

    assert lines["lower, with hedge"].value is None or lines["lower, with hedge"].value > 5180
    assert "VX moves" in lines["lower, with hedge"].text


def test_calls_without_a_future_have_no_greeks_and_no_break_even() -> None:
    newest = newest_of(20)
    gone = pl.lit(None, pl.Float64)
    unpriced = replace(newest, layers=newest.layers.with_columns(held_forward_pts=gone, held_delta_ratio=gone))

    assert list(levels(unpriced)) == ["lower, condor alone", "upper, condor alone"]
    assert {line.subject.split()[0] for line in greek_lines(unpriced)} == {"condor"}


def test_without_a_vvix_of_the_last_week_there_are_only_the_condors_own() -> None:
    newest = newest_of(20)
    known = [pl.col("trade_date") <= TODAY - timedelta(days=days) for days in (5, 6)]
    week, longer = (
        replace(newest, signals=newest.signals.with_columns(vvix_close_pts=pl.when(each).then("vvix_close_pts")))
        for each in known
    )

    assert levels(week) == levels(newest)
    assert list(levels(longer)) == ["lower, condor alone", "upper, condor alone"]


def test_greeks_have_the_signs_of_a_sold_condor_and_of_bought_calls() -> None:
    greeks = {line.subject: line.value for line in greek_lines(newest_of(20))}

    assert greeks["hedge delta"] == pytest.approx(20 * 100 * 0.2)
    assert greeks["hedge vega"] > 0 > greeks["hedge theta"]
    assert greeks["condor vega"] < 0 < greeks["condor theta"]
    assert greeks["condor gamma"] < 0


def test_condor_greeks_are_those_of_the_marks_bumped() -> None:
    """The book marks the held expiry on its own forward and level; the greeks beside those marks must do so too."""
    newest = newest_of(0)
    (condor,) = newest.condors.to_dicts()
    expiry = np.array([condor["held_expiry_date"]], dtype="datetime64[D]")
    strikes = np.array([[condor[f"held_{leg}_strike_pts"] for leg in LEGS]])
    market = SpxMarket.from_signals(newest.signals.tail(1), YIELD)
    at, usd = market.slice_to(expiry), condor["held_contracts"] * 100
    vol = spx_smile_vol(strikes, at)

    def worth_usd(spot_up: float = 0.0, vol_up: float = 0.0) -> float:
        forward = at.forward_pts * (1 + spot_up / market.spot_pts)
        legs = black76_price(forward, strikes, at.years, vol + vol_up, at.rate_ratio, IS_CALL)
        return float((legs @ SIGNS)[0] * usd)

    greeks = {line.subject: line.value for line in greek_lines(newest)}
    assert worth_usd() == pytest.approx(float((leg_marks(market, expiry, strikes) @ SIGNS)[0] * usd), rel=1e-12)
    assert greeks["condor delta"] == pytest.approx((worth_usd(1) - worth_usd(-1)) / 2, rel=1e-4)
    assert greeks["condor gamma"] == pytest.approx(worth_usd(1) - 2 * worth_usd() + worth_usd(-1), rel=1e-3)
    assert greeks["condor vega"] == pytest.approx((worth_usd(0, 1e-3) - worth_usd(0, -1e-3)) / 0.2, rel=1e-4)
