"""The shipped example of a declaration reads the real files beside it, and known numbers come out."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.sources import shiller_monthly
from pipelines.sources.user_series import parse_series
from pipelines.sources.user_series_declaration import read_declaration
from tests.fixtures.shared_data import shared_data_or_skip

pytestmark = [pytest.mark.slow, pytest.mark.shared]

EXAMPLE = Path(__file__).parents[2] / "docs" / "user_series.toml"


@pytest.fixture(scope="module")
def folder() -> Path:
    return shared_data_or_skip() / "user_files"


@pytest.fixture(scope="module")
def series(folder: Path) -> pl.DataFrame:
    declared = read_declaration(EXAMPLE.read_bytes(), EXAMPLE.name).series
    return pl.concat(parse_series((folder / each.path).read_bytes(), f"file:{each.path}", each) for each in declared)


@pytest.mark.parametrize(
    ("name", "day", "value"),
    [
        ("spx_total_return", date(2023, 3, 6), 8649.88),
        ("reit", date(2026, 4, 17), 96.68),
        ("vix_elsewhere", date(2020, 3, 16), 82.69),
        ("spx_elsewhere", date(2020, 3, 23), 2237.40),
        ("vx_first_generic", date(2020, 3, 16), 72.625),
        ("vx_second_generic", date(2004, 3, 26), 20.16),
    ],
)
def test_known_value_comes_out(series: pl.DataFrame, name: str, day: date, value: float) -> None:
    row = series.filter((pl.col("series_name") == name) & (pl.col("observation_date") == day))

    assert row["value"].item() == pytest.approx(value, abs=0.005)


def test_every_series_has_a_value_on_each_of_its_days(series: pl.DataFrame) -> None:
    lengths = dict(series.group_by("series_name").agg(pl.col("value").count()).iter_rows())

    assert lengths["vx_second_generic"] == 5367
    assert lengths["spx_total_return"] == 8358
    assert series.filter(pl.col("series_name") != "vix_elsewhere")["value"].null_count() == 0


def test_shiller_copy_knows_dividends_to_june_2023(folder: Path) -> None:
    path = folder / read_declaration(EXAMPLE.read_bytes(), EXAMPLE.name).shiller.path
    months = shiller_monthly.parse(path.read_bytes(), "file:shiller")

    known = months.filter(pl.col("dividend_pts") > 0, pl.col("earnings_pts") > 0)
    assert (known["observation_date"].min(), known["observation_date"].max()) == (date(1871, 1, 1), date(2023, 6, 1))
    assert months.height == 1865
