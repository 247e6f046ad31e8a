"""The two books side by side in a few numbers. Pure."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.claims.growth import cagr_ratio, max_loss_ratio
from pipelines.report.wording import number_text, percent_text, usd_text

_TRADING_DAYS_PER_YEAR = 252


@dataclass(frozen=True)
class SummaryRow:
    """One measure of the book without and with the hedge."""

    name: str
    unhedged: str
    hedged: str


def book_summary(daily: pl.DataFrame) -> list[SummaryRow]:
    """Return growth, volatility, losses and costs of both books.

    Args:
        daily: `backtest.fct_backtest_daily` of one book, in date order.
    """
    condor_cost, hedge_cost = (float(daily[f"{book}_cost_usd"].sum()) for book in ("condor", "hedge"))
    return [
        SummaryRow("Growth a year (CAGR)", *(percent_text(cagr_ratio(daily, side), 2) for side in _SIDES)),
        SummaryRow("Volatility a year", *(percent_text(_volatility(daily, side)) for side in _SIDES)),
        SummaryRow("Deepest drawdown", *(percent_text(max_loss_ratio(daily, side)) for side in _SIDES)),
        SummaryRow("Worst day", *(percent_text(_worst_day(daily, side), 2) for side in _SIDES)),
        SummaryRow("Growth / deepest drawdown", *(number_text(_calmar(daily, side)) for side in _SIDES)),
        SummaryRow("Slippage and fees", usd_text(condor_cost), usd_text(condor_cost + hedge_cost)),
    ]


_SIDES = ("unhedged", "hedged")


def _volatility(daily: pl.DataFrame, side: str) -> float:
    returns = daily[f"{side}_return_ratio"].to_numpy()
    return float(np.std(returns, ddof=1) * np.sqrt(_TRADING_DAYS_PER_YEAR)) if len(returns) > 1 else float("nan")


def _worst_day(daily: pl.DataFrame, side: str) -> float:
    return float(daily[f"{side}_return_ratio"].to_numpy().min())


def _calmar(daily: pl.DataFrame, side: str) -> float:
    loss = max_loss_ratio(daily, side)
    return cagr_ratio(daily, side) / loss if loss else float("nan")
