"""`benchmarks.fct_benchmark_bridge`: from an index's replay to the book's ledger, one convention at a time. Pure.

The replays share no code with the layers, the condor's selection and the ledger but prices, calendars and smiles.
With the conventions of the book, the last step but one must therefore make what the ledger counts, to the last digits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import polars as pl

from pipelines.backtest.side import Side
from pipelines.benchmarks.market import Dates, Floats
from pipelines.benchmarks.pricing import CENTRAL
from pipelines.benchmarks.replay import Replay
from pipelines.contracts.fct_benchmark_bridge import FCT_BENCHMARK_BRIDGE
from pipelines.quant.costs import CostModel

ROLL = ("roll_date", "expiry_date", "leg", "strike_pts")
LEDGER = "ledger"
LARGEST_GAP_RATIO = 1e-9  # of the account on a day, between two counts of the same book

FRICTIONLESS = CostModel(
    fill_fraction=MappingProxyType({1: 0.5, 2: 0.5, 4: 0.5}),
    vix_spread_min_pts=0.0,
    vix_spread_ratio=0.0,
    spx_spread_min_pts=0.0,
    spx_spread_ratio=0.0,
    spx_fee_usd=0.0,
    vix_fee_usd=0.0,
)
"""Fills at mids without fees: what is compared are decisions, prices and the count, not costs."""

AT_CLOSES = replace(
    CENTRAL,
    name="at_closes",
    costs=FRICTIONLESS,
    opening_variance_share=1.0,
    roll_variance_share=1.0,
    close_to_opening_days=1.0,
    roll_to_opening_days=1.0,
)
"""The book's clock: rolls and settlements at closes, whole days to expiry."""

DECIDED_BEFORE = replace(AT_CLOSES, name="decided_before", sessions_decided_before=1)

_TRADING_DAYS, _YEAR_DAYS = 252, 365.25


@dataclass(frozen=True)
class Step:
    """Daily returns of one way to count, and what it rolled into."""

    name: str
    convention: str
    dates: Dates
    returns: Floats
    rolls: pl.DataFrame  # columns of ROLL, one row per leg

    @classmethod
    def of(cls, name: str, convention: str, replay: Replay, returns: Floats | None = None) -> "Step":
        """Take days and rolls from a replay, and the returns of its options if none are given."""
        rolls = replay.rolls.filter(pl.col("value_share_ratio") != 0)  # a weight of 0 buys nothing
        returns = replay.option_returns() if returns is None else returns
        return cls(name, convention, replay.dates, returns, rolls.select(ROLL))

    @classmethod
    def of_ledger(cls, side: Side, account_usd: float) -> "Step":
        """Take them from the book's own trades and daily count."""
        days = side.parts.group_by("trade_date").agg(pl.col("pnl_usd").sum()).sort("trade_date")
        opened = side.trades.filter(pl.col("action") == "open").rename({"fill_date": "roll_date"})
        dates = days["trade_date"].to_numpy().astype("datetime64[D]")
        convention = "fct_trade and the daily count of the same orders, filled at mids without fees"
        return cls(LEDGER, convention, dates, days["pnl_usd"].to_numpy() / account_usd, opened.select(ROLL))


def bridge_rows(symbol: str, steps: Sequence[Step], *, is_simulated: bool) -> pl.DataFrame:
    """Return the rows of one index.

    Args:
        symbol: The index.
        steps: From the index to the ledger. Compared are the days of the ledger after every step's first.
        is_simulated: Of the market.
    """
    if not steps:
        return FCT_BENCHMARK_BRIDGE.polars_schema.to_frame()
    first = max(step.dates[0] for step in steps)
    days = steps[-1].dates[steps[-1].dates > first]
    found = [
        (step, _on(days, step), step.rolls.filter(pl.col("roll_date").is_in(pl.Series(days).implode())))
        for step in steps
    ]
    rows = [
        _row(symbol, number, days, found[number - 1], found[number - 2] if number > 1 else None)
        for number in range(1, len(found) + 1)
    ]
    table = pl.DataFrame(rows).with_columns(is_simulated=pl.lit(is_simulated))
    return FCT_BENCHMARK_BRIDGE.conform(table)


Found = tuple[Step, Floats, pl.DataFrame]


def _on(days: Dates, step: Step) -> Floats:
    """Returns on these days; 0 on one that the step has no prices for, whose move is in its next day."""
    returns = dict(zip(step.dates.tolist(), step.returns.tolist(), strict=True))
    return np.array([returns.get(day, 0.0) for day in days.tolist()], dtype=np.float64)


def _row(symbol: str, number: int, days: Dates, here: Found, before: Found | None) -> dict[str, object]:
    step, returns, rolls = here
    row = {
        "index_symbol": symbol,
        "step_number": number,
        "step": step.name,
        "convention": step.convention,
        "first_date": days[0].item() if len(days) else None,
        "last_date": days[-1].item() if len(days) else None,
        "n_days": len(days),
        "n_rolls": len(rolls),
        "yearly_return_ratio": _yearly(days, returns),
    }
    return row | _against(days, here, before)


def _against(days: Dates, here: Found, before: Found | None) -> dict[str, float | None]:
    names = ("same_rolls_ratio", "change_ratio", "tracking_error_vol", "max_gap_ratio")
    if before is None or len(days) < 2:  # one day has no deviation
        return dict.fromkeys(names)
    gap, (_, _, rolls) = here[1] - before[1], here
    same = rolls.join(before[2], on=ROLL, how="semi")
    values = (
        len(same) / len(rolls) if len(rolls) else None,
        _yearly(days, gap),
        float(np.std(gap, ddof=1) * np.sqrt(_TRADING_DAYS)),
        float(np.abs(gap).max()),
    )
    return dict(zip(names, values, strict=True))


def _yearly(days: Dates, returns: Floats) -> float | None:
    years = (days[-1] - days[0]) / np.timedelta64(1, "D") / _YEAR_DAYS if len(days) else 0.0
    return float(returns.sum() / years) if years else None
