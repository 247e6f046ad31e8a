"""Interest on the account's cash: the rate known before, for the days since."""

from datetime import date

import polars as pl
import pytest

from pipelines.backtest.variant import interest_usd


def test_a_weekend_earns_three_days_at_fridays_rate() -> None:
    days = pl.DataFrame(
        {
            "trade_date": [date(2020, 1, 2), date(2020, 1, 3), date(2020, 1, 6), date(2020, 1, 7)],
            "risk_free_rate_ratio": [None, 0.0365, None, 0.0730],
        }
    )

    assert interest_usd(days, 1e6, date(2020, 1, 2)).tolist() == pytest.approx([0.0, 0.0, 300.0, 100.0])


def test_a_rate_from_before_the_start_is_known_at_it() -> None:
    days = pl.DataFrame(
        {
            "trade_date": [date(2020, 1, 2), date(2020, 1, 3), date(2020, 1, 6)],
            "risk_free_rate_ratio": [0.0365, None, None],
        }
    )

    assert interest_usd(days, 1e6, date(2020, 1, 3)).tolist() == pytest.approx([0.0, 300.0])
