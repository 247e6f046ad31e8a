"""The simulated market's files, for every test that needs an archive."""

import os
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

from pipelines.sources.sample_market import write_sample_market


@pytest.fixture(scope="session")
def whole_market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The simulated market's files, written once for all test processes of this session."""
    base = tmp_path_factory.getbasetemp()  # of one worker: the session's own lies above it, else that of all sessions
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "whole_market"
    with FileLock(str(shared) + ".lock"):
        if not (shared / "SIMULATED_MARKET.txt").exists():
            write_sample_market(shared)
            (shared / "SIMULATED_MARKET.txt").write_text("made up\n", encoding="utf-8")
    return shared


# The first call of a compiled function compiles it, and a busy machine is no defect: time is judged in benchmarks.
hypothesis.settings.register_profile("alvh", deadline=None)
hypothesis.settings.load_profile("alvh")
