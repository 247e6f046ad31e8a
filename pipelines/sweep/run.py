"""Run a sweep: only the pieces that are missing, then the table in the published warehouse."""

import hashlib
import os
import sys
from pathlib import Path

import click
import polars as pl

from pipelines.condor.policy import load_policy
from pipelines.connections import WarehouseBusyError
from pipelines.contracts.fct_sweep import FCT_SWEEP
from pipelines.engine.configure import UnsupportedError
from pipelines.layers.preset_file import load_preset
from pipelines.provenance import code_sha256
from pipelines.settings import Settings
from pipelines.strategy.file import StrategyFileError
from pipelines.sweep.cluster import ClusterRunner, NoClusterError
from pipelines.sweep.grid import Grid
from pipelines.sweep.market import Inputs, published_inputs, published_run_id
from pipelines.sweep.pieces import PIECE, LocalRunner, PieceStore, Runner
from pipelines.sweep.spec import load_spec
from pipelines.sweep.table import add_to_published, write_beside
from pipelines.warehouse import Warehouse

_RENAMED = {"unhedged_vol": "unhedged_volatility_ratio", "hedged_vol": "hedged_volatility_ratio"}


class PublishedSinceError(RuntimeError):
    """The published file is not the one that a sweep was made from."""


_STOPPED = (
    StrategyFileError,
    UnsupportedError,
    NoClusterError,
    WarehouseBusyError,
    PublishedSinceError,
    FileNotFoundError,
)


def run_sweep(settings: Settings, spec_path: Path) -> int:
    """Run a spec and say what came of it; returns the exit code."""
    try:
        spec = load_spec(spec_path)
        preset = load_preset(spec.preset, settings.preset_dir)
        policy = load_policy(spec.baseline, settings.baseline_dir)
        grid = Grid(spec, preset, policy, settings.account_usd)
        inputs = published_inputs(settings.published_database, settings.backtest_start)
        rows = _finished(settings, grid, inputs)
        _write(settings, inputs, rows)
    except _STOPPED as error:
        click.echo(f"{error}", err=True)
        return 1
    click.echo(f"{len(rows)} configurations of {spec.name!r} in sweep.fct_sweep; alvh sql to read them")
    return 0


def _finished(settings: Settings, grid: Grid, inputs: Inputs) -> pl.DataFrame:
    """All rows of the sweep, after working out the pieces that no earlier run has left."""
    code = code_sha256()
    asked = f"{grid.spec.sha256} {grid.preset!r} {grid.policy!r} {grid.account_usd} {settings.backtest_start}"
    identity = hashlib.sha256(f"{asked} {inputs.input_sha256} {inputs.market} {code}".encode()).hexdigest()
    store = PieceStore(settings.warehouse_dir / "build" / "sweeps" / f"{grid.spec.name}-{identity[:16]}")
    missing = store.missing(len(grid))
    there = len(grid) - sum(min(PIECE, len(grid) - place * PIECE) for place in missing)
    if missing:
        _work_out(_runner(settings, grid, inputs), store, missing, there, len(grid))
    days = inputs.signals.filter(pl.col("trade_date") >= inputs.start)["trade_date"]
    return store.all_rows().rename(_RENAMED).with_columns(
        sweep=pl.lit(grid.spec.name),
        preset=pl.lit(grid.preset.name),
        baseline=pl.lit(grid.policy.name),
        first_date=pl.lit(days.min()),
        last_date=pl.lit(days.max()),
        price_source=pl.lit("model"),
        spec_sha256=pl.lit(grid.spec.sha256),
        input_sha256=pl.lit(inputs.input_sha256),
        code_sha256=pl.lit(code),
        is_simulated=pl.lit(inputs.is_simulated),
    )  # fmt: skip


def _runner(settings: Settings, grid: Grid, inputs: Inputs) -> Runner:
    threads = settings.sweep_threads or os.cpu_count() or 1
    if settings.sweep_cluster:
        return ClusterRunner(grid, inputs, settings.sweep_cluster, threads)
    return LocalRunner(grid, inputs.bench(), threads)


def _work_out(runner: Runner, store: PieceStore, missing: list[int], there: int, total: int) -> None:
    label = f"{total} configurations" + (f", {there} there already" if there else "")
    with click.progressbar(length=total, label=label, file=sys.stderr, show_pos=True) as bar:
        bar.update(there)
        for place, rows in runner.run(missing):
            store.keep(place, rows)
            bar.update(len(rows))


def _write(settings: Settings, inputs: Inputs, rows: pl.DataFrame) -> None:
    """Put the rows into the published warehouse in place of an earlier run, and into the build it came from.

    Raises:
        PublishedSinceError: A run has published meanwhile; its file is newer than the rows.
    """
    warehouse = Warehouse.of(settings)
    fresh = FCT_SWEEP.conform(rows)
    with warehouse.single_run():  # no run publishes meanwhile
        if published_run_id(warehouse.published) != inputs.run_id:
            raise PublishedSinceError("a run has published since the sweep began: start it again on the new tables")
        add_to_published(warehouse, FCT_SWEEP, fresh, replacing="sweep")
        if warehouse.build.exists() and inputs.market == settings.market:  # the next run publishes the build
            write_beside(warehouse, FCT_SWEEP, fresh, replacing="sweep")
