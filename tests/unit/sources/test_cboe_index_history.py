"""Index histories: with a range, as a close only, and what is refused."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.sources import cboe_index_history as source
from pipelines.sources.errors import SourceFormatError, SourceMissingError
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.landing import Landing
from tests.fixtures import series
from tests.fixtures.archive import write_archive


def test_index_with_a_range_keeps_all_four_prices() -> None:
    rows = source.parse_history_file(series.OHLC, source.address_of("VIX"), "cafe")

    assert rows.select("index_symbol", "trade_date", "open_pts", "high_pts", "low_pts", "close_pts").row(0) == (
        "VIX", date(2024, 1, 2), 13.21, 14.5, 13.1, 13.9,
    )  # fmt: skip
    assert rows["source_line"].to_list() == [2, 3]


def test_index_published_as_a_close_has_null_range() -> None:
    rows = source.parse_history_file(series.close_only("VVIX", ("03/15/2006", 15.71)), source.address_of("VVIX"), "c")

    row = rows.row(0, named=True)
    assert (row["index_symbol"], row["trade_date"], row["close_pts"]) == ("VVIX", date(2006, 3, 15), 15.71)
    assert row["open_pts"] is row["high_pts"] is row["low_pts"] is None


@pytest.mark.parametrize(
    "header", ["Date,Cndr", " DATE , CNDR ", "date,close", "\ufeffDATE,CNDR"], ids=["case", "blanks", "close", "mark"]
)
def test_header_variants_are_the_same_index(header: str) -> None:
    payload = f"{header}\r\n12/31/2014,683.990000\r\n".encode()

    rows = source.parse_history_file(payload, source.address_of("CNDR"), "c")

    assert rows.select("index_symbol", "trade_date", "close_pts", "source_line").rows() == [
        ("CNDR", date(2014, 12, 31), 683.99, 2)
    ]


def test_range_in_any_case_is_a_range_and_zero_in_it_is_none() -> None:
    payload = b"Date, Open, High, Low, Close\n05/01/2023,0.000000,0.000000,0.000000,13.400000\n"

    row = source.parse_history_file(payload, source.address_of("VIX1D"), "c").row(0, named=True)

    assert row["open_pts"] is row["high_pts"] is row["low_pts"] is None
    assert row["close_pts"] == 13.4


def test_close_of_zero_is_left_for_the_gate() -> None:
    rows = source.parse_history_file(series.close_only("BXM", ("12/31/2014", 0.0)), source.address_of("BXM"), "c")

    assert rows["close_pts"].to_list() == [0.0]


def test_file_of_another_index_is_refused() -> None:
    with pytest.raises(SourceFormatError, match=r"SKEW_History\.csv line 1: no column SKEW; found DATE, VVIX"):
        source.parse_history_file(series.close_only("VVIX", ("01/02/2024", 85.0)), source.address_of("SKEW"), "c")


@pytest.mark.parametrize("payload", [series.WEB_PAGE, b"", series.OHLC[:-4]], ids=["web page", "empty", "cut"])
def test_other_answers_are_refused(payload: bytes) -> None:
    with pytest.raises(SourceFormatError, match=r"VIX_History\.csv"):
        source.parse_history_file(payload, source.address_of("VIX"), "c")


def test_day_and_month_are_not_swapped() -> None:
    with pytest.raises(SourceFormatError, match="line 2 column 'DATE': '13/01/2024'"):
        source.parse_history_file(series.close_only("SPX", ("13/01/2024", 4700.0)), source.address_of("SPX"), "c")


def test_optional_index_may_be_absent_and_a_required_one_may_not(tmp_path: Path) -> None:
    root = write_archive(tmp_path / "archive")
    landing = Landing(tmp_path / "landing", FolderTransport(root))

    rows = source.read(source.collect(landing), is_simulated=False)
    assert set(rows["index_symbol"]) == {"VIX", "SPX", "VVIX", "SKEW"}

    (root / "cdn.cboe.com/api/global/us_indices/daily_prices/VVIX_History.csv").unlink()
    with pytest.raises(SourceMissingError, match="VVIX_History"):
        source.collect(landing)


@pytest.mark.parametrize("header", [b"DATE,OPEN,HIGH,LOW,CLOSE\n", b"DATE,VIX\n", b"DATE,CLOSE\n"])
def test_header_without_rows_is_refused(header: bytes) -> None:
    with pytest.raises(SourceFormatError, match="a header and no row below it"):
        source.parse_history_file(header, "a/VIX_History.csv", "cafe")
