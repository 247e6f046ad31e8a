"""Contract of `raw_fred__vintages`: what each macro value was when, from whichever source tells it."""

from datetime import date

import polars as pl

from pipelines.contracts.fred_series import SERIES, is_plausible
from pipelines.contracts.table import PROVENANCE, Column, Consent, RowRule, TableContract

VINTAGE_SOURCES = ("alfred", "user_file", "landed")

RAW_FRED__VINTAGES = TableContract(
    name="raw_fred__vintages",
    schema="raw",
    grain="series x observation date x vintage",
    key=("series_id", "observation_date", "realtime_start_date", "vintage_source", "seen_at"),
    observed="observation_date",
    columns=(
        Column("series_id", pl.String, "text", "FRED series", allowed=SERIES),
        Column("observation_date", pl.Date, "date", "Period the value is about", minimum=date(1900, 1, 1)),
        Column(
            "realtime_start_date",
            pl.Date,
            "date",
            "Day from which the value was the one shown; day of the copy in a user's file or a landed version",
            minimum=date(1900, 1, 1),
        ),
        Column("realtime_end_date", pl.Date, "date", "Last day on which it was shown; null while it is", nullable=True),
        Column(
            "value",
            pl.Float64,
            "as the series: index level, percent per year for rates, dollars for sums of money",
            "Value shown then; null where nothing was, or where it was withdrawn",
            nullable=True,
            minimum=-20_000,
            maximum=1e9,
        ),
        Column(
            "vintage_source",
            pl.String,
            "text",
            "alfred (FRED API), user_file (ALVH_MACRO_VINTAGES) or landed (an earlier download of the key-less file)",
            allowed=VINTAGE_SOURCES,
        ),
        Column("seen_at", pl.Datetime("us", "UTC"), "instant", "Instant of the download; landed only", nullable=True),
        *PROVENANCE,
    ),
    rules=(
        is_plausible(),
        RowRule(
            "vintage_ends_after_it_begins",
            pl.col("realtime_end_date") >= pl.col("realtime_start_date"),
            "the answer mixes up its dates: run again, the last good data stays",
        ),
    ),
    consents=(
        Consent(
            rule="value_is_plausible",
            where=pl.col("vintage_source") == "landed",
            max_rows=100_000,
            reason="values of an answer that was refused when it came; it stays landed and counts for nothing",
        ),
    ),
    minimum_rows=0,
)
