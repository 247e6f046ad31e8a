"""`claims.fct_claim_verdict`: every claim that is tested so far, one file per claim family. Pure."""

from collections.abc import Sequence

import polars as pl

from pipelines.claims.claim import ClaimSettings, Row
from pipelines.claims.drag_at_vix_18 import drag_at_vix_18
from pipelines.claims.drag_calm_years import drag_calm_years
from pipelines.claims.drawdown_reduction import drawdown_reduction
from pipelines.claims.pricing_band import Estimates, with_pricing_band
from pipelines.claims.return_sacrificed import return_sacrificed
from pipelines.contracts.fct_claim_verdict import FCT_CLAIM_VERDICT


def claim_verdicts(
    daily: pl.DataFrame,
    episodes: pl.DataFrame,
    settings: ClaimSettings,
    further: Sequence[Row] = (),
    corners: Sequence[Estimates] = (),
) -> pl.DataFrame:
    """Return the verdicts on one book.

    Args:
        daily: `backtest.fct_backtest_daily` of one preset and baseline.
        episodes: `claims.fct_drawdown_episode` of the same book.
        settings: Shared parameters; the same seed gives the same table.
        further: Rows of claims that rest on more than this book.
        corners: Estimates at the corners of the pricing error band.

    Returns:
        Frame of `FCT_CLAIM_VERDICT`, sorted by claim, headline variants first.

    Raises:
        ValueError: No day lies in the window, or there is more than one book.
    """
    rows = [*book_claims(daily, episodes, settings), *further]
    judged = with_pricing_band(rows, corners)
    return FCT_CLAIM_VERDICT.conform(pl.DataFrame(judged, schema=FCT_CLAIM_VERDICT.polars_schema))


def book_claims(daily: pl.DataFrame, episodes: pl.DataFrame, settings: ClaimSettings) -> list[Row]:
    """Return the rows on drag, drawdown and growth; arguments and errors as `claim_verdicts`."""
    days = daily.filter(pl.col("trade_date") >= settings.window_start).sort("trade_date")
    if days.is_empty():
        raise ValueError(f"no backtest day on or after {settings.window_start}")
    if days.select("preset", "baseline").n_unique() > 1:
        raise ValueError("verdicts are on one preset over one baseline: filter the backtest first")
    return [
        *drag_at_vix_18(days, settings),
        *drag_calm_years(days, settings),
        *drawdown_reduction(episodes, days, settings),
        *return_sacrificed(days, settings),
    ]
