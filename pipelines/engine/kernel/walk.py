"""The one compiled entry: configurations in, results out. Kept on disk; releases Python's lock."""

from numba import njit

from pipelines.engine.kernel.book import sum_up
from pipelines.engine.kernel.condor_walk import walk_condors
from pipelines.engine.kernel.ladder import walk_ladder
from pipelines.engine.kernel.records import LEDGER_FULL, OK


@njit(error_model="numpy", nogil=True, cache=True)
def walk(market, configs, layers, levels, scratch, ledger, results):
    """Backtest each configuration.

    Args:
        market: A `Market`.
        configs: `CONFIG`, shape (n,).
        layers: `LAYER`, shape (n, 4).
        levels: Steps of a weight by the level of the future. Shape (n, 8, 2).
        scratch: A `Scratch` of this thread alone; afterwards it holds the daily paths of the last configuration.
        ledger: `TRADE`; shape (0,) keeps none.
        results: `RESULT`, shape (n,), zeroed.
    """
    for place in range(configs.size):
        config, result = configs[place], results[place]
        if ledger.size:
            ledger[0].day = 0
        walk_ladder(market, config, layers[place], levels[place], scratch, ledger, result)
        scratch.hedge[:] = scratch.parts[1] + scratch.parts[2] + scratch.parts[3] + scratch.parts[4]
        walk_condors(market, config, scratch, ledger, result)
        sum_up(market, config, scratch, result)
        if ledger.size and ledger[0].day >= ledger.size and result.status == OK:
            result.status = LEDGER_FULL
