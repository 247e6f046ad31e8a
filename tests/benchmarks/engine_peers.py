"""Contenders of the sweep's benchmark: five assets from orders, nothing priced. Run by their own interpreter.

Five random walks stand for a condor and four layers; an order in each every 21 sessions, cash shared, fees and slippage
of 0.1 %. Each job is for a number of configurations at a time; their orders differ and are laid out outside the clock.
What comes out is growth, volatility and largest drawdown of the daily value, or, where it says so, the orders alone.
"""

import argparse
import json
import time
from collections.abc import Callable

import click
import numpy as np

ASSETS, SPACING, CASH, COST = 5, 21, 1e7, 0.001
Job = Callable[[], object]


def prices(days: int) -> np.ndarray:
    """Closes, shape (days, 5)."""
    return 100 * np.exp(np.cumsum(np.random.default_rng(1).normal(0, 0.01, (days, ASSETS)), axis=0))


def frame(values: np.ndarray) -> object:
    """Values by business day."""
    import pandas as pd

    return pd.DataFrame(values, index=pd.bdate_range("2012-01-03", periods=len(values)))


def vectorbt(days: int, count: int, engine: str, *, is_valued: bool) -> Job:
    """Portfolios of five columns each, by its engine in numba or in Rust."""
    import vectorbt as package

    orders = np.full((days, ASSETS * count), np.nan)
    shape = (len(range(0, days, SPACING)), ASSETS * count)
    orders[::SPACING] = np.random.default_rng(2).uniform(-50, 50, shape)
    close, size = frame(np.tile(prices(days), (1, count))), frame(orders)
    terms = {"fees": COST, "slippage": COST, "init_cash": CASH, "cash_sharing": True, "freq": "1D", "engine": engine}

    def once() -> object:
        groups = np.repeat(np.arange(count), ASSETS)
        book = package.Portfolio.from_orders(close, size, group_by=groups, **terms)
        if not is_valued:
            return book.order_records
        return book.annualized_return(), book.annualized_volatility(), book.max_drawdown()

    return once


def bt(days: int, _count: int) -> Job:
    """Rebalanced to equal weights each month."""
    import bt as package

    close, steps = frame(prices(days)), package.algos

    def once() -> object:
        rules = [steps.RunMonthly(), steps.SelectAll(), steps.WeighEqually(), steps.Rebalance()]
        return package.run(package.Backtest(package.Strategy("five", rules), close, progress_bar=False))

    return once


def backtrader(days: int, _count: int) -> Job:
    """Rebalanced to equal weights every 21 sessions."""
    import backtrader as package

    class Equal(package.Strategy):
        def next(self) -> None:
            if len(self) % SPACING == 0:
                for data in self.datas:
                    self.order_target_percent(data, 0.19)

    bars = [frame(np.repeat(column[:, None], 5, axis=1)) for column in prices(days).T]
    for bar in bars:
        bar.columns = ["open", "high", "low", "close", "volume"]

    def once() -> object:
        broker = package.Cerebro(stdstats=False)
        broker.broker.setcash(CASH)
        broker.addstrategy(Equal)
        for bar in bars:
            broker.adddata(package.feeds.PandasData(dataname=bar))
        return broker.run()

    return once


CONTENDERS: dict[str, Callable[[int, int], Job]] = {
    "vectorbt, numba": lambda days, count: vectorbt(days, count, "numba", is_valued=True),
    "vectorbt, numba, orders alone": lambda days, count: vectorbt(days, count, "numba", is_valued=False),
    "vectorbt, Rust": lambda days, count: vectorbt(days, count, "rust", is_valued=True),
    "vectorbt, Rust, orders alone": lambda days, count: vectorbt(days, count, "rust", is_valued=False),
    "bt": bt,
    "backtrader": backtrader,
}
AT_A_TIME = {name: (1, 50) if name.startswith("vectorbt") else (1,) for name in CONTENDERS}


def main() -> None:
    """Print processor seconds of one configuration, warmed up, the fastest of five."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contender", choices=CONTENDERS)
    parser.add_argument("--days", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    chosen = parser.parse_args()
    once, taken = CONTENDERS[chosen.contender](chosen.days, chosen.count), []
    once()
    for _ in range(5):
        began = time.process_time()
        once()
        taken.append(time.process_time() - began)
    click.echo(json.dumps(min(taken) / chosen.count))


if __name__ == "__main__":
    main()
