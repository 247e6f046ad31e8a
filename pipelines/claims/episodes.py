"""`claims.fct_drawdown_episode`: VIX spikes and the drawdown of both books in each (S43). Pure."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pipelines.contracts.fct_drawdown_episode import FCT_DRAWDOWN_EPISODE
from pipelines.quant.drawdown import max_drawdown_ratio, merged_spells


@dataclass(frozen=True)
class SpikeRule:
    """What counts as a spike (S43)."""

    vix_above_pts: float = 25.0
    merge_gap_tdays: int = 21
    margin_tdays: int = 5
    min_drawdown_ratio: float = 0.005


@dataclass(frozen=True)
class Spike:
    """Places of the first and last close above, and of the window around them that is measured."""

    first: int
    last: int
    start: int
    end: int
    is_complete: bool  # no later close can join it


SEED_SPIKES = SpikeRule()


def drawdown_episodes(
    daily: pl.DataFrame, window_start: date = date(2012, 1, 3), rule: SpikeRule = SEED_SPIKES
) -> pl.DataFrame:
    """Return one row per VIX spike of one book.

    A day without a VIX close is not above the level. The last spike stays incomplete, and out of
    the claims, until so many days have passed that no later one can join it.

    Args:
        daily: `backtest.fct_backtest_daily` of one preset and baseline.
        window_start: First day looked at (S45).
        rule: What counts as a spike.

    Returns:
        Frame of `FCT_DRAWDOWN_EPISODE` in date order. Adding days never changes a complete row.
    """
    days = daily.filter(pl.col("trade_date") >= window_start).sort("trade_date")
    rows = [_episode(days, spike, rule) for spike in spikes(days["vix_close_pts"], rule)]
    return FCT_DRAWDOWN_EPISODE.conform(pl.DataFrame(rows, schema=FCT_DRAWDOWN_EPISODE.polars_schema))


def spikes(vix_close_pts: pl.Series, rule: SpikeRule = SEED_SPIKES) -> list[Spike]:
    """Return the spikes in a series of closes, in date order; a day without a close is not above the level."""
    is_above = (vix_close_pts.fill_nan(None) > rule.vix_above_pts).fill_null(value=False).to_numpy()
    newest, settled = len(is_above) - 1, max(rule.merge_gap_tdays, rule.margin_tdays)
    return [
        Spike(
            first,
            last,
            start=max(first - rule.margin_tdays, 0),
            end=min(last + rule.margin_tdays, newest),
            is_complete=newest > last + settled,
        )
        for first, last in merged_spells(is_above, rule.merge_gap_tdays)
    ]


def _episode(days: pl.DataFrame, spike: Spike, rule: SpikeRule) -> dict[str, object]:
    window = days[spike.start : spike.end + 1]
    unhedged = max_drawdown_ratio(window["unhedged_nav_usd"].to_numpy())
    hedged = max_drawdown_ratio(window["hedged_nav_usd"].to_numpy())
    is_comparable = unhedged >= rule.min_drawdown_ratio
    return {
        "preset": days["preset"][0],
        "baseline": days["baseline"][0],
        "start_date": days["trade_date"][spike.first],
        "end_date": days["trade_date"][spike.last],
        "window_start_date": window["trade_date"][0],
        "window_end_date": window["trade_date"][-1],
        "vix_peak_pts": days["vix_close_pts"][spike.first : spike.last + 1].max(),
        "window_tdays": window.height,
        "unhedged_max_drawdown_ratio": unhedged,
        "hedged_max_drawdown_ratio": hedged,
        "reduction_ratio": round(1 - hedged / unhedged, 12) + 0.0 if is_comparable else None,
        "unhedged_pnl_usd": float(np.sum(window["unhedged_pnl_usd"].to_numpy()[1:])),
        "hedge_pnl_usd": float(np.sum(window["hedge_pnl_usd"].to_numpy()[1:])),
        "is_complete": spike.is_complete,
        "is_counted": spike.is_complete and is_comparable,
        "is_simulated": bool(window["is_simulated"].any()),
    }
