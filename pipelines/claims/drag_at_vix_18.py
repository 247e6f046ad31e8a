"""C1: "the hedge costs 1–2 % a year when VIX is around 18" (S07). Pure."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, unmeasured, verdict_row
from pipelines.claims.interval_text import day_blocks
from pipelines.claims.verdict import StatedRange
from pipelines.quant.bootstrap import stationary_draws

Floats = NDArray[np.float64]

VIX_BUCKET_PTS = (17.0, 19.0)  # S07: 18, half-width 1
TRADING_DAYS_PER_YEAR = 252

_VARIANTS = {"headline": "net of slippage and fees", "gross": "before slippage and fees"}


def drag_at_vix_18(daily: pl.DataFrame, settings: ClaimSettings) -> list[Row]:
    """Return the net (headline) and gross verdict rows.

    Drag of a day = −hedge P&L / account. The estimate is its mean over the days that follow a VIX
    close of 17–19, times 252. Days are drawn in blocks together with their VIX.

    Args:
        daily: `backtest.fct_backtest_daily` of one book, in date order, inside the window.
        settings: Shared parameters.
    """
    drags = _drags(daily, settings)
    is_inside = drags[:, 0] > 0
    pieces = len(np.unique(np.flatnonzero(is_inside) // settings.mean_block_tdays))
    if not pieces:
        measured = [unmeasured("VIX never closed between 17 and 19")] * len(_VARIANTS)
    else:
        draws = stationary_draws(drags, _annual_drag, settings.mean_block_tdays, settings.series_draws, settings.seed)
        estimate = _annual_drag(drags)
        measured = [Measurement(float(estimate[n]), draws[:, n], pieces) for n in range(len(_VARIANTS))]
    claims = [_claim(variant, cost, settings) for variant, cost in _VARIANTS.items()]
    return [verdict_row(claim, found, daily, settings) for claim, found in zip(claims, measured, strict=True)]


def _drags(daily: pl.DataFrame, settings: ClaimSettings) -> Floats:
    """Columns: 1 where the close before was in the bucket, net drag, gross drag. Shape (n_days, 3)."""
    low, high = VIX_BUCKET_PTS
    gross_usd = pl.col("hedge_pnl_usd") + pl.col("hedge_cost_usd")
    return daily.select(
        pl.col("vix_close_pts").shift(1).is_between(low, high).fill_null(value=False).cast(pl.Float64).alias("inside"),
        (-pl.col("hedge_pnl_usd") / settings.account_usd).alias("net"),
        (-gross_usd / settings.account_usd).alias("gross"),
    ).to_numpy()


def _annual_drag(drags: Floats) -> Floats:
    """Mean drag of the days inside the bucket, per year; NaN when a draw has none."""
    inside = drags[:, 0]
    days = inside.sum()
    if not days:
        return np.full(2, np.nan)
    return np.asarray(inside @ drags[:, 1:] / days * TRADING_DAYS_PER_YEAR)


def _claim(variant: str, cost: str, settings: ClaimSettings) -> Claim:
    return Claim(
        claim_id="C1",
        variant=variant,
        text_paraphrase="At a VIX around 18 the hedge layers cost 1–2 % of the portfolio a year",
        metric=f"-hedge P&L / account on days after a VIX close of 17–19, per year, {cost}",
        unit="ratio_per_year",
        stated=StatedRange(0.01, 0.02),
        method="conditional mean x 252",
        interval=day_blocks(settings, settings.series_draws),
        prices="hedge",
    )
