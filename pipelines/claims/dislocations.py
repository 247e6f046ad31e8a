"""S53: "value extracted from dislocations": crisis alpha, and the share of peak marks that was realised. Pure."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, unmeasured, verdict_row
from pipelines.claims.interval_text import day_blocks, independent
from pipelines.quant.bootstrap import ratio_of_sums_draws, stationary_draws
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
    )
    capture = Claim(
        "S53",
        "capture_ratio",
        f"{_TEXT}; no figure is stated",
        "received for calls that are gone / the same calls at their highest mark",
        "ratio",
        None,
        "calls by month of purchase",
        independent("months", settings.piece_draws),
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
    months = gone.group_by(pl.col("fill_date").dt.truncate("1mo")).agg(
        pl.col("received_usd").sum(), peak_usd=peak.sum()
    )
    if months.is_empty():
        return unmeasured("no call that was ever marked is gone")
    pairs = months.sort("fill_date").select("received_usd", "peak_usd").to_numpy()
    draws = ratio_of_sums_draws(pairs, settings.piece_draws, settings.seed)
    return Measurement(float(pairs[:, 0].sum() / pairs[:, 1].sum()), draws, len(pairs))
