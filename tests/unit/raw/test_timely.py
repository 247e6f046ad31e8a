"""No file tells of days after its download; a simulated market has days of its own."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipelines.contracts.cboe_index_history import RAW_CBOE__INDEX_HISTORY as CONTRACT
from pipelines.raw.timely import future_rows
from pipelines.sources.landing import LandedFile
from tests.fixtures.raw_rows import INDEX_ROW

DOWNLOADED = date(2024, 1, 5)


def landed(sha256: str = "cafe", fetched_at: date = DOWNLOADED) -> LandedFile:
    return LandedFile("a", None, f"{fetched_at}T21:30:00+00:00", sha256, 1, "fetched", None, None, Path("a"))


def found(*days: date, is_simulated: bool = False, files: tuple[LandedFile, ...] = (landed(),)) -> list:
    rows = pl.DataFrame([INDEX_ROW | {"trade_date": day} for day in days], schema=CONTRACT.polars_schema)
    return future_rows(CONTRACT, rows, list(files), is_simulated=is_simulated)


@pytest.mark.parametrize(("days_later", "is_refused"), [(0, False), (1, False), (2, True), (9000, True)])
def test_day_after_tomorrow_is_refused(days_later: int, is_refused: bool) -> None:
    assert bool(found(DOWNLOADED, DOWNLOADED + timedelta(days=days_later))) == is_refused


def test_row_and_download_are_named() -> None:
    (promise,) = found(DOWNLOADED, date(2024, 5, 1))

    assert promise.rows == (1,)
    assert "after the download of 2024-01-05" in promise.advice


def test_simulated_market_is_not_judged_by_the_clock() -> None:
    assert not found(date(2099, 1, 2), is_simulated=True)


def test_each_row_is_judged_by_its_own_file() -> None:
    assert found(date(2024, 5, 1), files=(landed(), landed("other", date(2024, 6, 1))))
    assert not found(date(2024, 5, 1), files=(landed(), landed(fetched_at=date(2024, 6, 1))))
