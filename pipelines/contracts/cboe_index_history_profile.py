"""What Cboe's indices look like: bands from their published history to 2026-04-17, and cross-field rules."""

from datetime import date

import polars as pl

from pipelines.contracts.completeness import Freshness, SessionsComplete
from pipelines.contracts.profile import QuantileBands
from pipelines.contracts.table import RowRule

_HISTORY = "Cboe's own histories to 2026-04-17"
DAILY = ("VIX", "VIX1D", "VIX9D", "VIX3M", "VIX6M", "VVIX", "SKEW", "SPX")  # some benchmarks are month ends only
_SYMBOL = pl.col("index_symbol")
_CLOSE = pl.col("close_pts")
_ROUNDING = 1e-6

_JUMPS = {"VIX": 0.6, "VIX9D": 0.9, "VIX3M": 0.4, "VIX6M": 0.3, "VVIX": 0.4, "SKEW": 0.2, "SPX": 0.1}
"""Largest usual daily log change: about one in 3,000 days is larger."""

USUAL = {
    "VIX": {0.01: (8.5, 12.0), 0.5: (15.0, 21.0), 0.99: (38.0, 60.0)},
    "VIX9D": {0.01: (7.0, 11.0), 0.5: (12.5, 19.0), 0.99: (36.0, 60.0)},
    "VIX3M": {0.01: (10.5, 14.5), 0.5: (16.0, 22.5), 0.99: (34.0, 65.0)},
    "VIX6M": {0.01: (12.5, 17.0), 0.5: (16.0, 23.0), 0.99: (30.0, 55.0)},
    "VVIX": {0.01: (58.0, 74.0), 0.5: (82.0, 102.0), 0.99: (125.0, 170.0)},
    "SKEW": {0.01: (101.0, 111.0), 0.5: (113.0, 135.0), 0.99: (140.0, 185.0)},
}
"""Measured: VIX 10.2, 17.6, 46.7; VIX9D 8.3, 15.3, 46.7; VIX3M 11.9, 19.0, 51.6; VIX6M 14.2, 18.4, 35.6;
VVIX 65.0, 90.8, 143.2; SKEW 107.3, 119.8, 159.3. SPX grows, so it has none."""

ANOTHER_INDEX = {
    "VIX": {0.5: (9.0, 40.0)}, "VIX9D": {0.5: (7.0, 40.0)}, "VIX3M": {0.5: (10.0, 40.0)}, "VIX6M": {0.5: (10.0, 40.0)},
    "VVIX": {0.5: (65.0, 130.0)}, "SKEW": {0.5: (103.0, 155.0)}, "SPX": {0.5: (300.0, 100_000.0)},
}  # fmt: skip

FLAGS = (
    RowRule("open_within_range",
            pl.col("high_pts").is_null()
            | pl.col("open_pts").is_between(pl.col("low_pts") - _ROUNDING, pl.col("high_pts") + _ROUNDING),
            "the open lies outside the day's range: in VIX files before 2004 the range has no opening print",
            "flag", "open_pts"),
    RowRule("close_jump_is_usual",
            (_CLOSE / _CLOSE.shift(1).over("index_symbol", order_by="trade_date")).log().abs()
            <= _SYMBOL.replace_strict(_JUMPS, default=None, return_dtype=pl.Float64),
            "the close jumped more than in 3,000 days before: true in a crash, else a bad print; compare the next day",
            "flag", "close_pts"),
)  # fmt: skip
"""Odd rows that are loaded and listed."""

PROFILE = (
    QuantileBands(
        "close_median_is_of_this_index", _CLOSE, _SYMBOL, ANOTHER_INDEX,
        f"{_HISTORY}; a median outside them is another index or unit", "reject",
    ),
    QuantileBands("close_quantiles_are_usual", _CLOSE, _SYMBOL, USUAL, _HISTORY),
    SessionsComplete(
        "sessions_are_complete", "trade_date", _SYMBOL,
        "New York's calendar; VIX is also disseminated on holidays, VVIX has gaps in its first year",
        _SYMBOL.is_in(DAILY), since=date(2004, 1, 1),
    ),
    Freshness(
        "history_is_fresh", "trade_date", _SYMBOL, 5, "closes are published each evening; a long weekend is 4 days",
        where=_SYMBOL.is_in(DAILY),
    ),
    Freshness(
        "benchmark_is_fresh", "trade_date", _SYMBOL, 40, "some files of benchmarks hold month ends only",
        where=~_SYMBOL.is_in(DAILY),
    ),
)  # fmt: skip
