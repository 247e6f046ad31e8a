"""VXTH where levels are missing for longer than a week: named, not compared, and no history lost."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from pipelines.benchmarks.monthly import days_of, months_of
from pipelines.benchmarks.pricing import CENTRAL
from pipelines.benchmarks.replay_vxth import replay_vxth
from pipelines.benchmarks.rules import VXTH
from pipelines.benchmarks.vix_cycles import NO_CALL, VVIX, VVIX_CARRIED, VVIX_MISSING, vix_cycles
from tests.unit.benchmarks.test_replay_vxth import EXPIRIES, START, options_at

GAP = slice(
    np.datetime64("2023-07-10"), np.datetime64("2023-08-25")
)  # two settlements lie in it, 19 July and 16 August


def without_vvix(closes, first, last):
    is_gap = (closes.dates >= first) & (closes.dates <= last)
    return replace(closes, vvix_pts=np.where(is_gap, np.nan, closes.vvix_pts))


def replayed(closes, options=None):
    options = options or options_at(20.0, closes.dates)
    return replay_vxth(VXTH, vix_cycles(closes, options, CENTRAL, START), CENTRAL)


@pytest.fixture
def gapped(moments_with, random_walk):
    closes = moments_with(random_walk, vix=20.0)
    return without_vvix(closes, GAP.start, GAP.stop)


def test_history_before_a_long_gap_is_kept(gapped, moments_with, random_walk) -> None:
    whole, holed = replayed(moments_with(random_walk, vix=20.0)), replayed(gapped)

    before = whole.dates < GAP.start
    assert (holed.dates == whole.dates).all()
    assert holed.levels[before].tolist() == whole.levels[before].tolist()
    assert np.isfinite(holed.levels).all()


def test_a_week_is_carried_and_the_rest_is_named_and_not_priced(gapped) -> None:
    replay = replayed(gapped)
    in_gap = (replay.dates >= GAP.start) & (replay.dates <= GAP.stop)

    assert np.array(replay.vol_sources)[in_gap].tolist() == [VVIX_CARRIED] * 5 + [VVIX_MISSING] * (in_gap.sum() - 5)
    assert set(np.array(replay.vol_sources)[~in_gap]) == {VVIX}
    assert not replay.is_priced[in_gap][5:].any()
    assert replay.is_priced[in_gap][:2].all()


def test_a_roll_without_a_price_buys_nothing_and_the_next_one_does(gapped) -> None:
    replay = replayed(gapped)
    rolls = set(replay.rolls["roll_date"].to_list())
    is_bare = np.array(replay.settlement_sources) == NO_CALL

    assert not {EXPIRIES[GAP.start < EXPIRIES][place].item() for place in (0, 1)} & rolls
    assert EXPIRIES[GAP.start < EXPIRIES][2].item() in rolls
    assert replay.dates[is_bare][[0, -1]].tolist() == [np.datetime64(d).item() for d in ("2023-07-19", "2023-09-19")]
    stocks = replay.stock_ratio[is_bare]
    assert stocks.tolist() == [1.0] * len(stocks)
    assert np.isfinite(replay.option_returns()).all()


def test_a_call_that_loses_its_price_keeps_the_last_one_until_it_settles(gapped) -> None:
    replay = replayed(gapped, options_at(20.0, gapped.dates, soq=40.0))
    first_unpriced = int(np.flatnonzero(~replay.is_priced)[0])
    value = replay.options.at_close_pts

    assert value[first_unpriced] == value[first_unpriced - 1] > 0
    cycle = replay.options.cycles.cycle_of_day[first_unpriced]
    assert replay.options.at_end_pts[cycle] == 40.0 - replay.rolls["strike_pts"][int(cycle)]


@pytest.mark.parametrize("last", ["2023-07-14", "2023-07-18", "2023-07-19", "2023-08-16", "2023-09-20"])
def test_days_to_come_never_change_what_was_done_in_a_gap(last, gapped) -> None:
    known = gapped.at(np.flatnonzero(gapped.dates <= np.datetime64(last)))
    options = options_at(20.0, gapped.dates)

    whole, early = replayed(gapped, options), replayed(known, options)

    assert early.levels.tolist() == whole.levels[: len(early.levels)].tolist()
    assert early.is_priced.tolist() == whole.is_priced[: len(early.levels)].tolist()


def test_months_and_days_without_a_price_are_not_compared(monthly_frame) -> None:
    levels = np.cumprod(np.full(6, 1.01))
    daily = monthly_frame(levels, 100 * levels).with_columns(
        pl.Series("is_priced", [True, True, False, True, True, True]), published_return_ratio=pl.lit(0.01)
    )

    assert [end.astype("datetime64[M]").item().month for end in months_of(daily, []).ends] == [2, 4, 5, 6]
    assert [day.item().month for day in days_of(daily).dates] == [2, 5, 6]
