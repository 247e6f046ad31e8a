"""Rows of the last good load that a new load lacks: a provider revises values, whole rows go when a file is cut."""

from dataclasses import dataclass

import polars as pl

from pipelines.contracts.table import TableContract
from pipelines.contracts.validation import BrokenPromise
from pipelines.raw.admission import Waivers, rejected_rows
from pipelines.raw.history import gone_rows
from pipelines.warehouse import Warehouse

PROMISE = "history_is_complete"


@dataclass(frozen=True)
class Vanished:
    """The broken promise, if any, and the rows that are gone, as quarantine keeps them."""

    broken: tuple[BrokenPromise, ...]
    rows: pl.DataFrame


def known_rows(contract: TableContract, warehouse: Warehouse) -> pl.DataFrame:
    """Table as it stands, for contracts that keep their history; empty where there is none or it has other columns."""
    empty = contract.polars_schema.to_frame()
    if not contract.is_history_kept or not warehouse.has(contract.qualified_name):
        return empty
    known = warehouse.read(contract.qualified_name)
    return contract.conform(known) if set(known.columns) == set(contract.column_names) else empty


def vanished(contract: TableContract, known: pl.DataFrame, rows: pl.DataFrame, waivers: Waivers) -> Vanished:
    """Rows that are gone, without those whose withdrawal a person accepted."""
    gone = gone_rows(contract, known, rows)
    if gone.is_empty():
        return Vanished((), pl.DataFrame())
    kept = rejected_rows(contract, gone, PROMISE, "a row of the last good load is gone")
    accepted = [sha256 for promise, sha256 in waivers if promise == PROMISE]
    kept = kept.filter(~pl.col("row_sha256").is_in(accepted))
    if kept.is_empty():
        return Vanished((), pl.DataFrame())
    first = ", ".join(str(value) for value in kept.select(contract.key).row(0))
    advice = (
        f"{len(kept)} rows of the last good load are gone, the first is {first}: a file was cut; run again, or if "
        "the provider withdrew them `alvh quarantine` lists them and `alvh quarantine readmit` accepts it"
    )
    return Vanished((BrokenPromise(PROMISE, (), advice),), kept)
