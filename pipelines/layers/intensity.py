"""How much of the hedge is on: each lot's part of the hedge intensity (S42). Pure."""

import polars as pl

from pipelines.layers.preset import Preset
from pipelines.layers.rules.sizing import BY_NOTIONAL
from pipelines.quant.costs import OPTION_MULTIPLIER_USD


def with_hedge_intensity(rows: pl.DataFrame, preset: Preset, account_usd: float) -> pl.DataFrame:
    """Add `hedge_intensity_ratio`, whose sum over a day's lots is h(t) of S42.

    Sized by notional: open notional over the notional the weights ask for. By any other rule: the
    lot's share of the ladder's weights while it is open, for its notional is nobody's aim.

    Args:
        rows: `layer`, `lot`, `trade_date`, `held_contracts`, `held_forward_pts` of one preset. A forward that is
            missing while calls are held is the last one: they are still on.
        preset: Its weights.
        account_usd: Constant account.
    """
    if preset.sizing.mode in BY_NOTIONAL:
        wanted_usd = sum(layer.weight_ratio or 0.0 for layer in preset.layers) * account_usd
        last_pts = pl.col("held_forward_pts").forward_fill().over("layer", "lot", order_by="trade_date")
        part = (pl.col("held_contracts") * last_pts * OPTION_MULTIPLIER_USD / wanted_usd).fill_null(0.0)
    else:
        sizes = {layer.layer: layer.units or layer.weight_ratio or 0.0 for layer in preset.layers}
        lots = {layer.layer: layer.lots for layer in preset.layers}
        share = {number: size / sum(sizes.values()) / lots[number] for number, size in sizes.items()}
        share_of_lot = pl.col("layer").replace_strict(share, return_dtype=pl.Float64)
        part = pl.when(pl.col("held_contracts") > 0).then(share_of_lot).otherwise(0.0)
    return rows.with_columns(hedge_intensity_ratio=part)
