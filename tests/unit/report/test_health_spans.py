"""One notion of freshness: the contracts' own, put to every series that data health shows."""

import re

import polars as pl
import pytest

from pipelines.contracts.completeness import Freshness
from pipelines.report.health_spans import SPANNED, SPANS_SQL, stale_after_days
from tests.fixtures.contracts import all_contracts

PROMISES = {
    (contract.name, promise.name): promise
    for contract in all_contracts()
    for promise in contract.profile
    if isinstance(promise, Freshness)
}


def test_every_promise_of_freshness_has_a_span_and_every_span_a_promise() -> None:
    spans = re.findall(r"'(raw_\w+)'(?: as table_name)?, '(\w+)'", SPANS_SQL)

    assert len(spans) == len(set(spans))
    assert set(spans) == set(PROMISES)
    assert {contract.name for contract in SPANNED} == {table for table, _ in PROMISES}


@pytest.mark.parametrize(
    ("table", "promise", "subject", "days"),
    [
        ("raw_fred__series", "series_is_fresh", "CPIAUCSL", 75),
        ("raw_fred__series", "series_is_fresh", "DTB3", 14),
        ("raw_cfe__final_settlements", "final_list_is_fresh", "VX final settlements", 36),
        ("raw_user__series", "monthly_series_is_fresh", "mine", 75),
        ("raw_user__series", "daily_series_is_fresh", "mine", 5),
    ],
)
def test_age_is_the_contracts(table: str, promise: str, subject: str, days: int) -> None:
    row = pl.DataFrame({"table_name": [table], "promise": [promise], "subject": [subject]})

    assert row.select(stale_after_days()).item() == days
