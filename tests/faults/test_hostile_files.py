"""Files that are not what they should be: refused with a reason and the good rows kept."""

import re
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from tests.fixtures import cfe_vx_futures, option_quotes, series
from tests.fixtures.cfe_vx_futures import PRODUCT_LIST, product_list
from tests.fixtures.hostile import CHAIN, CONTRACT, DATASETS, VIX, HostileDesk

TITLES = "DATE,OPEN,HIGH,LOW,CLOSE\n"
OLD = "01/02/2024,13.210000,14.500000,13.100000,13.900000\n01/03/2024,13.900000,14.900000,13.700000,14.200000\n"
NEW = "01/04/2024,14.1,14.9,13.7,14.3\n"
GOOD = (TITLES + OLD + NEW).encode()
TOMORROW = datetime.now(UTC) + timedelta(days=3)
VX_GOOD = cfe_vx_futures.good_rows("G (Feb 2024)", 15.0, ("2024-01-02", "2024-01-03", "2024-01-04"))
BAD_PATH = product_list("2024-02-14", path="data/us/../../../etc/passwd")
RUN_AGAIN, COMPARE, CLOCK = "run again", "compare", "clock is behind"
GONE = "rows of the last good load are gone"


def vix(row: str, titles: str = TITLES, old: str = OLD) -> bytes:
    return (titles + old + row).encode()


def vx(row: str) -> bytes:
    return VX_GOOD + row.encode() + b"\n"


def chain(**changes: object) -> bytes:
    return option_quotes.delayed_quotes(option_quotes.option(**changes))


REJECTED = [
    pytest.param(VIX, b"", "the answer is empty", RUN_AGAIN, id="empty body"),
    pytest.param(VIX, series.WEB_PAGE, "a web page came", "bot wall", id="HTML with status 200"),
    pytest.param(VIX, GOOD[:-8], "stops in the middle of a line", RUN_AGAIN, id="CSV cut in a line"),
    pytest.param(VIX, TITLES.encode() + NEW.encode(), GONE, RUN_AGAIN, id="older rows cut"),
    pytest.param(
        VIX, vix(NEW, "DATE,OPEN,HIGH,CLOSE,CLOSE\n"), "column CLOSE is there twice", COMPARE, id="two of a name"
    ),
    pytest.param(VIX, vix(TITLES), "line 4 column 'DATE': 'DATE'", COMPARE, id="header again"),
    pytest.param(VIX, vix(NEW, "DATE,OPEN,HIGH,LOW,LAST\n"), "no column CLOSE; found", COMPARE, id="renamed column"),
    pytest.param(VIX, vix("01/04/2024,14,1,14,9,13,7,14,3\n"), "not a readable table", COMPARE, id="decimal commas"),
    pytest.param(VIX, vix("01/04/2024,14.1\n"), "line 4 column 'HIGH': None", COMPARE, id="cells missing"),
    pytest.param(
        VIX,
        vix("01/04/2024,14.1,é,13.7,14.3\n").decode().encode("latin-1"),
        "utf-8|UTF8|invalid",
        COMPARE,
        id="Latin-1",
    ),
    pytest.param(VIX, vix("01/04/2024,14.1,\0,13.7,14.3\n"), "line 4: a NUL byte", RUN_AGAIN, id="NUL byte"),
    pytest.param(VIX, GOOD.decode().encode("utf-16"), "a NUL byte", RUN_AGAIN, id="UTF-16"),
    pytest.param(VIX, vix("01/04/2024,NaN,14.9,13.7,14.3\n"), "'NaN' is not a Float64", COMPARE, id="NaN"),
    pytest.param(VIX, vix("01/04/2024,14.1,inf,13.7,14.3\n"), "'inf' is not a Float64", COMPARE, id="infinite"),
    pytest.param(VIX, vix("01/04/2024,14.1,1e308,13.7,14.3\n"), "high_pts_in_range", COMPARE, id="1e308"),
    pytest.param(VIX, vix("01/04/2024,14.1,14.9,-13.7,14.3\n"), "low_pts_in_range", COMPARE, id="negative price"),
    pytest.param(
        VIX,
        vix(f"{TOMORROW:%m/%d/%Y},14.1,14.9,13.7,14.3\n"),
        "day_is_not_in_the_future|weekday",
        "clock|swapped",
        id="future day",
    ),
    pytest.param(
        VIX, vix("12/31/2099,14.1,14.9,13.7,14.3\n"), "day_is_not_in_the_future", CLOCK, id="end of the century"
    ),
    pytest.param(
        VIX,
        vix("13/01/2024,14.1,14.9,13.7,14.3\n"),
        "'13/01/2024' is not a Date",
        COMPARE,
        id="day-month, no such month",
    ),
    pytest.param(
        VIX,
        vix("04/06/2024,14.1,14.9,13.7,14.3\n"),
        "trade_date_is_a_weekday",
        "day and month were swapped",
        id="day-month, a Saturday",
    ),
    pytest.param(
        VIX,
        (TITLES + "02/01/2024,13.21,14.5,13.1,13.9\n03/01/2024,13.9,14.9,13.7,14.2\n").encode(),
        GONE,
        RUN_AGAIN,
        id="day-month, whole file",
    ),
    pytest.param(VIX, vix("01/03/2024,15.1,15.9,14.7,15.3\n"), "key_is_unique", COMPARE, id="key with two values"),
    pytest.param(VIX, vix("=cmd|' /C calc'!A0,1,1,1,1\n"), "is not a Date", COMPARE, id="formula for a date"),
    pytest.param(
        VIX, vix("01/04/2024,14.1,14.9,13.7,=1+1\n"), "'=1\\+1' is not a Float64", COMPARE, id="formula for a price"
    ),
    pytest.param(
        CONTRACT,
        vx('2024-01-05,"=HYPERLINK(""x"")",15,16,14,15,15,0.1,1,5,20'),
        "contract_label_is_text",
        "compare the file with the exchange",
        id="formula for a name",
    ),
    pytest.param(
        CONTRACT,
        vx("2024-01-05,G (Feb 2024),15,16,14,15,15,1e308,1,5,20"),
        "change_pts_in_range",
        COMPARE,
        id="change of 1e308",
    ),
    pytest.param(
        CONTRACT,
        vx("2024-01-05,G (Feb 2024),15,16,14,15,15,0.1,1e308,5,20"),
        "is not a Int64",
        COMPARE,
        id="volume of 1e308",
    ),
    pytest.param(
        CONTRACT,
        vx("2024-02-20,G (Feb 2024),15,16,14,15,15,0.1,1,5,20"),
        "trade_date_not_after_expiry",
        "wait for a corrected file",
        id="another contract's file",
    ),
    pytest.param(PRODUCT_LIST, BAD_PATH, "unexpected path", "open the address", id="path traversal"),
    pytest.param(
        PRODUCT_LIST,
        product_list("2024-02-14", path="https://evil.example/VX_2024-02-14.csv"),
        "unexpected path",
        "open the address",
        id="path to another host",
    ),
    pytest.param(
        PRODUCT_LIST, product_list("2024-02-14")[:-9], "not the product list", "open the address", id="JSON cut"
    ),
    pytest.param(
        PRODUCT_LIST,
        b"[" * 100_000,
        "not the product list: RecursionError",
        "open the address",
        id="JSON nested deeply",
    ),
    pytest.param(PRODUCT_LIST, b"{}", "names no contract", RUN_AGAIN, id="product list without products"),
    pytest.param(CHAIN, option_quotes.delayed_quotes()[:-40], "Error", RUN_AGAIN, id="chain cut"),
    pytest.param(CHAIN, chain(bid=1e308, ask=1e308), "bid_pts_in_range", COMPARE, id="chain price of 1e308"),
    pytest.param(CHAIN, chain(bid=-1.0), "bid_pts_in_range", COMPARE, id="chain negative price"),
    pytest.param(
        CHAIN,
        option_quotes.delayed_quotes(timestamp="=1+1"),
        "Invalid isoformat string: '=1\\+1'",
        RUN_AGAIN,
        id="chain stamp a formula",
    ),
    pytest.param(
        CHAIN, chain(symbol="=SUM(A1)"), "is not an option symbol", "expected root", id="chain symbol a formula"
    ),
    pytest.param(
        CHAIN,
        option_quotes.delayed_quotes(last_trade_time="2099-01-05T16:15:00"),
        "expiry_not_before_quote",
        "belongs to another day; fetch the file again",
        id="chain of the future",
    ),
    pytest.param(
        CHAIN,
        option_quotes.delayed_quotes(last_trade_time="2024-01-01T16:15:00"),
        "day_is_a_session",
        "belongs to another day; fetch the file again",
        id="chain of a holiday",
    ),
    pytest.param(
        CHAIN,
        re.sub(rb'"options": \[.*\]', b'"options": []', option_quotes.delayed_quotes()),
        "no option in it",
        RUN_AGAIN,
        id="chain without options",
    ),
]


@pytest.mark.parametrize(("address", "payload", "reason", "advice"), REJECTED)
def test_bad_file_is_rejected(loaded_desk: HostileDesk, address: str, payload: bytes, reason: str, advice: str) -> None:
    dataset = DATASETS[address]
    before = loaded_desk.fingerprint(dataset)
    loaded_desk.publish(address, payload)
    if address == CONTRACT:  # a complete contract is only asked for by a landing that never had it
        shutil.rmtree(loaded_desk.settings().landing_dir)

    report = loaded_desk.load(dataset)

    assert report.outcome == "rejected", report
    assert re.search(reason, report.message), report.message
    assert re.search(advice, report.message), report.message
    assert loaded_desk.fingerprint(dataset) == before
