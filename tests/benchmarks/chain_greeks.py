"""One chain day end to end: from the provider's file to a DuckDB table with forward, implied volatility and greeks.

`python -m tests.benchmarks.chain_greeks <quote table .csv.gz or delayed quotes .json.gz>` reads the file, finds each
expiry's forward by put-call parity, inverts every mid and writes the table; the fastest of five, each part by itself.
Beside ours stand volatility and greeks of the same quotes by numpy and scipy, as in `tests.benchmarks.pricing`.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import click
import duckdb
import numpy as np
import polars as pl

from pipelines.quant.black76 import black76_greeks
from pipelines.quant.implied_vol import implied_vol
from pipelines.sources.delayed_quotes import parse_delayed_quotes
from pipelines.sources.quote_table import parse_quote_table
from tests.benchmarks.pricing_peers import scipy

_RATE_RATIO = 0.045
_NEAREST = 8  # pairs of call and put that say where the forward is


def read_chain(path: Path) -> pl.DataFrame:
    """Quotes with a mid, one row each."""
    content = path.read_bytes()
    parse = parse_delayed_quotes if ".json" in path.name else parse_quote_table
    rows = parse(content, path.name, "0")
    mid = (pl.col("bid_pts") + pl.col("ask_pts")) / 2
    return rows.with_columns(mid_pts=mid).filter(pl.col("ask_pts") > 0, pl.col("expiry_date") > pl.col("quote_date"))


def with_forwards(quotes: pl.DataFrame) -> pl.DataFrame:
    """Each quote with the forward of its root and expiry; expiries without pairs are left out."""
    keys = ["root", "expiry_date", "strike_pts"]
    sides = [quotes.filter(pl.col("option_type") == kind).select(*keys, mid="mid_pts", bid="bid_pts") for kind in "CP"]
    pairs = sides[0].join(sides[1], on=keys, suffix="_put").filter(pl.col("bid") > 0, pl.col("bid_put") > 0)
    gap = pl.col("mid") - pl.col("mid_put")
    nearest = pairs.with_columns(gap=gap).sort(pl.col("gap").abs()).group_by("root", "expiry_date").head(_NEAREST)
    forwards = nearest.group_by("root", "expiry_date").agg(forward_pts=(pl.col("strike_pts") + pl.col("gap")).median())
    return quotes.join(forwards, on=["root", "expiry_date"])


def with_greeks(quotes: pl.DataFrame) -> pl.DataFrame:
    """Each quote with implied volatility and greeks; NaN where the mid has no time value."""
    years = (quotes["expiry_date"] - quotes["quote_date"]).dt.total_days().to_numpy() / 365
    forward, strike, mid = (quotes[name].to_numpy() for name in ("forward_pts", "strike_pts", "mid_pts"))
    is_call = (quotes["option_type"] == "C").to_numpy()
    vol = implied_vol(mid, forward, strike, years, _RATE_RATIO, is_call)
    greeks = black76_greeks(forward, strike, years, np.nan_to_num(vol), _RATE_RATIO, is_call)
    names = ("delta", "gamma", "vega", "theta")
    found = {name: np.where(np.isnan(vol), np.nan, getattr(greeks, name)) for name in names}
    return quotes.with_columns(pl.Series("iv_vol", vol), *(pl.Series(name, values) for name, values in found.items()))


def by_scipy(quotes: pl.DataFrame) -> object:
    """The same volatilities, and delta, gamma and vega."""
    columns = {
        "years": (quotes["expiry_date"] - quotes["quote_date"]).dt.total_days().to_numpy() / 365,
        "rate": np.full(len(quotes), _RATE_RATIO),
        "is_call": (quotes["option_type"] == "C").to_numpy(),
        **{name: quotes[f"{name}_pts"].to_numpy() for name in ("forward", "strike")},
        "price": quotes["mid_pts"].to_numpy(),
    }
    jobs = scipy(1)
    columns["vol"] = jobs["iv"](columns)
    return jobs["greeks"](columns)


def write(quotes: pl.DataFrame) -> int:
    """The table in DuckDB; rows written."""
    with duckdb.connect() as connection:
        connection.register("quotes", quotes.to_arrow())
        connection.execute("create table chain as select * from quotes order by root, expiry_date, strike_pts")
        return int(connection.execute("select count(*) from chain").fetchall()[0][0])


def main() -> None:
    """Measure the four parts on one file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    path = parser.parse_args().file
    steps: list[tuple[str, Callable[..., object]]] = [
        ("read", read_chain), ("forwards", with_forwards), ("iv and greeks", with_greeks), ("write", write),
    ]  # fmt: skip
    best: dict[str, float] = {}

    def timed(name: str, step: Callable[..., object], passed: object) -> object:
        started = time.perf_counter()
        found = step(passed)
        best[name] = min(best.get(name, np.inf), time.perf_counter() - started)
        return found

    for _ in range(6):
        passed: object = path
        for name, step in steps:
            if step is with_greeks:
                timed("scipy", by_scipy, passed)
            passed = timed(name, step, passed)
    peer = best.pop("scipy")
    total = sum(best.values())
    parts = ", ".join(f"{name} {seconds * 1e3:.0f}" for name, seconds in best.items())
    click.echo(f"{path.name}: {passed} options in {total * 1e3:.0f} ms ({parts}), {total / passed * 1e6:.1f} us each")
    own = best["iv and greeks"]
    click.echo(f"volatility and greeks {own * 1e3:.1f} ms, by numpy and scipy {peer * 1e3:.1f}: {peer / own:.1f} x")


if __name__ == "__main__":
    main()
