"""Model minus price of the real VIX calls of autumn 2024, by delta bucket and day, as a table.

`python -m tests.benchmarks.vix_call_errors` reads the folder that ALVH_SHARED_DATA names; calls on their own future.
"""

import click
import polars as pl

from tests.fixtures.vix_calls import priced

BUCKETS = {"below 0.25": (0.0, 0.25), "0.25 to 0.5": (0.25, 0.5), "0.5 to 0.8": (0.5, 0.8), "from 0.8": (0.8, 1.01)}


def by_delta_and_day() -> pl.DataFrame:
    """One row a day: mean error in points of each delta bucket, null without a call in it, and of all six calls."""
    own = priced().filter(pl.col("forward_source") == "vx_settle")
    means = {
        name: pl.col("error_pts").filter(pl.col("delta_ratio").is_between(low, high, closed="left")).mean()
        for name, (low, high) in BUCKETS.items()
    }
    errors = pl.col("error_pts")
    whole = {"all": errors.mean(), "median absolute": errors.abs().median()}
    return own.group_by("quote_date").agg(**means, **whole).sort("quote_date")


def main() -> None:
    """Print the table in Markdown."""
    table = by_delta_and_day()
    click.echo(f"| {' | '.join(table.columns)} |\n|{'---|' * table.width}")
    for day, *errors in table.iter_rows():
        texts = ["" if error is None else f"{round(error, 2) + 0.0:.2f}".replace("-", "−") for error in errors]
        click.echo(f"| {day} | {' | '.join(texts)} |")


if __name__ == "__main__":
    main()
