"""Ladders, gates and the exit policy day by day, and a row with a reason for each of them."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from pipelines.condor.policy import Promoter, load_policies, load_policy
from pipelines.condor.signal import condor_signal_daily
from pipelines.contracts.fct_condor_signal_daily import FCT_CONDOR_SIGNAL_DAILY
from pipelines.contracts.promises import unkept_promises
from pipelines.report.condor_today import REASON_TEXT

ACCOUNT_USD = 10_000_000.0
LEGS = ("long_put", "short_put", "short_call", "long_call")


@pytest.fixture(scope="module")
def curved(signals) -> pl.DataFrame:
    """The market with a VX curve that is inverted while VIX is above 21, and unknown on one day."""
    vix, day = pl.col("vix_close_pts"), signals["trade_date"][150]
    tier = pl.when(vix < 15).then(pl.lit("all_tiers")).when(vix <= 20).then(pl.lit("conservative_and_balanced"))
    return signals.with_columns(
        is_contango=pl.when(pl.col("trade_date") != day).then(vix <= 21),
        vix_risk_tier=tier.when(vix <= 25).then(pl.lit("hold")).otherwise(pl.lit("no_trades")),
        condor_tier_count=pl.when(vix < 15).then(3).when(vix <= 20).then(2).otherwise(0),
    )


@pytest.fixture(scope="module")
def rows(curved, sessions) -> pl.DataFrame:
    return condor_signal_daily(curved, sessions, load_policies(), ACCOUNT_USD)


def of(rows: pl.DataFrame, baseline: str) -> pl.DataFrame:
    return rows.filter(pl.col("baseline") == baseline)


def test_every_baseline_has_a_row_and_a_reason_for_every_day_and_rung(curved, rows) -> None:
    assert unkept_promises(FCT_CONDOR_SIGNAL_DAILY, rows) == []
    for policy in load_policies():
        own = of(rows, policy.name)
        assert own.height == policy.rungs * curved.height
        assert own["reason"].null_count() == 0
    assert set(rows["reason"]) <= set(REASON_TEXT)


def test_one_day_condors_say_that_their_expiries_were_not_listed_yet(rows) -> None:
    own = of(rows, "daily_1dte_credit070")

    assert set(own["reason"]) == {"not_listed_yet"}
    assert own["held_contracts"].sum() == 0


def test_one_day_condors_are_sold_every_session_once_listed(curved, sessions) -> None:
    listed = load_policy("daily_1dte_credit070").model_copy(update={"first_date": date(2019, 6, 3)})

    own = condor_signal_daily(curved, sessions, [listed], ACCOUNT_USD)
    orders = own.filter(pl.col("action") == "open")
    held = own.filter(pl.col("held_contracts") > 0)

    assert orders.height >= curved.height - 1
    assert orders["trade_date"].is_unique().all()
    assert held["trade_date"].is_unique().all()
    assert (held["held_fill_date"] == held["trade_date"]).all()  # each lives one night
    credit = held["held_mark_pts"].to_numpy()
    np.testing.assert_allclose(credit, 0.70, atol=0.25)  # found at the fill


def test_weekly_ladder_holds_four_condors_of_four_fridays(rows) -> None:
    own = of(rows, "weekly_ladder").filter(pl.col("held_contracts") > 0)
    per_day = own.group_by("trade_date").agg(pl.len(), pl.col("held_expiry_date").n_unique().alias("expiries"))

    assert per_day["len"].max() == 4
    assert (per_day["len"] == per_day["expiries"]).all()


def test_monthly_index_condor_fills_where_the_old_one_settles(rows) -> None:
    own = of(rows, "cndr")
    fills = own.filter(pl.col("held_fill_date") == pl.col("trade_date"))["trade_date"].sort()
    settled = own.filter(pl.col("settlement_source").is_not_null())["trade_date"].sort()

    assert fills.len() >= 10
    assert set(settled) <= set(fills)


def test_exit_policy_buys_back_and_waits_until_vix_has_calmed(curved, sessions) -> None:
    policy = load_policy("vs_45d_16d_exit")
    vix = pl.col("vix_close_pts")
    nervous = curved.with_columns(vix_close_pts=pl.when(vix > 23).then(26.0).otherwise(vix))

    own = condor_signal_daily(nervous, sessions, [policy], ACCOUNT_USD)
    joined = own.join(nervous.select("trade_date", vix="vix_close_pts"), on="trade_date")
    closing = own.with_columns(pl.col("action", "held_contracts").shift(1).name.prefix("last_")).filter(
        pl.col("last_action") == "close"
    )

    assert unkept_promises(FCT_CONDOR_SIGNAL_DAILY, own) == []
    assert closing.height >= 1
    assert (closing["held_contracts"] == 0).all()
    assert (
        closing.select(pl.any_horizontal(pl.col(f"closed_{leg}_mark_pts").is_null() for leg in LEGS)).sum().item() == 0
    )
    assert joined.filter(pl.col("vix") > 25, pl.col("action") == "open").is_empty()
    out = joined.filter(pl.col("reason") == "exit_vix_high")
    assert out["vix"].min() >= 20
    assert out.filter(pl.col("vix") < 25).height > 0  # between the levels it stays out


@pytest.mark.parametrize(
    ("baseline", "reason", "is_barred"),
    [
        ("vs_45d_16d_vix_scaled", "gate_vix_above_20", pl.col("vix") > 20),
        ("vs_45d_16d_contango", "gate_backwardation", pl.col("vix") > 21),
    ],
)
def test_gate_bars_orders_and_says_so(curved, rows, baseline, reason, is_barred) -> None:
    own = of(rows, baseline).join(curved.select("trade_date", vix="vix_close_pts"), on="trade_date")

    assert own.filter(is_barred, pl.col("action") == "open").is_empty()
    assert own.filter(pl.col("reason") == reason).height > 0
    assert own.filter(pl.col("reason") == reason).select(is_barred.all()).item()


def test_promoter_sells_nearer_while_carry_is_low_and_every_row_says_what_carry_was(curved, rows) -> None:
    joined = of(rows, "vs_45d_16d_promoter").join(curved.select("trade_date", "is_carry_low"), on="trade_date")
    joined = joined.join(of(rows, "vs_45d_16d").select("trade_date", steward="short_call_strike_pts"), on="trade_date")
    is_low = pl.col("is_carry_low")

    assert joined.filter(is_low)["carry_reason"].unique().to_list() == ["carry_low"]
    assert joined.filter(~is_low)["carry_reason"].unique().to_list() == ["carry_not_low"]
    assert joined.filter(is_low).select((pl.col("short_call_strike_pts") < pl.col("steward")).all()).item()
    assert joined.filter(~is_low).select((pl.col("short_call_strike_pts") == pl.col("steward")).all()).item()
    assert of(rows, "vs_45d_16d")["carry_reason"].null_count() == curved.height


def test_promoter_who_does_not_know_carry_does_what_the_steward_does_and_says_why(rows) -> None:
    unsure, steward = of(rows, "vs_45d_16d_promoter_equity"), of(rows, "vs_45d_16d")
    differing = {"baseline", "carry_reason"}

    assert set(unsure["carry_reason"]) == {"warm_up"}
    assert unsure.drop(differing).equals(steward.drop(differing))


def test_promoter_in_size_mode_sells_a_quarter_more(curved, sessions) -> None:
    policy = load_policy("vs_45d_16d").model_copy(update={"promoter": Promoter(size_ratio=1.25)})

    own = condor_signal_daily(curved, sessions, [policy], 10 * ACCOUNT_USD)
    low = own.filter(pl.col("carry_reason") == "carry_low")["contracts"].mean()
    assert low == pytest.approx(
        1.25 * own.filter(pl.col("carry_reason") == "carry_not_low")["contracts"].mean(), rel=0.1
    )


def test_promoter_of_a_signal_that_is_not_there_is_refused(curved, sessions) -> None:
    policy = load_policy("vs_45d_16d").model_copy(update={"promoter": Promoter(column="is_carry_lwo")})

    with pytest.raises(ValueError, match="is_carry_lwo"):
        condor_signal_daily(curved, sessions, [policy], ACCOUNT_USD)


def test_size_is_two_thirds_where_two_of_three_tiers_are_open(curved, rows) -> None:
    scaled = of(rows, "vs_45d_16d_vix_scaled").join(curved.select("trade_date", vix="vix_close_pts"), on="trade_date")
    full = of(rows, "vs_45d_16d").select("trade_date", full="contracts")
    both = scaled.join(full, on="trade_date")

    calm = both.filter(pl.col("vix") < 15)
    middling = both.filter(pl.col("vix").is_between(15, 20))
    assert calm.height > 10
    assert (calm["contracts"] == calm["full"]).all()
    assert ((middling["contracts"] - middling["full"] * 2 / 3).abs() < 1.01).all()


def test_prices_far_from_the_fit_are_marked_as_no_evidence(rows) -> None:
    told = {name: set(of(rows, name)["is_evidence"]) for name in rows["baseline"].unique()}

    assert told.pop("daily_1dte_credit070") == {False}
    assert set().union(*told.values()) == {True}
    assert "no evidence" in load_policy("daily_1dte_credit070").meaning
