"""What a person sees of a long load."""

import re
import time

import pytest

from pipelines.sources import fetch_progress
from pipelines.sources.fetch_progress import FetchProgress


def test_line_tells_files_bytes_rate_and_time_left() -> None:
    progress = FetchProgress()
    with progress.shown("raw.vx"):
        progress.expect(4)
        time.sleep(0.02)
        progress.count(3 * 2**20)
        line = progress.line()

    found = re.fullmatch(r"raw\.vx: 1 of 4 files, 3\.0 MB, ([\d.]+) MB/s, about (\d+) s left", line)
    assert found, line
    assert float(found[1]) <= 3 / 0.02


def test_long_load_is_told_and_a_quick_one_is_not(monkeypatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(fetch_progress, "_EVERY_SECONDS", 0.05)
    progress = FetchProgress()
    with progress.shown("raw.quick"):
        progress.expect(1)
    with progress.shown("raw.slow"):
        progress.expect(2)
        time.sleep(0.3)

    told = capsys.readouterr().err
    assert "raw.quick" not in told
    assert told.count("raw.slow: 0 of 2 files, 0.0 MB, 0.00 MB/s\n") >= 2
