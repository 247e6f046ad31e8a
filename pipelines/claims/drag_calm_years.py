"""C3: "0.8–1.2 % a year in non-crisis years" (S22). Pure."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, unmeasured, verdict_row
from pipelines.claims.interval_text import independent
from pipelines.claims.verdict import StatedRange
from pipelines.quant.bootstrap import iid_draws
from pipelines.quant.drawdown import max_drawdown_ratio

Floats = NDArray[np.float64]

_VARIANTS = {"headline": "net of slippage and fees", "gross": "before slippage and fees"}


@dataclass(frozen=True)
class CalmYearRule:
    """A whole calendar year with few high VIX closes and no deep SPX drawdown (S22)."""

    vix_above_pts: float = 30.0
    fewer_closes_than: int = 5
    spx_drawdown_below_ratio: float = 0.15
    fewest_sessions: int = 240  # a year cut off by the window is no year


SEED_CALM_YEARS = CalmYearRule()


def drag_calm_years(daily: pl.DataFrame, settings: ClaimSettings, rule: CalmYearRule = SEED_CALM_YEARS) -> list[Row]:
    """Return the net (headline) and gross verdict rows: mean yearly drag, years drawn independently.

    Args:
        daily: `backtest.fct_backtest_daily` of one book, in date order, inside the window.
        settings: Shared parameters.
        rule: What counts as a non-crisis year.
    """
    drags = np.array([_drag(year, settings) for year in _calm_years(daily, rule)]).reshape(-1, 2)
    if not len(drags):
        measured = [unmeasured("no whole non-crisis year in the window")] * len(_VARIANTS)
    else:
        draws = iid_draws(drags, _mean, settings.piece_draws, settings.seed)
        measured = [Measurement(float(drags[:, n].mean()), draws[:, n], len(drags)) for n in range(2)]
    claims = [_claim(variant, cost, settings) for variant, cost in _VARIANTS.items()]
    return [verdict_row(claim, found, daily, settings) for claim, found in zip(claims, measured, strict=True)]


def _calm_years(daily: pl.DataFrame, rule: CalmYearRule) -> list[pl.DataFrame]:
    years = daily.with_columns(year=pl.col("trade_date").dt.year()).partition_by("year", maintain_order=True)
    return [year for year in years if _is_calm(year, rule)]


def _is_calm(year: pl.DataFrame, rule: CalmYearRule) -> bool:
    closes = year["spx_close_pts"].drop_nulls().to_numpy()
    high_closes = (year["vix_close_pts"] > rule.vix_above_pts).sum()
    return (
        year.height >= rule.fewest_sessions
        and high_closes < rule.fewer_closes_than
        and max_drawdown_ratio(closes) < rule.spx_drawdown_below_ratio
    )


def _drag(year: pl.DataFrame, settings: ClaimSettings) -> tuple[float, float]:
    """Net and gross drag of one year, share of the account."""
    net_usd = -float(np.sum(year["hedge_pnl_usd"].to_numpy()))
    cost_usd = float(np.sum(year["hedge_cost_usd"].to_numpy()))
    return net_usd / settings.account_usd, (net_usd - cost_usd) / settings.account_usd


def _mean(drags: Floats) -> Floats:
    return np.asarray(drags.mean(axis=0))


def _claim(variant: str, cost: str, settings: ClaimSettings) -> Claim:
    return Claim(
        claim_id="C3",
        variant=variant,
        text_paraphrase="Disciplined layering brings the drag to 0.8–1.2 % in non-crisis years",
        metric=f"mean of -hedge P&L / account over non-crisis calendar years, {cost}",
        unit="ratio_per_year",
        stated=StatedRange(0.008, 0.012),
        method="years with < 5 closes of VIX > 30 and SPX drawdown < 15 %",
        interval=independent("years", settings.piece_draws),
        prices="hedge",
    )
