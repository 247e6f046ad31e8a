"""The user's closes and membership: both layouts and forms, and what is refused by file, column and row."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines.sources.errors import SourceFormatError
from pipelines.sources.sp500_breadth_files import read_member_closes
from pipelines.sources.sp500_membership import read_membership

CLOSES = "date,symbol,close,adjusted_close\n2024-01-02,A,10,5\n2024-01-02,BRK.B,300,300\n2024-01-03,a,11,5.5\n"
MEMBERS = pl.Series("symbol", ["A", "BRK-B"])
FIRST_LAYOUT = b'symbol,name,opt-in,opt-out\nA,"Agilent, Inc.",2000-06-05,\nBRK.B,Berkshire,2010-02-16,2024-01-03\n'
SECOND_LAYOUT = b"ticker,start_date,end_date\nA,2000-06-05,\nBRK.B,2010-02-16,2024-01-03"


def _read(tmp_path: Path, content: str | bytes, symbols: pl.Series = MEMBERS) -> pl.DataFrame:
    path = tmp_path / "landed"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_member_closes(path, "file:closes.csv", symbols)


def _parquet(tmp_path: Path, frame: pl.DataFrame) -> bytes:
    frame.write_parquet(tmp_path / "written")
    return (tmp_path / "written").read_bytes()


@pytest.mark.parametrize("payload", [FIRST_LAYOUT, SECOND_LAYOUT, b"\xef\xbb\xbf" + SECOND_LAYOUT])
def test_membership_reads_the_same_in_both_layouts(payload: bytes) -> None:
    assert read_membership(payload, "file:members.csv").rows() == [
        ("A", date(2000, 6, 5), date(9999, 12, 31), 2),
        ("BRK-B", date(2010, 2, 16), date(2024, 1, 3), 3),
    ]


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (FIRST_LAYOUT.replace(b"opt-in", b"added"), r"members\.csv line 1: no column opt-in; found symbol"),
        (SECOND_LAYOUT.replace(b"end_date", b"left"), "no column end_date"),
        (SECOND_LAYOUT.replace(b"2010-02-16", b"16.02.2010"), r"line 3 column 'start_date': '16\.02\.2010'"),
        (SECOND_LAYOUT.replace(b"2010-02-16", b""), "line 3 column 'start_date'"),
        (
            SECOND_LAYOUT.replace(b"2010-02-16", b"2025-02-16"),
            "line 3 column 'end_date': BRK.B ends 2024-01-03, before",
        ),
        (b"", "the answer is empty"),
        (b"<html>\n", "a web page"),
    ],
)
def test_other_memberships_are_refused(payload: bytes, message: str) -> None:
    with pytest.raises(SourceFormatError, match=message):
        read_membership(payload, "file:members.csv")


def test_adjusted_closes_of_members_are_read(tmp_path: Path) -> None:
    others = CLOSES + "2024-01-03,SPY,470,470\n"

    assert _read(tmp_path, others).rows() == [
        (date(2024, 1, 2), "A", 5.0, 2),
        (date(2024, 1, 3), "A", 5.5, 4),
        (date(2024, 1, 2), "BRK-B", 300.0, 3),
    ]


def test_plain_closes_do_where_there_are_no_adjusted_ones(tmp_path: Path) -> None:
    rows = _read(tmp_path, "ticker,date,close\nA,2024-01-02,10\n")

    assert rows.rows() == [(date(2024, 1, 2), "A", 10.0, 2)]


@pytest.mark.parametrize(
    "day", [date(2024, 1, 2), datetime(2024, 1, 2, tzinfo=UTC), "2024-01-02"], ids=["date", "datetime", "text"]
)
@pytest.mark.parametrize("close", [10.5, "10.5"], ids=["number", "text"])
def test_parquet_reads_like_csv(tmp_path: Path, day: object, close: object) -> None:
    frame = pl.DataFrame({"date": [day], "symbol": ["A"], "close": [close]})

    assert _read(tmp_path, _parquet(tmp_path, frame)).rows() == [(date(2024, 1, 2), "A", 10.5, 1)]


@pytest.mark.parametrize("blank", ["", " ", "NaN"])
def test_blank_close_is_no_price(tmp_path: Path, blank: str) -> None:
    rows = _read(tmp_path, f"date,symbol,close\n2024-01-02,A,{blank}\n2024-01-03,A,10\n")

    assert rows["trade_date"].to_list() == [date(2024, 1, 3)]


def test_missing_close_of_a_parquet_is_no_price(tmp_path: Path) -> None:
    frame = pl.DataFrame({"date": [date(2024, 1, 2)] * 2, "symbol": ["A", "BRK.B"], "close": [None, float("nan")]})

    assert _read(tmp_path, _parquet(tmp_path, frame)).is_empty()


def test_repeated_row_counts_once(tmp_path: Path) -> None:
    assert len(_read(tmp_path, CLOSES + "2024-01-03,A,11,5.5\n")) == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (CLOSES.replace("symbol", "name"), r"closes\.csv: no column symbol or ticker; found date, name"),
        (CLOSES.replace("close", "last"), "no column adjusted_close or adj_close or close"),
        (CLOSES.replace("2024-01-03", "03.01.2024"), r"row 4 column 'date': '03\.01\.2024' is not a date"),
        (CLOSES.replace("2024-01-03", "1900-01-03"), "row 4 column 'date'"),
        (CLOSES.replace("2024-01-03", "9024-01-03"), "row 4 column 'date'"),
        (CLOSES.replace("BRK.B", ""), "row 3 column 'symbol'"),
        (CLOSES.replace("5.5", "n/a"), "row 4 column 'adjusted_close': 'n/a' is not a price above 0"),
        (CLOSES.replace("5.5", "0"), "row 4 column 'adjusted_close': '0'"),
        (CLOSES.replace("5.5", "-5.5"), "row 4 column 'adjusted_close': '-5.5'"),
        (CLOSES.replace("5.5", "inf"), "row 4 column 'adjusted_close': 'inf'"),
        (CLOSES + "2024-01-03,A,11,5.6\n", "row 5: A closes at 5.6 and, in an earlier row, at 5.5 on 2024-01-03"),
        (CLOSES + "2024-01-02,BRK-B,1,1\n", "row 5: BRK-B closes at 1 and"),
        (CLOSES + "2024-01-06,A,1,1\n", "row 5: A closes on 2024-01-06, a Saturday"),
        (CLOSES.replace("adjusted_close", "close"), "column close is there twice"),
        (CLOSES.replace("2024-01-02,A", '2024-01-02,"A').replace("BRK.B", 'BRK.B"'), "line 2: a quotation mark opens"),
        (CLOSES.rstrip("\n")[: CLOSES.rindex(",")], "stops in the middle of its last line"),
        ("", "the answer is empty"),
        ("<html><body>\n", "a web page"),
        (b"PAR1 and nothing more", "not a readable table"),
        (b"date,symbol,close\n2024-01-02,\xe9\xe8,1\n", "not a readable table"),
    ],
)
def test_other_closes_are_refused(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(SourceFormatError, match=message):
        _read(tmp_path, content)


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    assert _read(tmp_path, CLOSES + "\n\n").equals(_read(tmp_path, CLOSES))


def test_stamps_of_another_time_zone_are_refused(tmp_path: Path) -> None:
    midnights = pl.datetime_range(datetime(2024, 1, 2), datetime(2024, 1, 9), "1d", time_zone="UTC", eager=True)  # noqa: DTZ001
    sessions = midnights.filter(midnights.dt.weekday() <= 5)
    frame = pl.DataFrame({"date": sessions.dt.convert_time_zone("America/New_York"), "symbol": "A", "close": 10.5})

    with pytest.raises(SourceFormatError, match="row 5: A closes on 2024-01-07, a Sunday"):
        _read(tmp_path, _parquet(tmp_path, frame))


def test_column_of_a_parquet_that_holds_no_dates_is_named(tmp_path: Path) -> None:
    frame = pl.DataFrame({"date": [20240102], "symbol": ["A"], "close": [10.5]})

    with pytest.raises(SourceFormatError, match="row 1 column 'date': 20240102 is not a date"):
        _read(tmp_path, _parquet(tmp_path, frame))
