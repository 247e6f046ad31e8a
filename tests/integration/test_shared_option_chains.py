"""Every real chain file goes through the gate into the table: counted and added up again by plain reading."""

import csv
import gzip
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from pipelines.raw.dataset import LoadReport
from pipelines.raw.option_quotes import SPX
from pipelines.raw.part_gate import load_parts
from pipelines.settings import Settings
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.landing import Landing
from pipelines.warehouse import Warehouse
from tests.fixtures.shared_data import shared_data_or_skip

pytestmark = [pytest.mark.slow, pytest.mark.shared]


@pytest.fixture(scope="module")
def folder() -> Path:
    return shared_data_or_skip() / "chains_quote_table"


@pytest.fixture(scope="module")
def loaded(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[LoadReport, pl.DataFrame]:
    root = tmp_path_factory.mktemp("chains")
    archive = shared_data_or_skip() / "archive"
    settings = Settings(
        origin="archive", archive=str(archive), warehouse_dir=root / "warehouse", option_files=folder, _env_file=None
    )
    warehouse = Warehouse.of(settings)
    report = load_parts(SPX, Landing(settings.landing_dir, FolderTransport(archive)), warehouse, settings)
    return report, warehouse.read(SPX.contract.qualified_name)


def _lines(path: Path) -> list[dict[str, str]]:
    """Both sides of each line of a quote page, read by the standard library alone."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    start = next(number for number, line in enumerate(lines) if "Strike" in line)
    middle = lines[start].index("Strike")
    sides = []
    for line in lines[start + 1 :]:
        if len(line) > middle and line[middle].strip():
            for first, last in ((1, middle), (middle + 1, len(lines[start]))):
                sides.append(
                    {"strike": line[middle]} | dict(zip(lines[start][first:last], line[first:last], strict=False))
                )
    return sides


def _sessions(folder: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*.csv.gz")):
        found.setdefault(path.name.split("_")[1], []).append(path)
    return found


def test_no_row_is_lost_and_none_is_refused(folder: Path, loaded: tuple[LoadReport, pl.DataFrame]) -> None:
    report, rows = loaded

    assert (report.outcome, report.rows_quarantined) == ("loaded", 0)
    assert report.rows_in == report.rows_out + report.rows_deduplicated
    assert report.rows_out == rows.height
    assert report.files == len(list(folder.glob("*.csv.gz"))) + 3  # with the snapshots of the archive


def test_a_session_of_one_file_has_its_lines_and_its_sums(
    folder: Path, loaded: tuple[LoadReport, pl.DataFrame]
) -> None:
    _, rows = loaded
    snapshots = rows.filter(pl.col("source_layout") == "delayed_json")["quote_date"].cast(pl.String).unique()
    alone = {day: paths[0] for day, paths in _sessions(folder).items() if len(paths) == 1 and day not in snapshots}

    assert len(alone) >= 7
    for day, path in alone.items():
        sides = _lines(path)
        of_day = rows.filter(pl.col("quote_date").cast(pl.String) == day)
        assert of_day.height == len(sides), day
        for column, title in (("bid_pts", "Bid"), ("ask_pts", "Ask"), ("strike_pts", "strike")):
            assert of_day[column].sum() == pytest.approx(sum(float(side[title]) for side in sides), rel=1e-9), day
        strikes = Counter(float(side["strike"]) for side in sides)
        assert dict(of_day.group_by("strike_pts").len().iter_rows()) == dict(strikes), day
