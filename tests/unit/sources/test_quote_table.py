"""Quote tables: every preamble and header wording, the session they are of, and what is refused."""

from datetime import UTC, date, datetime

import pytest

from pipelines.sources.errors import SourceFormatError
from pipelines.sources.quote_table import parse_quote_table
from tests.fixtures.option_quotes import (
    NEW_PREAMBLE,
    NEW_TITLES,
    OLD_PREAMBLE,
    OLD_TITLES,
    ROW,
    gzipped,
    quote_table,
    stamped,
)
from tests.fixtures.series import BOM, WEB_PAGE

NAME = "file:SPX_table.csv"


def test_calls_come_before_puts_with_their_own_quotes() -> None:
    call, put = parse_quote_table(quote_table(), NAME, "cafe").rows(named=True)

    assert call == {
        "root": "SPX", "expiry_date": date(2024, 1, 17), "option_type": "C",
        "strike_pts": 4700.0, "last_pts": 51.5, "bid_pts": 50.1, "ask_pts": 52.3, "vendor_iv_vol": 0.1234,
        "vendor_delta_ratio": 0.5432, "vendor_gamma_ratio": 0.0021, "volume_contracts": 12,
        "open_interest_contracts": 345, "quoted_at": datetime(2024, 1, 3, 22, 34, tzinfo=UTC),
        "is_off_close": False,
        "source_line": 5, "quote_date": date(2024, 1, 3), "underlying_pts": 4711.25,
        "quoted_at_text": '"Date: January 3, 2024 at 5:34 PM EST",Bid: 4645.23,Ask: 4753.89,Size: 1*1,Volume: 0',
        "source_layout": "quote_table", "source_sha256": "cafe",
    }  # fmt: skip
    assert (put["option_type"], put["bid_pts"], put["vendor_delta_ratio"], put["source_line"]) == (
        "P",
        32.9,
        -0.4568,
        5,
    )


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(quote_table(preamble=OLD_PREAMBLE, titles=OLD_TITLES, newline="\r\n"), id="2019"),
        pytest.param(quote_table(preamble=("," * 21, *NEW_PREAMBLE[1:])), id="comma line above"),
        pytest.param(quote_table(preamble=(NEW_PREAMBLE[1], NEW_PREAMBLE[2])), id="no line above"),
        pytest.param(BOM + quote_table(), id="byte-order mark"),
        pytest.param(quote_table()[:-1], id="no newline at the end"),
        pytest.param(quote_table(ROW, "," * 21, ""), id="blank lines at the end"),
        pytest.param(gzipped(quote_table()), id="compressed"),
        pytest.param(quote_table(ROW.replace(",0,0.1301", ",,0.1301")), id="blank count"),
    ],
)
def test_every_wording_gives_the_same_quotes(payload: bytes) -> None:
    wordings = ("quoted_at_text", "quoted_at", "source_line")

    rows = parse_quote_table(payload, NAME, "cafe")

    assert rows.drop(wordings).equals(parse_quote_table(quote_table(), NAME, "cafe").drop(wordings))


@pytest.mark.parametrize(
    ("stamp", "session", "is_off_close"),
    [
        ('"Date: January 3, 2024 at 5:34 PM EST"', date(2024, 1, 3), False),
        ('"Date: January 3 2024, 5:34 PM EST"', date(2024, 1, 3), False),
        ('"Date: January 3, 2024, 5:34 PM EST"', date(2024, 1, 3), False),
        ("Date: 3 January 2024, 22:53 UTC−4", date(2024, 1, 3), False),
        ("Date: 3 January 2024 7:56 PM EST", date(2024, 1, 3), False),
        ("Jan 03 2024 @ 17:49 ET", date(2024, 1, 3), False),
        ('"Date: January 6, 2024 at 12:05 PM EST"', date(2024, 1, 5), False),  # a Saturday
        ('"Date: January 7, 2024 at 10:52 AM EST"', date(2024, 1, 5), False),  # a Sunday
        ('"Date: January 15, 2024 at 4:30 PM EST"', date(2024, 1, 12), False),  # a holiday
        ("Jan 08 2024 @ 04:47 ET", date(2024, 1, 5), True),  # before Monday's open
        ('"Date: January 4, 2024 at 12:20 AM EST"', date(2024, 1, 3), True),  # past midnight
        ('"Date: January 4, 2024 at 9:29 AM EST"', date(2024, 1, 3), True),
        ('"Date: January 4, 2024 at 9:30 AM EST"', date(2024, 1, 4), True),  # in the session
        ('"Date: January 4, 2024 at 3:59 PM EST"', date(2024, 1, 4), True),
        ('"Date: January 4, 2024 at 4:00 PM EST"', date(2024, 1, 4), False),
        ('"Date: July 3, 2024 at 1:20 PM EST"', date(2024, 7, 3), False),  # a half day
        ("Date: 4 January 2024, 17:00 UTC+1", date(2024, 1, 4), True),  # 11:00 in New York
        ("Date: 4 January 2024, 10:00 GMT+9", date(2024, 1, 3), False),  # 20:00 of the day before
        ("Date: 4 January 2024, 21:00 GMT", date(2024, 1, 4), False),  # 16:00
        ("Date: 4 January 2024, 14:00 UTC", date(2024, 1, 3), True),  # 9:00
    ],
)
def test_quotes_are_of_the_last_session_that_had_opened(stamp: str, session: date, is_off_close: bool) -> None:
    rows = parse_quote_table(quote_table(preamble=stamped(stamp)), NAME, "cafe")

    assert rows["quote_date"].to_list() == [session, session]
    assert rows["quoted_at_text"][0].startswith(stamp)
    assert rows["is_off_close"].all() == is_off_close


def test_level_may_be_written_with_thousands() -> None:
    preamble = tuple(line.replace("4711.25", "4,711.25") for line in NEW_PREAMBLE)

    assert parse_quote_table(quote_table(preamble=preamble), NAME, "cafe")["underlying_pts"][0] == 4711.25


def test_line_numbers_are_the_files_own_even_past_a_blank_line() -> None:
    payload = quote_table(ROW, "", ROW.replace("04700000", "04800000"))

    assert parse_quote_table(payload, NAME, "cafe")["source_line"].to_list() == [5, 7, 5, 7]


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        pytest.param(b"", "the answer is empty", id="empty"),
        pytest.param(WEB_PAGE, "a web page", id="HTML"),
        pytest.param(gzipped(quote_table())[:-10], "damaged gzip", id="cut gzip"),
        pytest.param(quote_table(titles="Expiry,Calls"), "no line starts with 'Expiration Date,'", id="no header"),
        pytest.param(quote_table(preamble=NEW_PREAMBLE[:2]), "no line above the header has a date", id="no stamp"),
        pytest.param(quote_table(preamble=NEW_PREAMBLE[2:]), "no index level above the header", id="no level"),
        pytest.param(quote_table(preamble=stamped("Date: Janvember 3, 2024 at 5:34 PM")), "is no date", id="no month"),
        pytest.param(quote_table(preamble=stamped("Date: January 32, 2024 at 5:34 PM")), "is no date", id="no day"),
        pytest.param(quote_table(preamble=stamped("Date: January 3, 2024 at 17:34 PM")), "is no date", id="no hour"),
        pytest.param(quote_table(preamble=stamped("Date: 3 January 2024, 17:34 CEST")), "zone CEST", id="other zone"),
        pytest.param(
            quote_table(preamble=(*NEW_PREAMBLE[:1], "X,Last: 4.711", NEW_PREAMBLE[2])), "level 4.711", id="far"
        ),
        pytest.param(quote_table(titles=NEW_TITLES.replace("Bid", "Buy", 1)), "line 4: no column Bid", id="no bid"),
        pytest.param(quote_table(titles=NEW_TITLES.replace("Strike", "K")), "line 4: no column Strike", id="no strike"),
        pytest.param(quote_table(titles=NEW_TITLES.replace("Open Interest", "OI")), "no column Open Int", id="no OI"),
        pytest.param(quote_table(ROW, ROW[:60]), "line 6: fewer cells than the header", id="cut row"),
        pytest.param(quote_table(ROW.replace("52.3", "5x.3")), r"line 5 column 'Ask': '5x\.3'", id="no number"),
        pytest.param(quote_table(ROW.replace("52.3", "nan")), "line 5 column 'Ask': 'nan'", id="NaN"),
        pytest.param(quote_table(ROW.replace(",345,", ",inf,")), "line 5 column 'Open Interest': 'inf'", id="infinite"),
        pytest.param(quote_table(ROW.replace(",345,", ",1.5,")), "column 'Open Interest': '1.5'", id="half a contract"),
        pytest.param(quote_table(ROW.replace("SPX240117P", "SPX17P")), "is not an option symbol", id="no symbol"),
    ],
)
def test_other_files_are_refused(payload: bytes, message: str) -> None:
    with pytest.raises(SourceFormatError, match=message) as refusal:
        parse_quote_table(payload, NAME, "cafe")

    assert str(refusal.value).startswith(NAME)
