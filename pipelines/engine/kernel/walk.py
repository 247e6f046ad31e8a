"""The one compiled entry: configurations in, results out. Kept on disk; releases Python's lock."""

from numba import njit

from pipelines.engine.kernel.book import sum_up
from pipelines.engine.kernel.condor_walk import walk_condors
from pipelines.engine.kernel.ladder import walk_ladder
from pipelines.engine.kernel.records import LEDGER_FULL, OK


@njit(error_model="numpy", nogil=True, cache=True)
def walk(markets, configs, layers, scratch, ledgers, results):
    """Backtest each configuration.

    Args:
        markets: `MARKET`, shape (1,): addresses of the arrays of a `Market`.
        configs: `CONFIG`, shape (n,).
        layers: `LAYER`, shape (n, 4).
        scratch: A `Scratch` of this thread alone; afterwards it holds the daily paths of the last configuration.
        ledgers: `LEDGER`, shape (1,); no room keeps no leg.
        results: `RESULT`, shape (n,), zeroed.
    """
    market, ledger = markets[0], ledgers[0]
    for place in range(configs.size):
        config, result = configs[place], results[place]
        ledger.trades = 0
        walk_ladder(market, config, layers[place], scratch, ledger, result)
        scratch.hedge[:] = scratch.parts[1] + scratch.parts[2] + scratch.parts[3] + scratch.parts[4]
        walk_condors(market, config, scratch, ledger, result)
        sum_up(market, config, scratch, result)
        if ledger.trades > ledger.room > 0 and result.status == OK:
            result.status = LEDGER_FULL
