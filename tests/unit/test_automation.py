"""The schedule: on exchange days it starts the whole job, and asks for no session of the chains."""

from datetime import datetime
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from pipelines.automation import daily_schedule


def started(day: str) -> dg.RunRequest | None:
    at = datetime.fromisoformat(f"{day} 17:30").replace(tzinfo=ZoneInfo("America/New_York"))
    found = daily_schedule("daily").evaluate_tick(dg.build_schedule_context(scheduled_execution_time=at))
    return found.run_requests[0] if found.run_requests else None


@pytest.fixture(autouse=True)
def _origin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALVH_ORIGIN", "live")


def test_a_session_starts_one_run_that_is_of_no_partition() -> None:
    request = started("2024-01-05")

    assert (request.run_key, request.partition_key) == ("daily-2024-01-05", None)
    assert not [name for name in request.tags if "partition" in name]


@pytest.mark.parametrize("origin", ["live", "sample"])
def test_a_holiday_and_a_simulated_market_start_none(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    monkeypatch.setenv("ALVH_ORIGIN", origin)

    assert started("2024-01-15") is None
    assert (started("2024-01-16") is None) == (origin == "sample")
