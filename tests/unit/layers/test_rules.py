"""Each rule a preset may name: sizing, strikes, rolls, triggers; positive, negative, boundary, missing."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from pipelines.layers.market import Contract
from pipelines.layers.position import Position
from pipelines.layers.preset import Budget, DteWindow, FutureLevel, Roll, Sizing, StrikeRule, Trigger
from pipelines.layers.rules.rolls import ROLLS
from pipelines.layers.rules.sizing import SIZINGS, Call
from pipelines.layers.rules.strikes import STRIKES, Listing
from pipelines.layers.rules.triggers import TRIGGERS
from pipelines.layers.vocabulary import Reason

CALL = Call(forward_pts=20.0, ask_pts=0.8, delta_ratio=0.25, condor_vega_usd=-8_000.0)
WINDOW = DteWindow(lo_days=30, hi_days=45)


def size(seed_preset, mode: str, call: Call = CALL, *, layer: dict | None = None, **preset) -> float | Reason:
    ladder = seed_preset.model_copy(update=preset)
    return SIZINGS[mode].apply(ladder.layers[0].model_copy(update=layer or {}), ladder, 1_000_000.0, call)


def test_each_sizing_by_hand(seed_preset) -> None:
    assert size(seed_preset, "underlying_notional") == pytest.approx(0.04 * 1e6 / 2_000)
    assert size(seed_preset, "premium_budget") == pytest.approx(0.04 * 1e6 / 80)
    assert size(seed_preset, "contracts", layer={"units": 4.0}) == pytest.approx(40)
    budget = Budget(yearly_ratio=0.012)
    assert size(seed_preset, "budget_weights", budget=budget) == pytest.approx(0.04 * 1_000 / 80)


def test_vega_units_offset_a_part_of_the_condors_vega(seed_preset) -> None:
    four = [
        layer.model_copy(update={"units": units}) for layer, units in zip(seed_preset.layers, (4, 4, 1, 1), strict=True)
    ]
    sizing = Sizing(mode="vega_units", condor_vega_ratio=0.65)
    offset = {"layers": tuple(four), "sizing": sizing, "layer": {"units": 4.0}}

    # 40 % of 65 % of 8,000 USD a point, at 25 USD a point per call.
    assert size(seed_preset, "vega_units", **offset) == pytest.approx(0.4 * 0.65 * 8_000 / 25)
    unknown = replace(CALL, condor_vega_usd=None)
    assert size(seed_preset, "vega_units", unknown, **offset) is Reason.CONDOR_VEGA_MISSING


@pytest.mark.parametrize(
    ("forward", "weight"), [(14.9, 0), (15.0, 0), (15.01, 0.01), (30.0, 0.01), (30.01, 0.005), (50.01, 0)]
)
def test_premium_weight_follows_the_level_of_the_future(seed_preset, forward, weight) -> None:
    steps = ((0, 0), (15, 0.01), (30, 0.005), (50, 0))
    levels = tuple(FutureLevel(above_pts=above, weight_ratio=share) for above, share in steps)
    sizing = Sizing(mode="premium_budget", future_levels=levels)

    outcome = size(seed_preset, "premium_budget", replace(CALL, forward_pts=forward), sizing=sizing)

    assert outcome == (pytest.approx(weight * 1e6 / 80) if weight else Reason.NO_WEIGHT)


def test_call_without_a_price_is_not_bought_with_a_budget(seed_preset) -> None:
    assert size(seed_preset, "premium_budget", replace(CALL, ask_pts=float("nan"))) is Reason.BELOW_ONE_CONTRACT


@pytest.mark.parametrize(
    ("rule", "lo", "hi", "target", "strike"),
    [
        ("points", 8, 10, 9, 29.0),
        ("percent", 25, 35, 30, 26.0),
        ("fixed", 30, 35, 32, 32.0),
        ("delta", 0.2, 0.4, 0.3, 27.0),
        ("points", 8.4, 8.6, 8.5, None),
        ("delta", 0.01, 0.02, 0.015, None),
    ],
)
def test_each_strike_rule_by_hand(rule, lo, hi, target, strike) -> None:
    listing = Listing(np.arange(15.0, 36.0), 20.0, lambda strikes: np.clip((36 - strikes) / 30, 0.05, 1))

    found = STRIKES[rule].apply(listing, StrikeRule(rule=rule, lo=lo, hi=hi, target=target))

    assert found == strike if strike else np.isnan(found)


@pytest.mark.parametrize(
    ("rule", "level", "changes", "reason"),
    [
        ("rsi", 60, {"vx_rsi_14_pct": 60.0}, Reason.HOLD),
        ("rsi", 60, {"vx_rsi_14_pct": 60.1}, None),
        ("rsi", 60, {"vx_rsi_14_pct": None}, Reason.RSI_MISSING),
        ("at_dte", 44, {}, None),
        ("at_dte", 43, {}, Reason.HOLD),
        ("monthly", None, {"is_after_expiry": True}, None),
        ("monthly", None, {}, Reason.HOLD),
    ],
)
def test_each_roll_rule(day_of, rule, level, changes, reason) -> None:
    contract = Contract(date(2020, 4, 15), date(2020, 4, 10))
    position, day = Position(contract, 29.0, 200, 20.0), day_of("2020-03-02", **changes)

    assert ROLLS[rule].apply(position, day, Roll(rule=rule, level=level, dte=WINDOW)) is reason


@pytest.mark.parametrize(
    ("mode", "signals", "is_on"),
    [
        ("", {"vix_macd_cross_up_age_tdays": 4}, True),
        ("", {"vix_macd_cross_up_age_tdays": 5}, False),
        ("", {"vix_macd_cross_up_age_tdays": None}, False),
        ("", {"vix_macd_null_reason": "warm_up"}, None),
        ("line_cross", {"vix_macd_line_cross_up_age_tdays": 0}, True),
        ("short_9", {"vix_macd_short_cross_up_age_tdays": 0}, True),
        ("short_9", {"vix_macd_short_null_reason": "warm_up"}, None),
        ("half_13", {"vix_macd_half_cross_up_age_tdays": 0}, True),
        ("half_13", {"vix_macd_half_null_reason": "warm_up"}, None),
        ("hist_level", {"vix_macd_hist_pts": 0.1}, True),
        ("hist_level", {"vix_macd_hist_pts": 0.0}, False),
    ],
)
def test_modes_of_the_vix_macd(mode, signals, is_on) -> None:
    known = {
        f"vix_macd_{name}_age_tdays": 99 for name in ("cross_up", "line_cross_up", "short_cross_up", "half_cross_up")
    }
    known |= {f"vix_macd{name}_null_reason": None for name in ("", "_short", "_half")}

    assert TRIGGERS["vix_macd"].apply(known | signals, Trigger(rule="vix_macd", mode=mode), 5) is is_on


@pytest.mark.parametrize(
    ("rule", "mode", "column"),
    [
        ("breadth", "", "is_ad_early_deterioration"),
        ("breadth", "ad_below_ema20", "is_ad_below_ema_20"),
        ("breadth", "ad_divergence", "is_ad_divergence"),
        ("edr", "haircut", "edr_haircut_pct"),
        ("edr", "blend", "edr_blend_pct"),
    ],
)
def test_modes_of_breadth_and_range_read_their_own_column(rule, mode, column) -> None:
    trigger = Trigger(rule=rule, mode=mode, level=0.90)
    on, off = (1.0, 0.5) if rule == "edr" else (True, False)

    told = [TRIGGERS[rule].apply({column: value}, trigger, 5) for value in (on, off, None)]

    assert told == [True, False, None]
    assert not mode or mode in TRIGGERS[rule].modes


@pytest.mark.parametrize(("edr", "is_on"), [(0.90, False), (0.901, True), (None, None)])
def test_expected_daily_range_is_strictly_above_its_level(edr, is_on) -> None:
    assert TRIGGERS["edr"].apply({"edr_pct": edr}, Trigger(rule="edr", level=0.90), 5) is is_on


@pytest.mark.parametrize(
    ("mode", "column"),
    [
        ("", "curve_macd_cross_up_age_tdays"),
        ("30_90:line_cross", "curve_macd_line_cross_up_age_tdays"),
        ("30_60:hist_cross", "curve_30_60_macd_cross_up_age_tdays"),
        ("30_180:short_9", "curve_30_180_macd_short_cross_up_age_tdays"),
    ],
)
def test_pairs_and_readings_of_the_curve_macd(mode, column) -> None:
    reason = column.split("_cross_up")[0].removesuffix("_line") + "_null_reason"
    rule = TRIGGERS["curve_macd"]

    assert rule.apply({reason: None, column: 0}, Trigger(rule="curve_macd", mode=mode), 5) is True
    assert rule.apply({reason: "warm_up", column: 0}, Trigger(rule="curve_macd", mode=mode), 5) is None
    assert not mode or mode in rule.modes
