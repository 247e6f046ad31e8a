"""One line of the decision, and what all of its parts read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """A line; orders fill the lower fields."""

    section: str
    subject: str
    text: str
    state: str | None = None
    change: str | None = None
    value: float | None = None
    unit: str | None = None
    action: str | None = None
    option_type: str | None = None
    expiry_date: date | None = None
    strike_pts: float | None = None
    contracts: int | None = None
    limit_pts: float | None = None
    limit_source: str | None = None


@dataclass(frozen=True)
class Newest:
    """The newest session of one preset over one baseline, and the one before.

    `signals`: rows of `fct_signal_daily` up to it. `layers`, `condors`: its rows; `*_before`: of the session
    before. `book`: its row of `fct_backtest_daily`. `credits_pts`: credit filled, by rung. `quotes`: the
    day's chains, both indices, with `root`; empty where none was landed. `dividend_yield_ratio`: of SPX, the
    condor baseline's.
    """

    signals: pl.DataFrame
    layers: pl.DataFrame
    layers_before: pl.DataFrame
    condors: pl.DataFrame
    condors_before: pl.DataFrame
    book: Row
    account_usd: float
    quotes: pl.DataFrame
    health: pl.DataFrame
    dividend_yield_ratio: float

    @property
    def signal(self) -> Row:
        """Signals of the newest session."""
        return self.signals.row(-1, named=True)

    @property
    def trade_date(self) -> date:
        """The newest session."""
        day: date = self.signal["trade_date"]
        return day
