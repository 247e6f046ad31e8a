"""A file is written whole or not at all, and what a kill left beside it goes with the next writing."""

import subprocess
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.atomic import whole_file
from pipelines.contracts.fred_series import RAW_FRED__SERIES
from pipelines.raw.quarantine import keep_rejected
from pipelines.report.published import mark_failed
from pipelines.report.status import STATUS_PLACE
from pipelines.sweep.pieces import PieceStore

_SLOW = """\
import sys, time
from pathlib import Path
from pipelines.atomic import whole_file
with whole_file(Path(sys.argv[1])) as partial:
    partial.write_text("half")
    print("half", flush=True)
    time.sleep(60)
"""
REJECTED = pl.DataFrame({"observation_date": [date(2024, 1, 2)], "reason": ["too large"]})


def _kill_while_writing(target: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _SLOW, str(target)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "half\n"
        writer.kill()
    assert len(list(target.parent.glob(f".{target.name}.*"))) == 1


def _page(target: Path) -> None:
    target.write_text(f"<head></head><body>\n{STATUS_PLACE}</body>", encoding="utf-8")
    mark_failed(target, "why")


@pytest.mark.parametrize(
    ("name", "write"),
    [
        pytest.param("report.html", _page, id="published page"),
        pytest.param(
            "piece_000007.parquet",
            lambda target: PieceStore(target.parent).keep(7, pl.DataFrame({"configuration": [1]})),
            id="piece of a sweep",
        ),
    ],
)
def test_what_a_kill_left_is_removed_by_the_next_writing(tmp_path: Path, name: str, write: object) -> None:
    _kill_while_writing(tmp_path / name)

    write(tmp_path / name)  # type: ignore[operator]

    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_error_leaves_the_file_as_it_was_and_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("before")

    with suppress(OSError), whole_file(tmp_path / "a") as partial:
        partial.write_text("half")
        raise OSError

    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


def test_quarantine_that_was_cut_is_written_anew(tmp_path: Path) -> None:
    kept = keep_rejected(RAW_FRED__SERIES, REJECTED, tmp_path)
    assert kept is not None
    whole = kept.read_bytes()
    kept.write_bytes(whole[:10])

    assert keep_rejected(RAW_FRED__SERIES, REJECTED, tmp_path) == kept
    assert kept.read_bytes() == whole
