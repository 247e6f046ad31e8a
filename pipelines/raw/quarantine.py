"""Rejected rows, kept with their reasons: one JSON-lines file per load that rejected something."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from pipelines.contracts.table import TableContract


def keep_rejected(contract: TableContract, rows: pl.DataFrame, folder: Path) -> Path | None:
    """Write rejected rows under the table's name; the same rejection twice is one file.

    Args:
        contract: Table that the rows were meant for.
        rows: Rejected rows with a `reason` column; empty means nothing to keep.
        folder: Quarantine of the market.

    Returns:
        The file, or None where nothing was rejected.
    """
    if rows.is_empty():
        return None
    text = rows.write_ndjson()
    name = hashlib.sha256(text.encode()).hexdigest()[:12]
    target = folder / contract.name
    target.mkdir(parents=True, exist_ok=True)
    earlier = list(target.glob(f"*-{name}.jsonl"))
    if earlier:
        return earlier[0]
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    path = target / f"{stamp}-{name}.jsonl"
    path.write_text(text, encoding="utf-8")
    return path
