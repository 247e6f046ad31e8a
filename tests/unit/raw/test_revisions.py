"""Two versions of a file, served in turn: what is kept of both, and which of them a decision goes on with."""

from datetime import UTC, datetime

import polars as pl
import pytest

from pipelines.raw.cboe_index_history import DATASET as INDICES
from pipelines.sources import landing
from tests.fixtures import series

VVIX = series.INDEX.format(symbol="VVIX")
BEFORE = ("01/02/2024", 85.0), ("01/03/2024", 86.0), ("01/04/2024", 87.0)


@pytest.fixture
def load_at(market, monkeypatch):
    """Load VVIX rows as if it were another time."""

    def _load(at: datetime, *rows: tuple[str, float]):
        class Clock(datetime):
            @classmethod
            def now(cls, tz=None):
                return at.astimezone(tz)

        monkeypatch.setattr(landing, "datetime", Clock)
        market.put(VVIX, series.close_only("VVIX", *rows))
        return market.load(INDICES)

    return _load


def _revisions(market) -> list[tuple[object, ...]]:
    name = "raw.raw_landing__revisions"
    if not market.warehouse.has(name):
        return []
    rows = market.warehouse.read(name).sort("replaced_at")
    return rows.select("row_key", "old_value", "new_value", "first_seen_at", "replaced_at", "is_decided_on").rows()


FIRST, SECOND, THIRD = (datetime(2024, 1, day, 22, 30, tzinfo=UTC) for day in (4, 5, 8))


def test_value_revised_after_it_was_decided_on_is_kept_for_its_day(market, load_at) -> None:
    load_at(FIRST, *BEFORE)
    load_at(SECOND, *BEFORE[:2], ("01/04/2024", 99.0), ("01/05/2024", 88.0))
    load_at(THIRD, *BEFORE[:2], ("01/04/2024", 98.0), ("01/05/2024", 88.0))

    assert _revisions(market) == [
        ("VVIX|2024-01-04", "87.0", "99.0", FIRST, SECOND, True),
        ("VVIX|2024-01-04", "99.0", "98.0", SECOND, THIRD, False),
    ]
    assert market.rows(INDICES).filter(pl.col("close_pts") == 98.0).height == 1  # raw holds the newest


def test_backfilled_value_was_decided_on_by_nobody(market, load_at) -> None:
    load_at(THIRD, *BEFORE)
    load_at(datetime(2024, 1, 9, 22, 30, tzinfo=UTC), *BEFORE[:2], ("01/04/2024", 99.0))

    assert _revisions(market) == [
        ("VVIX|2024-01-04", "87.0", "99.0", THIRD, datetime(2024, 1, 9, 22, 30, tzinfo=UTC), False),
    ]


def test_a_refused_revision_changes_nothing(market, load_at) -> None:
    load_at(FIRST, *BEFORE)

    report = load_at(SECOND, *BEFORE[:2], ("01/04/2024", 9999.0))

    assert report.outcome == "rejected"
    assert _revisions(market) == []
