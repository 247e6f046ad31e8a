"""The published market as the engine takes it."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.engine.bench import Bench
from pipelines.layers.assets import vx_settlements
from pipelines.layers.daily import LayerMarket
from pipelines.warehouse import read_published

_TABLES = {  # in an order of their own each, for the hash
    "signals": "select * from signals.fct_signal_daily order by trade_date",
    "futures": "select * from intermediate.int_vx_monthly__settled order by all",
    "expiries": "select expiry_date from raw.raw_calendar__vx_expiries order by 1",
    "sessions": "select session_date from raw.raw_calendar__sessions order by 1",
    "chains": """
        select quote_date, expiry_date, strike_pts from staging.stg_cboe__vix_option_quotes
        where option_type = 'C' and not is_off_close order by all
    """,
}


@dataclass(frozen=True)
class Inputs:
    """Tables of the published warehouse, the hash of their rows, and the run that published them."""

    signals: pl.DataFrame
    futures: pl.DataFrame
    expiries: pl.DataFrame
    sessions: pl.DataFrame
    chains: pl.DataFrame
    start: date
    input_sha256: str
    market: str
    is_simulated: bool
    run_id: str

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
    tables = {name: read_published(database, sql) for name, sql in _TABLES.items()}
    run = read_published(database, "select run_id, market, is_simulated from report.dim_run").row(0, named=True)
    digest = hashlib.sha256()
    for table in tables.values():  # of what was read, not of what it came from: other code makes other tables of it
        digest.update(table.write_csv().encode())
    return Inputs(
        signals=tables["signals"],
        futures=tables["futures"],
        expiries=tables["expiries"],
        sessions=tables["sessions"],
        chains=tables["chains"],
        start=start,
        input_sha256=digest.hexdigest(),
        market=run["market"],
        is_simulated=run["is_simulated"],
        run_id=run["run_id"],
    )


def published_run_id(database: Path) -> str:
    """Run that published what people read now."""
    return str(read_published(database, "select run_id from report.dim_run")["run_id"][0])
