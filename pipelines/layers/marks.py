"""Model marks of the calls a layer holds, sells or wants. Pure; whole columns at once (§6.1)."""

import polars as pl

from pipelines.layers.vocabulary import PRICE_SOURCE_MODEL, PRICE_SOURCE_STALE
from pipelines.quant.black76 import black76_delta
from pipelines.quant.vix_smile import DEFAULT_SMILE, VixSmile, vix_call_price, vix_call_vol


def with_marks(rows: pl.DataFrame, legs: tuple[str, ...], smile: VixSmile = DEFAULT_SMILE) -> pl.DataFrame:
    """Add `<leg>_vol` and `<leg>_mark_pts` for each leg.

    Args:
        rows: `trade_date`, `vvix_known_pts`, `rate_known_ratio` and, per leg, `<leg>_expiry_date`,
            `<leg>_strike_pts`, `<leg>_forward_pts`.
        legs: Column prefixes, e.g. `held`.
        smile: Volatility model.

    Returns:
        The rows with the new columns; null where a leg, its forward or VVIX is missing.
    """
    for leg in legs:
        rows = rows.with_columns(_leg_marks(rows, leg, smile))
    return rows


def with_last_prices(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep the last mark and volatility of calls that are held while nothing prices them; add `price_source`.

    A fill always has a price, so that the last one is of the same calls.

    Args:
        rows: Key of `fct_layer_state_daily`, `held_contracts`, `held_vol`, `held_mark_pts`.
    """
    is_held, mark = pl.col("held_contracts") > 0, pl.col("held_mark_pts")
    source = pl.when(mark.is_null()).then(pl.lit(PRICE_SOURCE_STALE)).otherwise(pl.lit(PRICE_SOURCE_MODEL))
    last = pl.col("held_vol", "held_mark_pts").forward_fill().over("preset", "layer", "lot", order_by="trade_date")
    return rows.with_columns(pl.when(is_held).then(source).alias("price_source"), pl.when(is_held).then(last))


def with_greeks(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `held_delta_ratio`, the model delta of a held call to its VX future; null without either."""
    days = (rows["held_expiry_date"] - rows["trade_date"]).dt.total_days().cast(pl.Float64).to_numpy()
    names = ("held_forward_pts", "held_strike_pts", "held_vol", "rate_known_ratio")
    forward, strike, vol, rate = (rows[name].cast(pl.Float64).to_numpy() for name in names)
    delta = black76_delta(forward, strike, days / 365, vol, rate, True)
    return rows.with_columns(pl.Series("held_delta_ratio", delta).fill_nan(None))


def _leg_marks(rows: pl.DataFrame, leg: str, smile: VixSmile) -> list[pl.Series]:
    days = (rows[f"{leg}_expiry_date"] - rows["trade_date"]).dt.total_days().cast(pl.Float64).to_numpy()
    names = ("vvix_known_pts", f"{leg}_strike_pts", f"{leg}_forward_pts", "rate_known_ratio")
    vvix, strike, forward, rate = (rows[name].cast(pl.Float64).to_numpy() for name in names)
    vol = vix_call_vol(vvix, days, strike, forward, smile)
    price = vix_call_price(vvix, days, strike, forward, smile, rate_ratio=rate)
    return [
        pl.Series(f"{leg}_vol", vol).fill_nan(None),
        pl.Series(f"{leg}_mark_pts", price).fill_nan(None),
    ]
