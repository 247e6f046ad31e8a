"""The manifest of a landing: one JSON line per landed version, on disk before it counts."""

import errno
import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.sources.errors import LandingError, SourceFormatError


@dataclass(frozen=True)
class LandedFile:
    """One version of one address, as it was fetched. `as_of` is set for what a live-only address answered."""

    address: str
    as_of: str | None
    fetched_at: str
    sha256: str
    size_bytes: int
    status: str
    etag: str | None
    last_modified: str | None
    path: Path

    @property
    def name(self) -> str:
        """Address for messages, with the day it answered."""
        return f"{self.address} (as of {self.as_of})" if self.as_of else self.address

    def payload(self) -> bytes:
        """Content as downloaded.

        Raises:
            SourceFormatError: The bytes on disk are not those that were landed.
        """
        payload = self.path.read_bytes()
        if self.etag != mark_of(self.path) and hashlib.sha256(payload).hexdigest() != self.sha256:
            raise SourceFormatError(
                f"{self.name}: {self.path} has changed since it was landed", "remove that file and run again"
            )
        return payload


def mark_of(path: Path) -> str:
    """Times and size of a user's own file: while they stay the same, so does its hash.

    Raises:
        OSError: The file can't be read.
    """
    found = path.stat()
    return f"{found.st_mtime_ns}-{found.st_ctime_ns}-{found.st_size}"  # a copied time is not copied into the second


def manifest_path(root: Path) -> Path:
    """Manifest of the landing in `root`."""
    return root / "manifest.jsonl"


def append(root: Path, *versions: LandedFile) -> None:
    """Add versions, flushed at once. What can't be written whole is taken back: the next line begins on its own.

    Raises:
        OSError: It can't be written, or not flushed to disk.
    """
    lines = b"".join(_line(root, landed) for landed in versions)
    with manifest_path(root).open("ab", buffering=0) as manifest:
        size = manifest.tell()
        try:
            if manifest.write(lines) != len(lines):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(manifest.fileno())
        except OSError:
            with suppress(OSError):  # the first error counts
                manifest.truncate(size)
            raise


def _line(root: Path, landed: LandedFile) -> bytes:
    row = {name: value for name, value in asdict(landed).items() if name != "path"}
    if root not in landed.path.parents:
        row["left_at"] = str(landed.path)
    return (json.dumps(row) + "\n").encode()


def repair(root: Path) -> None:
    """Cut what a kill or a power cut left after the last whole line."""
    path = manifest_path(root)
    if path.exists():
        content = path.read_bytes()
        if len(whole := _whole_lines(content)) < len(content):
            os.truncate(path, len(whole))


def read_manifest(root: Path) -> list[LandedFile]:
    """Every version that a landing folder keeps whole, oldest first; a cut end is left out.

    Raises:
        LandingError: A line is not the manifest's.
    """
    lines = _whole_lines(manifest_path(root).read_bytes()).splitlines()
    versions = [_version(root, number, line) for number, line in enumerate(lines, 1)]
    return [file for file in versions if file.path.exists() and file.path.stat().st_size == file.size_bytes]


def object_path(root: Path, sha256: str) -> Path:
    """Where the bytes of a hash lie."""
    return root / "objects" / sha256[:2] / sha256


def _whole_lines(content: bytes) -> bytes:
    """Content up to its last whole line; a power cut may leave zeros where a line should be."""
    return content.rstrip(b"\0")[: content.rstrip(b"\0").rfind(b"\n") + 1]


def _version(root: Path, number: int, line: bytes) -> LandedFile:
    try:
        row = json.loads(line)
        left_at = row.pop("left_at", None)  # a user's own file that was noted and not copied
        return LandedFile(**row, path=Path(left_at) if left_at else object_path(root, row["sha256"]))
    except (ValueError, TypeError, KeyError):
        raise LandingError(
            f"{manifest_path(root)} line {number}: not a landed version",
            "remove the line: its bytes stay in objects/, and its address is asked for again",
        ) from None
