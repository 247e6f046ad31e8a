"""How bytes travel: one interface, whichever the origin. A transport knows addresses, never formats."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from urllib.parse import urlsplit

from pipelines.sources.secrets import without_secrets

_AS_OF = re.compile(r"as_of=(\d{4}-\d{2}-\d{2})")

SIMULATED_MARK = "SIMULATED_MARKET.txt"
"""File at the root of an archive whose market is made up; rows read from it say so."""


@dataclass(frozen=True)
class Answer:
    """What came back. `payload` is None when nothing changed since the version named by `etag`."""

    payload: bytes | None
    etag: str | None = None
    last_modified: str | None = None


class Transport(Protocol):
    """Brings the bytes of an address."""

    revisits_expired: bool
    """Whether asking again for a file that can't change any more is free."""

    is_archive: bool
    """Whether the files are a person's own, who may add one at any time."""

    is_simulated: bool
    """Whether the market behind the addresses is made up."""

    def get(
        self, address: str, *, as_of: date | None = None, etag: str | None = None, modified: str | None = None
    ) -> Answer:
        """Bring an address, as it answered on `as_of` where the origin keeps such days."""
        ...

    def snapshot_dates(self) -> list[date]:
        """Days for which the origin keeps what a live-only address answered; empty on a live origin."""
        ...


def archive_path(address: str) -> str:
    """Path of an address inside an archive: host, path, `@` and the query; a folder is its `index.json`.

    A key in the query is no part of the path, so that an archive can be given away.
    """
    parts = urlsplit(without_secrets(address))
    path = parts.path + ("index.json" if parts.path.endswith("/") else "")
    return f"{parts.netloc}{path}{'@' + parts.query if parts.query else ''}"


def dates_in(listing: str) -> list[date]:
    """Days named by `as_of=<date>` in a listing, ascending."""
    return sorted({date.fromisoformat(found) for found in _AS_OF.findall(listing)})
