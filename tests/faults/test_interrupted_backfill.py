"""A backfill that is stopped or killed goes on where it was: nothing is fetched twice, nothing is lost."""

import json
import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.fixtures.backfill import Backfill
from tests.fixtures.desk import Desk
from tests.fixtures.loopback import loopback_host
from tests.fixtures.shared_data import shared_data_or_skip

pytestmark = pytest.mark.slow

KILLS = 20
FAST = {"ALVH_REQUESTS_PER_SECOND": "100"}


def landed(backfill: Backfill) -> set[tuple[str, str | None, str]]:
    lines = (backfill.landing / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return {(row["address"], row["as_of"], row["sha256"]) for row in map(json.loads, lines)}


def objects(backfill: Backfill) -> list[str]:
    return sorted(str(path.relative_to(backfill.landing)) for path in backfill.landing.rglob("objects/*/*"))


def tables(desk: Desk) -> dict[str, str]:
    """Content of every raw table; the load log and the manifest's times differ from run to run."""
    return {name: value for name, value in desk.tables().fingerprints().items() if "landing" not in name}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_backfill_says_so_and_asks_for_each_file_once_in_total(
    tmp_path: Path, whole_market: Path, number: signal.Signals
) -> None:
    with loopback_host(whole_market) as host:
        backfill = Backfill(Desk(tmp_path), host, ALVH_REQUESTS_PER_SECOND="25")
        code, said = backfill.stopped(number, lambda: len(backfill.asked()) >= 90)
        before = len(backfill.asked())
        assert code == 130, said
        assert "Stopped. What has landed stays" in said
        assert "Traceback" not in said
        assert "Error" not in said

        backfill.finish()

        assert before < len(backfill.asked())
        assert set(Counter(backfill.asked()).values()) == {1}


def test_backfill_tells_how_far_it_is_every_two_seconds(tmp_path: Path, whole_market: Path) -> None:
    with loopback_host(whole_market) as host:
        said = Backfill(Desk(tmp_path), host, ALVH_REQUESTS_PER_SECOND="25").finish()

    lines = [line for line in said.splitlines() if "cfe__vx_futures:" in line and " MB/s" in line]
    assert len(lines) >= 3, said
    assert all("files, " in line and " MB, " in line for line in lines)
    assert any("s left" in line for line in lines)


@pytest.mark.shared
def test_backfill_killed_at_twenty_points_lands_and_loads_what_an_untouched_one_does(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    archive, moments = shared_data_or_skip() / "archive", random.Random(442)
    with loopback_host(archive) as host:
        untouched = Backfill(Desk(tmp_path_factory.mktemp("untouched")), host, **FAST)
        began = time.monotonic()
        untouched.finish()
        whole, asked = time.monotonic() - began, len(host.requests)
        host.requests.clear()
        killed = Backfill(Desk(tmp_path_factory.mktemp("killed")), host, **FAST)
        kills = 0
        while kills < KILLS:
            if kills % 2:  # anywhere, mostly while it loads and validates
                seconds = moments.uniform(0.1, 1) * whole
                is_dead = killed.killed(lambda since, seconds=seconds: since > seconds)
            else:  # while it downloads
                enough = len(host.requests) + moments.randrange(1, asked // (KILLS // 2))
                latest = whole
                is_dead = killed.killed(
                    lambda since, enough=enough, latest=latest: len(host.requests) >= enough or since > latest
                )
            kills += is_dead
            whole *= 1 if is_dead else 0.8  # what is left to do gets less
        killed.finish()

    assert landed(killed) == landed(untouched)
    assert objects(killed) == objects(untouched)
    assert tables(killed.desk) == tables(untouched.desk)
    assert max(Counter(killed.asked()).values()) <= 2, "what was under way at one kill, and no more"
