"""Bytes under their hash, whole and on disk before anything names them."""

import hashlib
import os
from pathlib import Path
from uuid import uuid4

from pipelines.sources.manifest import object_path


def keep_bytes(root: Path, payload: bytes) -> tuple[str, Path]:
    """Write bytes under their hash, unless they are there; returns hash and file.

    A day's chain can't be had again: file, then its name in the folder, are flushed to disk in this order.

    Raises:
        OSError: They can't be written; nothing of them is left.
    """
    sha256 = hashlib.sha256(payload).hexdigest()
    path = object_path(root, sha256)
    if path.exists() and path.stat().st_size == len(payload):
        return sha256, path
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{uuid4().hex}")  # the same bytes may land twice at once
    try:
        with partial.open("wb") as file:
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)
    return sha256, path


def drop_partials(root: Path) -> None:
    """Remove what a killed run had not finished writing; call it only while no other run writes."""
    for partial in root.glob("objects/*/.*"):
        partial.unlink()


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
