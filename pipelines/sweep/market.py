"""The published market as the engine takes it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.engine.bench import Bench
from pipelines.layers.assets import vx_settlements
from pipelines.layers.daily import LayerMarket
from pipelines.warehouse import read_published

_CHAINS_SQL = """
select quote_date, expiry_date, strike_pts from staging.stg_cboe__vix_option_quotes where option_type = 'C'
"""


@dataclass(frozen=True)
class Inputs:
    """Tables of the published warehouse, and the hash of the bytes they were made from."""

    signals: pl.DataFrame
    futures: pl.DataFrame
    expiries: pl.DataFrame
    sessions: pl.DataFrame
    chains: pl.DataFrame
    start: date
    input_sha256: str
    market: str
    is_simulated: bool

    def bench(self) -> Bench:
        """The market on the bench."""
        sessions = self.sessions["session_date"].to_numpy()
        shared = LayerMarket.of(
            self.signals,
            vx_settlements(self.futures),
            self.expiries["expiry_date"].to_numpy(),
            sessions=sessions,
            start=self.start,
            chains=self.chains,
        )
        return Bench.of(shared, self.signals, sessions, self.start)


def published_inputs(database: Path, start: date) -> Inputs:
    """Read what a sweep needs.

    Raises:
        FileNotFoundError: Nothing has been published yet.
    """
    run = read_published(database, "select input_sha256, market, is_simulated from report.dim_run")
    return Inputs(
        signals=read_published(database, "select * from signals.fct_signal_daily order by trade_date"),
        futures=read_published(database, "select * from intermediate.int_vx_monthly__settled"),
        expiries=read_published(database, "select expiry_date from raw.raw_calendar__vx_expiries order by 1"),
        sessions=read_published(database, "select session_date from raw.raw_calendar__sessions order by 1"),
        chains=read_published(database, _CHAINS_SQL),
        start=start,
        input_sha256=run["input_sha256"][0],
        market=run["market"][0],
        is_simulated=run["is_simulated"][0],
    )
