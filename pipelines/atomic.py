"""Replacing a file that others may be reading."""

import os
import shutil
from pathlib import Path


def replace_file(target: Path, source: Path) -> None:
    """Copy `source` beside `target`, flush it, and rename it over `target`; remove copies of killed processes."""
    for abandoned in target.parent.glob(f".{target.name}.*"):
        if not _is_running(abandoned.suffix[1:]):
            abandoned.unlink(missing_ok=True)
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(source, partial)
    with partial.open("rb+") as copied:
        os.fsync(copied.fileno())
    partial.replace(target)


def _is_running(process_id: str) -> bool:
    try:
        os.kill(int(process_id), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):  # another user's process; no copy of ours
        return True
    return True
