"""Days on which a hedge rolled by RSI, and those on which it could have (S20). Pure."""

import polars as pl

from pipelines.layers.preset import LayerPreset, Preset

RULE = "rsi"


def rolls_by_rsi(preset: Preset) -> list[LayerPreset]:
    """Return the layers that roll by RSI."""
    return [layer for layer in preset.layers if layer.roll and layer.roll.rule == RULE]


def roll_days(states: pl.DataFrame, curve: pl.DataFrame, preset: Preset) -> pl.DataFrame:
    """Return one row per close at which a roll by RSI was possible.

    Possible: a layer that rolls by RSI held calls, the RSI was known, and the window it rolls into offered a
    later expiry with a settlement. What was decided is looked at, not what its fill a session later paid.

    Args:
        states: `layers.fct_layer_state_daily` of this preset.
        curve: `signals.fct_vx_curve_daily`.
        preset: The hedge.

    Returns:
        `trade_date`, `is_roll` (decided at that close), in date order.
    """
    schema = {"trade_date": pl.Date, "is_roll": pl.Boolean}
    parts = [pl.DataFrame(schema=schema), *(_of_layer(states, curve, layer) for layer in rolls_by_rsi(preset))]
    return pl.concat(parts).group_by("trade_date").agg(pl.col("is_roll").any()).sort("trade_date")


def _of_layer(states: pl.DataFrame, curve: pl.DataFrame, layer: LayerPreset) -> pl.DataFrame:
    window = layer.roll.dte if layer.roll else layer.dte
    days, distance = pl.col("days_to_expiry_days"), "distance_days"
    offered = (
        curve.filter(days.is_between(window.lo_days, window.hi_days))
        .with_columns((days - window.midpoint_days).abs().alias(distance))
        .sort("trade_date", distance, "expiry_date")
        .group_by("trade_date", maintain_order=True)
        .first()
        .filter(pl.col("settle_pts").is_not_null())
        .select("trade_date", offered_date="expiry_date")
    )
    held = states.filter(pl.col("layer") == layer.layer, pl.col("held_contracts") > 0)
    is_longer = pl.col("offered_date") > pl.col("held_expiry_date")
    possible = held.join(offered, on="trade_date").filter(pl.col("vx_rsi_14_pct").is_not_null() & is_longer)
    return possible.select("trade_date", is_roll=pl.col("action") == "roll")
