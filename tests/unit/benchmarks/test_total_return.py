"""Total return of the S&P 500: whose numbers it is made of, day by day."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from pipelines.benchmarks.total_return import with_total_return

DAYS = [date(2023, 1, 3), date(2023, 1, 4), date(2023, 1, 5), date(2023, 6, 1)]
NO_DIVIDENDS = {"observation_date": pl.Date, "dividend_pts": pl.Float64, "available_at": pl.Datetime("us", "UTC")}


def computed(user: dict[date, float], *, dividends: bool) -> pl.DataFrame:
    closes = pl.DataFrame({"trade_date": DAYS, "spx_close_pts": [4000.0, 4040.0, 4040.0, 4040.0]})
    known = pl.DataFrame(
        {
            "observation_date": [date(2022, 12, 1)],
            "dividend_pts": [80.0],
            "available_at": [datetime(2023, 1, 4, 21, tzinfo=UTC)],
        },
        schema=NO_DIVIDENDS,
    )
    levels = pl.DataFrame(
        {"trade_date": list(user), "user_level_pts": list(user.values())},
        {"trade_date": pl.Date, "user_level_pts": pl.Float64},
    )
    return with_total_return(closes, known if dividends else known.clear(), levels, 0.018)


def test_user_series_is_used_between_two_of_its_days() -> None:
    rows = computed({DAYS[0]: 8000.0, DAYS[1]: 8100.0}, dividends=True)

    assert rows["total_return_source"][1] == "user_total_return"
    assert rows["total_return_pts"][1] / rows["total_return_pts"][0] == pytest.approx(8100 / 8000)
    assert rows["total_return_source"][2] != "user_total_return"


def test_dividends_count_from_the_day_they_were_known_and_are_carried() -> None:
    rows = computed({}, dividends=True)

    assert rows["total_return_source"].to_list() == [
        "constant_yield",
        "shiller_dividends",
        "shiller_dividends",
        "shiller_dividends_carried",
    ]
    assert rows["dividend_yield_ratio"][1] == pytest.approx(80 / 4040)
    assert rows["total_return_pts"][2] / rows["total_return_pts"][1] == pytest.approx(1 + 80 / 4040 / 365)


def test_nothing_known_means_the_constant_yield() -> None:
    rows = computed({}, dividends=False)

    assert rows["total_return_source"].unique().to_list() == ["constant_yield"]
    assert rows["total_return_pts"][3] / rows["total_return_pts"][2] == pytest.approx(1 + 0.018 * 147 / 365)


def test_the_users_series_tells_the_yield_that_options_are_priced_on() -> None:
    """Paid over the year to the close: 8282.4 / 4040 over 8000 / 4000 is 2.5 % above the price."""
    year = [date(2022, 1, 3), date(2023, 1, 4), date(2023, 1, 5)]
    closes = pl.DataFrame({"trade_date": year, "spx_close_pts": [4000.0, 4040.0, 4040.0]})
    levels = pl.DataFrame({"trade_date": year[:2], "user_level_pts": [8000.0, 8282.0]})

    rows = with_total_return(closes, pl.DataFrame(schema=NO_DIVIDENDS), levels, 0.018)

    assert rows["dividend_yield_ratio"].to_list() == pytest.approx([0.018, 0.025, 0.018])
