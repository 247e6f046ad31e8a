"""The bridge where calls expire without an opening quotation: the replay settles them on what the book does."""

import numpy as np
import polars as pl
import pytest

from pipelines.benchmarks.bridge import LARGEST_GAP_RATIO, LEDGER
from pipelines.benchmarks.bridge_table import benchmark_bridge
from tests.unit.benchmarks.test_bridge import ACCOUNT_USD, POLICY, SESSIONS, market, step, tables_of


@pytest.mark.parametrize(
    ("missing", "source"), [(0, "vx_last_settle"), (4, "vx_last_settle"), (5, "last_mark"), (12, "last_mark")]
)
def test_the_ledger_counts_what_the_replay_counts_without_a_quotation(missing: int, source: str) -> None:
    """Each future has doubled three weeks before its end, and has no settlement on so many sessions before it."""
    found = market()
    day = pl.DataFrame({"trade_date": SESSIONS, "today": np.arange(len(SESSIONS))})
    ends = day.rename({"trade_date": "expiry_date", "today": "end"})
    left = pl.col("end") - pl.col("today")
    doubled = pl.col("settle_pts") * pl.when(left <= 15).then(2.0).otherwise(1.0)
    curve = found["curve"].join(day, on="trade_date").join(ends, on="expiry_date").with_columns(settle_pts=doubled)
    tables = tables_of(found | {"curve": curve.filter(left > missing).drop("today", "end")})

    holed = benchmark_bridge(tables, tables["int_vx_monthly__settled"], POLICY, ACCOUNT_USD)

    settled = tables["fct_layer_state_daily"].filter(pl.col("settlement_contracts") > 0)
    assert set(settled["settlement_source"]) == {source}
    assert (settled["settlement_value_pts"] > 0).sum() > 15
    assert step(holed, "VXTH", LEDGER)["max_gap_ratio"] < LARGEST_GAP_RATIO
