"""Which chain snapshots are landed, and which of them counts for a session."""

import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.sources import option_quotes as source
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.landing import LandedFile, Landing
from tests.fixtures.archive import put
from tests.fixtures.option_quotes import ADDRESS, delayed_quotes, gzipped, option, quote_table

SPX = ADDRESS.format(index="SPX")


def _landing(folder: Path) -> Landing:
    return Landing(folder / "landing", FolderTransport(folder / "archive"))


def _read(files: list[LandedFile], index: str, *, is_simulated: bool = False) -> pl.DataFrame:
    frames = [source.read(file, index, is_simulated=is_simulated).rows for file in files]
    return pl.concat(frames, how="diagonal") if frames else pl.DataFrame()


def test_every_day_that_the_archive_keeps_is_read(tmp_path: Path) -> None:
    for day in ("2024-01-03", "2024-01-04"):
        put(tmp_path / "archive", SPX, gzipped(delayed_quotes(last_trade_time=f"{day}T16:15:00")), day, ".gz")

    rows = _read(source.collect(_landing(tmp_path), "SPX", None), "SPX", is_simulated=True)

    assert rows["quote_date"].to_list() == [date(2024, 1, 4), date(2024, 1, 3)]
    assert rows["is_simulated"].all()


def test_live_only_answers_of_earlier_runs_stay_after_the_provider_moved_on(tmp_path: Path) -> None:
    put(tmp_path / "archive", SPX, delayed_quotes(last_trade_time="2024-01-03T16:15:00"))
    source.collect(_landing(tmp_path), "SPX", None)
    put(tmp_path / "archive", SPX, delayed_quotes(option(bid=1.0, ask=2.0), last_trade_time="2024-01-04T16:15:00"))

    rows = _read(source.collect(_landing(tmp_path), "SPX", None), "SPX", is_simulated=False)

    assert rows["quote_date"].to_list() == [date(2024, 1, 4), date(2024, 1, 3)]


def test_newest_snapshot_comes_first_and_a_users_table_last(tmp_path: Path) -> None:
    for bid in (1.0, 2.0):
        put(tmp_path / "archive", SPX, delayed_quotes(option("SPX240117C04700000", bid=bid)))
        source.collect(_landing(tmp_path), "SPX", None)
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "SPX.csv.gz").write_bytes(gzipped(quote_table()))

    rows = _read(source.collect(_landing(tmp_path), "SPX", tables), "SPX", is_simulated=False)

    assert rows["bid_pts"].to_list() == [2.0, 1.0, 50.1, 32.9]
    assert rows["source_layout"].to_list() == [*["delayed_json"] * 2, *["quote_table"] * 2]
    assert set(rows["quote_date"]) == {date(2024, 1, 3)}


def test_no_chain_at_all_is_an_empty_table(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()

    assert _read(source.collect(_landing(tmp_path), "VIX", None), "VIX", is_simulated=False).is_empty()


def test_damaged_snapshot_names_its_day(tmp_path: Path) -> None:
    put(tmp_path / "archive", SPX, gzipped(delayed_quotes())[:-9], "2024-01-03", ".gz")

    with pytest.raises(SourceFormatError, match=r"_SPX\.json \(as of 2024-01-03\): damaged gzip"):
        _read(source.collect(_landing(tmp_path), "SPX", None), "SPX", is_simulated=False)


@pytest.mark.parametrize("stamp", ["9999-12-31T23:59:59", "1990-01-03T16:15:00"])
def test_stamp_outside_the_calendar_refuses_its_file_alone(tmp_path: Path, stamp: str) -> None:
    payload = delayed_quotes(last_trade_time="2024-01-03T16:15:00").replace(b"2024-01-03T16:15:00", b"")
    put(tmp_path / "archive", SPX, re.sub(rb'"timestamp": ?"[^"]*"', f'"timestamp": "{stamp}"'.encode(), payload))
    (file,) = source.collect(_landing(tmp_path), "SPX", None)

    with pytest.raises(SourceFormatError, match=r"_SPX\.json: (Overflow|Value)Error"):
        source.read(file, "SPX", is_simulated=False)
