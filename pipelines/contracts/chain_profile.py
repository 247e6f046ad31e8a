"""What a whole chain looks like: shares of its quotes that contradict each other or say nothing, with their limits.

A chain is the quotes of one session in one file. Each share has a limit that the real chains at hand keep with room:
a chain beyond it was cut, shifted, mixed with another session or filled with sentinels, and is refused.
"""

from dataclasses import dataclass

import polars as pl

CHAIN = ("source_sha256", "quote_date")
_SMILE = ("source_sha256", "quote_date", "root", "expiry_date")
_TICK_PTS = 0.05
_NEAR_RATIO = 0.10  # strikes this near the forward: farther out the discount factor's own error counts
_FEWEST_PAIRS = 5
_FEWEST = 50  # of fewer, a share says nothing


@dataclass(frozen=True)
class ShareLimit:
    """Largest share of a chain that may be so, and what a larger one means."""

    name: str
    maximum_ratio: float
    advice: str


# Largest seen in 13 real quote tables and 3 snapshots, 2019 to 2025: 0.152, 0.016, 0.0001, 0.022
LIMITS = (
    ShareLimit("sentinel_iv_ratio", 0.50, "most volatilities are the sentinel 0: pulled while quotes slept"),
    ShareLimit("no_offer_ratio", 0.20, "a fifth of the chain has no offer: it was pulled while quotes slept"),
    ShareLimit("convexity_break_ratio", 0.02, "butterflies would pay to be held: quotes of several instants are mixed"),
    ShareLimit("parity_break_ratio", 0.10, "calls and puts disagree: quotes of several instants are mixed"),
)  # fmt: skip


def chain_shares(rows: pl.DataFrame) -> pl.DataFrame:
    """Shares of each chain, null where there is too little to take a share of.

    Args:
        rows: Quotes by the contract of option quotes, any number of chains.

    Returns:
        One row per `source_sha256` and `quote_date`, with a column per limit.
    """
    quotes = rows.group_by(CHAIN).agg(
        sentinel_iv_ratio=_share(pl.col("vendor_iv_vol") == 0), no_offer_ratio=_share(pl.col("ask_pts") == 0)
    )
    quoted = rows.filter((pl.col("bid_pts") > 0) & (pl.col("ask_pts") >= pl.col("bid_pts"))).select(
        *_SMILE, "option_type", "strike_pts", "bid_pts", "ask_pts"
    )
    return quotes.join(_convexity(quoted), on=CHAIN, how="left").join(_parity(quoted), on=CHAIN, how="left")


def _share(is_so: pl.Expr) -> pl.Expr:
    return pl.when(is_so.count() >= _FEWEST).then(is_so.mean())


def _convexity(quoted: pl.DataFrame) -> pl.DataFrame:
    """Share of neighbouring strikes of which a butterfly could be bought for less than nothing."""
    curve = ("source_sha256", "quote_date", "root", "expiry_date", "option_type")
    # One number per curve: its five columns take three times as long to sort and compare, for every strike
    ordered = quoted.with_columns(curve=pl.struct(curve).hash()).sort("curve", "strike_pts")
    low, high = {name: pl.col(name).shift(1) for name in ordered.columns}, {
        name: pl.col(name).shift(-1) for name in ordered.columns
    }  # fmt: skip
    is_triple = pl.all_horizontal(
        *(pl.col("curve") == side["curve"] for side in (low, high)),
        low["strike_pts"] < pl.col("strike_pts"),
        pl.col("strike_pts") < high["strike_pts"],
    )
    weight = (high["strike_pts"] - pl.col("strike_pts")) / (high["strike_pts"] - low["strike_pts"])
    cost = weight * low["ask_pts"] + (1 - weight) * high["ask_pts"] - pl.col("bid_pts")
    judged = ordered.select(*CHAIN, is_broken=cost < -_TICK_PTS, is_triple=is_triple)
    return judged.filter("is_triple").group_by(CHAIN).agg(convexity_break_ratio=_share(pl.col("is_broken")))


def _parity(quoted: pl.DataFrame) -> pl.DataFrame:
    """Share of strikes near the forward whose call and put leave no room for it within their spreads."""
    calls, puts = (quoted.filter(pl.col("option_type") == kind).drop("option_type") for kind in "CP")
    mid_gap = (pl.col("bid_pts") + pl.col("ask_pts") - pl.col("bid_pts_put") - pl.col("ask_pts_put")) / 2
    pairs = calls.join(puts, on=[*_SMILE, "strike_pts"], suffix="_put").with_columns(gap=mid_gap)
    # The forward is where call and put cost the same: strikes around it, weighted by nothing, say where
    crossing = pairs.group_by(_SMILE).agg(
        around=(pl.col("strike_pts") + pl.col("gap")).sort_by(pl.col("gap").abs()).head(8).median(), pairs=pl.len()
    )
    near = pairs.join(crossing.filter(pl.col("pairs") >= _FEWEST_PAIRS), on=_SMILE).filter(
        (pl.col("strike_pts") / pl.col("around") - 1).abs() < _NEAR_RATIO
    )
    line = near.group_by(_SMILE).agg(
        slope=pl.cov("gap", "strike_pts") / pl.col("strike_pts").var(),
        middle_gap=pl.col("gap").mean(),
        middle_strike=pl.col("strike_pts").mean(),
    )
    fair = pl.col("middle_gap") + pl.col("slope") * (pl.col("strike_pts") - pl.col("middle_strike"))
    too_low = fair < pl.col("bid_pts") - pl.col("ask_pts_put") - _TICK_PTS
    too_high = fair > pl.col("ask_pts") - pl.col("bid_pts_put") + _TICK_PTS
    judged = near.join(line, on=_SMILE).select(*CHAIN, is_broken=too_low | too_high)
    return judged.group_by(CHAIN).agg(parity_break_ratio=_share(pl.col("is_broken")))
