"""Same arguments, same bytes; an earlier end is a prefix; another seed is another market."""

import hashlib
import time
from datetime import date
from pathlib import Path

import pytest

from pipelines.sources.sample_market import write_sample_market
from pipelines.sources.sample_market.market import simulate_market
from pipelines.sources.sample_market.write import market_files

_END = date(2012, 3, 27)


def _digests(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    write_sample_market(tmp_path / "first", end=_END)
    write_sample_market(tmp_path / "second", end=_END)

    first = _digests(tmp_path / "first")

    assert first == _digests(tmp_path / "second")
    assert len(first) > 50


def test_another_seed_is_another_market(short_market_files: dict[str, bytes]) -> None:
    other = market_files(simulate_market(443, _END))

    assert other.keys() == short_market_files.keys()
    same = {name for name in other if other[name] == short_market_files[name]}
    scripted = ("id=DFEDTARU", "id=ECBDFR")  # policy rates follow a script
    assert same == {name for name in other if "product/list" in name or name.endswith(scripted)}


@pytest.mark.parametrize("end", [date(2011, 9, 14), date(2012, 3, 20), date(2012, 3, 26)])
def test_earlier_end_is_a_prefix(end: date, short_market_files: dict[str, bytes]) -> None:
    """No row depends on a later day: the truncation test of the generator."""
    shorter = market_files(simulate_market(442, end))
    of_a_day = ("as_of=", "@dt=", "user_files/", "index")
    histories = {name for name in shorter if not any(part in name for part in of_a_day)}

    assert len(histories) > 35
    for name in histories:
        assert short_market_files[name].startswith(shorter[name]), name
        assert len(short_market_files[name]) >= len(shorter[name])


def test_snapshot_of_a_day_does_not_depend_on_the_end(short_market_files: dict[str, bytes]) -> None:
    """2012-03-23 is among the last three sessions of both markets."""
    shorter = market_files(simulate_market(442, date(2012, 3, 26)))
    shared = {name for name in shorter if name.startswith("as_of=2012-03-23/")}

    assert len(shared) == 2
    assert all(shorter[name] == short_market_files[name] for name in shared)


def test_end_without_two_sessions_is_refused() -> None:
    with pytest.raises(ValueError, match="2010-06-17"):
        simulate_market(442, date(2010, 6, 17))


@pytest.mark.slow
def test_whole_market_is_written_in_five_seconds(tmp_path: Path) -> None:
    start = time.perf_counter()
    write_sample_market(tmp_path)

    assert time.perf_counter() - start < 5
