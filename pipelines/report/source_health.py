"""Data health of what was loaded: gaps of indices, coverage of the S&P 500 count, disagreements, new base years."""

from collections.abc import Mapping
from datetime import date

import polars as pl


def source_health(tables: Mapping[str, pl.DataFrame], start: date) -> list[pl.DataFrame]:
    """Findings about sources.

    Args:
        tables: `int_index_gaps__named`, `stg_sp500__breadth`, `fct_source_disagreement` and `int_macro__revised`.
        start: First day of the backtest; gaps that end before it are in order.
    """
    return [
        _index_gaps(tables["int_index_gaps__named"], start),
        _member_counts(tables["stg_sp500__breadth"], start),
        _disagreements(tables["fct_source_disagreement"]),
        _rebased(tables["int_macro__revised"]),
    ]


def _index_gaps(gaps: pl.DataFrame, start: date) -> pl.DataFrame:
    """One row per index whose file lacks sessions, the longest gap named."""
    longest = pl.col("missing_tdays").arg_max()
    found = gaps.group_by("index_symbol").agg(
        pl.col("missing_tdays").sum().alias("rows"),
        pl.col("first_missing_date").min().alias("first_date"),
        pl.col("last_missing_date").max().alias("last_date"),
        pl.col("first_missing_date").get(longest).alias("longest_from"),
        pl.col("last_missing_date").get(longest).alias("longest_to"),
        (pl.col("gap_kind") == "month_ends_only").any().alias("is_monthly"),
        pl.len().alias("gaps"),
    )
    sentence = pl.format(
        "absent on {} sessions in {} gaps, the longest {} to {}", "rows", "gaps", "longest_from", "longest_to"
    )
    is_late = ~pl.col("is_monthly") & (pl.col("last_date") >= start)
    return found.sort("index_symbol").with_columns(
        subject=pl.format("index {}", "index_symbol"),
        topic=pl.lit("hole"),
        severity=pl.when(is_late).then(pl.lit("warning")).otherwise(pl.lit("ok")),
        message=pl.when("is_monthly").then(pl.lit("the file has month ends only")).otherwise(sentence),
    )


def _member_counts(counts: pl.DataFrame, start: date) -> pl.DataFrame:
    """How many members had a price, days that are null for want of them, and moves that were not believed."""
    days = counts.filter(pl.col("trade_date") >= start)
    is_null = pl.col("advances_issues").is_null()
    found = days.select(
        rows=is_null.sum().cast(pl.Int64),
        first_date=pl.col("trade_date").filter(is_null).min(),
        last_date=pl.col("trade_date").filter(is_null).max(),
        lowest=(100 * pl.col("coverage_ratio").min()).round(0).cast(pl.Int64),
        highest=(100 * pl.col("coverage_ratio").max()).round(0).cast(pl.Int64),
        suspect=pl.col("suspect_moves_issues").sum(),
    )
    sentence = "{} % to {} % of members priced; null on {} sessions; {} moves taken for splits or damage"
    return found.filter(pl.lit(days.height > 0)).with_columns(
        subject=pl.lit("S&P 500 count"),
        topic=pl.lit("hole"),
        severity=pl.when(pl.col("rows") > 0).then(pl.lit("warning")).otherwise(pl.lit("ok")),
        message=pl.format(sentence, "lowest", "highest", "rows", "suspect"),
    )


def _disagreements(pairs: pl.DataFrame) -> pl.DataFrame:
    """One row per value and second source, with the values that lie beyond tolerance."""
    beyond = pl.col("trade_date").filter("is_beyond")
    found = pairs.group_by("subject", "second_source").agg(
        pl.col("is_beyond").sum().cast(pl.Int64).alias("rows"),
        beyond.min().alias("first_date"),
        beyond.max().alias("last_date"),
        pl.len().alias("compared"),
    )
    sentence = pl.format("{} of {} values differ beyond tolerance: where_sources_disagree.sql", "rows", "compared")
    return found.sort("subject", "second_source").select(
        subject=pl.format("{} beside {}", "subject", "second_source"),
        topic=pl.lit("disagreement"),
        severity=pl.when(pl.col("rows") > 0).then(pl.lit("warning")).otherwise(pl.lit("ok")),
        message=pl.when(pl.col("rows") > 0).then(sentence).otherwise(pl.format("{} values agree", "compared")),
        rows=pl.col("rows"),
        first_date=pl.col("first_date"),
        last_date=pl.col("last_date"),
    )


def _rebased(vintages: pl.DataFrame) -> pl.DataFrame:
    """Vintages that moved nearly every value by one factor: levels across them can't be compared, changes can."""
    found = vintages.filter("is_rebased").sort("series_id", "known_at", nulls_last=True)
    known = pl.col("known_at").dt.date().cast(pl.String).fill_null("the newest file")
    return found.select(
        subject=pl.format("series {} of {}", "series_id", known),
        topic=pl.lit("revision"),
        severity=pl.lit("warning"),
        message=pl.format(
            "another base: {} of {} values moved, by a factor of {}",
            "revised_count", "compared_count", pl.col("median_ratio").round(4),
        ),
        rows=pl.col("revised_count"),
        first_date=pl.lit(None, pl.Date),
        last_date=pl.lit(None, pl.Date),
    )  # fmt: skip
