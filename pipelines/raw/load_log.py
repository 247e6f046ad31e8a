"""What the last load of each raw table was made from and how it went."""

from datetime import UTC, datetime

import polars as pl

from pipelines.contracts.landing_loads import RAW_LANDING__LOADS
from pipelines.contracts.table import TableContract
from pipelines.raw.dataset import LoadReport
from pipelines.warehouse import Warehouse


def is_current(warehouse: Warehouse, contract: TableContract, inputs: str) -> bool:
    """Whether the table was made from exactly these inputs, and no attempt has failed since."""
    row = _row(warehouse, contract.qualified_name)
    return (
        row is not None
        and row["good_input_sha256"] == inputs
        and row["outcome"] in ("loaded", "partial")
        and warehouse.has(contract.qualified_name)
    )


def forget_inputs(warehouse: Warehouse, contract: TableContract) -> None:
    """Say that the table's inputs are unknown: a run killed while it writes must not find them current."""
    rows = _rows(warehouse)
    is_table = pl.col("table_name") == contract.qualified_name
    if rows.filter(is_table & pl.col("good_input_sha256").is_not_null()).height:
        unknown = pl.when(~is_table).then(pl.col("good_input_sha256"))
        warehouse.write(RAW_LANDING__LOADS, rows.with_columns(good_input_sha256=unknown))


def last_good(warehouse: Warehouse, contract: TableContract) -> LoadReport:
    """Counts of the load that the table holds."""
    row = _row(warehouse, contract.qualified_name) or {}
    return LoadReport(
        contract.qualified_name,
        str(row["outcome"]),
        str(row["message"]),
        rows_in=int(str(row["rows_in"])),
        rows_out=int(str(row["rows_out"])),
        rows_quarantined=int(str(row["rows_quarantined"])),
        rows_deduplicated=int(str(row["rows_deduplicated"])),
    )


def record(warehouse: Warehouse, report: LoadReport, inputs: str | None, is_simulated: bool) -> None:
    """Replace the table's row; a failed attempt keeps the counts and inputs of the rows still there."""
    earlier = _row(warehouse, report.table)
    new = {
        "table_name": report.table,
        "outcome": report.outcome,
        "message": report.message,
        "attempted_at": datetime.now(UTC),
        "good_input_sha256": inputs or (earlier or {}).get("good_input_sha256"),
        "files": report.files,
        "rows_in": report.rows_in,
        "rows_out": report.rows_out,
        "rows_quarantined": report.rows_quarantined,
        "rows_deduplicated": report.rows_deduplicated,
        "is_simulated": is_simulated,
    }
    if not report.is_good and earlier:
        new["rows_out"] = earlier["rows_out"]
    others = _rows(warehouse).filter(pl.col("table_name") != report.table)
    added = pl.DataFrame([new], schema=RAW_LANDING__LOADS.polars_schema)
    warehouse.write(RAW_LANDING__LOADS, pl.concat([others, added]))


def _rows(warehouse: Warehouse) -> pl.DataFrame:
    if not warehouse.has(RAW_LANDING__LOADS.qualified_name):
        return RAW_LANDING__LOADS.polars_schema.to_frame()
    return RAW_LANDING__LOADS.conform(warehouse.read(RAW_LANDING__LOADS.qualified_name))


def _row(warehouse: Warehouse, table: str) -> dict[str, object] | None:
    found = _rows(warehouse).filter(pl.col("table_name") == table)
    return found.row(0, named=True) if len(found) else None
