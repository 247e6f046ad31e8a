"""Lives that overlap share what happened meanwhile: counted apart, and drawn by calendar month. Pure."""

from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def lives_apart(lives: pl.DataFrame) -> int:
    """Return the largest number of lives of which no two overlap: so many are independent of each other.

    Args:
        lives: `start` and `end`, of a type that sorts; an end is not part of the life.
    """
    count, last_end = 0, None
    for start, end in lives.select("start", "end").sort("end", "start").iter_rows():
        if last_end is None or start >= last_end:
            count, last_end = count + 1, end
    return count


def by_month(pieces: pl.DataFrame, day: str, first: date, last: date) -> Floats:
    """Return sums by calendar month, 0 in a month without a piece.

    Args:
        pieces: `day` and columns of numbers.
        day: Name of the column that says which month a piece belongs to.
        first: A day of the first month.
        last: A day of the last month.

    Returns:
        Shape (n_months, n_columns), columns in the order of `pieces`.
    """
    months = pl.DataFrame({day: pl.date_range(first.replace(day=1), last, "1mo", eager=True)})
    sums = pieces.group_by(pl.col(day).dt.truncate("1mo")).agg(pl.all().cast(pl.Float64).sum())
    table = months.join(sums, on=day, how="left", maintain_order="left").fill_null(0.0)
    return table.select(name for name in pieces.columns if name != day).to_numpy()
