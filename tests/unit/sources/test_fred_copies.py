"""Older copies: what their names and layouts may be, and what an earlier download adds to a later one."""

import hashlib
from datetime import UTC, date, datetime

import polars as pl
import pytest

from pipelines.sources.errors import SourceFormatError
from pipelines.sources.fred_copies import landed_changes, parse_copy
from pipelines.sources.landing import LandedFile
from tests.fixtures import series

ROWS = (("2024-01-01", "309.685"), ("2024-02-01", ""))
CPI = series.FRED.format(series="CPIAUCSL")


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("CPIAUCSL_asof_2026-01-03.csv", date(2026, 1, 3)),
        ("CPIAUCSL_asof_2024-02.csv", date(2024, 2, 29)),  # of a month alone: its last day
        ("CPIAUCSL_asof_2022-11_oldbase2010.csv", date(2022, 11, 30)),
    ],
)
@pytest.mark.parametrize("header", ["observation_date,CPIAUCSL", "DATE,CPIAUCSL", "date,value"])
def test_name_tells_series_and_day_and_three_layouts_read_alike(name: str, day: date, header: str) -> None:
    payload = f"{header}\n2021-01-01,262.1\n2021-02-01,.".encode()  # a copy may lack the last line end

    rows = parse_copy(payload, name, "cafe")

    assert rows.select("series_id", "realtime_start_date", "observation_date", "value").rows() == [
        ("CPIAUCSL", day, date(2021, 1, 1), 262.1),
        ("CPIAUCSL", day, date(2021, 2, 1), None),
    ]


@pytest.mark.parametrize(
    ("name", "payload", "message"),
    [
        ("CPI.csv", series.fred("CPIAUCSL", *ROWS), "not named <SERIES>_asof_<date>.csv"),
        ("GOLD_asof_2026-01-03.csv", series.fred("GOLD", *ROWS), "not a series that is used"),
        ("CPIAUCSL_asof_2026-13.csv", series.fred("CPIAUCSL", *ROWS), "2026-13 is no day"),
        ("CPIAUCSL_asof_2026-01-03.csv", series.fred("PPIACO", *ROWS), "line 1: no column CPIAUCSL"),
        ("CPIAUCSL_asof_2026-01-03.csv", series.fred("CPIAUCSL", ("2024-01-01", "x")), "line 2 column 'CPIAUCSL'"),
        ("CPIAUCSL_asof_2024-01-15.csv", series.fred("CPIAUCSL", *ROWS), "line 3.*2024-02-01 lies after 2024-01-15"),
    ],
)
def test_copy_that_cannot_be_dated_or_read_is_named(name: str, payload: bytes, message: str) -> None:
    with pytest.raises(SourceFormatError, match=message):
        parse_copy(payload, name, "cafe")


def _version(folder, number: int, payload: bytes) -> LandedFile:
    path = folder / str(number)
    path.write_bytes(payload)
    at = datetime(2026, 3, number, 22, 30, tzinfo=UTC).isoformat()
    return LandedFile(CPI, None, at, hashlib.sha256(payload).hexdigest(), len(payload), "changed", None, None, path)


def test_later_download_adds_what_is_new_or_differs(tmp_path) -> None:
    rows = landed_changes(
        [
            _version(tmp_path, 1, series.fred("CPIAUCSL", ("2026-01-01", "300"), ("2026-02-01", ""))),
            _version(tmp_path, 2, series.fred("CPIAUCSL", ("2026-01-01", "301"), ("2026-02-01", "302"))),
            _version(tmp_path, 3, series.WEB_PAGE),  # was refused when it came
            _version(tmp_path, 4, series.fred("CPIAUCSL", ("2026-01-01", "301"), ("2026-02-01", "302"))),
            _version(tmp_path, 5, series.fred("CPIAUCSL", ("2026-01-01", "300"), ("2026-02-01", "302"))),
        ]
    )

    assert rows.select(pl.col("seen_at").dt.day(), "observation_date", "value").rows() == [
        (1, date(2026, 1, 1), 300.0),
        (1, date(2026, 2, 1), None),
        (2, date(2026, 1, 1), 301.0),
        (2, date(2026, 2, 1), 302.0),
        (5, date(2026, 1, 1), 300.0),
    ]
    assert set(rows["vintage_source"]) == {"landed"}
