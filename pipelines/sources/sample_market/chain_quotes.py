"""What a market maker shows around the true price: bid and ask on the tick grid, sizes, open interest.

Width is 3 cents plus a part that grows with the price, close to the closing chains of 2023–2025
(0.3 points at 5, 1 at 50). An option worth less than a tick has no bid; deep in the money the
provider shows no implied volatility: it writes 0, which means missing (methodology §5.3).
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def quoted(options: pl.DataFrame, ticks: tuple[float, float], rng: np.random.Generator) -> pl.DataFrame:
    """Add quotes and activity to true prices.

    Args:
        options: Rows of `chain_model`.
        ticks: Smallest price step below and from 3 points.
        rng: Stream of this session's chain.

    Returns:
        The rows with `option_symbol`, `bid_pts`, `ask_pts`, `last_pts`, `iv_vol`, sizes and counts, as published.
    """
    price, delta = options["price_pts"].to_numpy(), options["delta_ratio"].to_numpy()
    bid, ask = _bid_and_ask(price, ticks)
    interest, volume, size, last_place = rng.standard_normal((options.height, 4)).T
    open_interest = np.floor(900 * np.exp(interest - 9 * options["moneyness_ratio"].to_numpy()))
    traded = np.floor(0.08 * open_interest * np.exp(0.8 * volume))
    last = np.where(traded > 0, bid + (ask - bid) * np.clip(0.5 + 0.2 * last_place, 0, 1), 0.0)
    sizes = np.floor(20 * np.exp(0.7 * size)) + 1
    has_vol = (bid > 0) & (np.abs(delta) < 0.995)
    return options.with_columns(
        _symbols(options).alias("option_symbol"),
        pl.Series("bid_pts", np.round(bid, 2)),
        pl.Series("ask_pts", np.round(ask, 2)),
        pl.Series("bid_size", sizes * (bid > 0)),
        pl.Series("ask_size", sizes),
        pl.Series("last_pts", np.round(last, 2)),
        pl.Series("volume_contracts", traded),
        pl.Series("open_interest_contracts", open_interest),
        pl.Series("iv_vol", np.where(has_vol, np.round(options["vol"].to_numpy(), 4), 0.0)),
        pl.Series("delta_ratio", np.round(delta, 4) + 0.0),  # + 0.0: no minus zero
        pl.col("gamma_ratio", "price_pts").round(4),
    )


def _bid_and_ask(price: Floats, ticks: tuple[float, float]) -> tuple[Floats, Floats]:
    half_width = np.minimum(0.015 + 0.03 * price**0.7, 1.2)
    tick = np.where(price < 3, *ticks)
    bid = np.maximum(np.floor((price - half_width) / tick + 1e-6) * tick, 0.0)
    return bid, np.ceil((price + half_width) / tick - 1e-6) * tick


def _symbols(options: pl.DataFrame) -> pl.Series:
    """OCC symbols: root, yymmdd, C or P, strike × 1000 in eight digits."""
    parts = options.select(
        pl.format(
            "{}{}{}{}",
            "root",
            pl.col("expiry_date").dt.strftime("%y%m%d"),
            pl.when("is_call").then(pl.lit("C")).otherwise(pl.lit("P")),
            (pl.col("strike_pts") * 1000).round().cast(pl.Int64).cast(pl.String).str.zfill(8),
        )
    )
    return parts.to_series()
