"""Triggers: signals that gate the entry of an armed layer. Pure (S14, S15, S17).

A trigger gets the day's signals (a row of `fct_signal_daily` by column) and says whether it is on;
None when that can't be judged today, which keeps the gate closed. Its reasons in the tables are
`waiting_<name>` and `<name>_missing`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pipelines.layers.preset import Trigger
from pipelines.strategy.registry import Register

Signals = Mapping[str, Any]
TriggerFunction = Callable[[Signals, Trigger, int], bool | None]

TRIGGERS: Register[TriggerFunction] = Register("trigger")


_BREADTH = MappingProxyType(  # A4
    {
        "slope_near_high": "is_ad_early_deterioration",
        "ad_below_ema20": "is_ad_below_ema_20",
        "ad_divergence": "is_ad_divergence",
    }
)
_EDR = MappingProxyType({"range": "edr_pct", "haircut": "edr_haircut_pct", "blend": "edr_blend_pct"})  # §2.2
READINGS = ("hist_cross", "line_cross", "hist_level", "short_9")  # A3
HALF = "half_13"  # S14: (6, 13, 9), of the VIX alone
PAIRS = ("30_90", "30_60", "60_120", "30_120", "30_180")  # constant maturities, days (S15)


@TRIGGERS.rule(
    "fresh cross-up of the VIX MACD (S14)", modes=(*READINGS, HALF), missing="the VIX MACD is not available today"
)
def vix_macd(signals: Signals, trigger: Trigger, valid_days: int) -> bool | None:
    """MACD of VIX, in a reading of A3."""
    return _macd(signals, "vix_macd", "pts", trigger.mode, valid_days)


@TRIGGERS.rule(
    "fresh cross-up of the VX curve's MACD (S15)",
    modes=tuple(f"{pair}:{reading}" for pair in PAIRS for reading in READINGS),
    missing="the MACD of the VX curve is not available today",
)
def curve_macd(signals: Signals, trigger: Trigger, valid_days: int) -> bool | None:
    """MACD of ln(near / far) of two constant maturities, by default 30 and 90 days, in a reading of A3."""
    pair, _, reading = (trigger.mode or "30_90:").partition(":")
    stem = "curve_macd" if pair == "30_90" else f"curve_{pair}_macd"
    return _macd(signals, stem, "ratio", reading, valid_days)


@TRIGGERS.rule(
    "early deterioration of the advance/decline line (S17)",
    modes=tuple(_BREADTH),
    missing="the advance/decline line is not available today",
)
def breadth(signals: Signals, trigger: Trigger, _valid_days: int) -> bool | None:
    """Advance/decline line weak, in a reading of A4; by default its slope below 0 while SPX is near its high."""
    flag: bool | None = signals[_BREADTH[trigger.mode or "slope_near_high"]]
    return flag


@TRIGGERS.rule(
    "expected daily range above its level",
    modes=tuple(_EDR),
    needs=("level",),
    missing="the expected daily range is not available today",
)
def edr(signals: Signals, trigger: Trigger, _valid_days: int) -> bool | None:
    """Expected daily range of SPX, percent, above a level; by default VIX/√252 (§2.2 EDR, V17)."""
    return _above(signals[_EDR[trigger.mode or "range"]], trigger.level or 0.0)


def _macd(signals: Signals, stem: str, unit: str, reading: str, valid_days: int) -> bool | None:
    """Histogram or line crossed up within the valid days, or histogram above 0; periods by the reading."""
    stem += {"short_9": "_short", HALF: "_half"}.get(reading, "")
    if signals[f"{stem}_null_reason"] is not None:
        return None
    if reading == "hist_level":
        return _above(signals[f"{stem}_hist_{unit}"], 0.0)
    age = f"{stem}_line_cross_up_age_tdays" if reading == "line_cross" else f"{stem}_cross_up_age_tdays"
    return is_fresh(signals[age], valid_days)


def is_fresh(age_tdays: int | None, valid_days: int) -> bool:
    """Tell whether an event is at most `valid_days` decision days old, its own day included (S14)."""
    return age_tdays is not None and age_tdays < valid_days


def _above(value: float | None, level: float) -> bool | None:
    return None if value is None else value > level
