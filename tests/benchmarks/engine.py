"""Speed of the compiled walk: configurations a second beside the readable modules and the peers, scaling, a profile.

`python -m tests.benchmarks.engine WAREHOUSE --peers <python>` reads a published warehouse (real archive: 3,593 days);
`<python>` is the interpreter of an environment of its own with `pip install click "plotly<6" vectorbt vectorbt-rust bt
backtrader`, without it no peer stands beside us.
Processor seconds are taken on one thread, so that other work on the machine does not count; two threads by the clock.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np

from pipelines.backtest.book import Terms
from pipelines.backtest.variant import traded_variant
from pipelines.condor.policy import load_policy
from pipelines.engine.bench import Bench
from pipelines.engine.configure import Configurations
from pipelines.engine.kernel.condor_marks import fill_condor_marks
from pipelines.engine.run import run_all
from pipelines.layers.daily import BACKTEST_START, LayerMarket, layer_states
from pipelines.layers.preset import Preset
from pipelines.layers.preset_file import load_preset
from pipelines.sweep.market import Inputs, published_inputs
from tests.benchmarks.engine_peers import AT_A_TIME

BASELINE, DEFAULT = "vs_45d_16d", "seed_4422_window"
PRESETS = ("none", DEFAULT, "seed_always_on", "vs_30_110_220_delta50")
TERMS = Terms(10_000_000.0)
COUNTS = (1_000, 10_000)
_LOAD = """
import time
from pipelines.engine.run import compile_walk
began = time.perf_counter()
compile_walk()
print(time.perf_counter() - began)
"""


def varied(base: Preset, number: int) -> Preset:
    """A preset unlike the others: every weight and strike moved a little, so that nothing could be shared."""
    step = 1 + (number % 997) / 997
    layers = tuple(
        layer.model_copy(update={"weight_ratio": layer.weight_ratio and layer.weight_ratio * step})
        for layer in base.layers
    )
    return base.model_copy(update={"layers": layers})


def rows_of(bench: Bench, name: str, count: int) -> Configurations:
    """`count` configurations of one preset over the default condor."""
    rows, base, policy = Configurations(bench, count), load_preset(name), load_policy(BASELINE)
    for place in range(count):
        rows.put(place, varied(base, place), policy, TERMS)
    return rows


def seconds(clock: Callable[[], float], work: Callable[[], object], times: int = 3) -> float:
    """Best of several runs by a clock."""
    taken = []
    for _ in range(times):
        began = clock()
        work()
        taken.append(clock() - began)
    return min(taken)


def readable(inputs: Inputs, shared: LayerMarket, name: str) -> float:
    """Processor seconds of one configuration by the readable modules, decisions to daily P&L."""
    sessions, policy, preset = inputs.sessions["session_date"].to_numpy(), load_policy(BASELINE), load_preset(name)

    def once() -> None:
        states = layer_states(shared, [preset], TERMS.account_usd)
        traded_variant(states, inputs.signals, sessions, policy, TERMS, preset=name, start=inputs.start)

    return seconds(time.process_time, once)


def marks_share(market, days: int) -> float:
    """Processor seconds that pricing four legs on every day takes alone: the floor of a configuration."""
    outs, strikes = [np.zeros(days) for _ in range(4)], np.array([3000.0, 3200.0, 3800.0, 4000.0])
    level, last = np.full(days, 0.15), int(market.dates[-1]) + 30
    dates = market.dates.copy()

    def once() -> None:
        for _ in range(100):
            fill_condor_marks(market.spot, market.spx_rate, dates, level, last, 0.018, strikes, *outs)

    return seconds(time.process_time, once) / 100


@click.command()
@click.argument("warehouse", type=click.Path(exists=True, path_type=Path))
@click.option("--peers", help="interpreter that has the peers")
def main(warehouse: Path, peers: str | None) -> None:
    """Measure on a published warehouse."""
    inputs = published_inputs(warehouse, BACKTEST_START)
    bench = inputs.bench()
    click.echo(f"{len(bench.signals)} days; another process has the compiled walk after {_fresh_process():.2f} s")
    taken = {name: _beside_the_readable(inputs, bench, name) for name in PRESETS}
    for count in COUNTS:
        _scaling(bench, count)
    for lots in (1, 2, 4, 8):
        _lots(bench, lots)
    _profile(bench, taken)
    click.echo(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if peers:
        _beside_the_peers(peers, len(bench.signals), taken[DEFAULT])


def _profile(bench: Bench, taken: dict[str, float]) -> None:
    """Where the time of one configuration of the default goes: what it takes more than its parts alone."""
    market = bench.market()
    legs, condor, whole = marks_share(market, len(market.dates)), taken["none"], taken[DEFAULT]
    parts = {"four legs priced every day": legs, "the condor's rest": condor - legs, "layers": whole - condor}
    said = ", ".join(f"{name} {seconds * 1e6:.0f}" for name, seconds in parts.items())
    click.echo(f"{DEFAULT}, {whole * 1e6:.0f} µs: {said}; {legs / (4 * len(market.dates)) * 1e9:.1f} ns a leg")


def _beside_the_peers(peers: str, days: int, own: float) -> None:
    """Five assets from orders, nothing priced, by the peers; ratios to the default of this run, which is priced."""
    for name, counts in AT_A_TIME.items():
        for count in counts:
            command = [peers, "-m", "tests.benchmarks.engine_peers", name, "--days", str(days), "--count", str(count)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                click.echo(f"{name}: {done.stderr.strip().splitlines()[-1] if done.stderr else 'failed'}")
                continue
            one = json.loads(done.stdout.splitlines()[-1])
            click.echo(f"{name}, {count} at a time: {1 / one:.1f}/s; ours {one / own:.1f} x")


def _beside_the_readable(inputs: Inputs, bench: Bench, name: str) -> float:
    """One preset: the walk and the readable modules, both in processor seconds of this run; returns the walk's."""
    rows, count = rows_of(bench, name, COUNTS[0]), COUNTS[0]
    market = bench.market()
    run_all(market, rows)
    one = seconds(time.process_time, lambda: run_all(market, rows)) / count
    slow = readable(inputs, bench.shared, name)
    lots = int(rows.layers[0]["lots"].sum())
    click.echo(
        f"{name:24} {lots} lots  {1 / one:6.0f}/s a core, {one * 1e6:5.0f} µs; "
        f"readable {slow * 1e3:5.0f} ms: {slow / one:5.0f} x"
    )
    return one


def _scaling(bench: Bench, count: int) -> None:
    rows = rows_of(bench, DEFAULT, count)
    market = bench.market()
    used = seconds(time.process_time, lambda: run_all(market, rows), times=2)
    click.echo(f"{count} configurations: {used:.2f} processor s, {count / used:.0f}/s a core")
    for threads in (1, 2):
        wall = seconds(time.perf_counter, lambda threads=threads: run_all(market, rows, threads), times=2)
        click.echo(f"{count} configurations, {threads} threads: {wall:.2f} s by the clock, {count / wall:.0f}/s")


def _lots(bench: Bench, lots: int) -> None:
    """The same ladder, every layer in that many lots."""
    base = load_preset("seed_always_on")
    update = {"layers": tuple(layer.model_copy(update={"lots": lots}) for layer in base.layers)}
    rows = Configurations(bench, 300)
    for place in range(300):
        rows.put(place, varied(base.model_copy(update=update), place), load_policy(BASELINE), TERMS)
    market = bench.market()
    used = seconds(time.process_time, lambda: run_all(market, rows)) / 300
    click.echo(f"{4 * lots} lots: {used * 1e6:.0f} µs a configuration")


def _fresh_process() -> float:
    """Seconds until another process can run the walk, imports of the engine included."""
    done = subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, text=True, check=True)
    return float(done.stdout)


if __name__ == "__main__":
    main()
