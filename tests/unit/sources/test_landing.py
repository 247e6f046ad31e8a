"""The landing: kept unchanged, never overwritten, asked for only when something may have changed."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.sources.errors import SourceFormatError, SourceMissingError, SourceUnreachableError
from pipelines.sources.landing import Landing, Wanted, read_manifest
from tests.fixtures.provider import Provider

ADDRESS = "https://host.example/a.csv"


def test_landed_file_is_addressed_by_its_content(tmp_path: Path) -> None:
    landed = Landing(tmp_path, Provider({ADDRESS: b"1\n"})).fetch(ADDRESS)

    sha256 = hashlib.sha256(b"1\n").hexdigest()
    assert landed.path == tmp_path / "objects" / sha256[:2] / sha256
    assert landed.payload() == b"1\n"
    assert (landed.sha256, landed.size_bytes, landed.status, landed.name) == (sha256, 2, "fetched", ADDRESS)
    assert datetime.now(UTC) - datetime.fromisoformat(landed.fetched_at) < timedelta(minutes=1)


def test_manifest_holds_one_line_per_version(tmp_path: Path) -> None:
    provider = Provider({ADDRESS: b"1\n"})
    landing = Landing(tmp_path, provider)
    landing.fetch(ADDRESS)
    provider.answers[ADDRESS] = b"2\n"
    landing.fetch(ADDRESS)

    rows = [json.loads(line) for line in (tmp_path / "manifest.jsonl").read_text().splitlines()]
    assert [(row["address"], row["status"], row["size_bytes"]) for row in rows] == [
        (ADDRESS, "fetched", 2),
        (ADDRESS, "changed", 2),
    ]
    assert set(rows[0]) >= {"address", "fetched_at", "sha256", "size_bytes", "status", "etag"}


def test_new_version_does_not_touch_the_old_one(tmp_path: Path) -> None:
    provider = Provider({ADDRESS: b"1\n"})
    landing = Landing(tmp_path, provider)
    old = landing.fetch(ADDRESS)
    before = old.path.stat().st_mtime_ns
    provider.answers[ADDRESS] = b"2\n"

    new = landing.fetch(ADDRESS)

    assert (old.payload(), new.payload()) == (b"1\n", b"2\n")
    assert old.path.stat().st_mtime_ns == before
    assert [file.sha256 for file in landing.versions_of(ADDRESS)] == [old.sha256, new.sha256]


def test_second_ask_is_conditional_and_keeps_nothing_twice(tmp_path: Path) -> None:
    provider = Provider({ADDRESS: b"1\n"})
    first = Landing(tmp_path, provider).fetch(ADDRESS)

    again = Landing(tmp_path, provider).fetch(ADDRESS)

    assert again == first
    assert provider.asked[1] == (ADDRESS, first.etag, "Tue, 02 Jan 2024")
    assert len(read_manifest(tmp_path)) == 1


def test_complete_contract_is_not_asked_for_again(tmp_path: Path) -> None:
    provider = Provider({ADDRESS: b"1\n"})
    landing = Landing(tmp_path, provider)
    landing.fetch(ADDRESS, is_final=True)
    landing.fetch(ADDRESS, is_final=True)
    assert len(provider.asked) == 1

    provider.revisits_expired = True
    landing.fetch(ADDRESS, is_final=True)
    assert len(provider.asked) == 2


def test_failed_ask_keeps_what_is_there(tmp_path: Path) -> None:
    provider = Provider({ADDRESS: b"1\n"})
    landing = Landing(tmp_path, provider)
    landing.fetch(ADDRESS)
    provider.failure = SourceUnreachableError("down", "wait")

    with pytest.raises(SourceUnreachableError):
        landing.fetch(ADDRESS)

    assert [file.payload() for file in landing.versions] == [b"1\n"]
    with pytest.raises(SourceUnreachableError):
        landing.fetch_if_there(ADDRESS)


def test_absent_file_is_none_where_that_is_allowed(tmp_path: Path) -> None:
    landing = Landing(tmp_path, Provider())

    assert landing.fetch_if_there(ADDRESS) is None
    with pytest.raises(SourceMissingError):
        landing.fetch(ADDRESS)


def test_absent_file_of_the_past_is_asked_for_again_only_after_weeks(tmp_path: Path) -> None:
    provider, wanted = Provider(), Wanted(ADDRESS, is_final=True, may_be_absent=True)

    for _ in range(2):
        assert Landing(tmp_path, provider).fetch_all([wanted]) == []
    assert len(provider.asked) == 1
    (note,) = map(json.loads, (tmp_path / "absent.jsonl").read_text().splitlines())
    assert note["address"] == ADDRESS

    ago = datetime.now(UTC) - timedelta(weeks=4)
    (tmp_path / "absent.jsonl").write_text(json.dumps(note | {"asked_at": ago.isoformat()}) + '\n{"address": "cut')
    provider.answers[ADDRESS] = b"1\n"
    assert [file.address for file in Landing(tmp_path, provider).fetch_all([wanted])] == [ADDRESS]


@pytest.mark.parametrize(
    ("is_archive", "wanted"),
    [
        pytest.param(False, Wanted(ADDRESS, may_be_absent=True), id="may come any day"),
        pytest.param(True, Wanted(ADDRESS, is_final=True, may_be_absent=True), id="a person may add it"),
    ],
)
def test_other_absent_files_are_asked_for_each_time(tmp_path: Path, is_archive: bool, wanted: Wanted) -> None:
    provider = Provider(is_archive=is_archive)

    for _ in range(2):
        Landing(tmp_path, provider).fetch_all([wanted])

    assert len(provider.asked) == 2


def test_file_that_must_be_there_is_asked_for_each_time(tmp_path: Path) -> None:
    provider = Provider()

    for _ in range(2):
        with pytest.raises(SourceMissingError):
            Landing(tmp_path, provider).fetch(ADDRESS, is_final=True)

    assert len(provider.asked) == 2


def test_answer_that_repeats_the_key_is_not_kept(tmp_path: Path) -> None:
    address = f"{ADDRESS}?id=1&api_key=abc123"
    landing = Landing(tmp_path, Provider({address: b'{"error": "no such key: abc123"}'}))

    with pytest.raises(SourceFormatError, match=r"a\.csv\?id=1: the answer repeats the key"):
        landing.fetch(address)

    assert landing.versions == ()
    assert not list(tmp_path.glob("objects/*/*"))


def test_several_files_come_in_the_order_asked_even_when_their_bytes_are_equal(tmp_path: Path) -> None:
    addresses = [f"https://host.example/{number}.csv" for number in range(200)]
    landing = Landing(tmp_path, Provider(dict.fromkeys(addresses, b"the same error page\n")))

    found = landing.fetch_all([(address, False) for address in addresses])

    assert [file.address for file in found] == addresses
    assert len(read_manifest(tmp_path)) == 200
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2  # one object, one manifest


def test_same_bytes_under_a_new_etag_did_not_change(tmp_path: Path) -> None:
    provider = Provider({ADDRESS: b"1\n"}, version="first")
    landing = Landing(tmp_path, provider)
    first = landing.fetch(ADDRESS)
    provider.version = "second"

    second = landing.fetch(ADDRESS)

    assert (second.status, second.sha256, second.etag) == ("fetched", first.sha256, "second")


def test_days_of_a_live_only_address_are_kept_apart(tmp_path: Path) -> None:
    landing = Landing(tmp_path, Provider({ADDRESS: b"1\n"}))

    first, second = landing.fetch(ADDRESS, date(2024, 1, 3)), landing.fetch(ADDRESS, date(2024, 1, 4))

    assert (first.as_of, second.as_of) == ("2024-01-03", "2024-01-04")
    assert second.name == f"{ADDRESS} (as of 2024-01-04)"
    assert len(landing.versions_of(ADDRESS)) == 2


def test_users_own_file_is_kept_under_its_name(tmp_path: Path) -> None:
    own = tmp_path / "counts.csv"
    own.write_bytes(b"1\n")
    landing = Landing(tmp_path / "landing", Provider())
    first = landing.keep_local(own)
    own.write_bytes(b"2\n")

    second = landing.keep_local(own)

    assert (first.name, first.payload(), second.payload()) == ("file:counts.csv", b"1\n", b"2\n")
    assert (second.status, landing.keep_local(own)) == ("changed", second)
