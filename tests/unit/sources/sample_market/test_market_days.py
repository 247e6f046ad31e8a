"""Days on which the providers publish."""

from datetime import date

import numpy as np
import pytest

from pipelines.sources.sample_market.market_days import MarketDays, bank_holidays, last_public_month, weekdays


def test_federal_holidays_of_2021_and_2022() -> None:
    """As kept by the Federal Reserve: Saturday holidays are not moved, Sunday ones are."""
    days = weekdays(date(2021, 1, 1), np.datetime64("2022-12-31"))

    assert days[bank_holidays(days)].astype(str).tolist() == [
        "2021-01-01", "2021-01-18", "2021-02-15", "2021-05-31", "2021-07-05", "2021-09-06", "2021-10-11",
        "2021-11-11", "2021-11-25", "2022-01-17", "2022-02-21", "2022-05-30", "2022-06-20", "2022-07-04",
        "2022-09-05", "2022-10-10", "2022-11-11", "2022-11-24", "2022-12-26",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("today", "newest"), [("2024-03-14", "2024-01-01"), ("2024-03-15", "2024-02-01"), ("2024-01-31", "2023-12-01")]
)
def test_month_is_public_from_its_release_day(today: str, newest: str) -> None:
    assert str(last_public_month(np.datetime64(today, "D"), 15)) == newest


def test_expiries_reach_past_the_listed_contracts() -> None:
    days = MarketDays(date(2024, 6, 17))

    assert days.sessions[-1] == np.datetime64("2024-06-17")
    assert days.vx_expiries[-1] > np.datetime64("2025-03-18")
    assert np.datetime64("2024-06-18") in days.vx_expiries  # a Tuesday, for the Wednesday is a holiday
