"""Rejected rows, kept with their reasons: one JSON-lines file per load that rejected something."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.atomic import whole_file
from pipelines.contracts.table import TableContract

_NAME = "????????T??????-????????????.jsonl"  # instant and hash


class QuarantineError(ValueError):
    """There is no such quarantine file, or its rows can't be re-admitted; the message says why."""


@dataclass(frozen=True)
class QuarantinedLoad:
    """What one load put into quarantine. `quarantine_id` names it; a file that couldn't be read has no rows."""

    quarantine_id: str
    table: str
    first_rejected_at: datetime
    path: Path

    def rows(self) -> list[dict[str, Any]]:
        """Rejected rows, each once per promise that it breaks, with `reason`.

        Raises:
            QuarantineError: The file is damaged.
        """
        try:
            return [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]
        except ValueError:
            raise QuarantineError(
                f"{self.path}: cut or damaged; remove it: the next load that rejects these rows writes it anew"
            ) from None


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
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    path = next(target.glob(f"*-{name}.jsonl"), target / f"{stamp}-{name}.jsonl")
    if not path.exists() or path.stat().st_size != len(text.encode()):  # a kill or a full disk may have cut it
        with whole_file(path) as partial:
            partial.write_text(text, encoding="utf-8")
    return path


def quarantined_loads(folder: Path, table: str | None = None) -> list[QuarantinedLoad]:
    """What is in quarantine, newest first.

    Args:
        folder: Quarantine of the market.
        table: Only this raw table, with or without its schema.
    """
    found = []
    for path in sorted(folder.glob(f"*/{_NAME}"), key=lambda path: path.name, reverse=True):
        stamp, name = path.stem.split("-")
        at = datetime.strptime(stamp, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        found.append(QuarantinedLoad(name, path.parent.name, at, path))
    return [load for load in found if table is None or load.table == table.removeprefix("raw.")]


def quarantined_load(folder: Path, quarantine_id: str) -> QuarantinedLoad:
    """One load in quarantine, by the beginning of its id.

    Raises:
        QuarantineError: None or several begin so.
    """
    found = [load for load in quarantined_loads(folder) if load.quarantine_id.startswith(quarantine_id)]
    if len(found) != 1:
        raise QuarantineError(
            f"{quarantine_id}: {len(found)} loads in quarantine begin so; `alvh quarantine` lists them"
        )
    return found[0]
