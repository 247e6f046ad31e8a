"""A run that was interrupted is continued; one that came to an end is not."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.sources.landing import Landing
from pipelines.sources.resumption import began_at, resumable
from tests.fixtures.provider import Provider

ADDRESS = "https://host.example/a.csv"


def interrupted(root: Path, provider: Provider) -> None:
    with suppress(KeyboardInterrupt), resumable(root):
        Landing(root, provider).fetch(ADDRESS)
        raise KeyboardInterrupt


def note(root: Path, began: datetime) -> None:
    (root / "run_began_at.txt").write_text(began.isoformat(timespec="seconds"))


def test_what_an_interrupted_run_fetched_is_not_asked_for_again(tmp_path: Path) -> None:
    provider = Provider({ADDRESS: b"1\n"})
    interrupted(tmp_path, provider)

    with resumable(tmp_path):
        assert Landing(tmp_path, provider).fetch(ADDRESS).payload() == b"1\n"
    assert len(provider.asked) == 1

    Landing(tmp_path, provider).fetch(ADDRESS)
    assert len(provider.asked) == 2


def test_what_was_fetched_before_the_interrupted_run_is_asked_for(tmp_path: Path) -> None:
    provider = Provider({ADDRESS: b"1\n"})
    Landing(tmp_path, provider).fetch(ADDRESS)
    note(tmp_path, datetime.now(UTC) + timedelta(seconds=-1))
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text(manifest.read_text().replace(datetime.now(UTC).strftime("%Y-%m-%d"), "2024-01-02"))

    Landing(tmp_path, provider).fetch(ADDRESS)

    assert len(provider.asked) == 2


def test_what_a_clock_that_was_ahead_dated_is_asked_for(tmp_path: Path) -> None:
    provider = Provider({ADDRESS: b"1\n"})
    Landing(tmp_path, provider).fetch(ADDRESS)
    manifest = tmp_path / "manifest.jsonl"
    today, ahead = datetime.now(UTC), datetime.now(UTC) + timedelta(days=400)
    manifest.write_text(manifest.read_text().replace(f"{today:%Y-%m-%d}", f"{ahead:%Y-%m-%d}"))
    note(tmp_path, today - timedelta(seconds=1))

    Landing(tmp_path, provider).fetch(ADDRESS)

    assert len(provider.asked) == 2


@pytest.mark.parametrize("ago", [timedelta(hours=2), timedelta(hours=-2)], ids=["too long ago", "clock set back"])
def test_note_that_is_not_of_this_hour_counts_for_nothing(tmp_path: Path, ago: timedelta) -> None:
    note(tmp_path, datetime.now(UTC) - ago)

    assert began_at(tmp_path) is None
    with resumable(tmp_path):
        assert began_at(tmp_path) is not None
    assert began_at(tmp_path) is None


@pytest.mark.parametrize("text", ["", "yesterday", "2024-01-02T00:00:00", "\0"])
def test_note_that_is_damaged_counts_for_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "run_began_at.txt").write_text(text)

    assert began_at(tmp_path) is None
