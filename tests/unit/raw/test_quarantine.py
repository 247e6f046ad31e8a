"""Rejected rows, kept with their reasons."""

import json
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.contracts.fred_series import RAW_FRED__SERIES
from pipelines.raw.quarantine import keep_rejected

ROWS = pl.DataFrame({"observation_date": [date(2024, 1, 2)], "value": [1e9], "reason": ["value_in_range: too large"]})


def test_rows_and_reason_are_written_as_json_lines(tmp_path: Path) -> None:
    path = keep_rejected(RAW_FRED__SERIES, ROWS, tmp_path)

    assert path.parent == tmp_path / "raw_fred__series"
    assert [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] == [
        {"observation_date": "2024-01-02", "value": 1e9, "reason": "value_in_range: too large"}
    ]


def test_same_rejection_again_is_the_same_file_and_another_is_not(tmp_path: Path) -> None:
    first = keep_rejected(RAW_FRED__SERIES, ROWS, tmp_path)

    assert keep_rejected(RAW_FRED__SERIES, ROWS, tmp_path) == first
    assert keep_rejected(RAW_FRED__SERIES, ROWS.with_columns(value=pl.lit(2e9)), tmp_path) != first


def test_nothing_rejected_leaves_nothing(tmp_path: Path) -> None:
    assert keep_rejected(RAW_FRED__SERIES, pl.DataFrame(), tmp_path) is None
    assert list(tmp_path.iterdir()) == []
