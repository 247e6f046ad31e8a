"""DataShop quotes: which of the day's two quotes is taken, what an index without calculations lacks."""

from datetime import UTC, date, datetime

import pytest

from pipelines.sources.datashop_quotes import parse_datashop_quotes
from pipelines.sources.errors import SourceFormatError
from tests.fixtures.option_files import (
    DATASHOP_CALCS,
    DATASHOP_CALCS_ROW,
    DATASHOP_PLAIN,
    DATASHOP_ROW,
    DATASHOP_VIX_ROW,
    lines,
)

PLAIN = lines(DATASHOP_PLAIN, DATASHOP_ROW, DATASHOP_VIX_ROW)


def test_spx_is_quoted_a_quarter_before_the_close() -> None:
    row = parse_datashop_quotes(PLAIN, "a", "SPX").row(0, named=True)

    assert row == {
        "quote_date": date(2024, 1, 3), "root": "SPXW", "expiry_date": date(2024, 1, 17), "strike_pts": 4700.0,
        "option_type": "C", "last_pts": 51.5, "volume_contracts": 12, "bid_pts": 50.1, "ask_pts": 52.3,
        "open_interest_contracts": 345, "source_line": 2, "quoted_at": datetime(2024, 1, 3, 20, 45, tzinfo=UTC),
        "vendor_iv_vol": None, "vendor_delta_ratio": None, "vendor_gamma_ratio": None,
        "underlying_pts": None, "quoted_at_text": "1545",
    }  # fmt: skip


def test_vix_is_quoted_at_its_own_close() -> None:
    row = parse_datashop_quotes(PLAIN, "a", "VIX").row(0, named=True)

    assert (row["root"], row["option_type"], row["strike_pts"]) == ("VIX", "P", 17.5)
    assert (row["bid_pts"], row["ask_pts"]) == (3.2, 3.3)
    assert (row["quoted_at"], row["source_line"]) == (datetime(2024, 1, 3, 21, 15, tzinfo=UTC), 3)


def test_half_days_are_quoted_earlier() -> None:
    early = DATASHOP_ROW.replace("2024-01-03", "2023-11-24")  # closes at 13:00

    rows = parse_datashop_quotes(lines(DATASHOP_PLAIN, early), "a", "SPX")

    assert rows["quoted_at"].to_list() == [datetime(2023, 11, 24, 17, 45, tzinfo=UTC)]


def test_calculated_columns_bring_underlying_and_figures() -> None:
    row = parse_datashop_quotes(lines(DATASHOP_CALCS, DATASHOP_CALCS_ROW), "a", "SPX").row(0, named=True)

    assert (row["underlying_pts"], row["vendor_iv_vol"], row["vendor_delta_ratio"]) == (4704.9, 0.1234, 0.5432)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(lines(DATASHOP_PLAIN, DATASHOP_ROW, DATASHOP_VIX_ROW, newline="\r\n"), id="CRLF"),
        pytest.param(b"\xef\xbb\xbf" + PLAIN, id="byte-order mark"),
        pytest.param(PLAIN.replace(b",12,10,", b",12.0,10,"), id="count as a decimal"),
        pytest.param(PLAIN.replace(b"^SPX", b"SPX"), id="no caret"),
    ],
)
def test_every_spelling_gives_the_same_quotes(payload: bytes) -> None:
    assert parse_datashop_quotes(payload, "a", "SPX").equals(parse_datashop_quotes(PLAIN, "a", "SPX"))


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (PLAIN.replace(b"50.1", b"5o.1"), "line 2 column 'bid_1545': '5o.1' is not a Float64"),
        (PLAIN.replace(b"50.1", b"nan"), "line 2 column 'bid_1545': 'nan'"),
        (PLAIN.replace(b"50.1", b""), "line 2 column 'bid_1545'"),
        (PLAIN.replace(b"2024-01-17", b"17/01/24"), "line 2 column 'expiration'"),
        (PLAIN.replace(b",C,", b",X,"), "line 2 column 'option_type': 'X'"),
        (PLAIN[:-9], "stops in the middle of a line"),
        (PLAIN.replace(b",ask_1545", b",offer_1545", 1), "no column ask_1545"),
        (PLAIN.replace(b",vwap", b",bid_1545", 1), "bid_1545 is there twice"),
    ],
)
def test_damage_is_named_with_its_place(payload: bytes, message: str) -> None:
    with pytest.raises(SourceFormatError, match=message):
        parse_datashop_quotes(payload, "a", "SPX")
