"""Two sides become a book's days: P&L by part, returns, NAV, drawdown. Pure."""

import numpy as np
import polars as pl

from pipelines.backtest.book import BacktestError, Book
from pipelines.backtest.quoted import price_source
from pipelines.backtest.side import CONDOR, Side
from pipelines.contracts.fct_backtest_daily import FCT_BACKTEST_DAILY, LAYERS
from pipelines.quant.drawdown import compounded, drawdown_ratio


def daily_rows(condor: Side, hedge: Side, layer_states: pl.DataFrame, closes: pl.DataFrame, book: Book) -> pl.DataFrame:
    """Return the rows of `FCT_BACKTEST_DAILY`, one per day of `closes`.

    Args:
        condor: One side.
        hedge: The other.
        layer_states: For hedge intensity (S42) and open premium (S05).
        closes: `trade_date`, `vix_close_pts`, `spx_close_pts`, `is_simulated`, in date order.
        book: The account.
    """
    counts = {"": pl.concat([condor.mark_counts, hedge.mark_counts])}
    counts |= {"condor_": condor.mark_counts, "hedge_": hedge.mark_counts}
    parts = pl.concat([condor.parts, hedge.parts])
    days = closes.join(_wide(parts), on="trade_date", how="left", maintain_order="left")
    for side, found in counts.items():
        source = price_source(found).rename({"price_source": f"{side}price_source"})
        days = days.join(source, on="trade_date", how="left", maintain_order="left")
    days = days.join(_hedge_size(layer_states, book.account_usd), on="trade_date", how="left", maintain_order="left")
    days = days.with_columns(
        pl.col("hedge_intensity_ratio", "open_premium_ratio").fill_null(0.0),
        pl.col("condor_price_source", "hedge_price_source").fill_null("model"),
        preset=pl.lit(book.preset),
        baseline=pl.lit(book.baseline),
        hedge_pnl_usd=pl.sum_horizontal(f"layer{layer}_pnl_usd" for layer in LAYERS),
        unhedged_pnl_usd="condor_pnl_usd",
    )
    days = days.with_columns(hedged_pnl_usd=pl.col("unhedged_pnl_usd") + pl.col("hedge_pnl_usd"))
    return FCT_BACKTEST_DAILY.conform(days.with_columns(*_path(days, "unhedged", book), *_path(days, "hedged", book)))


def _wide(parts: pl.DataFrame) -> pl.DataFrame:
    """One column of P&L per part, and the costs of both books; 0 where the preset has no such layer."""
    is_condor = pl.col("part") == CONDOR
    pnl = [
        pl.col("pnl_usd").filter(pl.col("part") == part).sum().alias(f"{part}_pnl_usd")
        for part in (CONDOR, *(f"layer{layer}" for layer in LAYERS))
    ]
    return parts.group_by("trade_date", maintain_order=True).agg(
        *pnl,
        condor_cost_usd=pl.col("cost_usd").filter(is_condor).sum(),
        hedge_cost_usd=pl.col("cost_usd").filter(~is_condor).sum(),
    )


def _hedge_size(layer_states: pl.DataFrame, account_usd: float) -> pl.DataFrame:
    return layer_states.group_by("trade_date", maintain_order=True).agg(
        pl.col("hedge_intensity_ratio").sum(), open_premium_ratio=pl.col("open_premium_usd").sum() / account_usd
    )


def _path(days: pl.DataFrame, side: str, book: Book) -> list[pl.Series]:
    """Return, NAV and drawdown of one side; the account is constant, NAV compounds the returns.

    Books start flat, so the first NAV is the account.
    """
    returns = (days[f"{side}_pnl_usd"] / book.account_usd).to_numpy()
    nav = book.account_usd * compounded(returns)
    if (nav <= 0).any():
        day = days["trade_date"][int(np.argmax(nav <= 0))]
        raise BacktestError(f"{book.preset} over {book.baseline}: the {side} book loses its whole account on {day}")
    return [
        pl.Series(f"{side}_return_ratio", returns),
        pl.Series(f"{side}_nav_usd", nav),
        pl.Series(f"{side}_drawdown_ratio", drawdown_ratio(nav)),
    ]
