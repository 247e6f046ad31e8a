"""S21: which days a hedge could have rolled on, and what VIX did after it rolled, in the same band of VIX."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pipelines.claims.mean_reversion import mean_reversion_rows
from pipelines.claims.rsi_rolls import roll_days
from pipelines.layers.preset_file import load_preset

DAYS = [date(2012, 1, 3) + timedelta(days=n) for n in range(2000)]
N = len(DAYS)
SEED = load_preset("seed_4422_window")
NEVER = np.zeros(N, dtype=bool)


def by_variant(rows) -> dict[str, dict]:
    return {row["variant"]: row for row in rows}


def market(vix: np.ndarray, crossings: np.ndarray = NEVER) -> pl.DataFrame:
    return pl.DataFrame({"trade_date": DAYS, "vix_close_pts": vix, "is_vx_rsi_cross_up_60": crossings})


def rolls_on(is_roll: np.ndarray, is_possible: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame({"trade_date": DAYS, "is_roll": is_roll}).filter(is_possible)


def drifting(drift: float) -> tuple[np.ndarray, np.ndarray]:
    """VIX near 20 moves by `drift` a day for 21 days from every 60th on, and back in one after 60; those days."""
    age = np.arange(N) % 60
    noise = np.random.default_rng(1).normal(0, 0.002, N)
    return 20 * np.exp(drift * np.minimum(age, 21) + noise), age == 0


@pytest.mark.parametrize(("drift", "verdict"), [(0.003, "supported"), (-0.003, "contradicted")])
def test_vix_after_rolls_is_compared_with_days_that_could_have_rolled(drift, verdict, four_years, settings) -> None:
    vix, is_roll = drifting(drift)
    rolls = rolls_on(is_roll, np.arange(N) % 2 == 0)

    rows = by_variant(mean_reversion_rows(market(vix), rolls, four_years, settings))
    for name in ("headline", "mean_move"):
        assert rows[name]["verdict"] == verdict
        assert rows[name]["n_effective"] == len(range(0, N - 21, 60))
    assert rows["mean_move"]["estimate"] == pytest.approx(21 * drift, rel=0.15)
    assert f"{len(range(0, N - 21, 60))} such days; base: {len(range(0, N - 21, 2))} days" in rows["headline"]["method"]
    assert rows["every_crossing"]["verdict"] == "not_testable"
    assert rows["headline"]["pricing_source"] == "index closes and VX settlements"


def test_crossings_without_a_roll_are_not_the_book_s(four_years, settings) -> None:
    vix, is_crossing = drifting(0.003)

    rows = by_variant(mean_reversion_rows(market(vix, is_crossing), rolls_on(NEVER, ~NEVER), four_years, settings))
    assert rows["every_crossing"]["verdict"] == "supported"
    assert "on which a roll by RSI above 60 is decided" in rows["headline"]["verdict_reason"]
    assert (rows["headline"]["estimate"], rows["mean_move"]["estimate"]) == (None, None)


def test_rolls_at_a_high_vix_are_compared_with_a_high_vix(four_years, settings) -> None:
    """VIX alternates between 30 and 16 every 21 days, so it always falls from 30; rolls come at 30 only."""
    is_high = (np.arange(N) // 21) % 2 == 0
    is_roll = is_high & (np.arange(N) % 42 == 10)

    rows = mean_reversion_rows(market(np.where(is_high, 30.0, 16.0)), rolls_on(is_roll, ~NEVER), four_years, settings)
    assert by_variant(rows)["headline"]["estimate"] == 0
    assert by_variant(rows)["mean_move"]["estimate"] == pytest.approx(0, abs=1e-12)


def test_rolls_of_one_month_are_one_piece(four_years, settings) -> None:
    vix, is_first = drifting(0.003)
    is_roll = is_first | np.roll(is_first, 10) | np.roll(is_first, 20)

    row = by_variant(mean_reversion_rows(market(vix), rolls_on(is_roll, ~NEVER), four_years, settings))["headline"]
    assert row["n_effective"] == len(range(0, N - 21, 60))


def held(day: int, left_days: int, *, layer=2, rsi=50.0, action="none", contracts=3) -> dict:
    return {"trade_date": DAYS[day], "layer": layer, "held_contracts": contracts, "action": action,
            "held_expiry_date": DAYS[day] + timedelta(days=left_days), "vx_rsi_14_pct": rsi}  # fmt: skip


def curve_of(*settlements: tuple[int, int, float | None]) -> pl.DataFrame:
    rows = [
        {"trade_date": DAYS[day], "days_to_expiry_days": left, "settle_pts": settle,
         "expiry_date": DAYS[day] + timedelta(days=left)}
        for day, left, settle in settlements
    ]  # fmt: skip
    schema = {"trade_date": pl.Date, "days_to_expiry_days": pl.Int32, "settle_pts": pl.Float64, "expiry_date": pl.Date}
    return pl.DataFrame(rows, schema=schema)


def test_a_roll_is_possible_where_calls_are_held_the_rsi_is_known_and_a_later_expiry_is_offered() -> None:
    curve = curve_of(
        *((day, left, 20.0) for day in range(9) for left in (33, 61, 89)),  # 89 and 61 are as near 75: the earlier
        (9, 91, 20.0),  # outside the window of 60 to 90 days
        (10, 62, 20.0),
        (10, 75, None),  # nearest, but without a settlement: no other takes its place
    )
    states = pl.DataFrame(
        [
            held(0, 60),
            held(1, 60, rsi=61.0, action="roll"),
            held(2, 60, rsi=None),
            held(3, 61),  # nothing later than what is held
            held(4, 60, contracts=0),
            held(5, 60, layer=1),  # rolls by no rule
            held(6, 60, action="monetise"),
            held(9, 40),
            held(10, 40),
        ]
    )

    found = roll_days(states, curve, SEED)
    assert found.rows() == [(DAYS[0], False), (DAYS[1], True), (DAYS[6], False)]


def test_a_hedge_that_rolls_by_another_rule_never_rolls_by_rsi() -> None:
    states = pl.DataFrame([held(0, 20, rsi=70.0, action="roll")])

    assert roll_days(states, curve_of((0, 61, 20.0)), load_preset("seed_always_on")).is_empty()
    assert roll_days(states, curve_of((0, 61, 20.0)), load_preset("none")).is_empty()
    assert roll_days(states, curve_of((0, 61, 20.0)), SEED)["is_roll"].to_list() == [True]
