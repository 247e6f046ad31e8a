"""Rows that a person let back in: the ledger beside the quarantine, and what the gate waives because of it."""

import hashlib
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.atomic import whole_file
from pipelines.contracts.landing_ledgers import RAW_LANDING__READMISSIONS
from pipelines.contracts.option_quotes import RAW_CBOE__SPX_OPTION_QUOTES
from pipelines.contracts.table import TableContract
from pipelines.raw.admission import Waivers
from pipelines.raw.quarantine import QuarantinedLoad, QuarantineError

_LEDGER = "readmissions.jsonl"
_CODED = tuple(f"{column.name}_is_known" for column in RAW_CBOE__SPX_OPTION_QUOTES.columns if column.is_coded)
_KEEPS_THE_TABLES_FORM = ("key_is_unique", "_is_present", *_CODED)  # a table can't hold such rows whoever wants it


def readmitted(folder: Path) -> pl.DataFrame:
    """Every re-admission so far, by the contract of `raw.raw_landing__readmissions`.

    Raises:
        QuarantineError: A line of the ledger is none; names it.
    """
    rows = [_entry(folder / _LEDGER, number, line) for number, line in enumerate(_lines(folder).splitlines(), 1)]
    found = pl.DataFrame(rows, schema=RAW_LANDING__READMISSIONS.polars_schema)
    return found.unique(RAW_LANDING__READMISSIONS.key, keep="first", maintain_order=True)


def waivers(folder: Path, contract: TableContract) -> Waivers:
    """(promise, row hash) of the table's re-admitted rows."""
    if not (folder / _LEDGER).exists():
        return frozenset()
    is_own = pl.col("table_name") == contract.qualified_name
    own = readmitted(folder).filter(is_own, ~pl.col("promise").is_in(_CODED))  # let in before they were coded
    return frozenset(own.select("promise", "row_sha256").iter_rows())


def reading_with(reader: str, waived: Waivers) -> str:
    """Hash of how files are read: the reader's, and the rows that were re-admitted, where there are any."""
    if not waived:
        return reader
    return hashlib.sha256("\n".join([reader, *(f"{name} {row}" for name, row in sorted(waived))]).encode()).hexdigest()


def readmit(folder: Path, load: QuarantinedLoad, who: str, why: str, promise: str | None = None) -> int:
    """Record that a load's rows are let in, each for the promise it broke, from the next run on.

    Args:
        folder: Quarantine of the market.
        load: What is let in.
        who: Person who decides it.
        why: Reason, for whoever reads the table later.
        promise: Only the rows that broke this one; needed where the load broke several.

    Returns:
        How many rows.

    Raises:
        QuarantineError: Nothing to let in (a file that couldn't be read, or rows that were let in before), rows that
            no table can hold, or several promises and none named.
    """
    rows = load.rows()
    if not all("row_sha256" in row for row in rows):
        raise QuarantineError(
            f"{load.quarantine_id}: a whole file could not be read, there are no rows to let in: {rows[0]['reason']}"
        )
    rows = [row for row in rows if row["promise"] == _only_promise(load, rows, promise)]
    barred = {row["promise"] for row in rows if row["promise"].endswith(_KEEPS_THE_TABLES_FORM)}
    if barred:
        raise QuarantineError(
            f"{load.quarantine_id}: rows that break {', '.join(sorted(barred))} can't be in the table whoever "
            "wants it: correct the file, or wait for the provider's correction"
        )
    rows = _not_let_in_yet(folder, load, rows)
    now = datetime.now(UTC).isoformat()
    new = [
        {
            "table_name": f"raw.{load.table}",
            "promise": row["promise"],
            "row_sha256": row["row_sha256"],
            "row_key": row["row_key"],
            "quarantine_id": load.quarantine_id,
            "readmitted_by": who,
            "readmitted_at": now,
            "why": why,
        }
        for row in rows
    ]
    with whole_file(folder / _LEDGER) as ledger:
        ledger.write_text(_lines(folder) + "".join(json.dumps(row) + "\n" for row in new), encoding="utf-8")
    return len({row["row_sha256"] for row in rows})


def _lines(folder: Path) -> str:
    """Ledger up to its last whole line."""
    path = folder / _LEDGER
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return text[: text.rfind("\n") + 1]


def _entry(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
        return {**row, "readmitted_at": datetime.fromisoformat(row["readmitted_at"])}
    except (ValueError, KeyError, TypeError):
        raise QuarantineError(f"{path} line {number}: not a re-admission; remove the line") from None


def _only_promise(load: QuarantinedLoad, rows: list[dict[str, Any]], promise: str | None) -> str:
    """The promise that is waived. A known defect lies beside what refused the load, and is not to be let in with it."""
    counts = Counter(row["promise"] for row in rows)
    if promise in counts or (promise is None and len(counts) == 1):
        return promise or next(iter(counts))
    broken = ", ".join(f"{name} ({count} rows)" for name, count in counts.most_common())
    raise QuarantineError(f"{load.quarantine_id}: broke {broken}: name the one that is waived with --promise")


def _not_let_in_yet(folder: Path, load: QuarantinedLoad, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    own = readmitted(folder).filter(pl.col("table_name") == f"raw.{load.table}")
    before = {(row["promise"], row["row_sha256"]): row for row in own.iter_rows(named=True)}
    new = [row for row in rows if (row["promise"], row["row_sha256"]) not in before]
    if new:
        return new
    first = before[rows[0]["promise"], rows[0]["row_sha256"]]
    raise QuarantineError(
        f"{load.quarantine_id}: its rows were let in before, by {first['readmitted_by']} on "
        f"{first['readmitted_at']:%Y-%m-%d}: {first['why']}; nothing was changed"
    )
