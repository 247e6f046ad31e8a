"""Strikes, expiries, sizes and gates against a plain reference, on random days of random markets.

What a close wants comes to the compiled walk from the same functions as to the readable stages, so that their
agreement says nothing about it: this does.
"""

from datetime import date

import numpy as np
import polars as pl
import pytest

from pipelines.condor.plan import Plan, plan_of
from pipelines.condor.policy import CondorPolicy, load_policies, load_policy
from tests.fixtures.condor_reference import Wanted, wanted
from tests.fixtures.engine_random import SESSIONS, random_case, random_policy
from tests.fixtures.spx_reference import Option, strike_for_delta

ACCOUNT_USD = 10_000_000.0
DAYS_PER_MARKET = 40
OPEN_DAYS = [day.astype(object) for day in SESSIONS]


def market(seed: int) -> pl.DataFrame:
    """Random signals whose tiers and curve follow from VIX and two futures, as the models make them."""
    rng = np.random.default_rng(seed)
    signals = random_case(seed).signals
    vix = pl.col("vix_close_pts")
    near = pl.Series("m1_settle_pts", rng.uniform(14, 30, signals.height)).set(
        pl.Series(rng.random(signals.height) < 0.05), None
    )
    far = pl.Series("m2_settle_pts", rng.uniform(14, 30, signals.height))
    tier = (
        pl.when(vix < 15)
        .then(pl.lit("all_tiers"))
        .when(vix <= 20)
        .then(pl.lit("two"))
        .when(vix <= 25)
        .then(pl.lit("hold"))
    )
    return signals.with_columns(
        near, far,
        vix_risk_tier=pl.when(vix.is_not_null()).then(tier.otherwise(pl.lit("no_trades"))),
        condor_tier_count=pl.when(vix < 15).then(3).when(vix <= 20).then(2).when(vix.is_not_null()).then(0),
    ).with_columns(is_contango=pl.col("m2_settle_pts") > pl.col("m1_settle_pts"))  # fmt: skip


def planned(plan: Plan, place: int) -> Wanted:
    """What the plan says of one close, as the reference says it."""
    strikes, expiry = plan.condors.strikes_pts[place], plan.condors.expiry_dates[place]
    is_struck = not np.isnan(strikes).any()
    return Wanted(
        str(plan.obstacles[place]),
        None if np.isnat(expiry) else expiry.astype(object),
        tuple(strikes.tolist()) if is_struck else None,
        int(plan.contracts[place]) if is_struck else None,
    )


def compare(signals: pl.DataFrame, policy: CondorPolicy, places: np.ndarray) -> list[str]:
    """Obstacles met on these days; fails on the first that differs."""
    plan, rows = plan_of(signals, SESSIONS, policy, ACCOUNT_USD), signals.to_dicts()
    met = []
    for place in places:
        expected = wanted(rows[place], OPEN_DAYS, policy, ACCOUNT_USD, is_out=bool(plan.is_out[place]))
        found = planned(plan, int(place))
        if expected.strikes_pts is None:  # the plan may choose where an order is impossible anyway
            found = Wanted(found.obstacle, found.expiry_date if expected.expiry_date else None)
        assert found == expected, (policy.name, rows[place]["trade_date"])
        met.append(found.obstacle)
    return met


@pytest.mark.parametrize("seed", range(12))
def test_random_books_want_what_the_reference_wants(seed: int) -> None:
    rng = np.random.default_rng(1000 + seed)
    signals, policy = market(seed), random_policy(rng)

    compare(signals, policy, rng.choice(len(signals), DAYS_PER_MARKET, replace=False))


@pytest.mark.parametrize("name", [policy.name for policy in load_policies()])
def test_shipped_books_want_what_the_reference_wants(name: str) -> None:
    policy = load_policy(name).model_copy(update={"first_date": date(2020, 3, 2)})
    signals = market(77).with_columns(
        is_equity_cost_low=pl.col("is_carry_low"), equity_cost_null_reason="carry_null_reason"
    )

    met = compare(signals, policy, np.random.default_rng(5).choice(len(signals), DAYS_PER_MARKET, replace=False))
    assert met.count("") >= (1 if policy.entry == "any_session" else 0)


def test_wings_within_a_step_of_their_shorts_lie_one_step_beyond() -> None:
    base = load_policy("vs_45d_16d")
    near = base.strikes.model_copy(update={"wing_delta_ratio": 0.159})

    compare(market(5), base.model_copy(update={"strikes": near}), np.arange(20, 60))


def test_every_obstacle_of_a_gate_is_met() -> None:
    signals = market(3)
    every = np.arange(len(signals))
    scaled, contango = (load_policy(f"vs_45d_16d_{gate}") for gate in ("vix_scaled", "contango"))

    assert {"", "gate_vix_above_20", "gate_vix_above_25", "vix_missing"} <= set(compare(signals, scaled, every))
    assert {"", "gate_backwardation", "gate_curve_missing"} <= set(compare(signals, contango, every))


def test_the_reference_finds_the_strike_of_the_nearest_delta_itself() -> None:
    """Its walk over the grid against every strike of it."""
    option = Option(4712.3, 45 / 365, 0.17, 0.03)
    for kind, wanted_delta in (("P", 0.16), ("C", 0.16), ("P", 0.05), ("C", 0.05)):
        found = strike_for_delta(option, wanted_delta, kind, 5.0)
        grid = [5.0 * n for n in range(500, 1300) if (5.0 * n > option.forward) == (kind == "C")]
        nearest = min(grid, key=lambda strike: abs(option.delta(strike, kind) - wanted_delta))
        assert abs(found - nearest) <= 5.0
        assert abs(option.delta(found, kind) - wanted_delta) < 0.01
