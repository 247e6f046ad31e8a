"""The daily job in a network namespace without a single route: nothing is looked up, nothing waits."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.fixtures.desk import Desk

pytestmark = pytest.mark.slow


def test_a_run_without_network_neither_fails_nor_waits(
    tmp_path_factory: pytest.TempPathFactory, whole_market: Path
) -> None:
    if subprocess.run(["unshare", "--net", "true"], check=False, capture_output=True).returncode:
        pytest.skip("this user may not make a network namespace")
    with_network = _seconds_of_a_run(tmp_path_factory, whole_market)
    assert _seconds_of_a_run(tmp_path_factory, whole_market, "unshare", "--net") < 1.4 * with_network + 10


def _seconds_of_a_run(folders: pytest.TempPathFactory, market: Path, *wrapped_in: str) -> float:
    """Wall time of a first run on a desk of its own; the machine may be busy, so only the ratio of two tells."""
    desk = Desk(folders.mktemp("no_network"))
    shutil.copytree(market, desk.archive)
    began = time.monotonic()
    done = subprocess.run(
        [*wrapped_in, *desk.command("run")],
        env=desk.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return time.monotonic() - began
