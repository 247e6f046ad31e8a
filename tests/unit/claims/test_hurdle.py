"""S37: the book's rate less the hurdle, and draws that have several rates or none."""

import numpy as np
import polars as pl
import pytest

from pipelines.claims.book_irr import book_irr
from pipelines.claims.hurdle import hurdle_rows

RATE, HURDLE = 0.02, 0.08


def days_of(profit, money=1000.0) -> pl.DataFrame:
    """The hedged book ties up 100 more and makes 0.8 a day less; what the first day made was made before."""
    profit = np.append(1e9, np.asarray(profit, dtype=float)[1:])
    days = np.busday_offset(np.datetime64("2012-01-03"), np.arange(len(profit)), roll="forward")
    return pl.DataFrame(
        {
            "trade_date": days,
            "preset": "p",
            "baseline": "b",
            "unhedged_capital_usd": np.broadcast_to(money, profit.shape).astype(float),
            "hedged_capital_usd": np.broadcast_to(money, profit.shape) + 100.0,
            "unhedged_pnl_usd": profit,
            "hedged_pnl_usd": profit - 0.8,
            "price_source": "model",
            "condor_price_source": "model",
            "is_simulated": False,
        }
    )


def rows_of(days: pl.DataFrame, settings) -> dict[str, dict]:
    irr = book_irr(days, RATE, HURDLE)
    return {row["variant"]: row for row in hurdle_rows(days, irr, days, settings, RATE)}


def test_verdict_is_on_the_excess_and_few_blocks_are_not_testable(settings) -> None:
    days = days_of(np.random.default_rng(1).normal(2.0, 1.0, 366))

    rows = rows_of(days, settings)
    found = book_irr(days, RATE, HURDLE).filter(pl.col("side") == "hedged", pl.col("window") == "inception")
    assert rows["headline"]["estimate"] == pytest.approx(found["excess_ratio"][0])
    assert (rows["headline"]["verdict"], rows["headline"]["lost_draws"]) == ("supported", 0)
    for name in ("headline", "unhedged"):
        assert rows[name]["ci_lo"] < rows[name]["estimate"] < rows[name]["ci_hi"]
    assert rows["headline"]["ci_hi"] < rows["unhedged"]["ci_lo"]
    assert rows["headline"]["draws"] == settings.series_draws // 4
    assert (rows["trailing_252d"]["verdict"], rows["trailing_252d"]["ci_lo"]) == ("not_testable", None)
    assert "less the hurdle of 8 %" in rows["unhedged"]["metric"]


def test_modified_rate_is_told_and_judged_by_nobody(settings) -> None:
    days = days_of(np.random.default_rng(1).normal(2.0, 1.0, 366))

    rows = rows_of(days, settings)
    found = book_irr(days, RATE, HURDLE).filter(pl.col("side") == "hedged", pl.col("window") == "inception")
    assert rows["modified"]["estimate"] == pytest.approx(found["mirr_ratio"][0] - HURDLE)
    assert rows["modified"]["ci_lo"] < rows["modified"]["estimate"] < rows["modified"]["ci_hi"]
    assert (rows["modified"]["verdict"], rows["modified"]["stated_lo"]) == ("not_testable", None)
    said = f"they change sign {found['sign_changes'][0]} times and have internal rates: 1, modified rate: "
    assert all(said in rows[name]["method"] for name in ("headline", "modified"))


def test_draws_of_several_rates_are_counted_and_too_many_leave_no_verdict(settings) -> None:
    """Years that lose and win twice the money in turn have one rate in this order, and several in some others."""
    row = rows_of(days_of(np.repeat([-2.0, 2.0] * 5, 252) * 1000 / 252), settings)["unhedged"]
    assert row["estimate"] is not None
    assert row["lost_draws"] > 0.025 * row["draws"]
    assert (row["verdict"], row["ci_lo"]) == ("not_testable", None)
    assert f"{row['lost_draws']} of {row['draws']} draws gave no value" in row["verdict_reason"]


def test_book_of_several_rates_says_how_many(settings) -> None:
    days = days_of(np.random.default_rng(1).normal(2.0, 1.0, 366))
    irr = book_irr(days, RATE, HURDLE).with_columns(
        irr_count=pl.lit(3),
        irr_null_reason=pl.lit("several_rates"),
        **{name: pl.lit(None, dtype=pl.Float64) for name in ("irr_ratio", "excess_ratio")},
    )

    rows = {row["variant"]: row for row in hurdle_rows(days, irr, days, settings, RATE)}
    assert rows["headline"]["verdict_reason"] == "the flows have 3 internal rates of return, not one"
    assert rows["headline"]["estimate"] is None
    assert rows["modified"]["estimate"] is not None


def test_book_whose_rate_is_no_return_says_why(settings) -> None:
    day = np.arange(366)
    days = days_of(np.where(day < 91, 3.0, 0.0), np.where((day < 91) | (day >= 183), 1000.0, 0.0))

    row = rows_of(days, settings)["unhedged"]
    assert (row["verdict"], row["estimate"], row["ci_lo"]) == ("not_testable", None, None)
    assert "more had come back than was put in on some days" in row["verdict_reason"]
