"""Replay of VXTH: weights by the matching future, settlement, and what happens where a future is missing."""

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.benchmarks.pricing import CENTRAL
from pipelines.benchmarks.replay_vxth import replay_vxth
from pipelines.benchmarks.rules import VXTH
from pipelines.benchmarks.vix_cycles import SOQ, STILL_HELD, VIX_CLOSE, VixOptions, vix_cycles
from pipelines.quant.expiry_calendar import vx_monthly_expiries
from pipelines.quant.vx_forward import VxCurve
from tests.unit.benchmarks.conftest import SESSIONS

START = np.datetime64("2023-03-01")
EXPIRIES = vx_monthly_expiries(SESSIONS)


def options_at(level: float, dates: np.ndarray, *, without=(), soq: float | None = None) -> VixOptions:
    """Every contract settles at one level each day; final settlements too unless `soq` says otherwise."""
    pairs = [(day, expiry) for day in dates for expiry in EXPIRIES if expiry > day and expiry not in without]
    days, expiries = (np.array(part, dtype="datetime64[D]") for part in zip(*pairs, strict=True))
    finals = {expiry: (level if soq is None else soq, SOQ) for expiry in EXPIRIES if expiry not in without}
    return VixOptions(VxCurve(days, expiries, np.full(len(days), level)), EXPIRIES, finals)


def replayed(closes, options):
    return replay_vxth(VXTH, vix_cycles(closes, options, CENTRAL, START), CENTRAL)


@pytest.mark.parametrize(
    ("level", "weight"),
    [(14.9, 0.0), (15.0, 0.0), (15.01, 0.01), (30.0, 0.01), (30.01, 0.005), (50.0, 0.005), (50.01, 0.0)],
)
def test_weight_follows_the_future_of_the_calls_own_expiry(level, weight, moments_with) -> None:
    closes = moments_with()

    rolls = replayed(closes, options_at(level, closes.dates)).rolls

    assert rolls["value_share_ratio"].unique().to_list() == [weight]
    assert rolls["is_near_boundary"].all() == (min(abs(level - edge) for edge in (15, 30, 50)) <= 0.1)


def test_calls_that_expire_worthless_cost_their_weight(moments_with) -> None:
    closes = moments_with()

    replay = replayed(closes, options_at(20.0, closes.dates))
    cycles = replay.rolls["roll_date"].to_numpy()
    level = dict(zip(replay.dates, replay.levels, strict=True))
    starts = [level[day] for day in cycles[1:]]

    assert np.diff(np.log(starts)) == pytest.approx(np.log(0.99), abs=0.0008)
    assert replay.stock_ratio.max() < 1


def test_high_settlement_pays_over_the_ask(moments_with) -> None:
    closes = moments_with()
    flat, paid = (replayed(closes, options_at(20.0, closes.dates, soq=soq)) for soq in (None, 40.0))

    first = flat.rolls.row(0, named=True)
    gain = 0.01 * (40.0 - first["strike_pts"]) / first["premium_pts"]
    second = flat.rolls["roll_date"][1]
    place = int(np.flatnonzero(flat.dates == np.datetime64(second))[0])

    assert paid.levels[place] / flat.levels[place] == pytest.approx((0.99 + gain) / 0.99, rel=1e-9)
    assert flat.settlement_sources[0] == SOQ
    assert flat.settlement_sources[-1] == STILL_HELD


def test_missing_future_is_interpolated_and_says_so(moments_with) -> None:
    closes = moments_with(vix=20.0)
    missing = EXPIRIES[np.searchsorted(EXPIRIES, np.datetime64("2023-09-01"))]

    daily = replayed(closes, options_at(20.0, closes.dates, without=(missing,))).daily()

    assert set(daily["forward_source"]) == {"vx_settle", "vix_vx_interpolated"}
    assert VIX_CLOSE in set(daily["settlement_source"])
    assert daily["level"].is_finite().all()


@pytest.mark.parametrize("place", [150, -1])
def test_day_without_any_settlement_carries_the_last_one(place, moments_with) -> None:
    closes = moments_with()
    known = np.delete(closes.dates, place)

    whole, holed = (replayed(closes, options_at(20.0, dates)) for dates in (closes.dates, known))

    assert (whole.dates == holed.dates).all()
    assert holed.levels == pytest.approx(whole.levels)
    assert set(holed.forward_sources) == {"vx_settle", "vx_carried"}


def test_strike_has_the_delta_nearest_to_thirty(moments_with) -> None:
    closes = moments_with(vvix=90.0)

    rolls = replayed(closes, options_at(20.0, closes.dates)).rolls

    assert rolls["strike_pts"].is_between(22, 26).all()
    assert rolls.filter(pl.col("premium_pts") <= 0).is_empty()


def test_later_days_never_change_an_earlier_row(moments_with, random_walk) -> None:
    """Cut in a cycle, on a roll's own day, on its eve; what a cycle settles at is known when it has."""
    closes = moments_with(random_walk, rate=0.03, dividend_yield=0.015)
    options = options_at(20.0, closes.dates, soq=31.0)
    whole = replayed(closes, options)

    for last in ("2023-10-11", "2023-10-17", "2023-10-18", "2023-12-20"):
        early = replayed(closes.at(np.flatnonzero(closes.dates <= np.datetime64(last))), options)

        assert early.dates[-1] == np.datetime64(last)
        found, expected = early.daily(), whole.daily()[: len(early.dates)]
        assert_frame_equal(found.drop("settlement_source"), expected.drop("settlement_source"), check_exact=True)
        assert_frame_equal(early.rolls, whole.rolls[: len(early.rolls)], check_exact=True)
