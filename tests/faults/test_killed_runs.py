"""A run killed at any point leaves the published warehouse readable, and the next run is whole."""

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pipelines.warehouse import read_published
from tests.fixtures.cut_archive import cut_archive
from tests.fixtures.desk import Desk

pytestmark = pytest.mark.slow

KILLS = 8
LONGEST_SECONDS = 26.0


def _facts(desk: Desk) -> dict[str, str]:
    fingerprints = desk.tables().fingerprints(desk.published)
    return {name: value for name, value in fingerprints.items() if "landing" not in name and "dim_run" not in name}


def _killed_after(desk: Desk, seconds: float) -> None:
    run = subprocess.Popen(
        desk.command("run"), env=desk.environment(), stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(seconds)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()


def test_killed_runs_leave_the_published_file_and_the_next_run_is_whole(
    tmp_path_factory: pytest.TempPathFactory, whole_market: Path
) -> None:
    untouched = Desk(tmp_path_factory.mktemp("untouched"))
    shutil.copytree(whole_market, untouched.archive)
    assert untouched.alvh("run").exit_code == 0
    desk = Desk(tmp_path_factory.mktemp("killed"))
    cut_archive(whole_market, desk.archive, desk.cut_day)
    assert desk.alvh("run").exit_code == 0
    old = read_published(desk.published, "select max(trade_date) as d from signals.fct_signal_daily")["d"][0]
    shutil.copytree(whole_market, desk.archive, dirs_exist_ok=True)

    moments = random.Random(442)
    for _ in range(KILLS):
        _killed_after(desk, moments.uniform(1.0, LONGEST_SECONDS))
        seen = read_published(desk.published, "select max(trade_date) as d from signals.fct_signal_daily")["d"][0]
        assert seen >= old

    finished = desk.alvh("run")
    assert finished.exit_code == 0, finished.said
    assert _facts(desk) == _facts(untouched)
