"""`backtest.fct_attribution_daily`: P&L split into delta, gamma, vega, theta and what they leave (S08). Pure.

Greeks are those of the close before, a Taylor step of second order: Δ·dF + ½Γ·dF² + vega·dσ + θ·dt. The residual
is kept and not spread, for it is the honest size of what the greeks do not explain.
"""

import numpy as np
import polars as pl

from pipelines.backtest.ledger import part_of_trade
from pipelines.contracts.fct_attribution_daily import FCT_ATTRIBUTION_DAILY
from pipelines.quant.black76 import black76_greeks
from pipelines.quant.costs import OPTION_MULTIPLIER_USD

_COMPONENTS = ("delta_usd", "gamma_usd", "vega_usd", "theta_usd")
_KEY = ("part", "lot", "trade_date")


def attribution_daily(
    moves: pl.DataFrame, trades: pl.DataFrame, is_simulated: pl.DataFrame, *, preset: str, baseline: str
) -> pl.DataFrame:
    """Return the rows of `FCT_ATTRIBUTION_DAILY`.

    Args:
        moves: Options held over a close, in the columns of `MOVES`.
        trades: `backtest.fct_trade` of the preset and the baseline, for the costs.
        is_simulated: `trade_date`, `is_simulated`.
        preset: Hedge.
        baseline: Condor.
    """
    explained = (
        _explained(moves).group_by(_KEY).agg(pl.col(*_COMPONENTS, "gross_pnl_usd").sum(), pl.col("is_quoted").any())
    )
    costs = trades.group_by(part=part_of_trade(), lot="lot", trade_date="fill_date").agg(
        cost_usd=(pl.col("slippage_usd") + pl.col("fee_usd")).sum(),
        is_filled_at_quote=(pl.col("price_source") == "quote").any(),
    )
    days = explained.join(costs, on=_KEY, how="full", coalesce=True).with_columns(
        pl.col(*_COMPONENTS, "gross_pnl_usd", "cost_usd").fill_null(0.0)
    )
    is_quoted = pl.any_horizontal("is_quoted", "is_filled_at_quote")
    named = (
        days.with_columns(
            residual_usd=pl.col("gross_pnl_usd") - pl.sum_horizontal(_COMPONENTS),
            net_pnl_usd=pl.col("gross_pnl_usd") - pl.col("cost_usd"),
            price_source=pl.when(is_quoted).then(pl.lit("mixed")).otherwise(pl.lit("model")),
            preset=pl.lit(preset),
            baseline=pl.lit(baseline),
        )
        .drop("is_quoted", "is_filled_at_quote")
        .join(is_simulated, on="trade_date", how="left")
    )
    return FCT_ATTRIBUTION_DAILY.conform(named).sort(_KEY)


def _explained(moves: pl.DataFrame) -> pl.DataFrame:
    """Add the components and the P&L at mids of each option, USD."""
    names = ("last_forward_pts", "strike_pts", "dte_days", "last_vol", "rate_ratio", "forward_pts", "vol", "held_days")
    forward, strike, dte, vol, rate, now, vol_now, held = (moves[name].cast(pl.Float64).to_numpy() for name in names)
    greeks = black76_greeks(forward, strike, dte / 365, vol, rate, moves["is_call"].to_numpy())
    usd = moves["contracts"].cast(pl.Float64).to_numpy() * OPTION_MULTIPLIER_USD
    change = now - forward
    found = {
        "delta_usd": greeks.delta * change,
        "gamma_usd": greeks.gamma * change**2 / 2,
        "vega_usd": greeks.vega * (vol_now - vol),
        "theta_usd": greeks.theta * held / 365,
        "gross_pnl_usd": (moves["mark_pts"] - moves["last_mark_pts"]).cast(pl.Float64).to_numpy(),
    }
    # A move that can't be split, for want of a volatility or a forward, is residual.
    split = [pl.Series(name, np.nan_to_num(usd * each)) for name, each in found.items()]
    return moves.with_columns(split)
