"""S53: "value extracted from dislocations": crisis alpha, and the share of peak marks that was realised. Pure."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, unmeasured, verdict_row
from pipelines.claims.interval_text import day_blocks, month_blocks
from pipelines.claims.lives import by_month, lives_apart
from pipelines.quant.bootstrap import block_counts, ratio_of_sums, stationary_draws
from pipelines.quant.costs import OPTION_MULTIPLIER_USD

Floats = NDArray[np.float64]

CRISIS_VIX_PTS = 25.0
_TEXT = "The layers extract value from market dislocations"


def dislocation_rows(
    daily: pl.DataFrame, trades: pl.DataFrame, holdings: pl.DataFrame, settings: ClaimSettings
) -> list[Row]:
    """Return the verdict rows: crisis alpha (headline) and capture ratio.

    Args:
        daily: `backtest.fct_backtest_daily` of one book, in date order.
        trades: `backtest.fct_trade` of its hedge.
        holdings: `call_holdings` of its hedge.
        settings: Shared parameters.
    """
    alpha = Claim(
        "S53",
        "headline",
        f"{_TEXT}; no figure is stated",
        f"hedge P&L on days with VIX above {CRISIS_VIX_PTS:g} / all premium paid (crisis alpha)",
        "ratio",
        None,  # days picked by their own close can't support it
        "pieces are the blocks with such a day; days are chosen by their own close, so the jump up counts and the fall "
        "back does not: that favours the claim",
        day_blocks(settings, settings.series_draws),
        prices="hedge",
    )
    capture = Claim(
        "S53",
        "capture_ratio",
        f"{_TEXT}; no figure is stated",
        "received for calls that are gone / the same calls at their highest mark",
        "ratio",
        None,
        "calls by month of purchase; pieces are calls whose lives do not overlap",
        month_blocks(settings, settings.series_draws),
        prices="hedge",
    )
    return [
        verdict_row(alpha, _crisis_alpha(daily, trades, settings), daily, settings),
        verdict_row(capture, _captured(holdings, settings), daily, settings),
    ]


def _crisis_alpha(daily: pl.DataFrame, trades: pl.DataFrame, settings: ClaimSettings) -> Measurement:
    bought = trades.filter(pl.col("book") == "hedge", pl.col("contracts") > 0)
    paid = bought.group_by(trade_date="fill_date").agg(premium_usd=-pl.col("cash_usd").sum())
    is_crisis = (pl.col("vix_close_pts") > CRISIS_VIX_PTS).fill_null(value=False)
    days = (
        daily.join(paid, on="trade_date", how="left", maintain_order="left")
        .select(
            pl.when(is_crisis).then(pl.col("hedge_pnl_usd")).otherwise(0.0),
            pl.col("premium_usd").fill_null(0.0),
            is_crisis.cast(pl.Float64).alias("is_crisis"),
        )
        .to_numpy()
    )
    if not days[:, 1].any():
        return unmeasured("the hedge never bought")
    pieces = len(np.unique(np.flatnonzero(days[:, 2]) // settings.mean_block_tdays))
    draws = stationary_draws(days, _ratio, settings.mean_block_tdays, settings.series_draws, settings.seed)
    return Measurement(float(_ratio(days)[0]), draws[:, 0], pieces)


def _ratio(days: Floats) -> Floats:
    paid = days[:, 1].sum()
    return np.array([days[:, 0].sum() / paid if paid else np.nan])


def _captured(holdings: pl.DataFrame, settings: ClaimSettings) -> Measurement:
    peak = pl.col("bought_contracts") * pl.col("peak_mark_pts") * OPTION_MULTIPLIER_USD
    gone = holdings.filter(~pl.col("is_open"), pl.col("peak_mark_pts") > 0)
    if gone.is_empty():
        return unmeasured("no call that was ever marked is gone")
    first, last = gone.select(pl.col("fill_date").min(), last=pl.col("fill_date").max()).row(0)
    months = by_month(gone.select("fill_date", "received_usd", peak_usd=peak), "fill_date", first, last)
    counts = block_counts(len(months), settings.mean_block_months, settings.series_draws, settings.seed)
    received, best = months.sum(axis=0)
    pieces = lives_apart(gone.select(start="fill_date", end="expiry_date"))
    return Measurement(float(received / best), ratio_of_sums(counts, months), pieces)
