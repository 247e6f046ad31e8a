"""The landing after a kill, a loss, or two downloads at the same moment."""

from pathlib import Path
from threading import Barrier

import pytest

from pipelines.sources.landing import Landing, read_manifest
from pipelines.sources.transport import SIMULATED_MARK
from tests.fixtures.provider import Provider

ADDRESS = "https://host.example/a.csv"


def test_manifest_survives_a_last_line_cut_by_a_kill(tmp_path: Path) -> None:
    provider = Provider({ADDRESS: b"1\n", "https://host.example/b.csv": b"2\n"})
    landing = Landing(tmp_path, provider)
    landing.fetch(ADDRESS)
    landing.fetch("https://host.example/b.csv")
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text(manifest.read_text()[:-40])

    reopened = Landing(tmp_path, provider)

    assert [file.address for file in reopened.versions] == [ADDRESS]
    reopened.fetch("https://host.example/b.csv")
    assert [file.address for file in read_manifest(tmp_path)] == [ADDRESS, "https://host.example/b.csv"]


def test_manifest_cut_in_its_first_line_is_an_empty_landing(tmp_path: Path) -> None:
    provider = Provider({ADDRESS: b"1\n"})
    Landing(tmp_path, provider).fetch(ADDRESS)
    (tmp_path / "manifest.jsonl").write_text('{"address": "htt')

    reopened = Landing(tmp_path, provider)
    assert reopened.versions == ()
    reopened.fetch(ADDRESS)
    assert len(read_manifest(tmp_path)) == 1


def test_version_whose_bytes_were_lost_is_fetched_again(tmp_path: Path) -> None:
    provider = Provider({ADDRESS: b"1\n"})
    Landing(tmp_path, provider).fetch(ADDRESS).path.unlink()

    assert Landing(tmp_path, provider).fetch(ADDRESS).payload() == b"1\n"


def test_simulated_market_marks_its_landing(tmp_path: Path) -> None:
    assert Landing(tmp_path, Provider(is_simulated=True)).is_simulated

    assert (tmp_path / SIMULATED_MARK).exists()


def test_two_downloads_of_equal_bytes_at_one_moment_do_not_disturb_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = [ADDRESS, "https://host.example/b.csv"]
    both_written, rename = Barrier(2), Path.replace

    def replace_once_both_are_written(source: Path, target: Path) -> Path:
        both_written.wait(10)
        return rename(source, target)

    monkeypatch.setattr(Path, "replace", replace_once_both_are_written)
    landing = Landing(tmp_path, Provider(dict.fromkeys(addresses, b"the same error page\n")))

    found = landing.fetch_all([(address, False) for address in addresses])

    assert [file.payload() for file in found] == [b"the same error page\n"] * 2
