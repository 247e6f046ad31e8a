"""Where the processor seconds of one sweep go, from the start of its process to its rows.

`python -m tests.benchmarks.sweep_profile WAREHOUSE SPEC` reads a published warehouse and does on one thread what `alvh
sweep SPEC` does before it publishes, part by part; the compiled code is loaded from the disk, so run it twice.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from pipelines.backtest.book import Terms
from pipelines.condor.policy import load_policy
from pipelines.engine.configure import Configurations
from pipelines.engine.run import compile_walk, run_all
from pipelines.layers.daily import BACKTEST_START
from pipelines.layers.preset_file import load_preset
from pipelines.sweep.grid import Grid, Variant
from pipelines.sweep.market import published_inputs
from pipelines.sweep.run import run_sweep  # noqa: F401 - what the command imports counts
from pipelines.sweep.spec import load_spec

Found = TypeVar("Found")
TERMS = Terms(10_000_000.0)


def timed(taken: dict[str, float], part: str, work: Callable[[], Found]) -> Found:
    """Do a part and note its processor seconds."""
    began = time.process_time()
    found = work()
    taken[part] = taken.get(part, 0.0) + time.process_time() - began
    return found


def filled(rows: Configurations, variants: list[Variant]) -> Configurations:
    """The variants as rows of the walk."""
    for place, variant in enumerate(variants):
        rows.put(place, variant.preset, variant.policy, variant.terms)
    return rows


@click.command()
@click.argument("warehouse", type=click.Path(exists=True, path_type=Path))
@click.argument("spec", type=click.Path(exists=True, path_type=Path))
def main(warehouse: Path, spec: Path) -> None:
    """Measure a sweep of SPEC on a published warehouse."""
    taken = {"imports": time.process_time()}
    asked = load_spec(spec)
    inputs = timed(taken, "reading the warehouse", lambda: published_inputs(warehouse, BACKTEST_START))
    bench = timed(taken, "laying out the market", inputs.bench)
    grid = Grid(asked, load_preset(asked.preset), load_policy(asked.baseline), TERMS.account_usd)
    variants = timed(taken, "checking the combinations as presets", lambda: list(grid.variants(0, len(grid))))
    timed(taken, "choosing condors", lambda: [bench.plan(each.policy, TERMS.account_usd) for each in variants])
    rows = timed(taken, "turning presets into rows", lambda: filled(Configurations(bench, len(grid)), variants))
    timed(taken, "loading compiled code", compile_walk)
    market = timed(taken, "laying out the market", bench.market)
    timed(taken, "walking", lambda: run_all(market, rows))
    parts = ", ".join(f"{part} {seconds:.2f}" for part, seconds in sorted(taken.items(), key=lambda each: -each[1]))
    click.echo(f"{len(grid)} configurations, {time.process_time():.1f} processor s: {parts}")
    click.echo(f"walking: {taken['walking'] / len(grid) * 1e6:.0f} µs a configuration")


if __name__ == "__main__":
    main()
