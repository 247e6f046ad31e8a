"""Shiller's data: the workbook and its CSV copies give the same months; .1 is October; nothing is guessed."""

from datetime import date

import pytest

from pipelines.sources import shiller_monthly as source
from pipelines.sources.errors import SourceFormatError
from tests.fixtures.workbook import Cell, workbook

HEADER: list[Cell] = ["Date", "P", "D", "E", "CPI", "Fraction", "Rate GS10", "Price", "Price"]
MONTHS: list[list[Cell]] = [
    [1871.01, 4.44, 0.26, 0.4, 12.46, 1871.04, 5.32, 109.05, 110.0],
    [1871.09, 4.84, 0.26, 0.4, 12.27, 1871.7, 5.35, 120.0, 121.0],
    [1871.1, 4.59, 0.26, 0.4, 12.37, 1871.8, 5.35, 113.0, 114.0],
    [2023.07, 4508.08, None, "NA", 305.69, 2023.5, 3.9, 4550.0, 4600.0],
]
REMARK: list[Cell] = [None, "Aug price is Aug 1st close", None, None, None, None, None, None, None]
PREAMBLE: list[list[Cell]] = [["Stock Market Data Used in Irrational Exuberance"], *[[] for _ in range(6)]]
CSV = b"""\
period,sp_price,dividend,earnings,cpi,long_rate
1871-01-01,4.44,0.26,0.4,12.46,5.32
1871-10-01,4.59,0.26,0.4,12.37,5.35
2023-07-01,4508.08,0.0,,305.69,3.9
"""


def _book(months: list[list[Cell]], header: list[Cell] = HEADER) -> bytes:
    return workbook({"Cover": [["x"]], "Data": [*PREAMBLE, header, *months, REMARK]})


def test_tenth_of_the_workbook_is_october() -> None:
    rows = source.parse(_book(MONTHS), "file:ie_data")

    assert rows["observation_date"].to_list() == [
        date(1871, 1, 1), date(1871, 9, 1), date(1871, 10, 1), date(2023, 7, 1),
    ]  # fmt: skip
    assert rows["source_line"].to_list() == [9, 10, 11, 12]


def test_workbook_gives_nominal_values_and_null_for_what_is_not_known() -> None:
    rows = source.parse(_book(MONTHS), "file:ie_data")

    assert rows.row(0)[1:6] == (4.44, 0.26, 0.4, 12.46, 5.32)
    assert rows.row(3)[1:6] == (4508.08, None, None, 305.69, 3.9)


@pytest.mark.parametrize(
    "payload",
    [
        CSV,
        CSV[:-1],
        CSV.replace(CSV.split(b"\n")[0], b"Date,SP500,Dividend,Earnings,Consumer Price Index,Long Interest Rate"),
    ],
    ids=["copy", "no last newline", "data package"],
)
def test_csv_copies_are_read_as_published(payload: bytes) -> None:
    rows = source.parse(payload, "file:shiller.csv")

    assert rows["observation_date"].to_list() == [date(1871, 1, 1), date(1871, 10, 1), date(2023, 7, 1)]
    assert rows["dividend_pts"].to_list() == [0.26, 0.26, 0.0]
    assert rows["earnings_pts"].to_list() == [0.4, 0.4, None]


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (_book([[1871.13, 4.44]]), "file:x row 9 column 'Date': 1871.13 is no month like 1871.01"),
        (_book([[1871.0, 4.44]]), "1871 is no month"),
        (_book([["1871-01", 4.44]]), "line 9 column 'Date': '1871-01' is not a Float64"),
        (_book([[1871.01, "four"]]), "line 9 column 'P': 'four' is not a Float64"),
        (_book(MONTHS, ["Date", "P", "D", "E", "CPI"]), "file:x row 8: no column Rate GS10"),
        (workbook({"Other": [["x"]]}), "not a readable table"),
        (CSV.replace(b"earnings", b"eps"), "line 1: no column earnings; found period"),
        (CSV.replace(b"4.59", b"x"), "line 3 column 'sp_price': 'x' is not a Float64"),
        (CSV.replace(b"1871-10-01", b"1871-10-02"), "line 3 column 'period': 1871-10-02 is not the first day"),
        (b"", "the answer is empty"),
    ],
)
def test_other_layouts_and_damaged_cells_are_named(payload: bytes, message: str) -> None:
    with pytest.raises(SourceFormatError, match=message):
        source.parse(payload, "file:x")


def test_a_header_without_months_is_refused() -> None:
    with pytest.raises(SourceFormatError, match="a header and no row below it"):
        source.parse(b"period,sp_price,dividend,earnings,cpi,long_rate\n", "file:x")
