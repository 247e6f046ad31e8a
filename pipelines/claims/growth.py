"""Growth and loss of a book over its days. Pure."""

import polars as pl

from pipelines.quant.drawdown import max_drawdown_ratio


def years_between(daily: pl.DataFrame) -> float:
    """Years from the first close to the last, actual days / 365.25; 0 for one day."""
    return float((daily["trade_date"][-1] - daily["trade_date"][0]).days / 365.25)


def cagr_ratio(daily: pl.DataFrame, side: str) -> float:
    """Compound yearly growth of one side's NAV from the first close to the last; NaN for one day.

    Args:
        daily: `backtest.fct_backtest_daily` of one book, in date order.
        side: `unhedged` or `hedged`.
    """
    years = years_between(daily)
    nav = daily[f"{side}_nav_usd"]
    return float((nav[-1] / nav[0]) ** (1 / years) - 1) if years else float("nan")


def max_loss_ratio(daily: pl.DataFrame, side: str) -> float:
    """Return the largest drawdown of one side's NAV within the days given."""
    return max_drawdown_ratio(daily[f"{side}_nav_usd"].to_numpy())
