"""The landing on a disk that is full, damaged or cut off: nothing is half there, and the next run mends it."""

import errno
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipelines.sources import kept_bytes
from pipelines.sources.errors import LandingError, SourceFormatError
from pipelines.sources.landing import Landing, read_manifest
from tests.fixtures.provider import Provider

ADDRESS = "https://host.example/a.csv"
OTHER = "https://host.example/b.csv"


@pytest.fixture
def provider() -> Provider:
    return Provider({ADDRESS: b"1\n", OTHER: b"2\n"})


def files(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_bytes_then_their_name_then_the_manifest_reach_the_disk(tmp_path: Path, provider, monkeypatch) -> None:
    flushed: list[str] = []
    flush = os.fsync

    def noted(handle: int) -> None:
        target = Path(f"/proc/self/fd/{handle}").readlink()
        manifest = tmp_path / "manifest.jsonl"
        assert target.name.startswith("manifest") or not (manifest.exists() and manifest.stat().st_size)
        flushed.append("folder" if target.is_dir() else "manifest" if target == manifest else "bytes")
        flush(handle)

    monkeypatch.setattr(os, "fsync", noted)
    Landing(tmp_path, provider).fetch(ADDRESS)

    assert flushed == ["bytes", "folder", "manifest"]


def test_full_disk_leaves_no_half_object_and_says_what_to_do(tmp_path: Path, provider, monkeypatch) -> None:
    landing = Landing(tmp_path, provider)
    landing.fetch(ADDRESS)
    before = files(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full_disk)
        with pytest.raises(LandingError, match=r"b\.csv: can't be kept in .*No space left on device — free space"):
            landing.fetch(OTHER)

    assert files(tmp_path) == before
    assert landing.fetch(OTHER).payload() == b"2\n"


def test_full_disk_leaves_no_half_line_in_the_manifest(tmp_path: Path, provider, monkeypatch) -> None:
    landing = Landing(tmp_path, provider)
    landing.fetch(ADDRESS)
    before = landing.manifest_path.read_bytes()
    flush = os.fsync

    def full_for_the_manifest(handle: int) -> None:
        is_manifest = Path(f"/proc/self/fd/{handle}").readlink().name == "manifest.jsonl"
        full_disk() if is_manifest else flush(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full_for_the_manifest)
        with pytest.raises(LandingError, match="No space left"):
            landing.fetch(OTHER)

    assert landing.manifest_path.read_bytes() == before
    assert [file.address for file in landing.versions] == [ADDRESS]
    landing.fetch(OTHER)
    assert [file.address for file in read_manifest(tmp_path)] == [ADDRESS, OTHER]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_write_that_the_system_refuses_is_told(tmp_path: Path, provider) -> None:
    landing = Landing(tmp_path, provider)
    landing.manifest_path.symlink_to("/dev/full")

    with pytest.raises(LandingError, match="No space left on device"):
        landing.fetch(ADDRESS)


def test_object_of_the_wrong_size_is_written_again(tmp_path: Path, provider) -> None:
    landed = Landing(tmp_path, provider).fetch(ADDRESS)
    landed.path.write_bytes(b"")

    assert Landing(tmp_path, provider).fetch(ADDRESS).payload() == b"1\n"


def test_object_whose_bytes_changed_is_refused(tmp_path: Path, provider) -> None:
    landed = Landing(tmp_path, provider).fetch(ADDRESS)
    landed.path.write_bytes(b"9\n")

    with pytest.raises(SourceFormatError, match="has changed since it was landed — remove that file and run again"):
        landed.payload()


def test_leavings_of_a_kill_are_removed(tmp_path: Path, provider) -> None:
    landing = Landing(tmp_path, provider)
    partial = landing.fetch(ADDRESS).path.with_name(".half-written")
    partial.write_bytes(b"1")

    Landing(tmp_path, provider)

    assert not partial.exists()


@pytest.mark.parametrize("end", [b'{"address": "htt', b"\0" * 4096, b'{"addr\0\0\0\0'], ids=["cut", "zeros", "both"])
def test_end_that_a_power_cut_left_is_cut_off(tmp_path: Path, provider, end: bytes) -> None:
    landing = Landing(tmp_path, provider)
    landing.fetch(ADDRESS)
    whole = landing.manifest_path.read_bytes()
    landing.manifest_path.write_bytes(whole + end)

    assert [file.address for file in Landing(tmp_path, provider).versions] == [ADDRESS]
    assert landing.manifest_path.read_bytes() == whole


def test_damaged_line_inside_the_manifest_is_named(tmp_path: Path, provider) -> None:
    landing = Landing(tmp_path, provider)
    landing.fetch(ADDRESS)
    landing.manifest_path.write_bytes(b"garbage\n" + landing.manifest_path.read_bytes())

    with pytest.raises(LandingError, match="line 1: not a landed version — remove the line"):
        Landing(tmp_path, provider)


def test_bytes_that_are_there_are_not_written_again(tmp_path: Path) -> None:
    _, path = kept_bytes.keep_bytes(tmp_path, b"1\n")
    before = path.stat().st_mtime_ns

    assert kept_bytes.keep_bytes(tmp_path, b"1\n")[1] == path
    assert path.stat().st_mtime_ns == before


def test_lines_of_two_landings_at_once_stay_whole(tmp_path: Path) -> None:
    addresses = [f"https://host.example/{number}.csv" for number in range(60)]
    landings = [Landing(tmp_path, Provider(dict.fromkeys(addresses, bytes([65 + own])))) for own in range(2)]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda landing: landing.fetch_all((address, False) for address in addresses), landings))

    assert Counter(file.address for file in read_manifest(tmp_path)) == dict.fromkeys(addresses, 2)
