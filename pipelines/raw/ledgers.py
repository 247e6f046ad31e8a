"""Flags, revisions and arrivals as a load changes them; written with the table, in the same transaction."""

from collections.abc import Callable, Mapping
from datetime import datetime

import polars as pl

from pipelines.contracts.landing_ledgers import RAW_LANDING__ARRIVALS, RAW_LANDING__FLAGS, RAW_LANDING__REVISIONS
from pipelines.contracts.table import TableContract
from pipelines.raw.admission import Admission
from pipelines.raw.history import arrivals, revisions
from pipelines.warehouse import Warehouse

Change = tuple[TableContract, pl.DataFrame]


def changes_to_ledgers(
    contract: TableContract, warehouse: Warehouse, known: pl.DataFrame, decided: Admission, *,
    fetched: Mapping[str, str], sessions: Callable[[], pl.Series], is_simulated: bool,
) -> list[Change]:  # fmt: skip
    """Ledgers that a load changes, whole; none that stay as they are.

    Args:
        contract: Table that is loaded.
        warehouse: Holds the ledgers so far.
        known: Table as it stands.
        decided: Rows that replace it, and flags.
        fetched: When each landed file was fetched, ISO 8601, by SHA-256; the newest time last.
        sessions: Gives the sessions of the exchange.
        is_simulated: A simulated market has days of its own: nothing of it arrives or is revised.
    """
    own = pl.col("table_name") == contract.qualified_name
    flags = warehouse.kept(RAW_LANDING__FLAGS)
    changes: list[Change] = []
    if len(decided.flags) or flags.filter(own).height:
        changes.append((RAW_LANDING__FLAGS, pl.concat([flags.filter(~own), decided.flags])))
    if is_simulated or not contract.is_history_kept or contract.observed is None:
        return changes
    at = {sha256: datetime.fromisoformat(text) for sha256, text in fetched.items()}
    arrived = warehouse.kept(RAW_LANDING__ARRIVALS)
    revised = warehouse.kept(RAW_LANDING__REVISIONS)
    seen = pl.concat([
        revised.filter(own).select("row_key", "column_name", first_seen_at="replaced_at"),
        arrived.filter(own).select("row_key", pl.lit(None, pl.String).alias("column_name"), "first_seen_at"),
    ])  # fmt: skip
    for target, so_far, new in (
        (RAW_LANDING__ARRIVALS, arrived, arrivals(contract, known, decided.good, at, sessions())),
        (RAW_LANDING__REVISIONS, revised, revisions(contract, known, decided.good, at, seen)),
    ):
        if len(new):
            changes.append((target, pl.concat([so_far, new]).unique(target.key, keep="first")))
    return changes
