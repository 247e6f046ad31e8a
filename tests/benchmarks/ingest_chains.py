"""Ingest speed of option chains: our loader, its validation included, beside plain polars and plain DuckDB.

`python -m tests.benchmarks.ingest_chains` makes 250 days × 12,000 quotes in DataShop's layout in a temporary folder
and reads them five ways in one run, each in a process of its own, so that peaks of memory are their own. The plain
readers are asked for the files as they are, and for the fifteen of their columns that we keep.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click

TYPES = {"underlying_symbol": "String", "quote_date": "Date", "root": "String", "expiration": "Date",
           "strike": "Float64", "option_type": "String", "close": "Float64", "trade_volume": "Int64",
           "bid_1545": "Float64", "ask_1545": "Float64", "active_underlying_price_1545": "Float64",
           "implied_volatility_1545": "Float64", "delta_1545": "Float64", "gamma_1545": "Float64",
           "open_interest": "Int64", "delivery_code": "String"}  # fmt: skip
KEPT = [name for name in TYPES if name != "delivery_code"]
_SQL_TYPES = {"String": "VARCHAR", "Date": "DATE", "Float64": "DOUBLE", "Int64": "BIGINT"}


def plain_polars(history: Path, target: Path, columns: Sequence[str]) -> Callable[[], int]:
    """A typed scan of some columns into hive-partitioned parquet; nothing is checked."""
    import polars as pl

    def go() -> int:
        types = {name: getattr(pl, TYPES.get(name, "Float64")) for name in _header(history)}
        scan = pl.scan_csv(sorted(history.glob("*.csv")), schema_overrides=types)
        scan.select(columns).sink_parquet(pl.PartitionBy(target, key="quote_date"), mkdir=True)
        return pl.scan_parquet(target / "**/*.parquet").select(pl.len()).collect().item()

    return go


def plain_duckdb(history: Path, target: Path, columns: Sequence[str]) -> Callable[[], int]:
    """A typed read of some columns into parquet; nothing is checked."""
    import duckdb

    def go() -> int:
        with duckdb.connect() as connection:
            connection.execute("set preserve_insertion_order = false")
            types = {name: _SQL_TYPES[TYPES.get(name, "Float64")] for name in _header(history)}
            target.mkdir()
            connection.execute(
                f"copy (select {', '.join(columns)} from read_csv('{history}/*.csv', header = true, "
                f"auto_detect = false, columns = {types})) to '{target}/all.parquet'"
            )
            return connection.execute(f"select count(*) from '{target}/all.parquet'").fetchone()[0]

    return go


def _header(history: Path) -> list[str]:
    with min(history.glob("*.csv")).open(encoding="utf-8") as file:
        return file.readline().strip().split(",")


def ours(history: Path, target: Path) -> Callable[[], int]:
    """Hash, read, judge by the contract and great-expectations, write table and ledger.

    As in a run: imports are no garbage, the database is held, and other tables have been judged by then. For that one
    file is loaded before, into a warehouse of its own.
    """
    from pipelines.imports import kept_for_good

    with kept_for_good():
        import pipelines.raw.option_quotes
        import pipelines.raw.part_gate  # noqa: F401
    first = target / "first"
    first.mkdir(parents=True)
    shutil.copy(min(history.glob("*.csv")), first)
    _load(first, target / "before")
    return lambda: _load(history, target / "measured")


def _load(history: Path, root: Path) -> int:
    from pipelines.raw.option_quotes import SPX
    from pipelines.raw.part_gate import load_parts
    from pipelines.settings import Settings
    from pipelines.sources.folder_transport import FolderTransport
    from pipelines.sources.landing import Landing
    from pipelines.warehouse import Warehouse

    archive = root / "archive"
    archive.mkdir(parents=True)
    settings = Settings(origin="archive", archive=str(archive), warehouse_dir=root / "warehouse", option_files=history)
    landing = Landing(settings.landing_dir, FolderTransport(archive))
    with Warehouse.of(settings).single_run() as warehouse:
        report = load_parts(SPX, landing, warehouse, settings)
    if not report.is_good or report.rows_out != report.rows_in:
        raise SystemExit(report.message)
    return report.rows_out


CONTENDERS: dict[str, Callable[[Path, Path], Callable[[], int]]] = {
    "polars, whole files": lambda history, target: plain_polars(history, target, _header(history)),
    "duckdb, whole files": lambda history, target: plain_duckdb(history, target, _header(history)),
    "polars, what we keep": lambda history, target: plain_polars(history, target, KEPT),
    "duckdb, what we keep": lambda history, target: plain_duckdb(history, target, KEPT),
    "ours": ours,
}


def measure(name: str, history: Path) -> None:
    """Run one contender in this process and print what it took; what comes before is not timed, its memory counts."""
    with tempfile.TemporaryDirectory() as folder:
        go = CONTENDERS[name](history, Path(folder) / "out")
        idle = _peak_mb()
        wall, processor = time.perf_counter(), time.process_time()
        rows = go()
        found = {"rows": rows, "wall_s": time.perf_counter() - wall, "processor_s": time.process_time() - processor}
        click.echo(json.dumps(found | {"before_mb": idle, "peak_mb": _peak_mb()}))


def _peak_mb() -> float:
    """Most memory of this process so far; getrusage would tell of the process that began it too."""
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    """Make the history, measure every contender, print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=250)
    parser.add_argument("--one", choices=CONTENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--history", type=Path, help="a history that is there already")
    chosen = parser.parse_args()
    if chosen.one:
        measure(chosen.one, chosen.history)
        return
    with tempfile.TemporaryDirectory() as folder:
        history = chosen.history or Path(folder) / "history"
        if not chosen.history:
            from tests.benchmarks.chain_files import write_history

            click.echo(f"{write_history(history, chosen.days) / 1e6:.0f} MB in {chosen.days} files")
        click.echo("                            rows/s  wall s   CPU s  x whole  x kept  peak MB  before MB")
        found = {name: _in_own_process(name, history) for name in CONTENDERS}
        for name, row in found.items():
            whole, kept = (
                row["wall_s"] / found[f"polars, {what}"]["wall_s"] for what in ("whole files", "what we keep")
            )
            click.echo(
                f"{name:24}{row['rows'] / row['wall_s']:>10,.0f}{row['wall_s']:>8.2f}{row['processor_s']:>8.2f}"
                f"{whole:>9.2f}{kept:>8.2f}{row['peak_mb']:>9.0f}{row['before_mb']:>11.0f}"
            )


def _in_own_process(name: str, history: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.ingest_chains", "--one", name, "--history", str(history)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    if finished.returncode:
        raise SystemExit(f"{name}: {finished.stdout}{finished.stderr}")
    return json.loads(finished.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
