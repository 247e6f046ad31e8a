"""A small market for the layer tests: weekdays only, one settlement for all, signals that say yes."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from pipelines.layers.market import Day, Market
from pipelines.layers.position import Rules
from pipelines.layers.preset_file import load_preset
from pipelines.quant.expiry_calendar import vx_monthly_expiries
from tests.unit.layers.walks import TRIGGERS, signals_of

WEEKDAYS = np.arange("2020-01-01", "2022-12-31", dtype="datetime64[D]")
WEEKDAYS = WEEKDAYS[np.is_busday(WEEKDAYS)]
EXPIRIES = vx_monthly_expiries(WEEKDAYS)
ACCOUNT_USD = 10_000_000.0


@pytest.fixture
def sessions() -> np.ndarray:
    return WEEKDAYS


@pytest.fixture
def expiries() -> np.ndarray:
    return EXPIRIES


@pytest.fixture(scope="session")
def seed_preset():
    return load_preset("seed_4422_window")


@pytest.fixture
def rules_of(seed_preset):
    """Rules of one layer of the seed preset; keyword arguments replace fields of preset or layer."""

    def build(number: int, account_usd: float = ACCOUNT_USD, *, layer=None, **preset) -> Rules:
        chosen = seed_preset.layers[number - 1].model_copy(update=layer or {})
        return Rules(seed_preset.model_copy(update=preset), chosen, account_usd)

    return build


@pytest.fixture
def day_of():
    """A day on which every gate of the first two layers is open; `is_fresh` says what the triggers read."""

    def build(trade_date: str, **changes) -> Day:
        fresh = dict.fromkeys(TRIGGERS, True) | changes.pop("is_fresh", {})
        yes = Day(date.fromisoformat(trade_date), 20.0, 95.0, 0.02, 50.0, False, False, signals=signals_of(fresh))
        return replace(yes, **changes)

    return build


@pytest.fixture
def curve_of():
    """Curve frame with every contract settling at `level` on every weekday up to its expiry."""

    def build(level: float = 20.0, *, without: list[str] = (), last: str = "2022-12-31") -> pl.DataFrame:
        days = pl.DataFrame({"trade_date": WEEKDAYS}).filter(pl.col("trade_date") <= date.fromisoformat(last))
        grid = days.join(pl.DataFrame({"expiry_date": EXPIRIES}), how="cross")
        gone = [date.fromisoformat(expiry) for expiry in without]
        return grid.filter(
            (pl.col("trade_date") <= pl.col("expiry_date")) & ~pl.col("expiry_date").is_in(gone)
        ).with_columns(settle_pts=pl.lit(level))

    return build


@pytest.fixture
def market_of(curve_of):
    """The same as a `Market`; `settle` overrides single settlements by (trade_date, expiry_date)."""

    def build(level: float = 20.0, *, settle: dict | None = None, without: list[str] = ()) -> Market:
        market = Market.of(curve_of(level, without=without), EXPIRIES, WEEKDAYS)
        for (trade_date, expiry_date), price in (settle or {}).items():
            row = market.settlements[date.fromisoformat(trade_date)]
            row.pop(date.fromisoformat(expiry_date), None)
            if price is not None:
                row[date.fromisoformat(expiry_date)] = price
        return market

    return build
