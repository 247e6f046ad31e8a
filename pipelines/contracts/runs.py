"""Runs of rows that are alike: cheap to tell in rows that are ordered, where grouping by text is not."""

from collections.abc import Sequence

import polars as pl


def begins_run(rows: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """Whether a row differs from the one before in any of the columns, null being a value; the first row does."""
    return rows.select(pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in names)).to_series()
