"""Publishing: compare what was built with what people read, and replace it only when something changed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from pipelines.atomic import replace_file
from pipelines.contracts.report_tables import DIM_RUN
from pipelines.provenance import description, differing_tables, is_same_file, published_description
from pipelines.settings import Settings
from pipelines.warehouse import Warehouse

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

    The same rows made by other code are published too, for the file says which code made it. The database is renamed
    into place first, then the page; a run killed between the two is finished by the next one, which finds the page
    different.
    """
    shut = warehouse.query(_SHUT_SQL)
    if len(shut):
        raise GateShutError("; ".join(f"{table} was {outcome}: {why}" for table, outcome, why in shut.iter_rows()))
    changed, made_from = differing_tables(warehouse), description(warehouse, settings)
    is_page_current = is_same_file(settings.published_page, page)
    is_database_current = not changed and made_from == published_description(settings)
    if not is_database_current:
        warehouse.write(DIM_RUN, _run_row(warehouse, made_from, run_id))
        warehouse.publish()
    if not (is_database_current and is_page_current):  # also when only the banner of a failed run has to go
        settings.published_page.parent.mkdir(parents=True, exist_ok=True)
        replace_file(settings.published_page, page)
    return Publication("unchanged" if is_database_current and is_page_current else "published", changed)


def _run_row(warehouse: Warehouse, made_from: dict[str, object], run_id: str) -> pl.DataFrame:
    newest = warehouse.query("select max(trade_date) as day, bool_or(is_simulated) as s from signals.fct_signal_daily")
    day = newest["day"][0]
    row = made_from | {
        "run_id": run_id,
        "is_simulated": bool(newest["s"][0]),
        "newest_session_date": day if isinstance(day, date) else None,
        "published_at": datetime.now(UTC),
    }
    return pl.DataFrame([row], schema=DIM_RUN.polars_schema)
