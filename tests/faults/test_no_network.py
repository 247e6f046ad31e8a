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
    desk = Desk(tmp_path_factory.mktemp("no_network"))
    shutil.copytree(whole_market, desk.archive)
    began = time.monotonic()

    done = subprocess.run(
        ["unshare", "--net", *desk.command("run")],
        env=desk.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == 0, done.stderr
    assert time.monotonic() - began < 90
