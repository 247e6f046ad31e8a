"""What holds for every preset on any market."""

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.contracts.fct_layer_state_daily import FCT_LAYER_STATE_DAILY
from pipelines.contracts.promises import unkept_promises
from pipelines.layers.daily import layer_states
from pipelines.layers.gate import reason_text
from pipelines.layers.preset import Preset
from pipelines.layers.preset_file import load_preset, load_presets
from tests.unit.layers.random_market import random_curve, random_signals, shared

ACCOUNT_USD = 10_000_000.0
PRESETS = load_presets()
seeds = given(seed=st.integers(0, 10_000))
# A smaller seed makes no simpler market: to shrink one only takes minutes.
few = settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
SLOT = ("preset", "layer", "lot")


def in_lots(name: str) -> Preset:
    """A shipped preset whose layers are bought in three lots: none of them does that as shipped."""
    preset = load_preset(name)
    layers = tuple(layer.model_copy(update={"lots": 3, "lot_spacing_days": 5}) for layer in preset.layers)
    return preset.model_copy(update={"name": f"{name}_in_lots", "layers": layers})


LADDERS = [*PRESETS, in_lots("seed_always_on"), in_lots("vs_30_110_220_delta50")]


def states_of(seed: int, presets=LADDERS) -> pl.DataFrame:
    return layer_states(shared(random_signals(seed), random_curve(seed)), presets, ACCOUNT_USD)


def orders_of(seed: int, *actions: str) -> pl.DataFrame:
    """Orders sized by underlying notional, with what they want to hold in USD of the VX future."""
    by_notional = [preset for preset in LADDERS if preset.sizing.mode == "underlying_notional"]
    curve = random_curve(seed).rename({"expiry_date": "target_expiry_date", "settle_pts": "target_settle_pts"})
    weights = pl.DataFrame(
        [
            {"preset": preset.name, "layer": layer.layer, "lot_usd": layer.weight_ratio * ACCOUNT_USD / layer.lots}
            for preset in by_notional
            for layer in preset.layers
        ],
        schema_overrides={"layer": pl.Int32},
    )
    orders = states_of(seed, by_notional).filter(pl.col("action").is_in(actions))
    return (
        orders.join(curve, on=["trade_date", "target_expiry_date"], how="left")
        .join(weights, on=["preset", "layer"])
        .with_columns(
            target_usd=pl.col("target_contracts") * pl.col("target_settle_pts") * 100,
            held_usd=pl.col("held_contracts") * pl.col("held_forward_pts") * 100,
        )
    )


@few
@seeds
def test_promises_hold_for_every_preset(seed) -> None:
    states = states_of(seed)

    assert unkept_promises(FCT_LAYER_STATE_DAILY, states) == []
    assert (states["held_contracts"] >= 0).all()
    held = states.filter(pl.col("held_contracts") > 0)
    assert (held["held_expiry_date"] > held["trade_date"]).all()
    assert all(reason_text(code) != code for code in states["reason"].unique())


@few
@seeds
def test_no_contract_is_lost_or_found(seed) -> None:
    states = states_of(seed).sort(*SLOT, "trade_date")
    flows = pl.col("bought_contracts") - pl.col("sold_contracts") - pl.col("settlement_contracts")

    assert (states["held_contracts"] == states.select(flows.cum_sum().over(SLOT)).to_series()).all()


@few
@seeds
def test_weights_are_never_exceeded_when_a_lot_is_sized(seed) -> None:
    orders = orders_of(seed, "open", "resize")

    assert orders["preset"].n_unique() >= 7
    assert (orders["target_usd"] <= orders["lot_usd"] + 1e-6).all()


@few
@seeds
def test_a_roll_never_wants_more_than_it_sells_and_on_a_rebalance_day_no_more_than_the_weight(seed) -> None:
    rolls = orders_of(seed, "roll")
    is_rebalance = pl.col("is_rebalance")

    assert rolls.height > 0
    assert rolls.filter(~is_rebalance).select((pl.col("target_usd") <= pl.col("held_usd") + 1e-6).all()).item()
    assert rolls.filter(is_rebalance).select((pl.col("target_usd") <= pl.col("lot_usd") + 1e-6).all()).item()


@few
@seeds
def test_premium_of_a_limited_budget_is_never_overspent_at_the_prices_of_the_decision(seed) -> None:
    ladder = load_preset("vs_weights_404020")
    opens = states_of(seed, [ladder]).filter(pl.col("action") == "open")
    monthly_usd = ladder.budget.yearly_ratio * ACCOUNT_USD / 12
    premium_usd = opens["target_contracts"] * opens["target_mark_pts"] * 100
    weights = {layer.layer: layer.weight_ratio for layer in ladder.layers}

    assert opens.height > 0
    assert (premium_usd <= opens["layer"].replace_strict(weights) * monthly_usd + 1e-6).all()

    # Of one layer alone: with more, the fills of the others move the balance on the same day.
    single = ladder.model_copy(update={"layers": (ladder.layers[0].model_copy(update={"weight_ratio": 1.0}),)})
    opens = states_of(seed, [single]).filter(pl.col("action") == "open")
    spent_usd = opens["target_contracts"] * opens["target_mark_pts"] * 100
    assert (spent_usd <= opens["hedge_budget_usd"] + 1e-6).all()


@few
@seeds
def test_a_preset_changes_only_its_own_rows_and_the_same_input_gives_the_same_states(seed) -> None:
    together = states_of(seed)

    for preset in LADDERS:
        alone = states_of(seed, [preset])
        assert alone.equals(together.filter(pl.col("preset") == preset.name))
    assert together.equals(states_of(seed))


def test_changed_preset_leaves_the_others_alone() -> None:
    changed = [
        preset.model_copy(update={"cooldown_days": 40}) if preset.name == "vxth" else preset for preset in PRESETS
    ]
    before, after = states_of(7, PRESETS), states_of(7, changed)
    others = pl.col("preset") != "vxth"

    assert before.filter(others).equals(after.filter(others))
    assert not before.equals(after)


@pytest.mark.parametrize("preset", [preset for preset in PRESETS if preset.layers], ids=lambda preset: preset.name)
def test_every_shipped_preset_trades_on_a_lively_market(preset) -> None:
    states = pl.concat([states_of(seed, [preset]) for seed in (1, 2)])

    assert (states["action"] == "open").any()
    if preset.monetise:
        assert (states["action"] == "monetise").any()
    if any(layer.roll for layer in preset.layers):
        assert (states["action"] == "roll").any()


@few
@seeds
def test_hedge_intensity_lies_between_0_and_1_where_it_is_a_share_of_weights(seed) -> None:
    daily = states_of(seed).group_by("preset", "trade_date").agg(pl.col("hedge_intensity_ratio").sum())
    shares = [preset.name for preset in LADDERS if preset.sizing.mode != "underlying_notional"]

    assert (daily["hedge_intensity_ratio"] >= 0).all()
    assert daily.filter(pl.col("preset").is_in(shares))["hedge_intensity_ratio"].max() <= 1 + 1e-12
