"""A landing folder as an origin: what was fetched once is replayed without a network."""

from datetime import date
from pathlib import Path

from pipelines.sources.errors import SourceMissingError
from pipelines.sources.manifest import LandedFile, read_manifest
from pipelines.sources.secrets import without_secrets
from pipelines.sources.transport import SIMULATED_MARK, Answer


class LandingTransport:
    """A landing folder replayed as an archive: each address answers its newest kept version, of a day if asked."""

    revisits_expired = True
    is_archive = True

    def __init__(self, root: Path) -> None:
        self.root = root
        self.is_simulated = (root / SIMULATED_MARK).exists()
        self._newest: dict[tuple[str, str | None], LandedFile] = {}
        for landed in read_manifest(root):
            for day in (landed.as_of, landed.as_of or landed.fetched_at[:10]):  # a live answer is of the day it came
                self._newest[landed.address, day] = landed

    def get(
        self, address: str, *, as_of: date | None = None, etag: str | None = None, modified: str | None = None
    ) -> Answer:
        """Read the newest kept version of an address.

        Raises:
            SourceMissingError: The landing never kept this address.
        """
        landed = self._newest.get((without_secrets(address), str(as_of) if as_of else None))
        if landed is None:
            raise SourceMissingError(f"{address}: never landed in {self.root}", "choose another archive")
        if etag == landed.sha256:
            return Answer(None, etag, modified)
        return Answer(landed.payload(), landed.sha256)

    def snapshot_dates(self) -> list[date]:
        """Days of the kept snapshots, ascending."""
        return sorted({date.fromisoformat(as_of) for _, as_of in self._newest if as_of})
