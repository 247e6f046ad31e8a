"""The S&P 500 with dividends: the user's series where it reaches, else prices and a dividend yield. Pure.

The exchange does not give its own total-return index away, so each day says which of these it is made of.
"""

import polars as pl

USER, SHILLER, SHILLER_CARRIED, CONSTANT = (
    "user_total_return",
    "shiller_dividends",
    "shiller_dividends_carried",
    "constant_yield",
)

_YEAR_DAYS = 365
_FRESH_DAYS = 100  # dividends move slowly; older than a quarter, the last known yield is carried


def with_total_return(
    closes: pl.DataFrame, dividends: pl.DataFrame, user_levels: pl.DataFrame, constant_yield_ratio: float
) -> pl.DataFrame:
    """Add the total-return level, the dividend yield known at each close, and where the return is from.

    Args:
        closes: `trade_date`, `spx_close_pts`, sorted.
        dividends: Shiller's `observation_date`, `dividend_pts` (a year's dividends of one index unit) and
            `available_at`, sorted by `available_at`; nulls left out.
        user_levels: `trade_date`, `user_level_pts`: a total-return index of the user's, possibly empty.
        constant_yield_ratio: Yield where no dividend is known.

    Returns:
        The rows with `dividend_yield_ratio`, `total_return_pts` (the first day is its price) and
        `total_return_source`. A user's return is used where the series has both ends of the day. The yield is what
        the user's series paid over the year to the close, so that options are priced on the dividends that the stocks
        beside them earn; where the series does not reach, Shiller's, else the constant.
    """
    known = dividends.select(
        known_date=pl.col("available_at").dt.date(), dividend_date="observation_date", dividend_pts="dividend_pts"
    ).sort("known_date")
    rows = closes.join_asof(known, left_on="trade_date", right_on="known_date").join(
        user_levels, on="trade_date", how="left", maintain_order="left"
    )
    rows = rows.with_columns(_year_before(rows))
    paid = pl.col("user_level_pts") / pl.col("spx_close_pts") / pl.col("year_before_ratio") - 1
    age = (pl.col("trade_date") - pl.col("known_date")).dt.total_days()
    rows = rows.with_columns(
        dividend_yield_ratio=pl.coalesce(paid, pl.col("dividend_pts") / pl.col("spx_close_pts")).fill_null(
            constant_yield_ratio
        ),
        yield_source=pl.when(paid.is_not_null())
        .then(pl.lit(USER))
        .when(pl.col("dividend_pts").is_null())
        .then(pl.lit(CONSTANT))
        .when(age > _FRESH_DAYS)
        .then(pl.lit(SHILLER_CARRIED))
        .otherwise(pl.lit(SHILLER)),
    )
    return _chained(rows).drop(
        "known_date", "dividend_date", "dividend_pts", "user_level_pts", "year_before_ratio", "yield_source"
    )


def _year_before(rows: pl.DataFrame) -> pl.Series:
    """The user's level over the index a year before each close, or in the week before that; null without one."""
    then = rows.select(
        then_date="trade_date", year_before_ratio=pl.col("user_level_pts") / pl.col("spx_close_pts")
    ).drop_nulls()
    asked = rows.select(asked_date=pl.col("trade_date") - pl.duration(days=_YEAR_DAYS))
    found = asked.join_asof(then, left_on="asked_date", right_on="then_date", tolerance="7d")
    return found["year_before_ratio"]


def _chained(rows: pl.DataFrame) -> pl.DataFrame:
    user_growth = pl.col("user_level_pts") / pl.col("user_level_pts").shift(1)
    days = (pl.col("trade_date") - pl.col("trade_date").shift(1)).dt.total_days()
    own_growth = pl.col("spx_close_pts") / pl.col("spx_close_pts").shift(1) + (
        pl.col("dividend_yield_ratio").shift(1) * days / 365
    )
    return rows.with_columns(
        total_return_source=pl.when(user_growth.is_not_null()).then(pl.lit(USER)).otherwise("yield_source"),
        total_return_pts=pl.coalesce(user_growth, own_growth).fill_null(1.0).cum_prod()
        * pl.col("spx_close_pts").first(),
    )
