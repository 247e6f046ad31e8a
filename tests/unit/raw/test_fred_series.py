"""Macro series at the gate: a revision replaces, a missing value stays null, a cut file is refused."""

import polars as pl

from pipelines.raw.fred_series import DATASET as FRED
from tests.fixtures import series

CPI = series.FRED.format(series="CPIAUCSL")


def test_missing_values_are_null_and_not_left_out(market) -> None:
    market.load(FRED)

    rows = market.rows(FRED).filter(pl.col("series_id") == "CPIAUCSL")
    assert rows["value"].to_list() == [308.1, None]


def test_revised_value_replaces_the_old_one(market) -> None:
    market.load(FRED)
    market.put(CPI, series.fred("CPIAUCSL", ("2023-11-01", "307.9"), ("2023-12-01", "308.5")))

    assert market.load(FRED).outcome == "loaded"
    assert market.rows(FRED).filter(pl.col("series_id") == "CPIAUCSL")["value"].to_list() == [307.9, 308.5]


def test_series_that_lost_its_past_is_refused(market) -> None:
    market.load(FRED)
    market.put(CPI, series.fred("CPIAUCSL", ("2023-12-01", "308.5")))

    report = market.load(FRED)

    assert report.outcome == "rejected"
    assert (
        "history_is_complete: 1 rows of the last good load are gone, the first is CPIAUCSL, 2023-11-01"
        in report.message
    )


def test_percent_taken_for_an_index_level_is_refused(market) -> None:
    market.put(CPI, series.fred("CPIAUCSL", ("2023-11-01", "308100")))

    assert "value_is_plausible" in market.load(FRED).broken
