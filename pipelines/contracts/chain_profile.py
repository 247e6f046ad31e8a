"""What a whole chain looks like: shares of its quotes that contradict each other or say nothing, with their limits.

A chain is the quotes of one session in one file. Each share has a limit that the real chains at hand keep with room:
a chain beyond it was cut, shifted, mixed with another session or filled with sentinels, and is refused.
"""

from dataclasses import dataclass

import polars as pl

from pipelines.contracts.runs import begins_run

CHAIN = ("source_sha256", "quote_date")
_SMILE = ("chain", "root", "expiry_date")
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


def with_chains(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with `chain`, their chain's number from 0 in order of appearance; each chain must be in one piece."""
    numbers = begins_run(rows, CHAIN).cum_sum() - 1
    return rows.with_columns(numbers.set_sorted().alias("chain"))


def chain_shares(rows: pl.DataFrame) -> pl.DataFrame:
    """Shares of each chain, null where there is too little to take a share of.

    Args:
        rows: Quotes by the contract of option quotes with their `chain`, any number of chains, each in the key's order.

    Returns:
        One row per `chain`, with a column per limit.
    """
    quotes = rows.group_by("chain", maintain_order=True).agg(
        sentinel_iv_ratio=_share(pl.col("vendor_iv_vol") == 0), no_offer_ratio=_share(pl.col("ask_pts") == 0)
    )
    quoted = _quoted(rows)
    for name, judged in (("convexity_break_ratio", _convexity(quoted)), ("parity_break_ratio", _parity(quoted))):
        shares = judged.group_by("chain").agg(_share(pl.col("is_broken")).alias(name))
        quotes = quotes.join(shares, on="chain", how="left", maintain_order="left")
    return quotes


def _share(is_so: pl.Expr) -> pl.Expr:
    return pl.when(is_so.count() >= _FEWEST).then(is_so.mean())


def _quoted(rows: pl.DataFrame) -> pl.DataFrame:
    """Two-sided quotes with the number of their smile, which is cheaper to group by than its columns."""
    names = (*_SMILE, "option_type", "strike_pts", "bid_pts", "ask_pts")  # a filter copies all columns
    quoted = rows.select(names).filter((pl.col("bid_pts") > 0) & (pl.col("ask_pts") >= pl.col("bid_pts")))
    smile = begins_run(quoted, _SMILE).cum_sum().set_sorted()
    return quoted.select("chain", smile.alias("smile"), "option_type", "strike_pts", "bid_pts", "ask_pts")


def _convexity(quoted: pl.DataFrame) -> pl.DataFrame:
    """Whether a butterfly of neighbouring strikes could be bought for less than nothing: `chain`, `is_broken`."""
    names = ("smile", "strike_pts", "ask_pts")
    low, high = ({name: pl.col(name).shift(by) for name in names} for by in (1, -1))
    is_triple = pl.all_horizontal(
        *(pl.col("smile") == side["smile"] for side in (low, high)),
        low["strike_pts"] < pl.col("strike_pts"),
        pl.col("strike_pts") < high["strike_pts"],
    )
    weight = (high["strike_pts"] - pl.col("strike_pts")) / (high["strike_pts"] - low["strike_pts"])
    cost = weight * low["ask_pts"] + (1 - weight) * high["ask_pts"] - pl.col("bid_pts")
    sides = [quoted.filter(pl.col("option_type") == kind) for kind in "CP"]
    return pl.concat(
        side.select("chain", is_broken=cost < -_TICK_PTS, is_triple=is_triple).filter("is_triple") for side in sides
    )


def _parity(quoted: pl.DataFrame) -> pl.DataFrame:
    """Whether call and put of a strike near the forward leave no room for it within their spreads, by `chain`.

    In the key's order the put of a strike, if it is quoted, comes next after the call.
    """
    following = {name: pl.col(name).shift(-1) for name in ("smile", "strike_pts", "option_type", "bid_pts", "ask_pts")}
    is_pair = pl.all_horizontal(
        pl.col("option_type") == "C",
        following["option_type"] == "P",
        *(pl.col(name) == following[name] for name in ("smile", "strike_pts")),
    )
    put = {f"{name}_put": following[name] for name in ("bid_pts", "ask_pts")}
    gap = (pl.col("bid_pts") + pl.col("ask_pts") - put["bid_pts_put"] - put["ask_pts_put"]) / 2
    sides = quoted.select("chain", "smile", "strike_pts", "bid_pts", "ask_pts", **put, gap=gap, is_pair=is_pair)
    pairs = sides.filter("is_pair")
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
    return near.join(line, on="smile").select("chain", is_broken=too_low | too_high)
