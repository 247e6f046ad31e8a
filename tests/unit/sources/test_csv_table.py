"""Published CSV to typed rows, and every answer that is refused."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.csv_table import Field, read_table, refuse_other_answers
from pipelines.sources.errors import SourceFormatError
from tests.fixtures.series import BOM, WEB_PAGE

FIELDS = {
    "Day": Field("trade_date", pl.Date, ("%Y-%m-%d", "%m/%d/%Y")),
    "Price": Field("close_pts", pl.Float64),
    "Count": Field("volume_contracts", pl.Int64),
}
GOOD = b"Day,Price,Count\n2024-01-02,13.5,7\n01/03/2024,14.25,8\n"


def test_values_dates_and_line_numbers_are_read() -> None:
    rows = read_table(GOOD, "a.csv", FIELDS)

    assert rows.rows() == [(date(2024, 1, 2), 13.5, 7, 2), (date(2024, 1, 3), 14.25, 8, 3)]
    assert rows.columns == ["trade_date", "close_pts", "volume_contracts", "source_line"]


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(BOM + GOOD, id="byte-order mark"),
        pytest.param(GOOD.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(GOOD.replace(b"Price", b" Price "), id="blanks around a title"),
        pytest.param(GOOD.replace(b",13.5,", b", 13.5 ,"), id="blanks around a value"),
        pytest.param(GOOD.replace(b"7\n", b"7,,\n"), id="trailing commas"),
        pytest.param(GOOD.replace(b"7\n", b"7.0\n"), id="a count with a decimal point"),
    ],
)
def test_harmless_differences_read_the_same(payload: bytes) -> None:
    assert read_table(payload, "a.csv", FIELDS).equals(read_table(GOOD, "a.csv", FIELDS))


def test_columns_nobody_asked_for_are_left_out() -> None:
    assert read_table(GOOD, "a.csv", {"Price": FIELDS["Price"]}).columns == ["close_pts", "source_line"]


def test_file_without_header_is_numbered_from_its_first_line() -> None:
    rows = read_table(b"2024-01-02,13.5,7\n", "a.csv", FIELDS, has_header=False)

    assert rows.row(0) == (date(2024, 1, 2), 13.5, 7, 1)


def test_value_written_as_missing_is_null_only_where_that_is_agreed() -> None:
    payload = b"Price\n.\n1.5\n"
    agreed = {"Price": Field("value", pl.Float64, missing=(".",))}

    assert read_table(payload, "a.csv", agreed)["value"].to_list() == [None, 1.5]
    with pytest.raises(SourceFormatError, match=r"line 2 column 'Price': '\.'"):
        read_table(payload, "a.csv", {"Price": Field("value", pl.Float64)})


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        pytest.param(b"", "the answer is empty", id="empty"),
        pytest.param(BOM + b" \r\n", "the answer is empty", id="blank"),
        pytest.param(WEB_PAGE, "line 1: a web page came instead of data", id="HTML"),
        pytest.param(BOM + b"\n  <html>\n", "a web page", id="HTML after a mark and blanks"),
        pytest.param(b"<?xml version='1.0'?><Error/>\n", "a web page", id="XML error"),
        pytest.param(GOOD[:-5], "line 3: the file stops in the middle of a line", id="cut in a line"),
        pytest.param(b"Day,Price\n2024-01-02,13.5\n", "line 1: no column Count; found Day, Price", id="no column"),
        pytest.param(b"\xff\xfeD\x00a\x00\n\x00\n", "a NUL byte, so this is no text", id="UTF-16"),
        pytest.param(b"Day,Price,Count\n\xff\xff,1,1\n", "not a readable table", id="not UTF-8"),
    ],
)
def test_other_answers_are_refused(payload: bytes, message: str) -> None:
    with pytest.raises(SourceFormatError, match=message) as refusal:
        read_table(payload, "a.csv", FIELDS)

    assert str(refusal.value).startswith("a.csv")
    assert refusal.value.advice


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("2024-13-02,1,1", "line 3 column 'Day': '2024-13-02' is not a Date", id="no such day"),
        pytest.param("Jan 2,1,1", "line 3 column 'Day'", id="another date format"),
        pytest.param(",1,1", "line 3 column 'Day': None", id="blank date"),
        pytest.param("2024-01-02,abc,1", "line 3 column 'Price': 'abc' is not a Float64", id="text"),
        pytest.param("2024-01-02,nan,1", "line 3 column 'Price': 'nan'", id="NaN"),
        pytest.param("2024-01-02,-inf,1", "line 3 column 'Price': '-inf'", id="infinite"),
        pytest.param("2024-01-02,,1", "line 3 column 'Price': None", id="blank price"),
        pytest.param("2024-01-02,1,1.5", "line 3 column 'Count': '1.5' is not a Int64", id="part of a contract"),
        pytest.param("2024-01-02,1,inf", "line 3 column 'Count': 'inf'", id="infinite count"),
        pytest.param("2024-01-02,1", "line 3 column 'Count': None", id="cell missing"),
    ],
)
def test_unreadable_cell_is_named_by_file_line_and_column(line: str, message: str) -> None:
    payload = f"Day,Price,Count\n2024-01-02,13.5,7\n{line}\n".encode()

    with pytest.raises(SourceFormatError, match=message) as refusal:
        read_table(payload, "a.csv", FIELDS)

    assert str(refusal.value).startswith("a.csv line 3")


def test_number_of_unreadable_cells_is_told() -> None:
    with pytest.raises(SourceFormatError, match=r"line 2 column 'Price'.*\(2 such values\)"):
        read_table(b"Day,Price,Count\n2024-01-02,x,1\n2024-01-03,y,1\n", "a.csv", FIELDS)


@given(st.lists(st.floats(0.01, 9999), min_size=1, max_size=20))
def test_prices_survive_to_the_last_digit(prices: list[float]) -> None:
    lines = "".join(f"{price!r}\n" for price in prices)

    assert read_table(f"Price\n{lines}".encode(), "a.csv", {"Price": FIELDS["Price"]})["close_pts"].to_list() == prices


@given(st.integers(1, len(GOOD) - 1))
def test_a_cut_anywhere_is_refused_or_gives_whole_lines(kept: int) -> None:
    whole = read_table(GOOD, "a.csv", FIELDS)
    try:
        rows = read_table(GOOD[:kept], "a.csv", FIELDS)
    except SourceFormatError:
        return

    assert rows.equals(whole.head(len(rows)))


def test_data_is_not_taken_for_another_answer() -> None:
    refuse_other_answers(GOOD, "a.csv")


def test_rows_inside_quotation_marks_are_not_lost() -> None:
    payload = b'Price,Note\n1,ok\n2,"ok\n3,ok\n4,ok"\n5,ok\n'

    with pytest.raises(SourceFormatError, match=r"a\.csv line 3: a quotation mark opens .* of 6 lines 4 would be read"):
        read_table(payload, "a.csv", {"Price": FIELDS["Price"]})


def test_blank_line_above_the_header_is_told() -> None:
    with pytest.raises(SourceFormatError, match=r"a\.csv line 1: a blank line above the header"):
        read_table(b"\n" + GOOD, "a.csv", FIELDS)


def test_titles_that_differ_in_blanks_alone_are_refused() -> None:
    with pytest.raises(SourceFormatError, match=r"a\.csv: not a readable table: .*duplicate"):
        read_table(GOOD.replace(b"Count", b" Price"), "a.csv", FIELDS)
