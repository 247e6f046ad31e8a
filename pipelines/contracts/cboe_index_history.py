"""Contract of `raw_cboe__index_history`: closes (and ranges where published) of indices and benchmarks."""

from datetime import date

import polars as pl

from pipelines.contracts.cboe_index_history_profile import FLAGS, PROFILE
from pipelines.contracts.table import PROVENANCE, Column, Consent, RowRule, TableContract, on_weekdays

VOLATILITY_SYMBOLS = ("VIX", "VIX1D", "VIX9D", "VIX3M", "VIX6M")
BENCHMARK_SYMBOLS = ("VXTH", "CNDR", "PUT", "BXM", "BXMD", "BFLY", "CMBO", "PPUT", "CLL")  # methodology 3.1-3.3
INDEX_SYMBOLS = (*VOLATILITY_SYMBOLS, "VVIX", "SKEW", "SPX", *BENCHMARK_SYMBOLS)

_LOWEST_VOL = pl.when(pl.col("index_symbol") == "VIX1D").then(1).otherwise(5)  # one quiet day may promise little
_RANGE = "null for indices published as a close only"


def _level(name: str, description: str, *, nullable: bool) -> Column:
    return Column(
        name, pl.Float64, "pts", description, nullable=nullable, minimum=0, maximum=100_000, is_minimum_strict=True
    )


RAW_CBOE__INDEX_HISTORY = TableContract(
    name="raw_cboe__index_history",
    schema="raw",
    grain="index x trade date",
    key=("index_symbol", "trade_date"),
    observed="trade_date",
    is_history_kept=True,
    profile=PROFILE,
    columns=(
        Column("index_symbol", pl.String, "text", "Cboe symbol", allowed=INDEX_SYMBOLS),
        Column(
            "trade_date", pl.Date, "date", "Exchange date; month ends only in some benchmarks", minimum=date(1975, 1, 1)
        ),
        _level("open_pts", f"Open; {_RANGE}", nullable=True),
        _level("high_pts", f"High; {_RANGE}", nullable=True),
        _level("low_pts", f"Low; {_RANGE}", nullable=True),
        _level("close_pts", "Close", nullable=False),
        *PROVENANCE,
    ),
    rules=(
        on_weekdays("trade_date"),
        RowRule(
            "close_within_range",
            pl.col("high_pts").is_null()
            | ((pl.col("low_pts") <= pl.col("close_pts") + 1e-6) & (pl.col("close_pts") <= pl.col("high_pts") + 1e-6)),
            "the close lies outside the day's range: compare the row with a second source",
        ),
        RowRule(
            "vvix_is_plausible",
            (pl.col("index_symbol") != "VVIX") | pl.col("close_pts").is_between(55, 250),
            "VVIX has never closed outside 55 to 250 since 2007: compare the row with a second source",
        ),
        RowRule(
            "volatility_index_is_plausible",
            ~pl.col("index_symbol").is_in(VOLATILITY_SYMBOLS) | pl.col("close_pts").is_between(_LOWEST_VOL, 200),
            "a volatility index outside 5 to 200 (one day: from 1) is a wrong unit or a wrong file: "
            "compare the row with a second source; a value that is right can be let in by `alvh quarantine readmit`",
        ),
        RowRule(
            "skew_is_plausible",
            (pl.col("index_symbol") != "SKEW") | pl.col("close_pts").is_between(90, 250),
            "SKEW has never closed outside 100 to 190: compare the row with a second source",
        ),
        *FLAGS,
    ),
    consents=(
        Consent(
            "vvix_is_plausible",
            (pl.col("index_symbol") == "VVIX") & (pl.col("trade_date") < date(2007, 1, 1)),
            max_rows=20,
            reason="bad prints in the first year of VVIX (15.71 on 2006-03-15 and others, methodology 5.2)",
        ),
    ),
)
