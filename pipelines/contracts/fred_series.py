"""Contract of `raw_fred__series`: macro series as FRED serves them today (newest vintage)."""

from datetime import date

import polars as pl

from pipelines.contracts.fred_series_profile import FLAGS, PROFILE
from pipelines.contracts.table import PROVENANCE, Column, RowRule, TableContract

REVISED = (
    "CPIAUCSL", "CPIAUCNS", "CPILFESL", "PPIACO", "PPIFIS", "DTWEXBGS", "RBUSBIS", "RTWEXBGS",
    "NCBEILQ027S", "BCNSDODNS", "CNCF",
)  # fmt: skip
"""Series whose past values change: seasonal factors, new weights, new base years, annual revisions."""

MARKET = (
    "DTB3", "DGS3MO", "DGS2", "DGS10", "DFF", "DFEDTARU", "SOFR", "BAA", "BAA10Y",
    "ECBDFR", "IR3TIB01JPM156N", "IR3TIB01GBM156N", "VIXCLS", "VXVCLS", "FEDFUNDS", "TB3MS", "T10Y2Y", "T10Y3M",
)  # fmt: skip
"""Series that stay as they were first published. BAMLH0A0HYM2 is left out: FRED serves three years of it."""

SERIES = (*REVISED, *MARKET)
"""Methodology 5.4, and what else archives hold: CPILFESL, FEDFUNDS, TB3MS, T10Y2Y and T10Y3M make no signal.

A series that the provider lacks leaves its signals null and shows in data health."""

_IN_DOLLARS = ("NCBEILQ027S", "BCNSDODNS", "CNCF")
_LARGEST_LEVEL = 10_000


def is_plausible(value: str = "value") -> RowRule:
    """An index level or a percentage is small; only sums of money are large."""
    return RowRule(
        "value_is_plausible",
        pl.col("series_id").is_in(_IN_DOLLARS) | (pl.col(value).abs() <= _LARGEST_LEVEL),
        "a decimal point was lost, or the columns of two series were swapped: compare the row with the series' page; "
        "a value that is right can be let in by `alvh quarantine readmit`",
    )


RAW_FRED__SERIES = TableContract(
    name="raw_fred__series",
    schema="raw",
    grain="series x observation date",
    key=("series_id", "observation_date"),
    observed="observation_date",
    is_history_kept=True,
    rules=(is_plausible(), *FLAGS),
    profile=PROFILE,
    columns=(
        Column("series_id", pl.String, "text", "FRED series", allowed=SERIES),
        Column(
            "observation_date",
            pl.Date,
            "date",
            "Period the value is about (first day of a month or quarter), not when it was known",
            minimum=date(1900, 1, 1),
        ),
        Column(
            "value",
            pl.Float64,
            "as the series: index level, percent per year for rates, dollars for sums of money",
            "Value; null where nothing was published (holidays, CPI 2025-10)",
            nullable=True,
            minimum=-20_000,
            maximum=1e9,
        ),
        *PROVENANCE,
    ),
)
