"""Loyal, Exit and Graduated: who is compared, and the numbers by hand."""

from datetime import date, timedelta

import polars as pl
import pytest

from pipelines.claims.policies import policy_comparison
from pipelines.condor.policy import load_policies
from pipelines.contracts.fct_backtest_daily import FCT_BACKTEST_DAILY
from pipelines.contracts.fct_policy_comparison import FCT_POLICY_COMPARISON
from pipelines.contracts.promises import unkept_promises

POLICIES = load_policies()
DAYS = [date(2020, 1, 1) + timedelta(days=n) for n in (0, 183, 366)]
RETURNS = {"none": (0.0, -0.10, 0.20), "hedge": (0.0, -0.05, 0.10)}
VIX = (20.0, 30.0, 24.0)
SIGNALS = pl.DataFrame(
    {
        "trade_date": [DAYS[0] - timedelta(days=1), *DAYS],
        "is_carry_low": [True, None, None, None],  # known before the books begin only
        "carry_null_reason": [None, "not_published", "warm_up", "not_published"],
        "is_equity_cost_low": [None, None, False, False],
        "equity_cost_null_reason": ["warm_up", "warm_up", None, None],
    }
)


@pytest.fixture(scope="module")
def compared() -> pl.DataFrame:
    rows = []
    for preset, returns in RETURNS.items():
        for policy in POLICIES:
            nav = 1.0
            for day, change, vix in zip(DAYS, returns, VIX, strict=True):
                nav *= 1 + change
                row = {column.name: 0.0 for column in FCT_BACKTEST_DAILY.columns if column.dtype == pl.Float64}
                row |= {"preset": preset, "baseline": policy.name, "trade_date": day, "price_source": "model"}
                row |= {"hedged_return_ratio": change, "hedged_nav_usd": nav, "vix_close_pts": vix}
                rows.append(row | {"hedge_cost_usd": 7.0, "is_simulated": False})
    daily = pl.DataFrame(rows, schema=FCT_BACKTEST_DAILY.polars_schema)
    return policy_comparison(daily, SIGNALS, POLICIES, "hedge", "vs_45d_16d")


def row_of(compared: pl.DataFrame, policy: str) -> dict:
    return compared.row(by_predicate=pl.col("policy") == policy, named=True)


def test_three_policies_and_the_gates_are_compared_on_the_same_condor(compared) -> None:
    assert unkept_promises(FCT_POLICY_COMPARISON, compared) == []
    assert compared.select("policy", "preset", "baseline").rows() == [
        ("exit", "none", "vs_45d_16d_exit"),
        ("gated", "none", "vs_45d_16d_contango"),
        ("gated", "none", "vs_45d_16d_vix_scaled"),
        ("graduated", "hedge", "vs_45d_16d"),
        ("loyal", "none", "vs_45d_16d"),
        ("promoter", "none", "vs_45d_16d_promoter"),
        ("promoter", "none", "vs_45d_16d_promoter_equity"),
    ]


def test_numbers_by_hand(compared) -> None:
    loyal, graduated = row_of(compared, "loyal"), row_of(compared, "graduated")
    years = 366 / 365.25

    assert loyal["cagr_ratio"] == pytest.approx((0.9 * 1.2) ** (1 / years) - 1)
    assert graduated["cagr_ratio"] == pytest.approx((0.95 * 1.1) ** (1 / years) - 1)
    assert (loyal["max_drawdown_ratio"], loyal["worst_day_ratio"]) == (pytest.approx(0.10), pytest.approx(-0.10))
    assert loyal["spike_return_ratio"] == pytest.approx(0.20)  # the day after the close of 30
    assert loyal["trading_cost_usd"] == pytest.approx(21)


def test_promoter_that_never_knew_its_carry_has_a_reason_and_no_numbers(compared) -> None:
    blind = compared.row(by_predicate=pl.col("baseline") == "vs_45d_16d_promoter", named=True)
    seeing = compared.row(by_predicate=pl.col("baseline") == "vs_45d_16d_promoter_equity", named=True)

    reason = "carry is not known on any day (is_carry_low: not_published, warm_up), so the promoter never acts"
    numbers = ("cagr_ratio", "volatility_vol", "max_drawdown_ratio", "worst_day_ratio", "cagr_to_drawdown_ratio")
    numbers += ("spike_return_ratio", "trading_cost_usd")
    assert (blind["null_reason"], [blind[name] for name in numbers]) == (reason, [None] * 7)
    assert seeing["null_reason"] is None
    assert all(seeing[name] is not None for name in numbers)
    assert compared.filter(pl.col("policy") != "promoter")["null_reason"].null_count() == 5
