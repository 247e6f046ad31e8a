"""Broken input: a clear error, the last good data kept, the published file untouched, an exit code that says so."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.desk import Desk

pytestmark = pytest.mark.slow

_VX = "cdn.cboe.com/data/us/futures/market_statistics/historical_data/VX"
_HTML = b"<!DOCTYPE html><html><body>Access denied</body></html>\n"


@pytest.fixture(scope="module")
def good_desk(tmp_path_factory: pytest.TempPathFactory, whole_market: Path) -> Desk:
    """A desk after one good run."""
    desk = Desk(tmp_path_factory.mktemp("broken"))
    shutil.copytree(whole_market, desk.archive)
    finished = desk.alvh("run")
    assert finished.exit_code == 0, finished.said
    return desk


@pytest.fixture
def vx_file(good_desk: Desk) -> Iterator[Path]:
    """The newest contract's file, put back afterwards."""
    path = sorted((good_desk.archive / _VX).glob("*.csv"))[-1]
    good = path.read_bytes()
    yield path
    path.write_bytes(good)


def _cut(payload: bytes) -> bytes:
    return payload[:-20]


def _cut_at_a_line(payload: bytes) -> bytes:
    return b"".join(payload.splitlines(keepends=True)[:-3])


def _web_page(_payload: bytes) -> bytes:
    return _HTML


def _zero_settlement(payload: bytes) -> bytes:
    lines = payload.decode().splitlines()
    cells = lines[-1].split(",")
    cells[6] = "0"
    return ("\n".join([*lines[:-1], ",".join(cells)]) + "\n").encode()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        pytest.param(_cut, ("stops in the middle of a line", "line"), id="truncated"),
        pytest.param(_cut_at_a_line, ("history_is_complete", "rows of the last good load are gone"), id="shortened"),
        pytest.param(_web_page, ("a web page came instead of data", "bot wall"), id="web page"),
        pytest.param(_zero_settlement, ("settlement_is_published", "a settlement of 0 is not a price"), id="zero"),
    ],
)
def test_a_damaged_file_stops_the_run_and_changes_nothing(
    good_desk: Desk, vx_file: Path, damage, words: tuple[str, ...]
) -> None:
    published = good_desk.published.read_bytes()
    table = good_desk.tables().read("raw.raw_cfe__vx_futures")
    vx_file.write_bytes(damage(vx_file.read_bytes()))

    finished = good_desk.alvh("run")

    assert finished.exit_code != 0
    for word in words:
        assert word in finished.said
    assert "NOT published" in finished.said
    assert "vx_futures_honour_contract" in finished.said
    assert good_desk.published.read_bytes() == published
    assert good_desk.tables().read("raw.raw_cfe__vx_futures").equals(table)
    assert list((good_desk.warehouse / "quarantine").rglob("raw_cfe__vx_futures/*.jsonl"))


def test_the_run_after_the_repair_is_whole(good_desk: Desk, vx_file: Path) -> None:
    page = good_desk.published.with_name("report.html")
    before = _facts(good_desk)
    good = vx_file.read_bytes()
    vx_file.write_bytes(_HTML)
    assert good_desk.alvh("run").exit_code != 0
    assert b"did not publish" in page.read_bytes()
    vx_file.write_bytes(good)

    finished = good_desk.alvh("run")

    assert finished.exit_code == 0, finished.said
    assert _facts(good_desk) == before
    assert b"did not publish" not in page.read_bytes()


def _facts(desk: Desk) -> dict[str, str]:
    """Content of every published table but those that tell of runs and downloads."""
    fingerprints = desk.tables().fingerprints(desk.published)
    return {name: value for name, value in fingerprints.items() if "landing" not in name and "dim_run" not in name}


def test_an_unreachable_archive_says_what_to_do(good_desk: Desk) -> None:
    finished = good_desk.alvh("run", ALVH_ARCHIVE="http://127.0.0.1:9", ALVH_RETRIES="0")

    assert finished.exit_code != 0
    assert "is the archive's server up?" in finished.said
