"""A landing folder replayed as an archive: same bytes, same days, and still marked when simulated."""

import json
from datetime import date
from pathlib import Path

import pytest

from pipelines.sources.errors import SourceMissingError
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.landing import Landing
from pipelines.sources.landing_replay import LandingTransport
from pipelines.sources.transport import SIMULATED_MARK
from tests.fixtures.archive import put

ADDRESS = "https://host.example/a.csv"
CHAIN = "https://host.example/delayed_quotes/_SPX.json"


@pytest.fixture
def landed(tmp_path: Path) -> Path:
    """Landing with two versions of one address and two days of another."""
    archive = tmp_path / "archive"
    landing = Landing(tmp_path / "landing", FolderTransport(archive))
    for text in (b"old\n", b"new version\n"):
        put(archive, ADDRESS, text)
        landing.fetch(ADDRESS)
    for day in (date(2024, 1, 3), date(2024, 1, 4)):
        put(archive, CHAIN, f"{day}\n".encode(), str(day))
        landing.fetch(CHAIN, day)
    return tmp_path / "landing"


def test_replay_answers_the_newest_version(landed: Path) -> None:
    assert LandingTransport(landed).get(ADDRESS).payload == b"new version\n"


def test_replay_answers_each_kept_day(landed: Path) -> None:
    transport = LandingTransport(landed)

    assert {date(2024, 1, 3), date(2024, 1, 4)} <= set(transport.snapshot_dates())
    assert transport.get(CHAIN, as_of=date(2024, 1, 3)).payload == b"2024-01-03\n"
    with pytest.raises(SourceMissingError, match="never landed"):
        transport.get(CHAIN)


def test_replay_answers_nothing_new_for_a_known_version(landed: Path) -> None:
    transport = LandingTransport(landed)
    first = transport.get(ADDRESS)

    assert transport.get(ADDRESS, etag=first.etag).payload is None


def test_what_never_landed_is_missing(landed: Path) -> None:
    with pytest.raises(SourceMissingError, match="never landed"):
        LandingTransport(landed).get("https://host.example/b.csv")


def test_replayed_landing_has_the_same_hashes(landed: Path, tmp_path: Path) -> None:
    replayed = Landing(tmp_path / "second", LandingTransport(landed))
    newest = LandingTransport(landed)

    for address, day in ((ADDRESS, None), (CHAIN, date(2024, 1, 3)), (CHAIN, date(2024, 1, 4))):
        assert replayed.fetch(address, day).sha256 == newest.get(address, as_of=day).etag


def test_live_answers_of_earlier_days_are_replayed_too(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    landing = Landing(tmp_path / "landing", FolderTransport(archive))
    for text in (b"friday\n", b"the monday after\n"):
        put(archive, CHAIN, text)
        landing.fetch(CHAIN)
    manifest = tmp_path / "landing/manifest.jsonl"
    rows = [json.loads(line) for line in manifest.read_text().splitlines()]
    rows[0]["fetched_at"], rows[1]["fetched_at"] = "2024-01-05T22:30:00+00:00", "2024-01-08T22:30:00+00:00"
    manifest.write_text("".join(json.dumps(row) + "\n" for row in rows))

    transport = LandingTransport(tmp_path / "landing")

    assert transport.snapshot_dates() == [date(2024, 1, 5), date(2024, 1, 8)]
    assert transport.get(CHAIN, as_of=date(2024, 1, 5)).payload == b"friday\n"


def test_manifest_cut_by_a_kill_is_replayed_without_its_last_line(landed: Path) -> None:
    manifest = landed / "manifest.jsonl"
    manifest.write_text(manifest.read_text()[:-30])

    assert LandingTransport(landed).get(CHAIN, as_of=date(2024, 1, 3)).payload == b"2024-01-03\n"


def test_simulated_mark_is_handed_on_by_a_replay(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    put(archive, ADDRESS, b"1\n")
    (archive / SIMULATED_MARK).touch()
    Landing(tmp_path / "first", FolderTransport(archive)).fetch(ADDRESS)

    second = Landing(tmp_path / "second", LandingTransport(tmp_path / "first"))

    assert second.is_simulated
    assert (tmp_path / "second" / SIMULATED_MARK).exists()
