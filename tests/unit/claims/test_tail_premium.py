"""C2: calls bought every month, by hand; what never paid is no evidence."""

from datetime import date, timedelta

import polars as pl
import pytest

from pipelines.claims.tail_premium import tail_premium, tail_premium_rows
from pipelines.contracts.fct_tail_premium import FCT_TAIL_PREMIUM
from pipelines.contracts.promises import unkept_promises
from pipelines.quant.vix_smile import vix_call_price

FIRST = date(2012, 1, 18)
EXPIRIES = [FIRST + timedelta(days=28 * n) for n in range(25)]
DAYS = [FIRST + timedelta(days=n) for n in range(28 * 24 + 1)]


@pytest.fixture
def calls(settings):
    """Monthlies at 20 that settle at 20, or at `spike` every third; VVIX 100, no rate on the first days."""

    def build(spike=60.0, every=3) -> pl.DataFrame:
        settles = [spike if n % every == 1 else 20.0 for n in range(25)]
        contracts = pl.DataFrame({"expiry_date": EXPIRIES, "final_settle_pts": [*settles[:24], None]})
        signals = pl.DataFrame({"trade_date": DAYS, "vix_close_pts": 19.0, "vvix_close_pts": 100.0})
        signals = signals.with_columns(risk_free_rate_ratio=pl.lit(0.0), is_simulated=pl.lit(value=False))
        pairs = pl.DataFrame({"trade_date": DAYS}).join(pl.DataFrame({"expiry_date": EXPIRIES}), how="cross")
        left = (pl.col("expiry_date") - pl.col("trade_date")).dt.total_days()
        curve = pairs.filter(left.is_between(0, 60)).with_columns(settle_pts=20 + (left % 2) * 0.5)
        return tail_premium(contracts, curve, signals, settings)

    return build


def rows_of(calls, four_years, settings) -> dict[str, dict]:
    return {row["variant"]: row for row in tail_premium_rows(calls, four_years, settings)}


def test_a_call_is_bought_once_the_monthly_before_has_settled(calls) -> None:
    rows = calls()

    assert unkept_promises(FCT_TAIL_PREMIUM, rows) == []
    assert rows.height == 3 * 23  # the first monthly has none before it, the last has not settled
    first = rows.filter(pl.col("offset_pts") == 9).row(0, named=True)
    assert (first["trade_date"], first["expiry_date"], first["dte_days"]) == (EXPIRIES[0], EXPIRIES[1], 28)
    assert first["strike_pts"] == 29.0
    assert first["mid_pts"] == pytest.approx(float(vix_call_price(100, 28, 29.0, 20.0, rate_ratio=0.0)))
    assert first["premium_pts"] > first["mid_pts"]
    assert first["payoff_pts"] == 60.0 - 29.0
    assert first["realised_vol"] > 0


def test_what_comes_back_is_payoffs_over_premiums(calls, four_years, settings) -> None:
    rows = calls()
    row = rows_of(rows, four_years, settings)["headline"]
    seed = rows.filter(pl.col("offset_pts") == 9)

    assert row["estimate"] == pytest.approx(seed["payoff_pts"].sum() / seed["premium_pts"].sum())
    assert row["n_effective"] == seed.filter(pl.col("payoff_pts") > 0).height == 8
    assert row["verdict"] == "contradicted"  # a spike every third month pays for everything


def test_calls_that_never_paid_are_no_evidence_that_they_never_will(calls, four_years, settings) -> None:
    rows = rows_of(calls(spike=20.0), four_years, settings)

    assert (rows["headline"]["estimate"], rows["headline"]["verdict"]) == (0.0, "not_testable")
    assert rows["vix_15_to_18"]["verdict_reason"] == "no month began with VIX there"
    assert rows["implied_less_realised"]["unit"] == "vol"


def test_days_to_come_change_no_settled_call(calls, settings) -> None:
    rows = calls()

    assert rows.filter(pl.col("expiry_date") <= EXPIRIES[12]).equals(
        calls(spike=60.0).filter(pl.col("expiry_date") <= EXPIRIES[12])
    )
    assert rows["expiry_date"].max() == EXPIRIES[23]
