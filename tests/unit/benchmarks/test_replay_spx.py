"""Replays of indices on SPX options: units, settlement and identities that hold whatever the prices."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.benchmarks.pricing import CENTRAL, spx_band
from pipelines.benchmarks.replay_spx import replay_spx
from pipelines.benchmarks.rules import SPX_RULES

START = np.datetime64("2023-02-01")
RULES = {rule.symbol: rule for rule in SPX_RULES}
AT_CLOSES = replace(CENTRAL, opening_variance_share=1.0, roll_variance_share=1.0)


def year_growth(replay) -> float:
    return float(replay.levels[-1] / replay.levels[0])


@pytest.mark.parametrize("symbol", RULES)
def test_replay_reaches_the_newest_close_without_a_gap(symbol, moments_with, expiries, random_walk) -> None:
    closes = moments_with(random_walk, rate=0.03, dividend_yield=0.015)

    replay = replay_spx(RULES[symbol], closes, expiries, CENTRAL, START)

    assert replay.dates[-1] == closes.dates[-1]
    assert np.isfinite(replay.levels).all()
    assert (np.diff(replay.dates) > np.timedelta64(0)).all()
    assert replay.rolls["roll_date"].n_unique() == 14


def test_sold_options_earn_their_premium_when_nothing_moves(moments_with, expiries) -> None:
    closes = moments_with(4000.0)

    growth = {symbol: year_growth(replay_spx(rule, closes, expiries, CENTRAL, START)) for symbol, rule in RULES.items()}

    assert min(growth["PUT"], growth["BXM"], growth["BXMD"], growth["CNDR"], growth["CMBO"]) > 1
    assert growth["PPUT"] < 1


def test_secured_put_and_covered_call_agree_without_rates_and_dividends(moments_with, expiries, random_walk) -> None:
    """Parity: stocks less an at-the-money call are bills less the put of the same strike."""
    closes = moments_with(np.round(random_walk / 5) * 5)  # on the grid the first strike above is the one below

    put, call = (replay_spx(RULES[name], closes, expiries, AT_CLOSES, START) for name in ("PUT", "BXM"))

    assert put.levels == pytest.approx(call.levels, rel=1e-9)


def test_condor_loses_a_tenth_when_the_wider_wing_is_gone(moments_with, expiries) -> None:
    """Ten times the wider wing in bills: the worst settlement costs a tenth, less the credit."""
    spot = np.full(moments_with().dates.shape, 4000.0)
    dates = moments_with().dates
    is_late = dates >= np.datetime64("2023-03-01")
    closes = moments_with(np.where(is_late, 2000.0, spot))

    replay = replay_spx(RULES["CNDR"], closes, expiries, CENTRAL, START)
    legs = replay.rolls.filter(pl.col("roll_date") == replay.rolls["roll_date"][0])
    strikes = dict(legs.select("leg", "strike_pts").iter_rows())
    credit = -float((legs["value_share_ratio"]).sum())
    loss = 1 - replay.levels[replay.dates == np.datetime64("2023-03-16")][0]

    put_wing = strikes["short_put"] - strikes["long_put"]
    call_wing = strikes["long_call"] - strikes["short_call"]
    assert put_wing > call_wing
    assert loss == pytest.approx(0.1 - credit, abs=0.0025)


def test_three_month_put_is_kept_from_quarter_to_quarter(moments_with, expiries, random_walk) -> None:
    closes = moments_with(random_walk)

    puts = replay_spx(RULES["CLL"], closes, expiries, CENTRAL, START).rolls.filter(pl.col("leg") == "long_put")

    assert set(puts["expiry_date"].dt.month()) <= {3, 6, 9, 12}
    later = puts.filter(pl.col("roll_date") >= pl.date(2023, 3, 17))
    assert later.group_by("expiry_date").agg(pl.col("strike_pts").n_unique())["strike_pts"].to_list() == [1] * 5


def test_put_is_replaced_where_the_new_call_would_cross_it(moments_with, expiries) -> None:
    dates = moments_with().dates
    closes = moments_with(np.where(dates < np.datetime64("2023-04-03"), 4000.0, 3000.0))

    puts = replay_spx(RULES["CLL"], closes, expiries, CENTRAL, START).rolls.filter(pl.col("leg") == "long_put")
    strikes = dict(puts.select("roll_date", "strike_pts").iter_rows())

    assert strikes[np.datetime64("2023-03-17").item()] == 3800
    assert strikes[np.datetime64("2023-04-21").item()] == 2850
    assert puts.filter(pl.col("roll_date") == pl.date(2023, 4, 21))["expiry_date"][0].month == 6


def test_dearer_options_help_sellers_and_cost_buyers(moments_with, expiries, random_walk) -> None:
    closes = moments_with(random_walk)
    cheap, dear = spx_band()

    for symbol, sign in (("PUT", 1), ("BXM", 1), ("PPUT", -1)):
        ends = [year_growth(replay_spx(RULES[symbol], closes, expiries, each, START)) for each in (cheap, dear)]
        assert sign * (ends[1] - ends[0]) > 0, symbol


@pytest.mark.parametrize("symbol", RULES)
def test_later_days_never_change_an_earlier_row(symbol, moments_with, expiries, random_walk) -> None:
    """Cut in a cycle, on a roll's own day, on its eve."""
    closes = moments_with(random_walk, rate=0.03, dividend_yield=0.015)
    whole = replay_spx(RULES[symbol], closes, expiries, CENTRAL, START)

    for last in ("2023-10-11", "2023-10-19", "2023-10-20", "2023-12-15"):
        known = closes.at(np.flatnonzero(closes.dates <= np.datetime64(last)))
        early = replay_spx(RULES[symbol], known, expiries, CENTRAL, START)

        assert early.dates[-1] == np.datetime64(last)
        assert_frame_equal(early.daily(), whole.daily()[: len(early.dates)], check_exact=True)
        rolls = whole.rolls.filter(pl.col("roll_date") <= known.dates[-1])
        assert_frame_equal(early.rolls, rolls, check_exact=True)


def test_calendar_that_ends_too_early_is_refused(moments_with, expiries) -> None:
    closes = moments_with()

    with pytest.raises(ValueError, match="calendar ends too early"):
        replay_spx(RULES["PUT"], closes, expiries[expiries < closes.dates[-1]], CENTRAL, START)
