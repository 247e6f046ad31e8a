"""An archive on disk."""

from datetime import date
from pathlib import Path

from pipelines.sources.errors import SourceMissingError
from pipelines.sources.transport import SIMULATED_MARK, Answer, archive_path, dates_in


class FolderTransport:
    """An archive on disk. A file's size and time of change stand for its etag."""

    revisits_expired = True
    is_archive = True

    def __init__(self, root: Path) -> None:
        self.root = root
        self.is_simulated = (root / SIMULATED_MARK).exists()

    def get(
        self, address: str, *, as_of: date | None = None, etag: str | None = None, modified: str | None = None
    ) -> Answer:
        """Read a file of the archive, compressed or not.

        Raises:
            SourceMissingError: The archive has no such file.
        """
        folder = self.root / f"as_of={as_of}" if as_of else self.root
        path = folder / archive_path(address)
        if not path.is_file():
            path = path.with_name(path.name + ".gz")
        if not path.is_file() or not path.resolve().is_relative_to(self.root.resolve()):
            raise SourceMissingError(f"{address}: no such file in {self.root}", "add it to the archive")
        stat = path.stat()
        version = f"{stat.st_size}-{stat.st_mtime_ns}"
        if version == etag:
            return Answer(None, etag, modified)
        return Answer(path.read_bytes(), version)

    def snapshot_dates(self) -> list[date]:
        """Days named by the archive's `as_of=<date>` folders, ascending."""
        return dates_in(" ".join(path.name for path in self.root.glob("as_of=*")))
