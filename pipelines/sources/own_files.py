"""A user's own file, noted and left where it is: hashed once, and again only when its time or size changed."""

import hashlib
from pathlib import Path

from pipelines.sources.errors import SourceMissingError
from pipelines.sources.manifest import LandedFile, mark_of


def address_of(path: Path) -> str:
    """Address under which a user's own file is known."""
    return f"file:{path.name}"


def own_file(path: Path, known: LandedFile | None) -> LandedFile:
    """The file as it is now; `known` itself where that is as it was.

    Raises:
        SourceMissingError: The file can't be read.
    """
    try:
        mark = mark_of(path)
        if known and known.etag == mark and known.path == path:
            return known
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as error:
        raise SourceMissingError(f"{path}: {error.strerror}", "correct the setting that names it") from None
    return LandedFile(address_of(path), None, "", sha256, size, "", mark, None, path)
