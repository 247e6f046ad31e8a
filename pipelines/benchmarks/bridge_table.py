"""Both bridges from warehouse tables: VXTH to its preset, CNDR to its baseline. Pure."""

import polars as pl

from pipelines.benchmarks.bridge import bridge_rows
from pipelines.benchmarks.bridge_calls import PRESET, call_steps
from pipelines.benchmarks.bridge_condor import BASELINE, condor_steps
from pipelines.benchmarks.pricing import CENTRAL
from pipelines.benchmarks.tables import Tables, closes_of, moments_of, spx_expiries_of, vix_options_of, vx_curve_of
from pipelines.condor.policy import CondorPolicy


def benchmark_bridge(tables: Tables, futures: pl.DataFrame, policy: CondorPolicy, account_usd: float) -> pl.DataFrame:
    """Return the rows of `FCT_BENCHMARK_BRIDGE`.

    Args:
        tables: What replays read, and the layer states, condor signals and signals of the book.
        futures: VX settlements as the layers read them, final ones included.
        policy: The condor baseline of the index.
        account_usd: The book's account.
    """
    closes, signals = moments_of(closes_of(tables, CENTRAL.constant_dividend_yield_ratio)), tables["fct_signal_daily"]
    states = tables["fct_layer_state_daily"].filter(pl.col("preset") == PRESET)
    condors = tables["fct_condor_signal_daily"].filter(pl.col("baseline") == BASELINE)
    settled = vx_curve_of(futures)
    calls = call_steps(closes, vix_options_of(tables), signals, settled, states, account_usd=account_usd)
    expiries = spx_expiries_of(tables)
    spreads = condor_steps(closes, expiries, signals, condors, policy=policy, account_usd=account_usd)
    is_simulated = bool(signals["is_simulated"].any())
    return pl.concat(
        bridge_rows(symbol, steps, is_simulated=is_simulated) for symbol, steps in (("VXTH", calls), ("CNDR", spreads))
    )
