"""The user's series at the gate: declared files load, a change is seen, a mistake leaves the last good rows."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipelines.raw.user_series import DATASET as SERIES

DECLARATION = """
[[series]]
name = "reit"
path = "vnq.csv"
date_column = "Date"
value_column = "Close"
unit = "usd"
is_adjusted = true
frequency = "daily"
publication_lag_days = 0

[[series]]
name = "spx_elsewhere"
path = "own/spx.csv"
date_column = "Date"
value_column = "Close"
unit = "pts"
is_adjusted = false
frequency = "daily"
publication_lag_days = 1
second_source_of = "SPX"
"""
REIT, SPX = "Date,Close\n2024-01-02,88.5\n2024-01-03,\n", "Date,Close\n2024-01-02,4742.83\n"


@pytest.fixture
def mine(market, tmp_path: Path):
    """The market with a declaration of two series beside it."""
    (tmp_path / "own").mkdir()
    for name, content in (("mine.toml", DECLARATION), ("vnq.csv", REIT), ("own/spx.csv", SPX)):
        (tmp_path / name).write_text(content, encoding="utf-8")
    return replace(market, settings=market.settings.model_copy(update={"user_series": tmp_path / "mine.toml"}))


def test_without_a_declaration_the_table_is_empty(market) -> None:
    assert (market.load(SERIES).outcome, market.rows(SERIES).height) == ("loaded", 0)


def test_declared_series_load_and_each_row_leads_to_its_file(mine, tmp_path: Path) -> None:
    assert mine.load(SERIES).outcome == "loaded"
    rows = mine.rows(SERIES).sort("series_name", "observation_date")

    assert rows.select("series_name", "observation_date", "value", "second_source_of").rows() == [
        ("reit", date(2024, 1, 2), 88.5, None),
        ("reit", date(2024, 1, 3), None, None),
        ("spx_elsewhere", date(2024, 1, 2), 4742.83, "SPX"),
    ]
    digest = rows["source_sha256"][2]
    kept = mine.settings.landing_dir / "objects" / digest[:2] / digest
    assert kept.read_text(encoding="utf-8") == SPX


def test_other_declaration_of_the_same_file_is_read_anew(mine, tmp_path: Path) -> None:
    mine.load(SERIES)
    assert mine.load(SERIES).outcome == "unchanged"

    (tmp_path / "mine.toml").write_text(DECLARATION.replace("lag_days = 1", "lag_days = 2"), encoding="utf-8")

    assert mine.load(SERIES).outcome == "loaded"
    assert set(mine.rows(SERIES)["publication_lag_days"]) == {0, 2}


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("mine.toml", "is_adjusted", "adjusted", "unknown key 'series.0.adjusted'; nearest valid key: 'is_adjusted'"),
        ("vnq.csv", "88.5", "n/a", "file:vnq.csv line 2 column 'Close': 'n/a' is not a Float64 (series reit)"),
        ("vnq.csv", "88.5", "0", "level_is_positive: 1 rows, first series_name=reit, observation_date=2024-01-02"),
        ("vnq.csv", "2024-01-03,", "2024-01-02,89", "key_is_unique: 2 rows, first series_name=reit"),
        ("vnq.csv", "2024-01-02", "2199-01-02", "day_is_not_in_the_future"),
    ],
)
def test_mistake_leaves_the_last_good_rows(mine, tmp_path: Path, name: str, old: str, new: str, message: str) -> None:
    mine.load(SERIES)
    path = tmp_path / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    report = mine.load(SERIES)

    assert report.outcome == "rejected"
    assert message in report.message
    assert mine.rows(SERIES).height == 3


def test_declared_file_that_is_gone_is_missing(mine, tmp_path: Path) -> None:
    (tmp_path / "vnq.csv").unlink()

    assert mine.load(SERIES).outcome == "missing"
