"""What every replay returns: daily levels, rolls, and the return that the stocks alone gave. Pure."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.benchmarks.held_options import HeldOptions
from pipelines.benchmarks.market import Bools, Dates, Floats


@dataclass(frozen=True)
class Replay:
    """One index as alvh prices it."""

    symbol: str
    dates: Dates
    levels: Floats  # 1 at the first roll
    stock_ratio: Floats  # share of value in stocks at the close before each day
    is_priced: Bools  # false where a price is missing and the last one stands, or nothing could be bought
    vol_sources: list[str | None]
    forward_sources: list[str | None]
    settlement_sources: list[str]
    rolls: pl.DataFrame
    options: HeldOptions
    units: Floats  # of options from each roll on, for a level of 1 at the first roll

    def returns(self) -> Floats:
        """Daily returns; the first day counts from its roll."""
        return np.asarray(self.levels / np.concatenate([[1.0], self.levels[:-1]]) - 1)

    def option_returns(self) -> Floats:
        """What the options alone made each day over the value at the close before."""
        return np.asarray(self.options.pnl_pts(self.units) / np.concatenate([[1.0], self.levels[:-1]]))

    def daily(self) -> pl.DataFrame:
        """Rows of the replay: `index_symbol`, `trade_date`, level, stock share and the sources."""
        return pl.DataFrame(
            {
                "index_symbol": [self.symbol] * len(self.dates),
                "trade_date": self.dates,
                "level": self.levels,
                "return_ratio": self.returns(),
                "stock_ratio": self.stock_ratio,
                "is_priced": self.is_priced,
                "vol_source": pl.Series(self.vol_sources, dtype=pl.String),
                "forward_source": pl.Series(self.forward_sources, dtype=pl.String),
                "settlement_source": pl.Series(self.settlement_sources, dtype=pl.String),
            }
        )


def roll_rows(symbol: str, roll_dates: Dates, expiry_dates: Dates, **columns: object) -> pl.DataFrame:
    """Rows of `fct_benchmark_roll`, one per roll and leg or weight; see its contract for the columns."""
    return pl.DataFrame(
        {"index_symbol": [symbol] * len(roll_dates), "roll_date": roll_dates, "expiry_date": expiry_dates, **columns}
    )
