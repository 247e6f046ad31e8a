"""What the last load of each raw table was made from and how it went."""

from datetime import UTC, datetime

import polars as pl

from pipelines.contracts.landing_loads import RAW_LANDING__LOADS
from pipelines.contracts.table import TableContract
from pipelines.raw.dataset import LoadReport
from pipelines.warehouse import Warehouse


class RowsLostError(RuntimeError):
    """Rows went into the gate and came out nowhere."""


def is_current(warehouse: Warehouse, contract: TableContract, inputs: str) -> bool:
    """Whether the table was made from exactly these inputs, and no attempt has failed since."""
    row = _row(warehouse, contract.qualified_name)
    return (
        row is not None
        and row["good_input_sha256"] == inputs
        and row["outcome"] in ("loaded", "partial")
        and warehouse.has(contract.qualified_name)
    )


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
        rows_withheld=int(str(row["rows_withheld"])),
        rows_flagged=int(str(row["rows_flagged"])),
    )


def record(warehouse: Warehouse, report: LoadReport, inputs: str | None, is_simulated: bool) -> None:
    """Replace the table's row."""
    warehouse.write(RAW_LANDING__LOADS, with_report(warehouse, report, inputs, is_simulated))


def with_report(warehouse: Warehouse, report: LoadReport, inputs: str | None, is_simulated: bool) -> pl.DataFrame:
    """Load log with the table's row replaced; a failed attempt keeps the inputs of the rows still there.

    Raises:
        RowsLostError: Rows that were read are neither in the table nor accounted for.
    """
    if not report.adds_up:
        raise RowsLostError(
            f"{report.table}: {report.rows_in} rows read, but {report.rows_out} written, {report.rows_quarantined} "
            f"quarantined, {report.rows_deduplicated} deduplicated and {report.rows_withheld} withheld: the gate "
            "lost rows; nothing was written, report this"
        )
    earlier = _row(warehouse, report.table) or {}
    in_table = report.rows_out if report.is_good else earlier.get("rows_in_table", 0)
    new = {
        "table_name": report.table,
        "outcome": report.outcome,
        "message": report.message,
        "attempted_at": datetime.now(UTC),
        "good_input_sha256": inputs or earlier.get("good_input_sha256"),
        "files": report.files,
        "rows_in": report.rows_in,
        "rows_out": report.rows_out,
        "rows_quarantined": report.rows_quarantined,
        "rows_deduplicated": report.rows_deduplicated,
        "rows_withheld": report.rows_withheld,
        "rows_flagged": report.rows_flagged,
        "rows_in_table": in_table if report.rows_in_table is None else report.rows_in_table,
        "is_simulated": is_simulated,
    }
    others = warehouse.kept(RAW_LANDING__LOADS).filter(pl.col("table_name") != report.table)
    return pl.concat([others, pl.DataFrame([new], schema=RAW_LANDING__LOADS.polars_schema)])


def _row(warehouse: Warehouse, table: str) -> dict[str, object] | None:
    found = warehouse.kept(RAW_LANDING__LOADS).filter(pl.col("table_name") == table)
    return found.row(0, named=True) if len(found) else None
