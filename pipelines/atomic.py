"""Replacing a file that others may be reading."""

import os
import shutil
from pathlib import Path


def replace_file(target: Path, source: Path) -> None:
    """Copy `source` beside `target`, flush it to disk, and rename it over `target`."""
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(source, partial)
    with partial.open("rb+") as copied:
        os.fsync(copied.fileno())
    partial.replace(target)
