"""Delayed-quotes JSON: values, session, sentinels, and what is refused."""

from datetime import UTC, date, datetime

import pytest

from pipelines.sources.delayed_quotes import parse_delayed_quotes
from pipelines.sources.errors import SourceFormatError
from tests.fixtures.option_quotes import delayed_quotes, gzipped, option
from tests.fixtures.series import BOM, WEB_PAGE


def test_quote_is_read_as_published() -> None:
    row = parse_delayed_quotes(delayed_quotes(), "_SPX.json", "cafe").row(0, named=True)

    assert row == {
        "quote_date": date(2024, 1, 3), "root": "SPXW",
        "expiry_date": date(2024, 1, 17), "option_type": "C", "strike_pts": 4700.0, "bid_pts": 50.1, "ask_pts": 52.3,
        "last_pts": 51.5, "volume_contracts": 12, "open_interest_contracts": 345, "vendor_iv_vol": 0.1234,
        "vendor_delta_ratio": 0.5432, "vendor_gamma_ratio": 0.0021, "underlying_pts": 4711.25,
        "quoted_at_text": "2024-01-03 22:30:00", "source_layout": "delayed_json", "source_sha256": "cafe",
        "source_line": 1, "quoted_at": datetime(2024, 1, 3, 21, 15, tzinfo=UTC), "is_off_close": False,
    }  # fmt: skip


def test_sentinel_zeros_are_kept_and_options_are_numbered() -> None:
    payload = delayed_quotes(option(), option("VIX240214C00017500", iv=0.0, delta=0.0, last_trade_price=None))

    rows = parse_delayed_quotes(payload, "_SPX.json", "cafe")

    assert rows["source_line"].to_list() == [1, 2]
    assert rows.select("vendor_iv_vol", "vendor_delta_ratio", "last_pts").row(1) == (0.0, 0.0, 0.0)


def test_compressed_answer_reads_the_same() -> None:
    plain = parse_delayed_quotes(delayed_quotes(), "_SPX.json", "cafe")

    assert parse_delayed_quotes(gzipped(delayed_quotes()), "_SPX.json", "cafe").equals(plain)


@pytest.mark.parametrize(
    ("traded", "pulled", "session", "is_off_close"),
    [
        ("2024-01-05T16:15:00", "2024-01-06 15:00:00", date(2024, 1, 5), False),  # pulled on a Saturday
        ("2024-01-05T16:15:00", "2024-01-08 08:00:00", date(2024, 1, 5), True),  # pulled before Monday's open
        ("2024-01-05T11:15:00", "2024-01-05 11:30:00", date(2024, 1, 5), True),  # pulled in the session
        ("2024-07-03T13:00:00", "2024-07-03 13:30:00", date(2024, 7, 3), False),  # a half day
        ("2024-01-04T16:15:00", "2024-01-05T01:30:00+00:00", date(2024, 1, 4), False),  # Thursday evening there
        (None, "2024-01-08 21:45:00", date(2024, 1, 8), False),
        (None, "2024-01-07 15:00:00", date(2024, 1, 5), False),  # a Sunday
        (None, "2024-01-08 08:00:00", date(2024, 1, 5), True),
    ],
)
def test_session_is_the_day_of_the_indexs_last_trade(
    traded: str | None, pulled: str, session: date, is_off_close: bool
) -> None:
    rows = parse_delayed_quotes(delayed_quotes(timestamp=pulled, last_trade_time=traded), "_SPX.json", "cafe")

    assert rows["quote_date"].to_list() == [session]
    assert rows["is_off_close"].to_list() == [is_off_close]


def test_no_level_of_the_index_is_refused() -> None:
    payload = delayed_quotes(close=None).replace(b"4700.5", b"null")

    with pytest.raises(SourceFormatError, match="neither close nor current_price"):
        parse_delayed_quotes(payload, "_SPX.json", "cafe")


@pytest.mark.parametrize("close", [None, 0.0])
def test_level_is_the_current_price_while_there_is_no_close(close: float | None) -> None:
    rows = parse_delayed_quotes(delayed_quotes(close=close), "_SPX.json", "cafe")

    assert rows["underlying_pts"].to_list() == [4700.5]


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        pytest.param(b"", "the answer is empty", id="empty"),
        pytest.param(WEB_PAGE, "a web page", id="HTML"),
        pytest.param(delayed_quotes()[:-1], "truncated", id="cut at the end"),
        pytest.param(delayed_quotes()[:400], "truncated", id="cut in the options"),
        pytest.param(gzipped(delayed_quotes())[:-12], "damaged gzip", id="cut gzip"),
        pytest.param(
            b'{"timestamp": "2024-01-03 22:30:00", "data": {}}',
            r"missing required field `options` - at `\$\.data`",
            id="no options",
        ),
        pytest.param(
            delayed_quotes().replace(b'"timestamp"', b'"stamp"'), "missing required field `timestamp`", id="no stamp"
        ),
        pytest.param(delayed_quotes().replace(b"2024-01-03T16", b"3 Jan T16"), "ValueError", id="no date"),
        pytest.param(
            delayed_quotes(option(bid="fifty")), r"got `str` - at `\$\.data\.options\[0\]\.bid`", id="text for a price"
        ),
        pytest.param(delayed_quotes(option(ask=float("nan"))), "malformed", id="NaN"),
        pytest.param(delayed_quotes(option(ask=float("inf"))), "malformed", id="infinite"),
        pytest.param(delayed_quotes(option(volume=1.5)), r"SPXW\S+: volume_contracts 1.5 is not", id="half a contract"),
        pytest.param(delayed_quotes(option("SPX")), "option 1: 'SPX' is not an option symbol", id="no symbol"),
    ],
)
def test_other_answers_are_refused(payload: bytes, message: str) -> None:
    with pytest.raises(SourceFormatError, match=message) as refusal:
        parse_delayed_quotes(payload, "_SPX.json", "cafe")

    assert str(refusal.value).startswith("_SPX.json")


def test_byte_order_mark_does_no_harm() -> None:
    assert len(parse_delayed_quotes(BOM + delayed_quotes(), "_SPX.json", "cafe")) == 1
