"""The market's signals at the newest close: value, reading, and why a value is missing. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from pipelines.report.wording import MISSING, count_text, day_text, number_text, percent_text

Row = Mapping[str, Any]

HOLE_OF_CONTRACT = "VX contract "  # how data health names a contract that no file has
NULL_REASON_TEXT = {
    "warm_up": "not enough history yet",
    "not_published": "not published for this session",
    "vx_contract_missing": "a VX contract it needs is missing from the data",
    "vx_contract_was_missing": "not enough history yet since a VX contract it needs was missing from the data",
    "outside_curve": "its horizon lies outside the listed contracts",
    "no_breadth": "no advance/decline data",
    "universe_changed": "its window counts two universes",
    "no_series": "nobody supplied this series",
    "last_week_of_front": "not judged in the last week of the front contract",
}


@dataclass(frozen=True)
class SignalToday:
    """One line: what it is, what it says today, how to read it."""

    name: str
    value: str
    reading: str
    is_on: bool | None = None


@dataclass(frozen=True)
class _Flag:
    """A signal with a yes or no: its columns, its two readings, and what else to say."""

    name: str
    family: str
    column: str
    value: Callable[[Row], str]
    on: str
    off: str
    more: Callable[[Row], str] = lambda _: ""


_FLAGS = (
    _Flag(
        "RSI-14 of the front VX future (S20)",
        "vx_rsi",
        "is_vx_rsi_above_60",
        lambda row: number_text(row["vx_rsi_14_pct"], 1),
        "above 60: layer 2 may roll",
        "not above 60",
    ),
    _Flag(
        "Advance/decline line, slope of 20 sessions (S17)",
        "breadth",
        "is_ad_early_deterioration",
        lambda row: number_text(row["ad_slope_20_ratio"], 4),
        "falls while SPX is near its high",
        "no early deterioration",
        lambda row: f"; universe {row['breadth_universe']}",
    ),
    _Flag(
        "First VX future over the second (S33)",
        "cash_press",
        "is_cash_press",
        lambda row: percent_text(row["cash_press_ratio"], 2),
        "inverted: cash press",
        "no inversion",
    ),
    _Flag(
        "CPI / PPI, growth in a year (S29)",
        "inflation",
        "is_inflation_hot",
        lambda row: " / ".join(percent_text(row[f"{name}_yoy_ratio"]) for name in ("cpi", "ppi")),
        "both above trend",
        "not both above trend",
        lambda row: f": {_trend_text(row)}; observation of {day_text(row['inflation_observation_date'])}",
    ),
    _Flag(
        "Dollar volatility, 63 sessions (S39)",
        "dollar",
        "is_dollar_vol_high",
        lambda row: percent_text(row["dollar_vol_63d_vol"]),
        "above 8 %: rebalance",
        "not above 8 %",
        lambda row: f"; observation of {day_text(row['dollar_observation_date'])}",
    ),
)


def signals_today(row: Row, holes: str = "") -> list[SignalToday]:
    """Return the lines of one session.

    Args:
        row: Row of `signals.fct_signal_daily`.
        holes: Result of `missing_contracts`, to name what reasons speak of.
    """
    return [replace(line, reading=_named(line.reading, holes)) for line in _lines(row)]


def missing_contracts(health: pl.DataFrame) -> str:
    """Return which VX contracts the newest hole in the curve is of, as text; empty without one.

    Args:
        health: `report.fct_data_health`.
    """
    holes = health.filter(pl.col("topic") == "hole", pl.col("subject").str.starts_with(HOLE_OF_CONTRACT))
    newest = holes.filter(pl.col("last_date") == pl.col("last_date").max())
    return ", ".join(newest["subject"].str.strip_prefix(HOLE_OF_CONTRACT).sort())


def missing_text(row: Row, family: str, holes: str) -> str:
    """Return why a signal is missing today, the contract named; empty when it is not."""
    reason = row.get(f"{family}_null_reason")
    return _named(null_reason_text(reason), holes) if reason else ""


def _named(text: str, holes: str) -> str:
    """Add the contracts to a reason that speaks of one."""
    speaks = text in (NULL_REASON_TEXT["vx_contract_missing"], NULL_REASON_TEXT["vx_contract_was_missing"])
    return f"{text}: {holes}" if speaks and holes else text


def _lines(row: Row) -> list[SignalToday]:
    closes = " / ".join(number_text(row[f"{name}_close_pts"]) for name in ("vix", "vvix", "skew"))
    is_rebalance = row["is_rebalance"]
    rebalance = MISSING if is_rebalance is None else "yes" if is_rebalance else "no"
    bill = percent_text(row["risk_free_rate_ratio"], 2)
    return [
        SignalToday("SPX close", number_text(row["spx_close_pts"]), _high_text(row)),
        SignalToday("VIX / VVIX / SKEW close", closes, "VIX decides the bands; VVIX prices the calls"),
        _macd(row, "vix_macd", "pts", "VIX MACD 12-26-9, histogram (S14)", 3),
        _macd(row, "curve_macd", "ratio", "MACD of ln(30-day / 90-day VX), histogram (S15)", 4),
        *(_flagged(row, flag) for flag in _FLAGS),
        SignalToday("Rebalance day (S38, S39)", rebalance, "quarterly, or when dollar volatility rises", is_rebalance),
        SignalToday("Three-month bill", bill, f"known value of {day_text(row['risk_free_observation_date'])}"),
    ]


def null_reason_text(code: str) -> str:
    """Return why a signal is missing in words; a code nobody put in words stays as it is."""
    return NULL_REASON_TEXT.get(code, code)


def _macd(row: Row, family: str, unit: str, name: str, digits: int) -> SignalToday:
    value = number_text(row[f"{family}_hist_{unit}"], digits)
    if reason := row[f"{family}_null_reason"]:
        return SignalToday(name, value, null_reason_text(reason))
    age = row[f"{family}_cross_up_age_tdays"]
    ago = "never crossed up" if age is None else f"last cross-up {count_text(age, 'session')} ago"
    return SignalToday(name, value, "crossed up today" if age == 0 else ago, row[f"is_{family}_cross_up"])


def _flagged(row: Row, flag: _Flag) -> SignalToday:
    """Return a line whose reading is one of two, or why there is none."""
    value = flag.value(row)
    if reason := row[f"{flag.family}_null_reason"]:
        return SignalToday(flag.name, value, null_reason_text(reason))
    return SignalToday(flag.name, value, (flag.on if row[flag.column] else flag.off) + flag.more(row), row[flag.column])


def _high_text(row: Row) -> str:
    ratio = row["spx_to_63d_high_ratio"]
    if ratio is None:
        return "its 63-session high is not known"
    return "at its 63-session high" if ratio >= 1 else f"{percent_text(1 - ratio)} below its 63-session high"


def _trend_text(row: Row) -> str:
    """Say how far both lie from their trend."""
    return ", ".join(
        f"{name.upper()} {'+' if row[f'{name}_trend_ratio'] >= 0 else ''}{percent_text(row[f'{name}_trend_ratio'])}"
        for name in ("cpi", "ppi")
        if row[f"{name}_trend_ratio"] is not None
    )
