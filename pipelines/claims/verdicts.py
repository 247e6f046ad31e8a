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

_QUOTED = ("headline", "delevered_control")


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
    """Return the rows on drag, drawdown and growth; arguments and errors as `claim_verdicts`.

    Where VIX3M ended early, the figures to quote are there a second time, for the days up to its end.
    """
    days = daily.filter(pl.col("trade_date") >= settings.window_start).sort("trade_date")
    if days.is_empty():
        raise ValueError(f"no backtest day on or after {settings.window_start}")
    if days.select("preset", "baseline").n_unique() > 1:
        raise ValueError("verdicts are on one preset over one baseline: filter the backtest first")
    rows, end = _of_days(days, episodes, settings), settings.vix3m_end
    if end is None or end < days["trade_date"][0]:
        return rows
    earlier = days.filter(pl.col("trade_date") <= end)
    over = episodes.filter(pl.col("window_end_date") <= end)
    quoted = [row for row in _of_days(earlier, over, settings) if row["variant"] in _QUOTED]
    return rows + [{**row, "variant": f"{row['variant']}_with_vix3m"} for row in quoted]


def _of_days(days: pl.DataFrame, episodes: pl.DataFrame, settings: ClaimSettings) -> list[Row]:
    return [
        *drag_at_vix_18(days, settings),
        *drag_calm_years(days, settings),
        *drawdown_reduction(episodes, days, settings),
        *return_sacrificed(days, settings),
    ]
