"""Price, greeks and implied volatility beside the peers, in one run: ns per option and accuracy.

`python -m tests.benchmarks.pricing --peers <python>` where `<python>` is the interpreter of an environment of its own
with `pip install click numpy scipy lbriv iv-engine pyvolr fast-vollib`; without it only scipy stands beside us.
Every contender runs in a process of its own, on the same columns, warmed up, the fastest of five, processor
seconds with one thread and wall seconds with two; accuracy is against
scipy's normal distribution for prices, and the volatility that made the price for implied ones.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
import numpy as np

from tests.benchmarks.pricing_peers import CONTENDERS, Columns, scipy

_JOBS = ("price", "greeks", "iv")
_REPEATS = 5
_LEAST_VEGA = 1e-3  # of the forward: below, the price does not say what the volatility is


def options(count: int, seed: int = 1) -> Columns:
    """Options from a week to two years, out to three deviations, volatilities of 8 to 120 %."""
    draw = np.random.default_rng(seed)
    forward, years = draw.uniform(10, 7000, count), draw.uniform(7 / 365, 2, count)
    vol, rate = draw.uniform(0.08, 1.2, count), draw.uniform(0.0, 0.055, count)
    strike = forward * np.exp(draw.uniform(-3, 3, count) * vol * np.sqrt(years))
    columns = {"forward": forward, "strike": strike, "years": years, "vol": vol, "rate": rate}
    columns["is_call"] = strike >= forward
    columns["discount"] = np.exp(-rate * years)
    columns["price"] = scipy(1)["price"](columns)
    columns["undiscounted"] = columns["price"] / columns["discount"]
    columns["flag"] = np.where(columns["is_call"], "c", "p")
    return columns


def measure(name: str, folder: Path, threads: int) -> dict[str, dict[str, float]]:
    """Return ns per option and error of each job that the contender has."""
    columns = {path.stem: np.load(path) for path in folder.glob("*.npy")}
    count, found = len(columns["forward"]), {}
    clock = time.process_time if threads == 1 else time.perf_counter  # one thread: what other work takes does not count
    for job, run in CONTENDERS[name](threads).items():
        result, seconds = run(columns), []
        for _ in range(_REPEATS if count <= 1_000_000 else 2):
            started = clock()
            result = run(columns)
            seconds.append(clock() - started)
        found[job] = {"ns": min(seconds) / count * 1e9, **_accuracy(job, result, columns)}
    return found


def _accuracy(job: str, result: object, columns: Columns) -> dict[str, float]:
    """Largest and typical error: of price and greeks over the forward, of volatility where vega allows."""
    reference = scipy(1)
    if job == "price":
        error = np.abs(np.asarray(result).reshape(-1) - columns["price"]) / columns["forward"]
    elif job == "greeks":
        delta = np.asarray(result[0]).reshape(-1)  # type: ignore[index]
        error = np.abs(delta - reference["greeks"](columns)[0])  # type: ignore[index]
    else:
        vega = reference["greeks"](columns)[2] / columns["forward"]  # type: ignore[index]
        error = np.abs(np.asarray(result).reshape(-1) - columns["vol"])[vega > _LEAST_VEGA]
    error = np.nan_to_num(error, nan=np.inf)
    return {"max_error": float(error.max()), "error_99_99": float(np.quantile(error, 0.9999))}


def main() -> None:
    """Make the columns, measure every contender that can be imported, print one table per size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--options", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--peers", help="interpreter that has the peers")
    parser.add_argument("--one", choices=CONTENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--columns", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        click.echo(json.dumps(measure(chosen.one, chosen.columns, chosen.threads[0])))
        return
    for count in chosen.options:
        with tempfile.TemporaryDirectory() as folder:
            for name, column in options(count).items():
                np.save(Path(folder) / name, column)
            for threads in chosen.threads:
                _table(count, threads, Path(folder), chosen.peers)


def _table(count: int, threads: int, folder: Path, peers: str | None) -> None:
    click.echo(
        f"\n{count:,} options, {threads} thread{'s' if threads > 1 else ''}: ns per option (x ours), largest error"
    )
    names = CONTENDERS if peers else ("ours", "scipy")
    found = {name: _in_own_process(name, folder, threads, peers) for name in names}
    for name, jobs in found.items():
        cells = []
        for job in _JOBS:
            if not jobs or job not in jobs:
                cells.append(f"{'-':>32}")
                continue
            row, own = jobs[job], found["ours"][job]["ns"]
            said = f"{row['ns']:.1f} ({row['ns'] / own:.1f}x) {row['max_error']:.0e}"
            cells.append(f"{said:>32}")
        click.echo(f"{name:12}" + "".join(cells))


def _in_own_process(name: str, folder: Path, threads: int, peers: str | None) -> dict[str, dict[str, float]]:
    own = name in ("ours", "scipy") or not peers
    command = [sys.executable if own else str(peers), "-m", "tests.benchmarks.pricing", "--one", name]
    command += ["--columns", str(folder), "--threads", str(threads)]
    limits = dict.fromkeys(("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS"), str(threads))
    finished = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **limits})
    if finished.returncode:
        click.echo(f"{name}: {finished.stderr.strip().splitlines()[-1] if finished.stderr else 'failed'}")
        return {}
    return json.loads(finished.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
