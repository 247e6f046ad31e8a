"""A user's series: CSV, parquet and workbooks give the same rows; what can't be read is named by column and row."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest

from pipelines.sources import user_series as source
from pipelines.sources.errors import SourceFormatError, SourceMissingError
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.landing import Landing
from pipelines.sources.user_series_declaration import SeriesDeclaration
from tests.fixtures.workbook import workbook

DAYS = (date(2024, 1, 2), date(2024, 1, 3), date(2024, 1, 4))
CSV = b"Date,Open,Close\n2024-01-02,1,88.5\n2024-01-03,1,\n2024-01-04,1,87.25\n"
SERIES = SeriesDeclaration(
    name="reit",
    path="x",
    date_column="Date",
    value_column="Close",
    unit="usd",
    is_adjusted=True,
    frequency="daily",
    publication_lag_days=0,
)


def _declared(**changes: object) -> SeriesDeclaration:
    return SeriesDeclaration.model_validate(SERIES.model_dump() | changes)


def _values(payload: bytes, **changes: object) -> list[tuple[object, ...]]:
    rows = source.parse_series(payload, "file:vnq", _declared(**changes))
    return rows.select("observation_date", "value", "source_line").rows()


def _parquet(**columns: object) -> bytes:
    target = BytesIO()
    pl.DataFrame(columns).write_parquet(target)
    return target.getvalue()


def test_csv_is_read_with_its_lines_and_a_blank_is_no_value() -> None:
    assert _values(CSV) == [(DAYS[0], 88.5, 2), (DAYS[1], None, 3), (DAYS[2], 87.25, 4)]


@pytest.mark.parametrize(
    "payload",
    [CSV[:-1], b"\xef\xbb\xbf" + CSV, CSV.replace(b"\n", b"\r\n"), CSV + b"\n", CSV + b" \r\n\n"],
    ids=["no last newline", "mark", "crlf", "blank line", "blank lines"],
)
def test_what_editors_do_to_a_csv_changes_no_value(payload: bytes) -> None:
    assert _values(payload) == _values(CSV)


@pytest.mark.parametrize(
    "days",
    [list(DAYS), [datetime(day.year, day.month, day.day, 16) for day in DAYS], [str(day) for day in DAYS]],  # noqa: DTZ001
    ids=["dates", "moments", "text"],
)
def test_parquet_gives_the_same_values(days: list[object]) -> None:
    assert _values(_parquet(Date=days, Close=[88.5, None, 87.25])) == [
        (DAYS[0], 88.5, 1), (DAYS[1], None, 2), (DAYS[2], 87.25, 3),
    ]  # fmt: skip


def test_workbook_is_read_below_its_header_row_on_its_sheet() -> None:
    rows = [["a title"], [], ["Date", "Close"], [DAYS[0], 88.5], [DAYS[1], None], [DAYS[2], 87.25], [None, None]]
    payload = workbook({"Cover": [["nothing"]], "Prices": rows})

    assert _values(payload, sheet="Prices", header_row=3) == [
        (DAYS[0], 88.5, 4), (DAYS[1], None, 5), (DAYS[2], 87.25, 6),
    ]  # fmt: skip


def test_column_of_a_name_that_occurs_twice_is_named_by_its_place() -> None:
    rows = [["Date", "PX_LAST", None, "Date", "PX_LAST"], [DAYS[1], 17.5, None, DAYS[0], 19.25]]

    assert _values(workbook({"S": rows}), date_column="Date:2", value_column="PX_LAST:2") == [(DAYS[0], 19.25, 2)]


def test_other_date_formats_and_words_for_no_value_are_declared() -> None:
    payload = b"Date,Close\n01/02/2024,88.5\n01/03/2024,N/A\n"

    assert _values(payload, date_format="%m/%d/%Y", missing=("N/A",)) == [(DAYS[0], 88.5, 2), (DAYS[1], None, 3)]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_rows_of_one_symbol_are_read_from_a_file_of_many(form: str) -> None:
    columns = {
        "Date": [str(day) for day in DAYS[:2]] * 2,
        "Symbol": ["A", "A", "B", "B"],
        "Close": [1.5, 2.5, 3.5, 4.5],
    }
    payload = _parquet(**columns) if form == "parquet" else pl.DataFrame(columns).write_csv().encode()

    read = _values(payload, where={"Symbol": "B"})
    assert [row[:2] for row in read] == [(DAYS[0], 3.5), (DAYS[1], 4.5)]
    assert read[0][2] == {"csv": 4, "parquet": 3}[form]
    with pytest.raises(SourceFormatError, match="no column Ticker; found Date, Symbol, Close"):
        _values(payload, where={"Ticker": "B"})


def test_month_without_a_day_is_its_first() -> None:
    assert _values(b"Date,Close\n2024-02,5\n", date_format="%Y-%m") == [(date(2024, 2, 1), 5.0, 2)]


def test_row_says_what_the_series_is() -> None:
    row = source.parse_series(CSV, "file:vnq", _declared(second_source_of="SPX")).row(0, named=True)

    told = ("series_name", "unit", "frequency", "is_adjusted", "publication_lag_days", "second_source_of")
    assert tuple(row[name] for name in told) == ("reit", "usd", "daily", True, 0, "SPX")


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (CSV.replace(b"88.5", b"88,5"), "not a readable table"),
        (CSV.replace(b"88.5", b"n.a."), r"file:vnq line 2 column 'Close': 'n\.a\.' is not a Float64 \(series reit\)"),
        (CSV.replace(b"87.25", b"inf"), r"line 4 column 'Close': 'inf' is not a Float64"),
        (CSV.replace(b"87.25", b"=1+1"), r"line 4 column 'Close': '=1\+1' is not a Float64"),
        (CSV.replace(b"2024-01-03", b"03/01/2024"), "line 3 column 'Date': '03/01/2024' is not a Date"),
        (CSV.replace(b"2024-01-03,1,", b",1,5"), "line 3 column 'Date': None is not a Date"),
        (CSV.replace(b"Close", b"Last"), "no column Close for series reit; found Date, Open, Last"),
        (CSV[: CSV.rindex(b",")], "file:vnq line 4: the file stops in the middle of a line"),
        (CSV.replace(b"02,1", b'02,"1').replace(b"04,1", b'04,1"'), "file:vnq line 2: a quotation mark opens"),
        (b"", "the answer is empty"),
        (b"<html>x</html>\n", "a web page came"),
        (b"PAR1 damaged PAR1", "not a readable table"),
        (b"PK\x03\x04 damaged", "not a readable table"),
    ],
)
def test_what_cannot_be_read_is_named_by_file_column_and_row(payload: bytes, message: str) -> None:
    with pytest.raises(SourceFormatError, match=message) as refusal:
        _values(payload)
    assert str(refusal.value).startswith("file:vnq")


def test_advice_says_what_to_do_about_a_value() -> None:
    with pytest.raises(SourceFormatError, match="correct the row, or list the text under `missing`"):
        _values(CSV.replace(b"88.5", b"n.a."))


@pytest.mark.parametrize("above", [b"Prices of a fund\n", b"\n", b"a,b,c,d\n\n"])
def test_header_of_a_csv_may_stand_below_other_lines(above: bytes) -> None:
    lines = above.count(b"\n")
    expected = [(day, value, line + lines) for day, value, line in _values(CSV)]

    assert _values(above + CSV, header_row=lines + 1) == expected


@pytest.mark.parametrize(
    ("payload", "changes"),
    [(b"Date,Open,Close\n", {}), (CSV, {"where": {"Open": "9"}})],
    ids=["a header alone", "no row of this symbol"],
)
def test_a_series_without_rows_is_a_mistake_and_no_withdrawal(payload: bytes, changes: dict[str, object]) -> None:
    with pytest.raises(SourceFormatError, match="file:vnq: no row of series reit — correct `where`"):
        _values(payload, **changes)


def test_days_of_another_time_zone_are_refused() -> None:
    shifted = b"Date,Close\n2024-01-07 19:00:00-05:00,1.5\n2024-01-08 19:00:00-05:00,1.6\n"

    with pytest.raises(SourceFormatError, match="1 values of Sundays and 0 of Fridays"):
        _values(shifted)
    with pytest.raises(SourceFormatError, match="1 values of Saturdays and 0 of Mondays"):
        _values(shifted.replace(b"01-07", b"01-06").replace(b"01-08", b"01-09"))


def test_series_of_every_day_of_the_week_is_read() -> None:
    days = [date(2024, 1, day) for day in range(1, 15)]

    assert len(_values(_parquet(Date=days, Close=[1.0] * 14))) == 14


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"sheet": "Prices"}, "not a readable table"), ({"header_row": 9}, "header_row is 9, but there are fewer rows")],
)
def test_sheet_or_header_that_is_not_there_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(SourceFormatError, match=message):
        _values(workbook({"S": [["Date", "Close"], [DAYS[0], 1.5]]}), **changes)


def test_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    declaration = tmp_path / "mine.toml"
    keys = (f"{key} = {value!r}" for key, value in SERIES.model_dump(exclude_defaults=True).items())
    declaration.write_text("[[series]]\n" + "\n".join(keys).replace("True", "true"), encoding="utf-8")

    with pytest.raises(SourceMissingError, match="x: No such file or directory"):
        source.collect(Landing(tmp_path / "landing", FolderTransport(tmp_path)), declaration)
