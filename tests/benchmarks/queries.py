"""Every query of `warehouse/queries`, warm, on a published warehouse whose chain days occur many times over.

`python -m tests.benchmarks.queries WAREHOUSE --quotes 30000000` copies the file, repeats the rows of each table that
grows with option quotes (no query reads the quotes themselves) as often as it takes, and prints the slowest first.
"""

import shutil
import tempfile
import time
from pathlib import Path

import click
import duckdb

QUERIES = Path(__file__).parents[2] / "warehouse/queries"
_QUOTES = ("raw.raw_cboe__spx_option_quotes", "raw.raw_cboe__vix_option_quotes")
_GROWING = ("calibration.fct_calibration_error", "calibration.fct_calibration_slice", "backtest.fct_quote_mark")
_DAYS_APART = 3
_REPEATS = 5


def repeat_chain_days(connection: duckdb.DuckDBPyConnection, quotes: int) -> int:
    """Make the growing tables those of so many quotes; returns how often each row now occurs, on days of its own."""
    held = sum(connection.execute(f"select count(*) from {table}").fetchall()[0][0] for table in _QUOTES)
    times = max(1, round(quotes / max(held, 1)))
    for table in _GROWING:
        connection.execute(
            f"create temp table more as select rows.* replace (quote_date - ({_DAYS_APART} * copy)::int as quote_date) "
            f"from {table} as rows, range({times}) as copies(copy)"
        )
        connection.execute(f"drop table {table}")
        connection.execute(f"create table {table} as from more order by quote_date")
        connection.execute("drop table more")
    return times


def warm_seconds(connection: duckdb.DuckDBPyConnection, query: str) -> float:
    """Fastest of five, the first not counted, rows fetched."""
    seconds = []
    for _ in range(1 + _REPEATS):
        started = time.perf_counter()
        connection.execute(query).fetchall()
        seconds.append(time.perf_counter() - started)
    return min(seconds[1:])


@click.command()
@click.argument("warehouse", type=click.Path(exists=True, path_type=Path))
@click.option("--quotes", default=30_000_000)
def main(warehouse: Path, quotes: int) -> None:
    """Print milliseconds of each query."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / warehouse.name  # its views name the file
        shutil.copyfile(warehouse, copy)
        with duckdb.connect(copy) as connection:
            click.echo(f"chain days repeated {repeat_chain_days(connection, quotes)} times")
        with duckdb.connect(copy, read_only=True) as connection:
            found = [(warm_seconds(connection, path.read_text()), path.stem) for path in QUERIES.glob("*.sql")]
    for seconds, name in sorted(found, reverse=True):
        click.echo(f"{name:40} {seconds * 1000:8.1f} ms")


if __name__ == "__main__":
    main()
