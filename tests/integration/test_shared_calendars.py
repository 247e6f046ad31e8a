"""Days that were written by hand, beside lists that others keep: every difference is known and has its reason."""

import csv
from datetime import date
from pathlib import Path

import pytest

from tests.fixtures.shared_data import shared_data_or_skip

pytestmark = pytest.mark.shared

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def reference() -> Path:
    return shared_data_or_skip() / "reference"


def test_fomc_decisions_are_those_of_the_reference_but_for_two_days(reference: Path) -> None:
    ours = {row["decision_date"]: row for row in _rows(SEEDS / "seed_fomc_meetings.csv")}
    theirs = {row["date"] for row in _rows(reference / "fomc_dates_2000_2026.csv")}

    assert ours.keys() - theirs == {"2020-03-18", "2026-04-29"}  # cancelled; the page of the Federal Reserve has it
    assert theirs - ours.keys() == {"2026-05-06"}
    assert ours["2020-03-18"]["is_cancelled"] == "true"


def test_cpi_release_days_are_those_of_the_reference_but_for_the_shutdown_of_2025(reference: Path) -> None:
    ours = {
        row["observation_date"][:7]: date.fromisoformat(row["release_date"])
        for row in _rows(SEEDS / "seed_economic_release_dates.csv")
        if row["release_name"] == "cpi"
    }
    theirs = {
        row["reference_month"]: date.fromisoformat(row["release_date"])
        for row in _rows(reference / "cpi_release_dates_2010_2022_2025.csv")
    }

    assert len(theirs) > 50
    assert {month for month, day in theirs.items() if ours.get(month) != day} == {"2025-10", "2025-11"}
    assert "2025-10" not in ours  # never published; the reference holds the days that were planned
    assert ours["2025-11"] == date(2025, 12, 18)
