"""An interrupted run is continued: what it fetched within the hour is not asked for again."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

_CONTINUED_WITHIN = timedelta(hours=1)  # later, what can change may have changed


@contextmanager
def resumable(landing: Path) -> Iterator[None]:
    """Note when the run began, until it came to an end, good or bad. A killed or stopped run leaves the note."""
    if began_at(landing) is None:
        landing.mkdir(parents=True, exist_ok=True)
        _note(landing).write_text(datetime.now(UTC).isoformat(timespec="seconds"), encoding="ascii")
    yield
    _note(landing).unlink(missing_ok=True)


def began_at(landing: Path) -> datetime | None:
    """When the run that is under way or was interrupted began; None where there is none, or it is too long ago."""
    with suppress(OSError, ValueError, TypeError):
        began = datetime.fromisoformat(_note(landing).read_text(encoding="ascii"))
        if timedelta(0) <= datetime.now(UTC) - began < _CONTINUED_WITHIN:
            return began
    return None


def is_fetched_since(began: datetime | None, fetched_at: str) -> bool:
    """Whether a version was fetched since then; a time to come, of a clock that was ahead, says nothing."""
    return began is not None and began <= datetime.fromisoformat(fetched_at) <= datetime.now(UTC)


def _note(landing: Path) -> Path:
    return landing / "run_began_at.txt"
