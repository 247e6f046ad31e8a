"""Twelve hand-made days: one condor to settlement, one layer resized and settled, one rolled and still open."""

from datetime import date, timedelta

import polars as pl
import pytest

from pipelines.backtest.engine import Tables

DAYS = [date(2020, 3, 2) + timedelta(days=n) for n in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15)]
LAYER1_EXPIRY, LAYER2_NEAR, LAYER2_FAR = DAYS[9], DAYS[11] + timedelta(days=30), DAYS[11] + timedelta(days=60)

_LAYER_SCHEMA = {
    "preset": pl.String,
    "layer": pl.Int32,
    "lot": pl.Int32,
    "trade_date": pl.Date,
    "filled_action": pl.String,
    "held_contracts": pl.Int64,
    "held_expiry_date": pl.Date,
    "held_strike_pts": pl.Float64,
    "held_forward_pts": pl.Float64,
    "held_mark_pts": pl.Float64,
    "bought_contracts": pl.Int64,
    "sold_contracts": pl.Int64,
    "sold_expiry_date": pl.Date,
    "sold_strike_pts": pl.Float64,
    "sold_mark_pts": pl.Float64,
    "settlement_contracts": pl.Int64,
    "settlement_value_pts": pl.Float64,
    "settlement_source": pl.String,
    "open_premium_usd": pl.Float64,
    "hedge_intensity_ratio": pl.Float64,
}


def _layer_row(layer: int, day: date, **values: object) -> dict:
    flat = {"filled_action": "none", "held_contracts": 0, "bought_contracts": 0, "sold_contracts": 0}
    rest = {"settlement_contracts": 0, "open_premium_usd": 0.0, "hedge_intensity_ratio": 0.0}
    return {"preset": "hedge", "layer": layer, "lot": 1, "trade_date": day} | flat | rest | values


def _held(contracts: int, expiry: date, strike: float, mark: float, forward: float = 20.0) -> dict:
    return {
        "held_contracts": contracts,
        "held_expiry_date": expiry,
        "held_strike_pts": strike,
        "held_forward_pts": forward,
        "held_mark_pts": mark,
        "open_premium_usd": contracts * 100.0,
        "hedge_intensity_ratio": contracts * 100 * forward / 1_000_000,
    }


def _layer1(place: int) -> dict:
    if place == 2:
        return _held(10, LAYER1_EXPIRY, 30.0, 1.0) | {"filled_action": "open", "bought_contracts": 10}
    if place == 5:
        sale = {"sold_expiry_date": LAYER1_EXPIRY, "sold_strike_pts": 30.0, "sold_mark_pts": 1.9, "sold_contracts": 4}
        return _held(6, LAYER1_EXPIRY, 30.0, 1.9) | {"filled_action": "resize"} | sale
    if place == 9:
        return {"settlement_contracts": 6, "settlement_value_pts": 5.5, "settlement_source": "soq"}
    if 2 < place < 9:
        return _held(10 if place < 5 else 6, LAYER1_EXPIRY, 30.0, 1.0 + 0.3 * (place - 2))
    return {}


def _layer2(place: int) -> dict:
    if place == 1:
        return _held(8, LAYER2_NEAR, 32.0, 2.0) | {"filled_action": "open", "bought_contracts": 8}
    if place == 6:
        sale = {"sold_expiry_date": LAYER2_NEAR, "sold_strike_pts": 32.0, "sold_mark_pts": 3.0, "sold_contracts": 8}
        return _held(7, LAYER2_FAR, 34.0, 2.5) | {"filled_action": "roll", "bought_contracts": 7} | sale
    if 1 < place < 6:
        return _held(8, LAYER2_NEAR, 32.0, 2.0 + 0.1 * place)
    return _held(7, LAYER2_FAR, 34.0, 2.5 - 0.1 * (place - 6)) if place > 6 else {}


@pytest.fixture(scope="session")
def layer_states() -> pl.DataFrame:
    rows = [
        _layer_row(layer, day, **cells(place))
        for layer, cells in ((1, _layer1), (2, _layer2))
        for place, day in enumerate(DAYS)
    ]
    return pl.DataFrame(rows, schema=_LAYER_SCHEMA)


_STRIKES = {"long_put": 2700.0, "short_put": 2800.0, "short_call": 3200.0, "long_call": 3260.0}
_MARKS = {"long_put": 4.0, "short_put": 10.0, "short_call": 8.0, "long_call": 3.0}
_CONDOR_EXPIRY = DAYS[10]


def _condor_row(place: int, day: date) -> dict:
    row = {
        "baseline": "condor",
        "rung": 1,
        "trade_date": day,
        "held_contracts": 0,
        "held_mark_pts": None,
        "held_mark_usd": 0.0,
        "is_simulated": False,
    }
    if place == 10:
        row |= {"settlement_value_pts": 2750.0, "settlement_source": "spx_close"}
    if not 1 <= place < 10:
        return row
    marks = {f"held_{leg}_mark_pts": mark * (1 + 0.05 * (place - 1)) for leg, mark in _MARKS.items()}
    owed = sum(marks[f"held_{leg}_mark_pts"] * (-1 if leg.startswith("long") else 1) for leg in _MARKS)
    held = {
        "held_contracts": 30,
        "held_decision_date": DAYS[0],
        "held_fill_date": DAYS[1],
        "held_expiry_date": _CONDOR_EXPIRY,
        "held_mark_pts": owed,
        "held_mark_usd": -30 * 100 * owed,
        "held_price_source": "model",
    }
    return row | held | marks | {f"held_{leg}_strike_pts": strike for leg, strike in _STRIKES.items()}


@pytest.fixture(scope="session")
def condor_signals() -> pl.DataFrame:
    rows = pl.DataFrame([_condor_row(place, day) for place, day in enumerate(DAYS)], infer_schema_length=None)
    never = {f"closed_{leg}_mark_pts": pl.lit(None, dtype=pl.Float64) for leg in _MARKS}
    return rows.with_columns(pl.col("rung").cast(pl.Int32), **never)


@pytest.fixture(scope="session")
def signals() -> pl.DataFrame:
    return pl.DataFrame(
        {"trade_date": DAYS, "vix_close_pts": [30.0 + n for n in range(12)], "spx_close_pts": [3000.0] * 12}
    )


@pytest.fixture(scope="session")
def tables(layer_states, condor_signals, signals) -> Tables:
    return Tables(layer_states, condor_signals, signals)
