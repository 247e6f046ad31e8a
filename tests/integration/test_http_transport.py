"""The HTTP transport against a host on loopback: what heals, what is an error, what is asked for again."""

import gzip
import socket
import threading
import time
from pathlib import Path

import pytest

from pipelines.settings import Settings
from pipelines.sources.errors import SourceMissingError, SourceUnreachableError
from pipelines.sources.origins import open_landing
from pipelines.sources.transport import Answer
from tests.fixtures import option_quotes, series
from tests.fixtures.archive import write_archive
from tests.fixtures.loopback import LAST_MODIFIED, Fault, LoopbackHost, landing_of, loopback_host

VIX = series.INDEX.format(symbol="VIX")
FRED = series.FRED.format(series="DTB3")
CHAIN = option_quotes.ADDRESS.format(index="SPX")


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with loopback_host(write_archive(tmp_path / "archive")) as running:
        yield running


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses that the transport would have made."""
    pauses: list[float] = []
    monkeypatch.setattr("pipelines.sources.patience.sleep_using_event", lambda _event: pauses.append)
    return pauses


def ask(host: LoopbackHost, address: str = VIX, etag: str | None = None, **changes: object) -> Answer:
    return landing_of(host, "live", **changes).transport.get(address, etag=etag)


# --- answers -----------------------------------------------------------------------------------------


def test_answer_is_brought_unchanged_with_its_version(host: LoopbackHost) -> None:
    answer = ask(host)

    assert answer.payload == series.OHLC
    assert answer.etag
    assert answer.last_modified == LAST_MODIFIED
    assert ask(host, etag=answer.etag).payload is None
    assert host.statuses_of(host.path_of(VIX)) == [200, 304]


def test_body_compressed_for_the_way_is_landed_as_the_provider_meant_it(host: LoopbackHost) -> None:
    zipped = Fault(headers={"Content-Encoding": "gzip"}, body=gzip.compress(series.OHLC))
    host.faults[host.path_of(VIX)] = [zipped]

    assert ask(host).payload == series.OHLC


def test_query_goes_to_the_provider_and_is_an_at_sign_in_an_archive(host: LoopbackHost) -> None:
    for origin in ("live", "archive"):
        landing_of(host, origin).transport.get(FRED)

    asked = [path for path, _, status in host.requests if status == 200]
    assert "/live/fred.stlouisfed.org/graph/fredgraph.csv?id=DTB3" in asked
    assert "/archive/fred.stlouisfed.org/graph/fredgraph.csv@id=DTB3" in asked


def test_cboe_hosts_see_our_name_and_others_the_librarys(host: LoopbackHost) -> None:
    ask(host, VIX, user_agent="alvh-test/1")
    ask(host, FRED, user_agent="alvh-test/1")

    vix, fred = (headers["User-Agent"] for _, headers, _ in host.requests)
    assert vix == "alvh-test/1"
    assert fred.startswith("python-requests/")


# --- what is an error --------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 410])
def test_no_such_file_is_missing_and_not_asked_for_again(host: LoopbackHost, status: int) -> None:
    host.faults[host.path_of(VIX)] = [Fault(status)] * 2

    with pytest.raises(SourceMissingError, match=f"VIX_History.csv: status {status}"):
        ask(host)
    assert host.statuses_of(host.path_of(VIX)) == [status]


def test_storage_that_denies_what_it_does_not_have_is_missing(host: LoopbackHost) -> None:
    denied = b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>'
    host.faults[host.path_of(VIX)] = [Fault(403, {"Content-Type": "application/xml"}, denied)]

    with pytest.raises(SourceMissingError, match=r"VIX_History.csv: status 403"):
        ask(host)


def test_a_page_about_denied_access_is_a_refusal(host: LoopbackHost) -> None:
    host.faults[host.path_of(VIX)] = [Fault(403, body=b"<html><Code>AccessDenied</Code></html>")]

    with pytest.raises(SourceUnreachableError, match="status 403"):
        ask(host)


@pytest.mark.parametrize("status", [400, 401, 403, 451])
def test_refusal_is_unreachable_and_not_asked_for_again(host: LoopbackHost, status: int) -> None:
    host.faults[host.path_of(VIX)] = [Fault(status)] * 2

    with pytest.raises(SourceUnreachableError, match=f"status {status}.*the last good data stays"):
        ask(host)
    assert host.statuses_of(host.path_of(VIX)) == [status]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_failure_heals_and_a_lasting_one_is_unreachable(host: LoopbackHost, slept, status: int) -> None:
    path = host.path_of(VIX)
    host.faults[path] = [Fault(status)]
    assert ask(host).payload == series.OHLC
    assert host.statuses_of(path) == [status, 200]

    host.faults[path] = [Fault(status)] * 2
    with pytest.raises(SourceUnreachableError, match=f"status {status}"):
        ask(host)
    assert host.statuses_of(path)[2:] == [status, status]


def test_pauses_grow_and_differ(host: LoopbackHost, slept: list[float]) -> None:
    host.faults[host.path_of(VIX)] = [Fault(500)] * 5

    with pytest.raises(SourceUnreachableError):
        ask(host, retries=4)

    assert [pause <= 0.5 * 2**number for number, pause in enumerate(slept)] == [True] * 4
    assert len(set(slept)) == 4


@pytest.mark.parametrize("asked_for", [7, 120])
def test_pause_that_the_provider_asks_for_is_made(host: LoopbackHost, slept: list[float], asked_for: int) -> None:
    host.faults[host.path_of(VIX)] = [Fault(429, {"Retry-After": str(asked_for)})]

    assert ask(host).payload == series.OHLC
    assert slept == [asked_for]


def test_pause_beyond_the_deadline_is_told_and_not_made(host: LoopbackHost, slept: list[float]) -> None:
    host.faults[host.path_of(VIX)] = [Fault(429, {"Retry-After": "600"})]

    with pytest.raises(SourceUnreachableError, match="status 429, it asks to wait 600 s"):
        ask(host)
    assert slept == []
    assert host.statuses_of(host.path_of(VIX)) == [429]


def test_pause_of_a_stopped_load_ends_at_once(host: LoopbackHost) -> None:
    landing = landing_of(host, "live")
    host.faults[host.path_of(VIX)] = [Fault(429, {"Retry-After": "200"})]
    threading.Timer(0.2, landing.clock.stopped.set).start()
    began = time.monotonic()

    with pytest.raises(SourceUnreachableError):
        landing.fetch(VIX)
    assert time.monotonic() - began < 5


def test_nobody_there_is_unreachable(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(origin="live", live_gateway=f"http://127.0.0.1:{port}", retries=0, warehouse_dir=tmp_path)

    with pytest.raises(SourceUnreachableError, match="NewConnectionError — check the network"):
        open_landing(settings).fetch(VIX)


def test_answer_slower_than_the_time_out_is_unreachable(host: LoopbackHost) -> None:
    host.faults[host.path_of(VIX)] = [Fault(is_slow=True)]

    with pytest.raises(SourceUnreachableError, match="ReadTimeoutError"):
        ask(host, timeout_seconds=0.2, retries=0)


def test_line_that_drops_once_heals(host: LoopbackHost, slept) -> None:
    host.faults[host.path_of(VIX)] = [Fault(is_dropped=True)]

    assert ask(host).payload == series.OHLC


def test_body_shorter_than_promised_is_an_error_and_is_not_landed(host: LoopbackHost) -> None:
    whole_lines = series.OHLC[: series.OHLC[:-1].rindex(b"\n") + 1]
    host.faults[host.path_of(VIX)] = [Fault(body=whole_lines, missing_bytes=60)]
    landing = landing_of(host, "live", retries=0)

    with pytest.raises(SourceUnreachableError, match=r"ChunkedEncodingError|IncompleteRead|ProtocolError"):
        landing.fetch(VIX)

    assert landing.versions == ()
    assert landing.fetch(VIX).payload() == series.OHLC
