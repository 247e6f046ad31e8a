"""Run configurations: threads share the market, each has its own scratch. Pure."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pipelines.engine.configure import Configurations
from pipelines.engine.kernel.records import (
    CONFIG,
    LAYER,
    LAYERS,
    LEDGER,
    LEDGER_FULL,
    LOT,
    MOST_LOTS,
    MOST_RUNGS,
    PURSE,
    RESULT,
    RUNG,
    TRADE,
)  # fmt: skip
from pipelines.engine.kernel.walk import walk
from pipelines.engine.market import Market, Scratch, address, addresses, empty_market
from pipelines.quant import spx_smile, vector_math
from pipelines.quant.compiled import drop_stale_cache

PIECE = 50  # configurations per task
_MOST_TRADES = 200_000


class Paths(NamedTuple):
    """One configuration day by day, and its ledger (`TRADE` rows)."""

    result: np.void
    daily: Scratch
    trades: np.ndarray


def scratch_for(market: Market) -> Scratch:
    """Working memory of one thread."""
    days = len(market.dates)
    lots, rungs, daily = np.zeros(MOST_LOTS, dtype=LOT), np.zeros(MOST_RUNGS, dtype=RUNG), np.zeros((8, days))
    marks, condor_marks = np.zeros((MOST_LOTS, days)), np.zeros((MOST_RUNGS, 4, days))
    lots["marks"] = address(marks) + np.arange(MOST_LOTS) * marks.strides[0]
    rungs["marks"] = address(condor_marks) + np.arange(MOST_RUNGS) * condor_marks.strides[0]
    return Scratch(
        lots=lots,
        rungs=rungs,
        purse=np.zeros(1, dtype=PURSE),
        marks=marks,
        condor_marks=condor_marks,
        parts=np.zeros((5, days)),
        condor_cost=daily[0],
        hedge_cost=daily[1],
        hedge=daily[2],
        interest=daily[3],
        condor=daily[4],
        hedged=daily[5],
        unhedged_nav=daily[6],
        hedged_nav=daily[7],
        reductions=np.zeros(len(market.spikes) + 1),
    )


def run_all(
    market: Market, rows: Configurations, threads: int = 1, told: Callable[[int], None] | None = None
) -> np.ndarray:
    """Backtest every configuration; the result does not depend on `threads`.

    Args:
        market: From the bench that the configurations were made on, after them.
        rows: Configurations.
        threads: Walks at the same time.
        told: Called with the number of configurations done whenever more are.

    Returns:
        `RESULT` rows, shape (n,).
    """
    _forget_old_code()
    results = np.zeros(len(rows.configs), dtype=RESULT)
    laid_out, configs = addresses(market), rows.addressed()
    starts = range(0, len(results), PIECE)
    idle = [scratch_for(market) for _ in range(max(1, threads))]

    def piece(start: int) -> int:
        scratch, here = idle.pop(), slice(start, start + PIECE)
        walk(laid_out, configs[here], rows.layers[here], scratch, np.zeros(1, dtype=LEDGER), results[here])
        idle.append(scratch)
        return len(results[here])

    done = 0
    with ThreadPoolExecutor(max(1, threads)) as pool:
        for finished in as_completed([pool.submit(piece, start) for start in starts]):
            done += finished.result()
            if told is not None:
                told(done)
    return results


def run_one(market: Market, rows: Configurations, place: int) -> Paths:
    """Backtest one configuration and keep its days and legs.

    Raises:
        ValueError: It trades more legs than the ledger has room for.
    """
    _forget_old_code()
    scratch, trades, results = scratch_for(market), np.zeros(_MOST_TRADES, dtype=TRADE), np.zeros(1, dtype=RESULT)
    ledger = np.zeros(1, dtype=LEDGER)
    ledger["rows"], ledger["room"] = address(trades), len(trades)
    here = slice(place, place + 1)
    walk(addresses(market), rows.addressed()[here], rows.layers[here], scratch, ledger, results)
    if results[0]["status"] == LEDGER_FULL:
        raise ValueError(f"more than {_MOST_TRADES} legs traded")
    return Paths(results[0], scratch, trades[: int(ledger[0]["trades"])])


@cache
def _forget_old_code() -> None:
    """Once a process: no walk runs that was compiled from other code than this."""
    kernel = Path(walk.py_func.__code__.co_filename).parent
    drop_stale_cache(kernel / "walk.py", [*kernel.glob("*.py"), Path(vector_math.__file__), Path(spx_smile.__file__)])


def compile_walk() -> None:
    """Compile the walk, or load it from the disk beside the code, by a walk over no configuration."""
    _forget_old_code()
    market = empty_market()
    rows = np.zeros(0, dtype=CONFIG), np.zeros((0, LAYERS), dtype=LAYER)
    walk(addresses(market), *rows, scratch_for(market), np.zeros(1, dtype=LEDGER), np.zeros(0, dtype=RESULT))
