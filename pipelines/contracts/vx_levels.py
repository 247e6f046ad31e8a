"""Levels that a VX future can have: what lies beyond them is another unit, whatever happens on the market."""

from datetime import date

import polars as pl

from pipelines.contracts.table import RowRule

_NEW_SCALE_FROM = date(2007, 3, 26)  # prices before were ten times today's (methodology 5.1)


def vx_scale(day: str) -> pl.Expr:
    """What a published price of a day is divided by to be on today's scale."""
    return pl.when(pl.col(day) < _NEW_SCALE_FROM).then(10).otherwise(1)


def is_possible_level(price: str, day: str, is_other: pl.Expr | None = None, *, lowest: int = 4) -> RowRule:
    """Promise that a settlement is one of VX on today's scale; 0, none published, is judged elsewhere.

    Args:
        price: Column of the settlement.
        day: Column of the day that says the scale.
        is_other: Rows of other products, which are not judged.
        lowest: Lowest level that is possible; the highest is 200.
    """
    level = pl.col(price) / vx_scale(day)
    known = (pl.col(price) == 0) | level.is_between(lowest, 200)
    return RowRule(
        "vx_level_is_possible",
        known if is_other is None else is_other | known,
        f"a settlement outside {lowest} to 200 is in another unit, as with a lost decimal point: compare it with the "
        "exchange's page; a value that is right can be let in by `alvh quarantine readmit`",
    )
