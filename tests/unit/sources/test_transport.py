"""Where an address lies in an archive, and the archive on disk."""

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.errors import SourceMissingError
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.transport import SIMULATED_MARK, archive_path

ADDRESS = "https://host.example/a/b.csv"


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://cdn.cboe.com/a/VX_2024-01-17.csv", "cdn.cboe.com/a/VX_2024-01-17.csv"),
        ("https://fred.stlouisfed.org/graph/fredgraph.csv?id=DTB3", "fred.stlouisfed.org/graph/fredgraph.csv@id=DTB3"),
        ("https://www-api.cboe.com/us/product/list/VX/", "www-api.cboe.com/us/product/list/VX/index.json"),
        ("http://unicorn.us.com/advdec/NYSE_advn.csv", "unicorn.us.com/advdec/NYSE_advn.csv"),
        ("https://host.example/list/?a=1&b=2", "host.example/list/index.json@a=1&b=2"),
    ],
)
def test_address_has_its_place_in_an_archive(address: str, path: str) -> None:
    assert archive_path(address) == path


@given(st.lists(st.text("abcXYZ019._-", min_size=1, max_size=8), min_size=1, max_size=4), st.text("ab=&1", max_size=6))
def test_two_addresses_never_share_a_place(segments: list[str], query: str) -> None:
    address = f"https://host.example/{'/'.join(segments)}{'?' + query if query else ''}"

    host, _, rest = archive_path(address).partition("/")
    path, _, found = rest.partition("@")
    assert (host, path, found) == ("host.example", "/".join(segments), query)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive/host.example/a/b.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"1\n")
    return tmp_path / "archive"


def test_folder_brings_the_bytes_unchanged(archive: Path) -> None:
    assert FolderTransport(archive).get(ADDRESS).payload == b"1\n"


def test_folder_answers_nothing_new_until_the_file_changes(archive: Path) -> None:
    transport = FolderTransport(archive)
    first = transport.get(ADDRESS)

    assert transport.get(ADDRESS, etag=first.etag).payload is None
    (archive / "host.example/a/b.csv").write_bytes(b"1\n2\n")
    assert transport.get(ADDRESS, etag=first.etag).payload == b"1\n2\n"


def test_file_of_equal_size_but_later_is_brought_again(archive: Path) -> None:
    transport = FolderTransport(archive)
    first = transport.get(ADDRESS)
    path = archive / "host.example/a/b.csv"
    path.write_bytes(b"2\n")
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 1))

    assert transport.get(ADDRESS, etag=first.etag).payload == b"2\n"


def test_compressed_file_is_found_under_the_plain_address(archive: Path) -> None:
    (archive / "host.example/a/c.json.gz").write_bytes(b"\x1f\x8b")

    assert FolderTransport(archive).get("https://host.example/a/c.json").payload == b"\x1f\x8b"


def test_a_days_answer_is_looked_for_in_that_day_only(archive: Path) -> None:
    path = archive / "as_of=2024-01-03/host.example/a/b.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"old\n")
    transport = FolderTransport(archive)

    assert transport.get(ADDRESS, as_of=date(2024, 1, 3)).payload == b"old\n"
    assert transport.get(ADDRESS).payload == b"1\n"
    with pytest.raises(SourceMissingError):
        transport.get(ADDRESS, as_of=date(2024, 1, 4))
    assert transport.snapshot_dates() == [date(2024, 1, 3)]


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("https://host.example/a/none.csv", id="no such file"),
        pytest.param("https://host.example/a", id="a folder"),
        pytest.param("https://host.example/../../outside.csv", id="dots in the path"),
        pytest.param("https://../outside.csv", id="dots for a host"),
        pytest.param("https://host.example/a/link.csv", id="link that leads outside"),
    ],
)
def test_what_is_not_in_the_archive_is_missing(archive: Path, address: str) -> None:
    outside = archive.parent / "outside.csv"
    outside.write_bytes(b"secret\n")
    (archive / "host.example/a/link.csv").symlink_to(outside)

    with pytest.raises(SourceMissingError, match="add it to the archive"):
        FolderTransport(archive).get(address)


def test_marked_folder_is_a_simulated_market(archive: Path) -> None:
    assert not FolderTransport(archive).is_simulated
    (archive / SIMULATED_MARK).touch()
    assert FolderTransport(archive).is_simulated
