"""What a load changes in history that was loaded before: rows gone, values revised, rows that arrived live. Pure."""

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from pipelines.contracts.landing_ledgers import RAW_LANDING__ARRIVALS, RAW_LANDING__REVISIONS, row_key
from pipelines.contracts.table import TableContract

_OPEN = pl.time(9, 30)  # New York: orders of a decision fill in the next session
_UNREVISED = ("source_line", "is_simulated")


def gone_rows(contract: TableContract, known: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of the last good load whose key the new load lacks, by key. A provider revises values; it cuts files.

    A subject that a user no longer gives is taken back and not gone (`withdrawn_by`).
    """
    gone = known.join(rows, on=list(contract.key), how="anti").sort(contract.key)
    if contract.withdrawn_by is None or gone.is_empty():
        return gone
    if not contract.withdrawn_by:
        return gone if len(rows) else gone.clear()
    given = rows.select(contract.withdrawn_by).unique()
    return gone.join(given, on=list(contract.withdrawn_by), how="semi", maintain_order="left")


def arrivals(
    contract: TableContract, known: pl.DataFrame, rows: pl.DataFrame, fetched: Mapping[str, datetime],
    sessions: pl.Series,
) -> pl.DataFrame:  # fmt: skip
    """New rows that were seen before orders of their day could fill, by `raw.raw_landing__arrivals`.

    Args:
        contract: Names key and `observed`.
        known: Table as it stands; empty before the first load.
        rows: Rows that will replace it.
        fetched: When each landed file was fetched, by SHA-256.
        sessions: Sessions of the exchange, ascending. Orders of a day fill at the open of the next one.
    """
    day = contract.observed or ""
    first_seen_at = _fetched(contract, fetched)
    new = rows.join(known, on=list(contract.key), how="anti").sort(day).with_columns(first_seen_at=first_seen_at)
    fills = pl.DataFrame({"fill_date": sessions.sort()})
    live = new.join_asof(
        fills, left_on=day, right_on="fill_date", strategy="forward", allow_exact_matches=False
    ).filter(pl.col("first_seen_at") < _opening("fill_date"))  # fmt: skip
    return RAW_LANDING__ARRIVALS.conform(
        live.select(
            table_name=pl.lit(contract.qualified_name), row_key=row_key(contract), first_seen_at="first_seen_at"
        )
    )


def revisions(
    contract: TableContract, known: pl.DataFrame, rows: pl.DataFrame, fetched: Mapping[str, datetime],
    seen: pl.DataFrame,
) -> pl.DataFrame:  # fmt: skip
    """Values that differ from the last good load's, by the contract of `raw.raw_landing__revisions`.

    A value that another reading of the same bytes changed is no revision: the provider changed nothing.

    Args:
        contract: Names key and columns.
        known: Table as it stands.
        rows: Rows that will replace it.
        fetched: When each landed file was fetched, by SHA-256.
        seen: `row_key`, `column_name` (null for a whole row) and `first_seen_at`: when values of this table
            replaced others, and when rows arrived before their day's orders could fill.
    """
    hashes = _hashes(contract)
    names = [name for name in contract.column_names if name not in (*contract.key, *hashes, *_UNREVISED)]
    is_other = {name: pl.col(name) != pl.col(f"{name}_new") for name in hashes}
    both = known.join(rows, on=list(contract.key), suffix="_new").filter(pl.any_horizontal(is_other.values()))
    changed = [
        both.filter(pl.col(name).ne_missing(pl.col(f"{name}_new"))).select(
            table_name=pl.lit(contract.qualified_name),
            row_key=row_key(contract),
            column_name=pl.lit(name),
            old_value=pl.col(name).cast(pl.String),
            new_value=pl.col(f"{name}_new").cast(pl.String),
            old_sha256=pl.coalesce(pl.when(is_so).then(name) for name, is_so in is_other.items()),
            new_sha256=pl.coalesce(pl.when(is_so).then(f"{name}_new") for name, is_so in is_other.items()),
            fetched_at=_fetched(contract, fetched),
            replaced_at=_fetched(contract, fetched, "_new"),
        )
        for name in names
    ]
    return RAW_LANDING__REVISIONS.conform(_with_first_seen(pl.concat(changed), seen))


def _with_first_seen(changed: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """The newest revision of the same value, else the row's arrival, else when the old file was fetched."""
    newest = seen.group_by("row_key", "column_name").agg(pl.col("first_seen_at").max())
    of_value = newest.filter(pl.col("column_name").is_not_null())
    of_row = newest.filter(pl.col("column_name").is_null()).select("row_key", row_seen_at="first_seen_at")
    return (
        changed.join(of_value, on=["row_key", "column_name"], how="left")
        .join(of_row, on="row_key", how="left")
        .with_columns(
            is_decided_on=pl.col("first_seen_at").is_null() & pl.col("row_seen_at").is_not_null(),
            first_seen_at=pl.coalesce("first_seen_at", "row_seen_at", "fetched_at"),
        )
        .drop("row_seen_at", "fetched_at")
    )


def _opening(day: str) -> pl.Expr:
    return pl.col(day).dt.combine(_OPEN).dt.replace_time_zone("America/New_York").dt.convert_time_zone("UTC")


def _hashes(contract: TableContract) -> list[str]:
    """Columns that name the landed files a row is made from."""
    return [name for name in contract.column_names if name.endswith("_sha256")]


def _fetched(contract: TableContract, fetched: Mapping[str, datetime], suffix: str = "") -> pl.Expr:
    """When the newest of a row's files was fetched."""
    latest = max(fetched.values(), default=None)
    return pl.max_horizontal(
        pl.col(f"{name}{suffix}").replace_strict(dict(fetched), default=latest, return_dtype=pl.Datetime("us", "UTC"))
        for name in _hashes(contract)
    )
