"""Calls held while VVIX or their VX future is missing: carried for a week, then at their last price."""

from datetime import date, timedelta

import polars as pl
import pytest

from tests.unit.layers.random_market import WINDOW, random_curve, random_signals, run

SLOT = ("preset", "layer", "lot")

random_markets = pytest.mark.parametrize("seed", range(6))


@random_markets
def test_calls_that_nothing_prices_keep_their_last_price_and_are_not_traded(seed) -> None:
    signals, first = random_signals(seed), date(2020, 9, 7)
    whole = signals.with_columns(vvix_close_pts=pl.lit(90.0))
    holed = whole.with_columns(
        vvix_close_pts=pl.when(~pl.col("trade_date").is_between(first, first + timedelta(32))).then(pl.lit(90.0))
    )

    states = run(holed, random_curve(seed), "seed_always_on")

    days = states["trade_date"].unique().sort()
    gap = days.filter(days.is_between(first, first + timedelta(32)))
    is_stale = pl.col("trade_date").is_in(gap[5:].implode()) & (pl.col("held_contracts") > 0)
    stale, rest = states.filter(is_stale), states.filter(~is_stale, pl.col("held_contracts") > 0)
    assert stale.height > 20
    assert set(stale["price_source"]) == {"stale"}
    assert set(rest["price_source"]) == {"model"}
    assert set(stale["reason"]) == {"vvix_missing"}
    assert stale.select(pl.sum_horizontal("bought_contracts", "sold_contracts")).to_series().sum() == 0
    before = run(whole, random_curve(seed), "seed_always_on").filter(pl.col("trade_date") == gap[4])
    kept = stale.join(before, on=("layer", "lot", "held_expiry_date", "held_strike_pts"), suffix="_before")
    assert (kept["held_mark_pts"] == kept["held_mark_pts_before"]).all()
    assert kept.height == stale.height


@random_markets
def test_a_future_without_settlements_is_carried_for_a_week_and_then_its_calls_keep_their_last_price(seed) -> None:
    in_gap = pl.col("trade_date").is_between(date(2020, 9, 7), date(2020, 10, 9))
    curve = random_curve(seed).filter(~in_gap)

    states = run(random_signals(seed), curve, "seed_always_on")

    session = pl.DataFrame({"trade_date": WINDOW}).with_row_index("session")
    settled = curve.join(session, on="trade_date").sort("trade_date").with_columns(settled_at="session")
    held = states.join(session, on="trade_date").sort("layer", "trade_date")
    last = pl.col("held_mark_pts", "held_vol", "hedge_intensity_ratio").shift(1).over("layer").name.prefix("last_")
    held = held.with_columns(last).filter(pl.col("held_contracts") > 0).sort("trade_date")
    held = held.join_asof(
        settled.select("trade_date", "settled_at", held_expiry_date="expiry_date"),
        on="trade_date",
        by="held_expiry_date",
        check_sortedness=False,  # can't be, with `by`
    )
    age = held["session"].cast(pl.Int64) - held["settled_at"]
    gone, carried = held.filter(age > 5), held.filter(age.is_between(1, 5))
    assert gone.height > 20
    assert set(gone["forward_source"]) == {"vx_missing"}
    assert set(gone["price_source"]) == {"stale"}
    assert gone["held_forward_pts"].null_count() == gone["held_delta_ratio"].null_count() == gone.height
    for name in ("held_mark_pts", "held_vol", "hedge_intensity_ratio"):
        assert (gone[name] == gone[f"last_{name}"]).all(), name
    assert (gone["hedge_intensity_ratio"] > 0).all()
    assert gone.select(pl.sum_horizontal("bought_contracts", "sold_contracts")).to_series().sum() == 0
    assert set(carried["forward_source"]) == {"vx_carried"}
    assert set(held.filter(age <= 5)["price_source"]) == {"model"}
    assert not held.filter(age <= 5)["held_forward_pts"].has_nulls()


@pytest.mark.parametrize(("last", "source"), [("2020-10-14", "vx_last_settle"), ("2020-10-13", "last_mark")])
@random_markets
def test_a_settlement_of_five_sessions_stands_in_for_the_quotation_and_no_older_one(seed, last, source) -> None:
    expiry, last_known = date(2020, 10, 21), date.fromisoformat(last)
    # Settlements end five or six sessions before the expiry day; that day's quotation is missing as well.
    is_hole = (pl.col("expiry_date") == expiry) & (pl.col("trade_date") > last_known)
    others = random_curve(seed).filter(~((pl.col("expiry_date") == expiry) & (pl.col("trade_date") == last_known)))
    known = pl.DataFrame({"trade_date": [last_known], "expiry_date": [expiry], "settle_pts": [31.25]})
    curve = pl.concat([others.filter(~is_hole), known], how="vertical_relaxed")

    states = run(random_signals(seed), curve, "seed_always_on", "vxth", "vs_weights_404020")

    settled = states.filter(pl.col("settlement_contracts") > 0, pl.col("trade_date") == expiry)
    before = states.filter(pl.col("trade_date") == date(2020, 10, 20)).select(*SLOT, "held_mark_pts", "held_strike_pts")
    ends = settled.join(before, on=SLOT, suffix="_before")
    assert ends.height == settled.height > 0
    assert set(ends["settlement_source"]) == {source}
    if source == "vx_last_settle":
        assert set(ends["settlement_index_pts"]) == {31.25}
        expected = (31.25 - ends["held_strike_pts_before"]).clip(lower_bound=0.0)
        assert set(ends["reason"]) == {"expired"}
    else:
        assert ends["settlement_index_pts"].null_count() == ends.height
        expected = ends["held_mark_pts_before"]
        assert set(ends["reason"]) == {"settlement_missing"}
        assert (expected > 0).all()
    assert ends["settlement_value_pts"].to_list() == pytest.approx(expected.to_list(), abs=1e-12)
