"""Splits that look like declines: which moves are not believed, by adjustment of the closes and by the market's day."""

from datetime import date

import polars as pl
import pytest

from pipelines.sources.sp500_breadth import count_breadth

DAYS = (date(2024, 1, 2), date(2024, 1, 3))
COUNTS = ("advances_issues", "declines_issues", "unchanged_issues", "suspect_moves_issues")


def _second_day(second_closes: dict[str, float], *, is_adjusted: bool) -> tuple[int, ...]:
    """Counts of the second day of shares that closed at 90 on the first."""
    rows = [
        (symbol, day, close)
        for symbol, last in second_closes.items()
        for day, close in zip(DAYS, (90.0, last), strict=True)
    ]
    closes = pl.DataFrame(rows, ["symbol", "trade_date", "close_usd"], orient="row").sort("symbol", "trade_date")
    spans = pl.DataFrame({"symbol": list(second_closes)}).with_columns(
        first_date=pl.lit(date(2000, 1, 3)), end_date=pl.lit(date(9999, 12, 31))
    )
    sessions = pl.Series("trade_date", DAYS)
    counted = count_breadth(closes.with_row_index("source_line"), spans, sessions, is_adjusted=is_adjusted)
    return counted.select(COUNTS).row(1)


@pytest.mark.parametrize(
    ("ratio", "adjusted", "raw"),
    [
        (1 / 2, (0, 0, 0, 1), (0, 0, 0, 1)),
        (1 / 3, (0, 0, 0, 1), (0, 0, 0, 1)),
        (1 / 4, (0, 0, 0, 1), (0, 0, 0, 1)),
        (2 / 3, (0, 1, 0, 0), (0, 0, 0, 1)),
        (2 / 3 * 1.019, (0, 1, 0, 0), (0, 0, 0, 1)),
        (2 / 3 * 0.979, (0, 1, 0, 0), (0, 1, 0, 0)),
        (3 / 4, (0, 1, 0, 0), (0, 1, 0, 0)),
        (3 / 2, (1, 0, 0, 0), (1, 0, 0, 0)),
    ],
)
def test_fall_to_two_thirds_is_a_split_only_where_closes_are_not_adjusted(
    ratio: float, adjusted: tuple[int, ...], raw: tuple[int, ...]
) -> None:
    assert _second_day({"A": 90.0 * ratio}, is_adjusted=True) == adjusted
    assert _second_day({"A": 90.0 * ratio}, is_adjusted=False) == raw


@pytest.mark.parametrize("second_close", [45.0, 60.0], ids=["to a half", "to two thirds"])
@pytest.mark.parametrize(
    ("market_ratio", "others", "suspect"),
    [(0.971, 40, 1), (0.969, 40, 0), (1.029, 40, 1), (1.031, 40, 0), (0.9, 18, 1)],
    ids=["still", "the market fell", "still, above", "the market rose", "too few shares to be a market"],
)
def test_fall_like_a_split_is_believed_on_a_day_the_market_moved(
    market_ratio: float, others: int, suspect: int, second_close: float
) -> None:
    closes = {f"M{number}": 90.0 * market_ratio for number in range(others)} | {"A": second_close}

    assert _second_day(closes, is_adjusted=False)[-1] == suspect
