"""Final settlements at the gate: absent is an empty table, a bad file keeps the last good rows."""

import pytest

from pipelines.raw.cfe_final_settlements import DATASET as FINAL
from tests.fixtures import cfe_settlements as files


def test_absent_settlements_are_an_empty_table(market) -> None:
    report = market.load(FINAL)

    assert (report.outcome, report.rows_out) == ("loaded", 0)
    assert market.rows(FINAL).is_empty()


def test_price_of_zero_keeps_the_last_good_rows(market) -> None:
    market.put(files.FINAL, files.settlements(*files.FINAL_ROWS))
    assert market.load(FINAL).rows_out == len(files.FINAL_ROWS)
    before = market.fingerprint(FINAL)
    market.put(files.FINAL, files.settlements(files.FINAL_ROWS[0].replace("14.12", "0.00"), *files.FINAL_ROWS[1:]))

    report = market.load(FINAL)

    assert (report.outcome, report.broken) == ("rejected", {"vx_final_settlement_is_published": 1})
    assert market.fingerprint(FINAL) == before


@pytest.mark.parametrize(
    ("price", "promise"), [("0.00", "vx_final_settlement_is_published"), ("1412", "vx_level_is_possible")]
)
def test_long_name_of_the_product_is_held_to_the_same(market, price: str, promise: str) -> None:
    row = files.FINAL_ROWS[0].replace("14.12", price)
    market.put(files.FINAL, files.settlements("Cboe Volatility Index (VX)" + row[row.index(",") :]))

    report = market.load(FINAL)

    assert (report.outcome, report.broken) == ("rejected", {promise: 1})
