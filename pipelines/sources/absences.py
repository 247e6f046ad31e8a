"""Addresses at which a provider has no file: those of the past are asked for again after some weeks only."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import TypeVar

from pipelines.sources.errors import SourceMissingError

T = TypeVar("T")
_ASKED_AGAIN_AFTER = timedelta(weeks=4)


class Absences:
    """The note of a landing: one JSON line per answer "no such file", the newest of an address counts."""

    def __init__(self, root: Path) -> None:
        self._path = root / "absent.jsonl"
        self._lock = Lock()
        self._last: dict[str, datetime] = {}
        if self._path.exists():
            for line in self._path.read_text(encoding="utf-8").splitlines():
                with suppress(ValueError, KeyError, TypeError):  # a kill may cut the last one
                    row = json.loads(line)
                    self._last[row["address"]] = datetime.fromisoformat(row["asked_at"])

    def asking(self, address: str, ask: Callable[[], T]) -> T:
        """Ask, and note that there is no file; within weeks of such a note nobody is asked.

        Raises:
            SourceMissingError: There is none, or was none when it was last asked for.
        """
        last = self._last.get(address)
        if last and timedelta(0) <= datetime.now(UTC) - last < _ASKED_AGAIN_AFTER:
            raise SourceMissingError(
                f"{address}: no such file on {last:%Y-%m-%d}", f"remove its line from {self._path} to ask again now"
            )
        try:
            return ask()
        except SourceMissingError:
            self._note(address)
            raise

    def _note(self, address: str) -> None:
        now = datetime.now(UTC)
        with self._lock, self._path.open("a", encoding="utf-8") as notes:
            notes.write(json.dumps({"address": address, "asked_at": now.isoformat(timespec="seconds")}) + "\n")
            self._last[address] = now
