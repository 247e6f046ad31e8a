"""Index histories at the gate: known bad prints are quarantined, anything beyond them rejects the load."""

from datetime import date

import pytest

from pipelines.raw.cboe_index_history import DATASET as INDICES
from tests.fixtures import series

VVIX = series.INDEX.format(symbol="VVIX")
GOOD_ROWS = ("01/02/2024", 85.0), ("01/03/2024", 86.0), ("01/04/2024", 87.0)


def test_known_bad_prints_are_quarantined_and_the_rest_is_loaded(market) -> None:
    market.put(VVIX, series.close_only("VVIX", ("03/15/2006", 15.71), ("03/16/2006", 27.94), *GOOD_ROWS))

    report = market.load(INDICES)

    assert (report.outcome, report.is_good, report.rows_quarantined) == ("partial", True, 2)
    assert "bad prints in the first year of VVIX" in report.message
    assert [row["close_pts"] for row in market.quarantined(report)] == [15.71, 27.94]
    assert market.rows(INDICES)["trade_date"].min() == date(2024, 1, 2)
    assert (market.log(INDICES)["outcome"], market.load(INDICES).outcome) == ("partial", "unchanged")


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param([(f"03/{day:02d}/2006", 15.0) for day in range(1, 22)], id="more than the defect's 20 rows"),
        pytest.param([("03/15/2006", 15.71), ("01/05/2024", 15.0)], id="outside the defect's years"),
        pytest.param([("03/15/2006", -15.71)], id="another promise broken too"),
    ],
)
def test_defect_beyond_its_consent_rejects_the_load(market, bad: list[tuple[str, float]]) -> None:
    market.put(VVIX, series.close_only("VVIX", *bad, *GOOD_ROWS))

    report = market.load(INDICES)

    assert report.outcome == "rejected"
    assert not market.warehouse.has(INDICES.contract.qualified_name)


def test_benchmark_of_month_ends_loads_beside_daily_indices(market) -> None:
    month_ends = series.close_only("CNDR", ("10/31/2014", 680.0), ("11/28/2014", 681.5), ("12/31/2014", 683.99))
    market.put(series.INDEX.format(symbol="CNDR"), month_ends)

    assert market.load(INDICES).outcome == "loaded"
    rows = market.rows(INDICES)
    assert rows.filter(rows["index_symbol"] == "CNDR")["trade_date"].max() == date(2014, 12, 31)


@pytest.mark.parametrize(("close", "outcome"), [(4.2, "loaded"), (0.9, "rejected")])
def test_one_day_volatility_may_be_lower_than_any_other(market, close: float, outcome: str) -> None:
    market.put(series.INDEX.format(symbol="VIX1D"), series.close_only("CLOSE", ("01/02/2024", close)))

    assert market.load(INDICES).outcome == outcome
