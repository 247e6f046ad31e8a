"""A provider that answers badly on the wire: the outcome has a name, the message says what to do, the rows stay."""

import gzip
import re
import time
from collections.abc import Iterator

import pytest

from pipelines.raw.dataset import LoadReport
from tests.fixtures import series
from tests.fixtures.hostile import DATASETS, VIX, HostileDesk, PeakMemory
from tests.fixtures.loopback import Fault
from tests.fixtures.wire import CLOSE, HEAD, raw

OHLC, NEXT_DAY = series.OHLC, b"01/04/2024,14.100000,14.900000,13.700000,14.300000\n"
LONGER = OHLC + NEXT_DAY
ZIPPED = gzip.compress(LONGER)
GZIP = {"Content-Encoding": "gzip"}
ELSEWHERE = {"Location": "https://evil.example/VIX_History.csv"}
ITSELF = {"Location": VIX}
TWO_HOSTS = {"Location": "https://evil.example\\@cdn.cboe.com/VIX_History.csv"}  # each library sees another
WALL = b"<html><head><title>Attention Required!</title></head></html>"
STAYS = "the last good data stays"


def dripped_head() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    for number in range(400):
        yield b"X-%d: 1\r\n" % number if number % 5 == 4 else b""
        time.sleep(0.01)


def dripped_body() -> Iterator[bytes]:
    yield CLOSE
    while True:
        yield b"0"
        time.sleep(0.05)


def reset() -> Fault:
    return Fault(pieces=raw(HEAD + b"Content-Length: 400\r\n\r\n" + OHLC[:60]), is_reset=True)


UNREACHABLE = [
    pytest.param([Fault(is_dropped=True)] * 2, "ProtocolError", id="line dropped"),
    pytest.param([reset()] * 2, "broke off|ConnectionError|ProtocolError", id="reset mid-body"),
    pytest.param([Fault(is_slow=True)] * 2, "ReadTimeoutError", id="no answer"),
    pytest.param([Fault(pieces=dripped_head)] * 2, "ReadTimeoutError", id="slow-loris head"),
    pytest.param([Fault(pieces=dripped_body)] * 2, "not here within 2 seconds", id="slow-loris body"),
    pytest.param([Fault(301, ELSEWHERE)], "moved to https://evil.example, which is not the", id="301 to another host"),
    pytest.param([Fault(301, TWO_HOSTS)], "moved to https://evil.example, which is not the", id="301 to two hosts"),
    pytest.param([Fault(301, {"Location": "https://[::1"})], "no address", id="301 to no address"),
    pytest.param([Fault(302, {"Location": "file:///etc/passwd"})], "moved to file://", id="302 to a file"),
    pytest.param([Fault(307, {"Location": VIX.replace("https", "http")})], "not the provider's own", id="307 to http"),
    pytest.param([Fault(301, ITSELF)] * 9, "moved more than 5 times", id="redirect loop"),
    pytest.param([Fault(301)], "moved to about:", id="301 to nowhere"),
    pytest.param([Fault(403, body=WALL)], "status 403", id="403 bot wall"),
    pytest.param([Fault(401)], "status 401", id="401"),
    pytest.param([Fault(429)] * 2, "status 429", id="429 that lasts"),
    pytest.param([Fault(429, {"Retry-After": "86400"})] * 2, "status 429", id="429 until tomorrow"),
    pytest.param([Fault(429, {"Retry-After": "Fri, 31 Dec 99999 23:59:59 GMT"})] * 2, "status 429", id="429 for ever"),
    pytest.param([Fault(500)] * 2, "status 500", id="500 that lasts"),
    pytest.param([Fault(204, body=b"")], "status 204", id="204 without a body"),
    pytest.param([Fault(206, body=OHLC)], "status 206", id="206 nobody asked for"),
    pytest.param([Fault(headers=GZIP, body=ZIPPED[:-12])] * 2, "damaged gzip: it stops", id="truncated gzip"),
    pytest.param([Fault(headers=GZIP, body=b"no gzip")] * 2, "damaged gzip", id="gzip that is none"),
    pytest.param([Fault(headers={"Content-Encoding": "br"}, body=LONGER)] * 2, "encoded as br", id="unasked encoding"),
    pytest.param([Fault(body=OHLC, missing_bytes=50)] * 2, "IncompleteRead|ProtocolError", id="length too long"),
    pytest.param([Fault(pieces=raw(b"garbage\r\n\r\n"))] * 2, "ProtocolError|InvalidHeader", id="no HTTP"),
    pytest.param(
        [Fault(pieces=raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nDATE"))] * 2, "broke off", id="bad chunk"
    ),
    pytest.param(
        [Fault(pieces=raw(HEAD, b"X-Filler: 1\r\n" * 500, b"\r\n"))] * 2, "ProtocolError", id="endless head"
    ),
]  # fmt: skip


def assert_last_good_rows_stay(desk: HostileDesk, address: str, before: str, report: LoadReport) -> None:
    assert desk.fingerprint(DATASETS[address]) == before, report
    assert desk.asked(address) <= 6, "it was asked too often"


@pytest.mark.parametrize(("faults", "message"), UNREACHABLE)
def test_bad_wire_is_unreachable(loaded_desk: HostileDesk, faults: list[Fault], message: str) -> None:
    desk, indices = loaded_desk, DATASETS[VIX]
    before = desk.fingerprint(indices)
    desk.fault(VIX, *faults)

    with PeakMemory() as memory:
        report = desk.load(indices)

    assert report.outcome == "unreachable", report
    assert re.search(message, report.message), report.message
    assert "VIX_History.csv" in report.message
    assert STAYS in report.message or "run again" in report.message
    assert memory.seconds < 6
    assert_last_good_rows_stay(desk, VIX, before, report)


HEALS = [
    pytest.param([Fault(500)], id="500 then 200"),
    pytest.param([Fault(429)], id="429 without Retry-After"),
    pytest.param([Fault(429, {"Retry-After": "1"})], id="429 with Retry-After"),
    pytest.param([Fault(503, {"Retry-After": "soon"})], id="Retry-After that is no time"),
    pytest.param([Fault(503, {"Retry-After": "Tue, 02 Jan 2024 22:00:00 GMT"})], id="Retry-After long ago"),
    pytest.param([Fault(body=OHLC, missing_bytes=50)], id="truncated body once"),
    pytest.param([reset()], id="reset once"),
    pytest.param([Fault(headers=GZIP, body=ZIPPED[:-12])], id="truncated gzip once"),
    pytest.param([Fault(302, ITSELF)], id="redirect within the provider"),
    pytest.param([Fault(headers={"Date": "Tue, 02 Jan 2035 22:00:00 GMT"}, body=LONGER)], id="provider's clock ahead"),
    pytest.param([Fault(headers={"ETag": '"a"', "etag": '"b"'}, body=LONGER)], id="duplicated header of the answer"),
    pytest.param([Fault(headers=GZIP, body=gzip.compress(OHLC) + gzip.compress(NEXT_DAY))], id="gzip of two members"),
    pytest.param([Fault(pieces=raw(CLOSE, LONGER))], id="no content length"),
]


@pytest.mark.parametrize("faults", HEALS)
def test_what_may_heal_is_loaded_in_the_same_run(loaded_desk: HostileDesk, faults: list[Fault]) -> None:
    desk, indices = loaded_desk, DATASETS[VIX]
    desk.publish(VIX, LONGER)
    desk.fault(VIX, *faults)

    report = desk.load(indices)

    assert (report.outcome, report.message) == ("loaded", "")
    assert len(desk.warehouse.read("raw.raw_cboe__index_history").filter(index_symbol="VIX")) == 3


@pytest.mark.parametrize("status", [404, 410])
def test_file_that_is_gone_is_missing(loaded_desk: HostileDesk, status: int) -> None:
    before = loaded_desk.fingerprint(DATASETS[VIX])
    loaded_desk.fault(VIX, Fault(status))

    report = loaded_desk.load(DATASETS[VIX])

    assert report.outcome == "missing"
    assert f"VIX_History.csv: status {status} — has the provider moved it?" in report.message
    assert_last_good_rows_stay(loaded_desk, VIX, before, report)


def test_refused_connection_is_unreachable(loaded_desk: HostileDesk) -> None:
    before = loaded_desk.fingerprint(DATASETS[VIX])

    report = loaded_desk.load(DATASETS[VIX], live_gateway="http://127.0.0.1:9")

    assert report.outcome == "unreachable"
    assert "NewConnectionError — check the network" in report.message
    assert_last_good_rows_stay(loaded_desk, VIX, before, report)


def test_not_modified_that_nobody_asked_for_is_no_empty_file(desk: HostileDesk) -> None:
    desk.fault(VIX, Fault(304, body=b""))

    assert desk.load(DATASETS[VIX]).outcome == "unreachable"
    assert desk.load(DATASETS[VIX]).outcome == "loaded"
