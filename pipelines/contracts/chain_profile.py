"""What a whole chain looks like: shares of its quotes that contradict each other or say nothing, with their limits.

A chain is the quotes of one session in one file. Each share has a limit that the real chains at hand keep with room:
a chain beyond it was cut, shifted, mixed with another session or filled with sentinels, and is refused.
"""

from dataclasses import dataclass

import polars as pl

CHAIN = ("source_sha256", "quote_date")
_SMILE = (*CHAIN, "root", "expiry_date")
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
        rows: Quotes by the contract of option quotes, any number of chains; by key is the order that costs least.

    Returns:
        One row per `source_sha256` and `quote_date`, with a column per limit.
    """
    quotes = rows.group_by(CHAIN).agg(
        sentinel_iv_ratio=_share(pl.col("vendor_iv_vol") == 0), no_offer_ratio=_share(pl.col("ask_pts") == 0)
    )
    quoted = _quoted(rows)
    chains = quoted.group_by("smile").agg(pl.col(*CHAIN).first())
    for name, judged in (("convexity_break_ratio", _convexity(quoted)), ("parity_break_ratio", _parity(quoted))):
        counts = judged.group_by("smile").agg(pl.col("is_broken").sum(), judged=pl.col("is_broken").count())
        shares = counts.join(chains, on="smile").group_by(CHAIN).agg(pl.col("is_broken", "judged").sum())
        enough = pl.when(pl.col("judged") >= _FEWEST).then(pl.col("is_broken") / pl.col("judged"))
        quotes = quotes.join(shares.select(*CHAIN, enough.alias(name)), on=CHAIN, how="left")
    return quotes


def _share(is_so: pl.Expr) -> pl.Expr:
    return pl.when(is_so.count() >= _FEWEST).then(is_so.mean())


def _quoted(rows: pl.DataFrame) -> pl.DataFrame:
    """Two-sided quotes along each smile, calls before puts. A number tells smiles apart, cheaper than four columns."""
    is_new = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in _SMILE)
    return (
        rows.filter((pl.col("bid_pts") > 0) & (pl.col("ask_pts") >= pl.col("bid_pts")))
        .select(*_SMILE, "option_type", "strike_pts", "bid_pts", "ask_pts")
        .sort("quote_date", "source_sha256", "root", "expiry_date", "option_type", "strike_pts")
        .with_columns(smile=is_new.cum_sum())
    )


def _convexity(quoted: pl.DataFrame) -> pl.DataFrame:
    """Whether a butterfly of neighbouring strikes could be bought for less than nothing: `smile`, `is_broken`."""
    names = ("smile", "option_type", "strike_pts", "ask_pts")
    low, high = ({name: pl.col(name).shift(by) for name in names} for by in (1, -1))
    is_triple = pl.all_horizontal(
        *(pl.col(name) == side[name] for side in (low, high) for name in ("smile", "option_type")),
        low["strike_pts"] < pl.col("strike_pts"),
        pl.col("strike_pts") < high["strike_pts"],
    )
    weight = (high["strike_pts"] - pl.col("strike_pts")) / (high["strike_pts"] - low["strike_pts"])
    cost = weight * low["ask_pts"] + (1 - weight) * high["ask_pts"] - pl.col("bid_pts")
    return quoted.select("smile", is_broken=cost < -_TICK_PTS, is_triple=is_triple).filter("is_triple")


def _parity(quoted: pl.DataFrame) -> pl.DataFrame:
    """Whether call and put of a strike near the forward leave no room for it within their spreads, by `smile`."""
    sides = quoted.select("smile", "option_type", "strike_pts", "bid_pts", "ask_pts")
    calls, puts = (sides.filter(pl.col("option_type") == kind).drop("option_type") for kind in "CP")
    mid_gap = (pl.col("bid_pts") + pl.col("ask_pts") - pl.col("bid_pts_put") - pl.col("ask_pts_put")) / 2
    pairs = calls.join(puts, on=["smile", "strike_pts"], suffix="_put").with_columns(gap=mid_gap)
    # The forward is where call and put cost the same: strikes around it, weighted by nothing, say where
    crossing = pairs.group_by("smile").agg(
        around=(pl.col("strike_pts") + pl.col("gap")).sort_by(pl.col("gap").abs()).head(8).median(), pairs=pl.len()
    )
    near = pairs.join(crossing.filter(pl.col("pairs") >= _FEWEST_PAIRS), on="smile").filter(
        (pl.col("strike_pts") / pl.col("around") - 1).abs() < _NEAR_RATIO
    )
    line = near.group_by("smile").agg(
        slope=pl.cov("gap", "strike_pts") / pl.col("strike_pts").var(),
        middle_gap=pl.col("gap").mean(),
        middle_strike=pl.col("strike_pts").mean(),
    )
    fair = pl.col("middle_gap") + pl.col("slope") * (pl.col("strike_pts") - pl.col("middle_strike"))
    too_low = fair < pl.col("bid_pts") - pl.col("ask_pts_put") - _TICK_PTS
    too_high = fair > pl.col("ask_pts") - pl.col("bid_pts_put") + _TICK_PTS
    return near.join(line, on="smile").select("smile", is_broken=too_low | too_high)
