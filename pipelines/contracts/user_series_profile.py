"""What series of the user's own look like: steps, missing days and months, levels of what they are compared with."""

import polars as pl

from pipelines.contracts.cboe_index_history_profile import ANOTHER_INDEX
from pipelines.contracts.completeness import Freshness, SessionsComplete
from pipelines.contracts.profile import QuantileBands
from pipelines.contracts.table import RowRule

_NAME, _VALUE, _DAY = pl.col("series_name"), pl.col("value"), "observation_date"
_IS_DAILY, _IS_KNOWN = pl.col("frequency") == "daily", _VALUE.is_not_null()
_STEP = 0.3  # a stock index never fell more in a day, 0.229 in October 1987; a volatility index is not judged
_BEFORE = _VALUE.forward_fill().shift(1).over("series_name", order_by=_DAY)
_HAS_STEPS = _IS_DAILY & pl.col("unit").is_in(["pts", "usd"]) & pl.col("second_source_of").fill_null("SPX").eq("SPX")
_VX = {0.5: (8.0, 60.0)}

FLAGS = (
    RowRule("step_is_usual", ~_HAS_STEPS | ((_VALUE / _BEFORE).log().abs() <= _STEP),
            "a daily step of more than e^0.3: a split that was not adjusted, a lost decimal point, or a crash", "flag",
            "value"),
)  # fmt: skip
"""Odd rows that are loaded and listed."""

PROFILE = (
    QuantileBands(
        "median_is_of_its_index", _VALUE, pl.col("second_source_of"), {**ANOTHER_INDEX, "VX_M1": _VX, "VX_M2": _VX},
        "the history of the index it is declared a second source of; a median outside them is another index or unit",
    ),
    SessionsComplete(
        "sessions_are_complete", _DAY, _NAME, "New York's calendar", _IS_DAILY & _IS_KNOWN,
    ),
    SessionsComplete(
        "months_are_complete", _DAY, _NAME, "a monthly series has a value each month", ~_IS_DAILY & _IS_KNOWN,
        "months",
    ),
    Freshness(
        "daily_series_is_fresh", _DAY, _NAME, 5, "closes come each evening; a long weekend is 4 days",
        where=_IS_DAILY & _IS_KNOWN,
    ),
    Freshness(
        "monthly_series_is_fresh", _DAY, _NAME, 75, "a month may be filed under its first day and come weeks later",
        where=~_IS_DAILY & _IS_KNOWN,
    ),
)  # fmt: skip
