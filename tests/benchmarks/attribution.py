"""One configuration with its full attribution: processor milliseconds after warm-up, by the readable modules.

`python -m tests.benchmarks.attribution WAREHOUSE` reads a published warehouse (real archive: 3,593 days).
"""

import time
from pathlib import Path

import click
import polars as pl

from pipelines.backtest.attribution import attribution_daily
from pipelines.backtest.book import Terms
from pipelines.backtest.call_moves import call_moves
from pipelines.backtest.condor_moves import condor_moves
from pipelines.backtest.quoted import NO_QUOTES, quoted_condors, quoted_layers
from pipelines.backtest.variant import Variant, traded_variant
from pipelines.condor.policy import load_policy
from pipelines.layers.assets import vx_settlements
from pipelines.layers.daily import BACKTEST_START, layer_states
from pipelines.layers.preset_file import load_preset
from pipelines.sweep.market import Inputs, published_inputs

TERMS = Terms(10_000_000.0)
PRESET, POLICY = load_preset("seed_4422_window"), load_policy("vs_45d_16d")


def attributed(inputs: Inputs, states: pl.DataFrame, book: Variant) -> pl.DataFrame:
    """Delta, gamma, vega, theta and residual of every lot and day of the book."""
    settlements = vx_settlements(inputs.futures)
    legs = condor_moves(quoted_condors(book.condor_signals, NO_QUOTES), inputs.signals, POLICY)
    calls = call_moves(quoted_layers(states, NO_QUOTES), inputs.signals, settlements)
    trades = pl.concat([book.condor.trades, book.hedge.trades], how="diagonal_relaxed")
    flags = inputs.signals.select("trade_date", "is_simulated")
    return attribution_daily(pl.concat([legs, calls]), trades, flags, preset=PRESET.name, baseline=POLICY.name)


@click.command()
@click.argument("warehouse", type=click.Path(exists=True, path_type=Path))
def main(warehouse: Path) -> None:
    """Measure on a published warehouse: the fastest of five."""
    inputs = published_inputs(warehouse, BACKTEST_START)
    sessions, shared = inputs.sessions["session_date"].to_numpy(), inputs.bench().shared
    books, splits, rows = [], [], 0
    for _ in range(6):
        began = time.process_time()
        states = layer_states(shared, [PRESET], TERMS.account_usd)
        book = traded_variant(states, inputs.signals, sessions, POLICY, TERMS, preset=PRESET.name, start=inputs.start)
        traded = time.process_time()
        rows = attributed(inputs, states, book).height
        books.append(traded - began)
        splits.append(time.process_time() - traded)
    click.echo(f"book {min(books) * 1e3:.0f} ms, its attribution ({rows} rows) {min(splits) * 1e3:.0f} ms")
    click.echo(f"the first time, code loaded from the disk: {books[0] * 1e3:.0f} and {splits[0] * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
