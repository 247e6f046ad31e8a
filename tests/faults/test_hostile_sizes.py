"""Answers without end, bombs and keys: memory stays bounded, keys stay hidden."""

import gzip
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.sources.delayed_quotes import unzipped
from pipelines.sources.errors import SourceError, SourceFormatError, SourceUnreachableError
from pipelines.sources.landing import Landing
from pipelines.sources.origins import open_landing
from tests.fixtures.hostile import CHAIN, DATASETS, HostileDesk, PeakMemory
from tests.fixtures.loopback import Fault

HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
PIECE = b'{"option":"SPXW240117C04700000","bid":50.1},' * 1500
KEYED = "https://api.stlouisfed.org/fred/series/observations?series_id=CPIAUCSL&api_key=abc123secret"


def json_of_500_mb(head: bytes = b"\r\n") -> Iterator[bytes]:
    yield HEAD + head + b'{"data":{"options":['
    for _ in range(500 * 2**20 // len(PIECE)):
        yield PIECE


def announced() -> Iterator[bytes]:
    return json_of_500_mb(b"Content-Length: 524288000\r\n\r\n")


def bomb(megabytes: int) -> bytes:
    return gzip.compress(b"0" * 2**20) * megabytes


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Fault(pieces=json_of_500_mb), id="JSON of 500 MB"),
        pytest.param(Fault(pieces=announced), id="JSON of 500 MB, announced"),
        pytest.param(Fault(headers={"Content-Encoding": "gzip"}, body=bomb(1000)), id="bomb on the way"),
    ],
)
def test_answer_that_is_too_large_is_rejected_within_bounded_memory(loaded_desk: HostileDesk, fault: Fault) -> None:
    dataset = DATASETS[CHAIN]
    before = loaded_desk.fingerprint(dataset)
    loaded_desk.fault(CHAIN, fault)

    with PeakMemory() as memory:
        report = loaded_desk.load(dataset, deadline_seconds=20)

    assert report.outcome == "rejected"
    assert "_SPX.json: the answer has more than 8 MB — not this provider's file" in report.message
    assert "ALVH_MAX_BODY_MB" in report.message
    assert loaded_desk.fingerprint(dataset) == before
    assert memory.growth_mb is None or memory.growth_mb < 100


def test_bomb_in_a_landed_file_is_refused_within_bounded_memory() -> None:
    payload = bomb(1000)

    with PeakMemory() as memory, pytest.raises(SourceFormatError, match="decompressed it has more than 32 MB"):
        unzipped(payload, "bomb.json.gz", 32 * 2**20)

    assert memory.growth_mb is None or memory.growth_mb < 100


@pytest.mark.parametrize(
    "fault",
    [
        Fault(403),
        Fault(404),
        Fault(is_slow=True),
        Fault(301, {"Location": "https://evil.example/?api_key=abc123secret"}),
    ],
)
def test_key_is_in_no_message_log_or_manifest(
    loaded_desk: HostileDesk, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    landing = open_landing(loaded_desk.settings(retries=0))
    loaded_desk.fault(KEYED, fault)

    with caplog.at_level(logging.INFO), pytest.raises(SourceError) as refusal:
        landing.fetch(KEYED)

    assert "abc123secret" not in f"{refusal.value} {refusal.value.problem} {caplog.text}"
    assert "series_id=CPIAUCSL" in str(refusal.value)


def test_key_is_sent_and_kept_nowhere(loaded_desk: HostileDesk) -> None:
    landing = open_landing(loaded_desk.settings())
    loaded_desk.fault(KEYED, Fault(body=b"{}\n"))

    landed = landing.fetch(KEYED)

    assert any("api_key=abc123secret" in path for path, _, _ in loaded_desk.host.requests)
    assert landed.address.endswith("?series_id=CPIAUCSL")
    assert "abc123secret" not in landing.manifest_path.read_text(encoding="utf-8")


def test_host_that_is_not_there_shows_no_key(tmp_path: Path, desk: HostileDesk) -> None:
    landing: Landing = open_landing(desk.settings(live_gateway="http://127.0.0.1:9", retries=0))

    with pytest.raises(SourceUnreachableError) as refusal:
        landing.fetch(KEYED)

    assert "abc123secret" not in repr(refusal.value)
