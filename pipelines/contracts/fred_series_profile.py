"""What the macro series look like: bands from their published history to 2026-04-17, steps and missing months."""

import polars as pl

from pipelines.contracts.cboe_index_history_profile import USUAL
from pipelines.contracts.completeness import Freshness, SessionsComplete
from pipelines.contracts.profile import QuantileBands
from pipelines.contracts.table import RowRule

_HISTORY = "FRED's files of 2026-04-17"
_SERIES = pl.col("series_id")
_MONTHLY = (
    "CPIAUCSL", "CPIAUCNS", "CPILFESL", "PPIACO", "PPIFIS", "RBUSBIS", "RTWEXBGS", "BAA", "FEDFUNDS", "TB3MS",
)  # fmt: skip
_OECD = ("IR3TIB01JPM156N", "IR3TIB01GBM156N")
_QUARTERLY = ("NCBEILQ027S", "BCNSDODNS", "CNCF")
_VALUE = pl.col("value")

_LOG_STEPS = {
    "CPIAUCSL": 0.02, "CPIAUCNS": 0.03, "CPILFESL": 0.02, "PPIACO": 0.06, "PPIFIS": 0.02, "DTWEXBGS": 0.03,
    "RBUSBIS": 0.06, "RTWEXBGS": 0.06, "VIXCLS": 0.6, "VXVCLS": 0.4,
}  # fmt: skip
"""Largest usual log step from one observation to the next. Measured: CPIAUCSL 0.018, CPILFESL 0.014, PPIACO 0.056,
PPIFIS 0.017, DTWEXBGS 0.026, RBUSBIS 0.055; the volatility indices as at Cboe. Not measured, for want of a file:
CPIAUCNS as CPIAUCSL with seasons, RTWEXBGS as the other real index."""
_POINT_STEPS = {
    "DTB3": 0.75, "DGS3MO": 0.75, "DGS2": 0.75, "DGS10": 0.75, "DFF": 1.0, "SOFR": 1.0,
    "DFEDTARU": 1.0, "ECBDFR": 0.75, "BAA": 1.5, "BAA10Y": 0.75, "IR3TIB01JPM156N": 0.5, "IR3TIB01GBM156N": 1.5,
    "FEDFUNDS": 3.5, "TB3MS": 3.0, "T10Y2Y": 0.5, "T10Y3M": 0.75,
}  # fmt: skip
"""The same of rates, in percentage points. Measured: DTB3 0.81, DGS3MO 0.63 in all but one of 1,000 steps, DGS2 0.89,
DGS10 0.75, DFF 1.44, SOFR 0.84, FEDFUNDS 3.15, TB3MS 2.68, T10Y2Y 0.35, T10Y3M 0.52 likewise. Not measured: target and
deposit rate move by decisions of at most a point, other monthly rates by more than daily ones."""

_BANDS = {
    "DFF": {0.5: (-1.0, 12.0), 0.99: (2.0, 25.0)},
    "DTB3": {0.5: (-1.0, 12.0), 0.99: (2.0, 20.0)},
    "DGS2": {0.5: (0.0, 12.0), 0.99: (2.0, 20.0)},
    "DGS10": {0.5: (0.5, 12.0), 0.99: (3.0, 20.0)},
    "DTWEXBGS": {0.5: (85.0, 135.0), 0.99: (100.0, 160.0)},
    "RBUSBIS": {0.5: (75.0, 125.0), 0.99: (90.0, 150.0)},
    "RTWEXBGS": {0.5: (75.0, 125.0), 0.99: (90.0, 150.0)},
    "DGS3MO": {0.5: (-1.0, 12.0), 0.99: (2.0, 20.0)},
    "SOFR": {0.5: (-1.0, 12.0), 0.99: (2.0, 20.0)},
    "PPIFIS": {0.5: (95.0, 250.0)},
    "FEDFUNDS": {0.5: (-1.0, 12.0), 0.99: (2.0, 25.0)},
    "TB3MS": {0.5: (-1.0, 12.0), 0.99: (2.0, 20.0)},
    "T10Y2Y": {0.5: (-1.0, 2.5), 0.99: (0.5, 5.0)},
    "T10Y3M": {0.5: (-1.0, 3.5), 0.99: (0.5, 6.0)},
    "DFEDTARU": {0.5: (0.0, 12.0), 0.99: (1.0, 20.0)},
    "ECBDFR": {0.5: (-1.0, 5.0), 0.99: (1.0, 10.0)},
    "BAA": {0.5: (3.0, 10.0), 0.99: (7.0, 20.0)},
    "BAA10Y": {0.5: (1.0, 4.0), 0.99: (2.5, 8.0)},
    "IR3TIB01JPM156N": {0.5: (-1.0, 5.0)},
    "IR3TIB01GBM156N": {0.5: (0.0, 12.0)},
    "VIXCLS": USUAL["VIX"],
    "VXVCLS": USUAL["VIX3M"],
}
"""Measured medians: DFF 1.3, DTB3 1.2, DGS2 4.6, DGS10 5.4, DGS3MO 3.9, SOFR 2.4 per cent; DTWEXBGS 110, RBUSBIS 94,
PPIFIS 115, FEDFUNDS 4.6, TB3MS 4.4, T10Y2Y 0.8, T10Y3M 1.6. From RTWEXBGS and DFEDTARU on, where there is no file to
measure, the bands are wide enough for what has been published and narrow enough to tell a rate from an index. Other
price levels and sums of money grow: none."""


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
