"""What Shiller's months look like: bands from 1871-01 to 2026-05, steps, months that are missing or not filled in."""

import polars as pl

from pipelines.contracts.completeness import Freshness, SessionsComplete
from pipelines.contracts.profile import QuantileBands
from pipelines.contracts.table import RowRule

_HISTORY = "Shiller's months 1871-01 to 2026-05"
_PRICE, _EARNINGS, _DIVIDEND = pl.col("sp500_price_pts"), pl.col("earnings_pts"), pl.col("dividend_pts")
_MONTH = "observation_date"
_PRICE_STEP = 0.31  # measured: 0.41 in August 1932, 0.31 in October 1929, no other beyond 0.28
_CPI_STEP = 0.07  # measured: 0.067


def _step(value: pl.Expr) -> pl.Expr:
    """Size of the log step from the last month that is filled in; null without one."""
    known = pl.when(value > 0).then(value)
    return (known / known.forward_fill().shift(1).over(pl.lit(1), order_by=_MONTH)).log().abs()


FLAGS = (
    RowRule("price_step_is_usual", _step(_PRICE) <= _PRICE_STEP,
            "the price moved more in a month than in any since 1932: a lost decimal point, or a crash", "flag",
            "sp500_price_pts"),
    RowRule("cpi_step_is_usual", _step(pl.col("cpi_index")) <= _CPI_STEP,
            "consumer prices moved more in a month than in any since 1871: rebased, or a lost decimal point", "flag",
            "cpi_index"),
    RowRule("earnings_are_filled_in", (_EARNINGS > 0) & (_DIVIDEND > 0),
            "0 stands for a dividend or earnings that are not known: the month has no valuation of its own", "flag",
            "earnings_pts"),
)  # fmt: skip
"""Odd rows that are loaded and listed."""

PROFILE = (
    QuantileBands(
        "price_to_earnings_is_usual", pl.when(_EARNINGS > 0).then(_PRICE / _EARNINGS), pl.lit("price to earnings"),
        {"price to earnings": {0.01: (5.0, 9.0), 0.5: (12.0, 20.0), 0.99: (28.0, 60.0)}},
        f"{_HISTORY}: 6.3, 14.9, 39.7",
    ),
    QuantileBands(
        "dividend_yield_is_usual", pl.when(_DIVIDEND > 0).then(_DIVIDEND / _PRICE), pl.lit("dividend yield"),
        {"dividend yield": {0.01: (0.009, 0.02), 0.5: (0.03, 0.055), 0.99: (0.07, 0.11)}},
        f"{_HISTORY}: 0.012, 0.042, 0.086",
    ),
    QuantileBands(
        "long_rate_is_usual", pl.col("long_rate_pct"), pl.lit("long rate"),
        {"long rate": {0.5: (2.5, 5.5), 0.99: (10.0, 16.0)}}, f"{_HISTORY}: 3.8 and 13.4 per cent",
    ),
    SessionsComplete(
        "months_are_complete", _MONTH, pl.lit("Shiller"), "one row a month since 1871", calendar="months",
    ),
    Freshness(
        "months_are_fresh", _MONTH, pl.lit("Shiller"), 75, "a month is filed under its first day and comes when over",
    ),
)  # fmt: skip
