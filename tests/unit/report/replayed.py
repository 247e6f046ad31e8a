"""Fixtures of the page's tables of replayed indices: VXTH by the day, CNDR by the month, BFLY unpublished."""

from datetime import date, timedelta

import polars as pl
import pytest

from pipelines.contracts.fct_benchmark_daily import FCT_BENCHMARK_DAILY
from pipelines.contracts.fct_benchmark_goal import FCT_BENCHMARK_GOAL
from pipelines.contracts.fct_benchmark_residual import FCT_BENCHMARK_RESIDUAL

once = pytest.fixture(scope="session")

REPLAYED_DAYS = [day for n in range(200) if (day := date(2024, 1, 1) + timedelta(days=n)).weekday() < 5]


@once
def benchmark_daily(rows_of) -> pl.DataFrame:
    """Levels that grow; publication ends 50 sessions before the replay."""
    rows = []
    for symbol in ("VXTH", "CNDR", "BFLY"):
        for n, day in enumerate(REPLAYED_DAYS):
            is_last = n + 1 == len(REPLAYED_DAYS) or REPLAYED_DAYS[n + 1].month != day.month
            has_level = n < len(REPLAYED_DAYS) - 50 and (symbol == "VXTH" or (symbol == "CNDR" and is_last))
            rows.append(
                {
                    "index_symbol": symbol,
                    "trade_date": day,
                    "replayed_level_pts": 200.0 + n,
                    "published_level_pts": 201.0 + n if has_level else None,
                    "overlay_return_ratio": 0.001,
                    "published_overlay_return_ratio": 0.002 if has_level and symbol == "VXTH" else None,
                }
            )
    return rows_of(FCT_BENCHMARK_DAILY, *rows)


@once
def benchmark_residual(rows_of) -> pl.DataFrame:
    """All months of each index, and one year that the page leaves out."""
    found = {"period_kind": "all", "period": "all", "n_months": 60, "first_month": date(2009, 1, 30),
             "last_month": date(2013, 12, 31), "monthly_correlation_ratio": 0.9876, "tracking_error_vol": 0.0165,
             "cagr_gap_ratio": -0.0054, "max_drawdown_gap_ratio": -0.034, "cagr_gap_band_lo_ratio": -0.03,
             "cagr_gap_band_hi_ratio": 0.017}  # fmt: skip
    vxth = {**found, "index_symbol": "VXTH", "overlay_monthly_correlation_ratio": 0.9123,
            "overlay_daily_correlation_ratio": 0.9}  # fmt: skip
    blank = {"index_symbol": "BFLY", "period_kind": "all", "period": "all", "n_months": 0}
    year = {**vxth, "period_kind": "year", "period": "2013", "monthly_correlation_ratio": 0.1111}
    return rows_of(FCT_BENCHMARK_RESIDUAL, vxth, {**found, "index_symbol": "CNDR"}, blank, year)


@once
def benchmark_goals(rows_of) -> pl.DataFrame:
    """VXTH meets both goals, CNDR one of two."""
    judged = [("VXTH", "tracking_error_vol", True), ("VXTH", "cagr_gap_ratio", True),
              ("CNDR", "tracking_error_vol", True), ("CNDR", "max_drawdown_gap_ratio", False)]  # fmt: skip
    rows = ({"index_symbol": symbol, "measure": measure, "is_met": is_met} for symbol, measure, is_met in judged)
    return rows_of(FCT_BENCHMARK_GOAL, *rows)
