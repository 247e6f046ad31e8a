"""A second count of a book's profit: what its trades paid, and what is left. Pure."""

import polars as pl

from pipelines.backtest.book import BacktestError
from pipelines.backtest.ledger import part_of_trade

TOLERANCE_RATIO = 1e-9  # of the money turned over


def require_legs_add_up(name: str, trades: pl.DataFrame, marks: pl.DataFrame, parts: pl.DataFrame) -> None:
    """Refuse a side whose P&L by day is not the P&L of its legs: cash of all trades and the last marks.

    Args:
        name: Preset or baseline, for the message.
        trades: Its trades.
        marks: `part`, `trade_date`, `mark_usd`.
        parts: `part`, `trade_date`, `pnl_usd`: the P&L by day.

    Raises:
        BacktestError: They differ by more than 1e-9 of the money turned over.
    """
    cash = trades.group_by(part=part_of_trade()).agg(
        cash_usd=pl.col("cash_usd").sum(), turnover_usd=pl.col("cash_usd").abs().sum()
    )
    left = marks.sort("trade_date").group_by("part").agg(left_usd=pl.col("mark_usd").last())
    daily = parts.group_by("part").agg(pl.col("pnl_usd").sum())
    counted = daily.join(left, on="part", how="full", coalesce=True).join(cash, on="part", how="full", coalesce=True)
    gaps = counted.with_columns(pl.selectors.float().fill_null(0.0)).select(
        "part",
        gap_usd=(pl.col("cash_usd") + pl.col("left_usd") - pl.col("pnl_usd")).abs(),
        allowed_usd=TOLERANCE_RATIO * (1.0 + pl.col("turnover_usd")),
    )
    wrong = gaps.filter(pl.col("gap_usd") > pl.col("allowed_usd"))
    if wrong.height:
        part, gap_usd, _ = wrong.sort("gap_usd").row(-1)
        raise BacktestError(f"{name}: the legs of {part} and its days differ by {gap_usd:.9f} USD")
    _require_nothing_lost(name, trades)


def _require_nothing_lost(name: str, trades: pl.DataFrame) -> None:
    """A long leg never sells more than it bought, and a short one never buys back more than it sold."""
    leg = ("layer", "lot", "leg", "expiry_date", "strike_pts")
    left = trades.group_by(leg).agg(pl.col("contracts").sum())
    wrong = left.filter(
        pl.when(pl.col("leg").str.starts_with("long")).then(pl.col("contracts") < 0).otherwise(pl.col("contracts") > 0)
    )
    if wrong.height:
        first = wrong.sort(leg).row(0, named=True)
        raise BacktestError(f"{name}: more of {first['leg']} {first['expiry_date']} was closed than opened")
