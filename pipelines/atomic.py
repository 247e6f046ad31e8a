"""Writing a file that others may be reading, or that a kill must not leave in part."""

import glob
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give a path beside `target` to write to; flushed, it takes the target's place when the block ends well.

    What killed processes left beside the target is removed first, and what an error leaves at once.
    """
    for abandoned in target.parent.glob(f".{glob.escape(target.name)}.*"):
        if not _is_running(abandoned.suffix[1:]):
            abandoned.unlink(missing_ok=True)
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield partial
        with partial.open("rb+") as written:
            os.fsync(written.fileno())
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def replace_file(target: Path, source: Path) -> None:
    """Copy `source` over `target`, whole or not at all."""
    with whole_file(target) as partial:
        shutil.copyfile(source, partial)


def _is_running(process_id: str) -> bool:
    try:
        os.kill(int(process_id), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):  # another user's process; no copy of ours
        return True
    return True
