"""Publishing: compare what was built with what people read, and replace it only when something changed."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from pipelines.contracts.report_tables import DIM_RUN
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.warehouse import Warehouse, replace_file

_TIMED_TABLES = ("raw.raw_landing__loads", "report.dim_run")  # hold instants of runs, not facts


_SHUT_SQL = """
select table_name, outcome, message from raw.raw_landing__loads where outcome in ('rejected', 'missing') order by 1
"""


class GateShutError(RuntimeError):
    """A gate before a raw table stayed shut, so nothing may be published."""


@dataclass(frozen=True)
class Publication:
    """What publishing did: the tables that differ from what was published before."""

    outcome: str
    changed: tuple[str, ...]


def publish(warehouse: Warehouse, settings: Settings, page: Path, run_id: str) -> Publication:
    """Publish the build database and the page, or leave both where nothing changed.

    Raises:
        GateShutError: The last load of a raw table was rejected, or its file was missing.

    The database is renamed into place first, then the page; a run killed between the two is finished by
    the next one, which finds the page different.
    """
    shut = warehouse.query(_SHUT_SQL)
    if len(shut):
        raise GateShutError("; ".join(f"{table} was {outcome}: {why}" for table, outcome, why in shut.iter_rows()))
    built, published = _facts(warehouse.fingerprints()), _facts(warehouse.fingerprints(warehouse.published))
    changed = tuple(sorted(name for name in built.keys() | published.keys() if built.get(name) != published.get(name)))
    is_page_current = settings.published_page.exists() and settings.published_page.read_bytes() == page.read_bytes()
    if changed:
        warehouse.write(DIM_RUN, _run_row(warehouse, settings, run_id))
        warehouse.publish()
    if changed or not is_page_current:  # also when only the banner of a failed run has to go
        settings.published_page.parent.mkdir(parents=True, exist_ok=True)
        replace_file(settings.published_page, page)
    return Publication("published" if changed or not is_page_current else "unchanged", changed)


def code_sha256() -> str:
    """Hash of every source file that a number depends on."""
    digest = hashlib.sha256()
    folders = ("pipelines", "dbt_project/models", "dbt_project/macros", "dbt_project/seeds")
    for folder in folders:
        for path in sorted((PROJECT_ROOT / folder).rglob("*.*")):
            if path.suffix in (".py", ".sql", ".yml", ".csv", ".toml", ".html"):
                digest.update(path.relative_to(PROJECT_ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _facts(fingerprints: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in fingerprints.items() if name not in _TIMED_TABLES}


def _run_row(warehouse: Warehouse, settings: Settings, run_id: str) -> pl.DataFrame:
    newest = warehouse.query("select max(trade_date) as day, bool_or(is_simulated) as s from signals.fct_signal_daily")
    inputs = warehouse.query("select good_input_sha256 as h from raw.raw_landing__loads order by table_name")["h"]
    day = newest["day"][0]
    row = {
        "run_id": run_id,
        "origin": settings.origin,
        "market": settings.market,
        "is_simulated": bool(newest["s"][0]),
        "code_sha256": code_sha256(),
        "input_sha256": hashlib.sha256("".join(str(value) for value in inputs).encode()).hexdigest(),
        "preset": settings.preset,
        "baseline": settings.baseline,
        "seed": settings.seed,
        "account_usd": settings.account_usd,
        "newest_session_date": day if isinstance(day, date) else None,
        "published_at": datetime.now(UTC),
    }
    return pl.DataFrame([row], schema=DIM_RUN.polars_schema)
