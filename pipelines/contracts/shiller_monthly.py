"""Contract of `raw_shiller__monthly`: the S&P Composite with dividends, earnings, CPI and long rate (R. Shiller)."""

from datetime import date

import polars as pl

from pipelines.contracts.shiller_profile import FLAGS, PROFILE
from pipelines.contracts.table import PROVENANCE, Column, RowRule, TableContract

_ZERO = "0 = not known yet, as published"


def _value(name: str, unit: str, description: str, maximum: float) -> Column:
    return Column(name, pl.Float64, unit, description, nullable=True, minimum=0, maximum=maximum)


RAW_SHILLER__MONTHLY = TableContract(
    name="raw_shiller__monthly",
    schema="raw",
    grain="month",
    key=("observation_date",),
    observed="observation_date",
    is_history_kept=True,
    withdrawn_by=(),
    columns=(
        Column("observation_date", pl.Date, "date", "First day of the month", minimum=date(1871, 1, 1)),
        _value("sp500_price_pts", "pts", "Average of the month's daily closes; of the last month, one close", 100_000),
        _value("dividend_pts", "pts", f"Dividends of the last twelve months, in index points; {_ZERO}", 10_000),
        _value("earnings_pts", "pts", f"Earnings of the last twelve months, in index points; {_ZERO}", 10_000),
        _value("cpi_index", "index", f"Consumer prices, not seasonally adjusted; {_ZERO}", 10_000),
        _value("long_rate_pct", "pct", f"Ten-year Treasury yield; {_ZERO}", 100),
        *PROVENANCE,
    ),
    rules=(
        RowRule(
            "price_is_positive",
            pl.col("sp500_price_pts") > 0,
            "the price of a month can't be 0: correct the row, or take another copy of the file",
        ),
        *FLAGS,
    ),
    profile=PROFILE,
    minimum_rows=0,
)
