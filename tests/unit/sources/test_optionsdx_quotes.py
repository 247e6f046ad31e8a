"""OptionsDX files: a line is a call and a put; the vendor's figures are kept apart; the root is told by the expiry."""

from datetime import UTC, date, datetime

import pytest

from pipelines.sources.errors import SourceFormatError
from pipelines.sources.optionsdx_quotes import parse_optionsdx_quotes
from tests.fixtures.option_files import OPTIONSDX_ROW, OPTIONSDX_TITLES, lines

FILE = lines(OPTIONSDX_TITLES, OPTIONSDX_ROW)


def test_a_line_is_a_call_and_a_put() -> None:
    call, put = parse_optionsdx_quotes(FILE, "a", "VIX").rows(named=True)

    assert call == {
        "quoted_at_text": "2024-01-03 16:00", "quote_date": date(2024, 1, 3), "underlying_pts": 14.04,
        "expiry_date": date(2024, 1, 17), "strike_pts": 15.0, "source_line": 2, "bid_pts": 0.8, "ask_pts": 0.95,
        "last_pts": 0.0, "volume_contracts": None, "vendor_iv_vol": None, "vendor_delta_ratio": -1.0,
        "vendor_gamma_ratio": 0.0, "option_type": "C", "root": "VIX",
        "quoted_at": datetime(2024, 1, 3, 21, 0, tzinfo=UTC), "is_off_close": False,
    }  # fmt: skip
    assert (put["option_type"], put["strike_pts"], put["bid_pts"], put["volume_contracts"]) == ("P", 15.0, 1.1, 42)
    assert put["source_line"] == 2


@pytest.mark.parametrize(
    ("index", "expiry", "root"),
    [
        ("VIX", "2024-01-17", "VIX"),
        ("VIX", "2024-01-24", "VIXW"),
        ("VIX", "2019-03-19", "VIX"),  # a Tuesday: the Friday 31 days on is Good Friday
        ("SPX", "2024-01-19", "SPX"),
        ("SPX", "2024-01-26", "SPXW"),
        ("SPX", "2014-01-18", "SPX"),  # a Saturday, as symbols had it until 2015
        ("SPX", "2019-04-18", "SPX"),  # the Thursday before Good Friday
    ],
)
def test_root_is_told_by_the_expiry(index: str, expiry: str, root: str) -> None:
    payload = lines(OPTIONSDX_TITLES, OPTIONSDX_ROW.replace("2024-01-17", expiry))

    assert set(parse_optionsdx_quotes(payload, "a", index)["root"]) == {root}


@pytest.mark.parametrize(
    ("read_at", "is_off_close"),
    [
        ("2024-01-03 15:45", False),  # both sides are still made
        ("2024-01-03 15:44", True),
        ("2024-01-03 10:30", True),
        ("2024-01-04 16:00", True),  # of the next session
    ],
)
def test_quotes_that_are_not_of_the_close_say_so(read_at: str, is_off_close: bool) -> None:
    rows = parse_optionsdx_quotes(FILE.replace(b"2024-01-03 16:00", read_at.encode()), "a", "VIX")

    assert set(rows["is_off_close"]) == {is_off_close}


def test_blank_quote_is_no_quote() -> None:
    payload = FILE.replace(b"0.800000, 0.950000", b", ")

    assert parse_optionsdx_quotes(payload, "a", "VIX").row(0, named=True)["ask_pts"] == 0.0


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (FILE.replace(b"2024-01-03 16:00", b"3 Jan 16:00"), r"line 2 column '\[QUOTE_READTIME\]': '3 Jan 16:00'"),
        (FILE.replace(b"2024-01-03 16:00", b"2024-13-03 16:00"), "'2024-13-03 16:00' is no time"),
        (FILE.replace(b"2024-01-03 16:00", b"2024-03-10 02:30"), "'2024-03-10 02:30' is no time"),  # clocks went on
        (FILE.replace(b" 42.000000,", b" 42.5,"), r"line 2 column '\[P_VOLUME\]': 42\.5"),
        (FILE.replace(b" 42.000000,", b" 1e30,"), r"line 2 column '\[P_VOLUME\]': 1e\+30"),
        (FILE.replace(b"15.000000", b"fifteen"), r"line 2 column '\[STRIKE\]': 'fifteen'"),
        (FILE.replace(b"[STRIKE],", b"[K],"), r"no column \[STRIKE\]"),
    ],
)
def test_damage_is_named_with_its_place(payload: bytes, message: str) -> None:
    with pytest.raises(SourceFormatError, match=message):
        parse_optionsdx_quotes(payload, "a", "VIX")
