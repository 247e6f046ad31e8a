"""A provider that bends HTTP itself: answers without end, lies about length, encoding and version, smuggled answers."""

import gzip
import re

import pytest

from tests.fixtures import series
from tests.fixtures.hostile import DATASETS, VIX, HostileDesk
from tests.fixtures.loopback import Fault
from tests.fixtures.wire import CHUNKED, CLOSE, HEAD, chunk, endless, raw

NEXT_DAY = b"01/04/2024,14.100000,14.900000,13.700000,14.300000\n"
LONGER = series.OHLC + NEXT_DAY
EVIL = LONGER.replace(b"14.300000", b"14.440000")
SMUGGLED = HEAD + b"Content-Length: %d\r\n\r\n" % len(EVIL) + EVIL
LATE, BROKE, PART = "not here within 2 seconds", "broke off", "a part of the file came for the whole"
UNSUITABLE = "which is not the provider's own"

UNREACHABLE = [
    pytest.param([Fault(pieces=endless(CHUNKED, chunk(b"0")))], LATE, id="chunks without end"),
    pytest.param([Fault(pieces=endless(CHUNKED, b"0"))] * 2, f"{LATE}|{BROKE}", id="chunk size without end"),
    pytest.param([Fault(pieces=endless(CHUNKED + b"0\r\n", b"X: 1\r\n"))], LATE, id="trailers without end"),
    pytest.param([Fault(pieces=endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"))] * 2, "Error", id="100 without end"),
    pytest.param([Fault(pieces=raw(CHUNKED, chunk(LONGER)))] * 2, BROKE, id="chunks that stop"),
    pytest.param([Fault(pieces=raw(CHUNKED, b"ffffffffffffffff\r\nDATE"))] * 2, BROKE, id="chunk of 16 exabytes"),
    pytest.param([Fault(pieces=raw(CHUNKED, b"-5\r\nDATE"))] * 2, BROKE, id="chunk below zero"),
    pytest.param([Fault(pieces=raw(HEAD + b"X: " + b"a" * 100_000))] * 2, "Error", id="header bomb"),
    pytest.param(
        [Fault(pieces=raw(HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n" + LONGER))] * 2,
        "no HTTP: Content-Length contained multiple", id="two lengths",
    ),
    pytest.param([Fault(pieces=raw(b"HTTP/9.9 200 OK\r\n\r\n"))] * 2, "ProtocolError", id="HTTP of the future"),
    pytest.param([Fault(pieces=raw(), is_reset=True)] * 2, "ProtocolError|ConnectionError", id="reset before the head"),
    pytest.param([Fault(pieces=raw())] * 2, "ProtocolError", id="closed before the head"),
    pytest.param([Fault(416)], "status 416", id="416"),
    pytest.param([Fault(999)], "status 999", id="999"),
    pytest.param([Fault(300)], "status 300", id="300 multiple choices"),
    pytest.param([Fault(402)], "status 402", id="402 pay first"),
    pytest.param([Fault(511)], "status 511", id="511 hotel login"),
    pytest.param([Fault(pieces=raw(b"HTTP/1.1 103 Early Hints\r\n\r\n", SMUGGLED))], "status 103", id="103 then 200"),
    pytest.param([Fault(headers={"Content-Range": "bytes 0-59/400"}, body=LONGER)], PART, id="200 with a part"),
    pytest.param([Fault(headers={"Content-Encoding": "gzip, gzip"}, body=LONGER)] * 2, "encoded as", id="gzip twice"),
    pytest.param([Fault(headers={"Content-Encoding": "gzip"}, body=LONGER)] * 2, "damaged gzip", id="gzip lie"),
    pytest.param([Fault(301, {"Location": "https://[cdn.cboe.com/"})], "no HTTP: Invalid IPv6", id="301 garbage"),
    pytest.param([Fault(301, {"Location": "https://evil-cboe.com/"})], UNSUITABLE, id="301 to a look-alike"),
    pytest.param([Fault(301, {"Location": "https://cboe.com.evil.example/"})], UNSUITABLE, id="301 to a longer name"),
    pytest.param([Fault(301, {"Location": "//evil.example/VIX"})], UNSUITABLE, id="301 without a scheme"),
    pytest.param([Fault(302, {"Location": "javascript:alert(1)"})], "moved to javascript:", id="302 to a script"),
    pytest.param([Fault(302, {"Location": "https://169.254.169.254/meta"})], UNSUITABLE, id="302 to the cloud's keys"),
]  # fmt: skip


@pytest.mark.parametrize(("faults", "message"), UNREACHABLE)
def test_bent_answer_is_unreachable(loaded_desk: HostileDesk, faults: list[Fault], message: str) -> None:
    before = loaded_desk.fingerprint(DATASETS[VIX])
    loaded_desk.fault(VIX, *faults)

    report = loaded_desk.load(DATASETS[VIX])

    assert report.outcome == "unreachable", report
    assert re.search(message, report.message), report.message
    assert "VIX_History.csv" in report.message
    assert "the last good data stays" in report.message
    assert loaded_desk.fingerprint(DATASETS[VIX]) == before


HARMLESS = [
    pytest.param(Fault(headers={"Content-Type": "text/csv; charset=utf-16"}, body=LONGER), id="wrong charset"),
    pytest.param(Fault(headers={"Content-Type": "text/html"}, body=LONGER), id="CSV called HTML"),
    pytest.param(Fault(headers={"Date": "Thu, 01 Jan 1970 00:00:00 GMT"}, body=LONGER), id="clock of 1970"),
    pytest.param(Fault(headers={"Retry-After": "600"}, body=LONGER), id="200 with Retry-After"),
    pytest.param(Fault(headers={"ETag": "a" * 60_000}, body=LONGER), id="ETag of 60 kB"),
    pytest.param(Fault(headers={"ETag": '"first\r\n second"'}, body=LONGER), id="folded ETag"),
    pytest.param(Fault(headers={"Last-Modified": "yesterday \x07"}, body=LONGER), id="Last-Modified that is no time"),
    pytest.param(Fault(headers={"Set-Cookie": "a=b; Domain=.com"}, body=LONGER), id="cookie for everybody"),
    pytest.param(Fault(pieces=raw(HEAD + b"Content-Length: -5\r\n\r\n" + LONGER)), id="length below zero"),
    pytest.param(Fault(pieces=raw(HEAD + b"Content-Length: many\r\n\r\n" + LONGER)), id="length that is no number"),
    pytest.param(Fault(pieces=raw(CHUNKED, *map(chunk, (LONGER[:9], LONGER[9:])), b"0\r\n\r\n")), id="chunks"),
    pytest.param(Fault(pieces=raw(b"HTTP/1.0 200 OK\r\n\r\n" + LONGER)), id="HTTP of the past"),
    pytest.param(Fault(pieces=raw(CLOSE, *(bytes([byte]) for byte in LONGER))), id="byte by byte"),
]


@pytest.mark.parametrize("fault", HARMLESS)
def test_odd_answer_is_loaded_and_the_next_run_is_not_spoilt(loaded_desk: HostileDesk, fault: Fault) -> None:
    loaded_desk.publish(VIX, LONGER)
    loaded_desk.fault(VIX, fault)

    reports = [loaded_desk.load(DATASETS[VIX]), loaded_desk.load(DATASETS[VIX])]

    assert [report.outcome for report in reports] in (["loaded", "unchanged"], ["loaded", "loaded"]), reports
    assert loaded_desk.host.statuses_of(loaded_desk.host.path_of(VIX))[-1] in (200, 304)
    rows = loaded_desk.warehouse.read("raw.raw_cboe__index_history").filter(index_symbol="VIX")
    assert rows.sort("trade_date")["close_pts"][-1] == 14.3


def test_one_etag_for_different_bytes_keeps_both_versions(loaded_desk: HostileDesk) -> None:
    for payload in (LONGER, EVIL):
        loaded_desk.fault(VIX, Fault(headers={"ETag": '"always the same"'}, body=payload))
        assert loaded_desk.load(DATASETS[VIX]).outcome == "loaded"

    rows = loaded_desk.warehouse.read("raw.raw_cboe__index_history").filter(index_symbol="VIX")
    assert rows.sort("trade_date")["close_pts"][-1] == 14.44


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(HEAD + b"Content-Length: %d\r\n\r\n" % len(series.OHLC) + series.OHLC, id="after a body"),
        pytest.param(b"HTTP/1.1 304 Not Modified\r\n\r\n", id="after a 304"),
    ],
)
def test_second_answer_that_nobody_asked_for_is_not_believed(loaded_desk: HostileDesk, first: bytes) -> None:
    loaded_desk.fault(VIX, Fault(pieces=raw(first, SMUGGLED)))

    loaded_desk.load(DATASETS[VIX])
    loaded_desk.load(DATASETS[VIX])

    rows = loaded_desk.warehouse.read("raw.raw_cboe__index_history")
    assert 14.44 not in rows["close_pts"]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        pytest.param(
            Fault(pieces=raw(HEAD + b"Content-Length: 70\r\n\r\n" + LONGER)), "stops in the middle", id="short length"
        ),
        pytest.param(
            Fault(headers={"Content-Encoding": "identity"}, body=gzip.compress(LONGER)),
            "NUL byte|utf-8",
            id="gzip unsaid",
        ),
    ],
)
def test_cut_or_packed_body_is_rejected(loaded_desk: HostileDesk, fault: Fault, reason: str) -> None:
    before = loaded_desk.fingerprint(DATASETS[VIX])
    loaded_desk.fault(VIX, fault)

    report = loaded_desk.load(DATASETS[VIX])

    assert report.outcome == "rejected"
    assert re.search(reason, report.message), report.message
    assert loaded_desk.fingerprint(DATASETS[VIX]) == before
