"""What the macro series look like: bands from their published history to 2026-04-17, steps and missing months."""

import polars as pl

from pipelines.contracts.completeness import Freshness, SessionsComplete
from pipelines.contracts.profile import QuantileBands
from pipelines.contracts.table import RowRule

_HISTORY = "FRED's files of 2026-04-17"
_SERIES = pl.col("series_id")
_MONTHLY = ("CPIAUCSL", "CPIAUCNS", "PPIACO", "PPIFIS", "RBUSBIS", "RTWEXBGS", "BAA")
_OECD = ("IR3TIB01JPM156N", "IR3TIB01GBM156N")
_QUARTERLY = ("NCBEILQ027S", "BCNSDODNS", "CNCF")
_VALUE = pl.col("value")

_LOG_STEPS = {"CPIAUCSL": 0.02, "PPIACO": 0.06, "DTWEXBGS": 0.03, "RBUSBIS": 0.06}
"""Largest usual log step from one observation to the next. Measured: 0.018, 0.056, 0.026, 0.055."""
_POINT_STEPS = {"DTB3": 0.75, "DGS2": 0.75, "DGS10": 0.75, "DFF": 1.0}
"""The same of rates, in percentage points. Measured: 0.81, 0.89, 0.75, 1.44."""

_BANDS = {
    "DFF": {0.5: (-1.0, 12.0), 0.99: (2.0, 25.0)},
    "DTB3": {0.5: (-1.0, 12.0), 0.99: (2.0, 20.0)},
    "DGS2": {0.5: (0.0, 12.0), 0.99: (2.0, 20.0)},
    "DGS10": {0.5: (0.5, 12.0), 0.99: (3.0, 20.0)},
    "DTWEXBGS": {0.5: (85.0, 135.0), 0.99: (100.0, 160.0)},
    "RBUSBIS": {0.5: (75.0, 125.0), 0.99: (90.0, 150.0)},
}
"""Measured medians: 1.3, 1.2, 4.6, 5.4 per cent; 110 and 94. Price levels grow, so they have none."""


def _before() -> pl.Expr:
    """Last published value before."""
    return _VALUE.forward_fill().shift(1).over("series_id", order_by="observation_date")


def _limit(steps: dict[str, float]) -> pl.Expr:
    return _SERIES.replace_strict(steps, default=None, return_dtype=pl.Float64)


_is_usual_level = ~_SERIES.is_in(list(_LOG_STEPS)) | ((_VALUE / _before()).log().abs() <= _limit(_LOG_STEPS))
_is_usual_rate = ~_SERIES.is_in(list(_POINT_STEPS)) | ((_VALUE - _before()).abs() <= _limit(_POINT_STEPS))

FLAGS = (
    RowRule("step_is_usual", _is_usual_level & _is_usual_rate,
            "a step larger than in its history: a rebased series, a lost decimal point, or news", "flag", "value"),
)  # fmt: skip
"""Odd rows that are loaded and listed."""

PROFILE = (
    QuantileBands("quantiles_are_usual", _VALUE, _SERIES, _BANDS, _HISTORY),
    SessionsComplete(
        "months_are_complete", "observation_date", _SERIES,
        "monthly series have a value each month; CPI of 2025-10 was never published",
        _SERIES.is_in(_MONTHLY) & _VALUE.is_not_null(), "months",
    ),
    Freshness(
        "series_is_fresh", "observation_date", _SERIES, 14,
        "rates and the dollar come daily or weekly; a month or quarter is published weeks after it ends",
        {**dict.fromkeys(_MONTHLY, 75), **dict.fromkeys(_OECD, 110), **dict.fromkeys(_QUARTERLY, 280)},
        _VALUE.is_not_null(),
    ),
)  # fmt: skip
