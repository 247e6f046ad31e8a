"""The time that one load may take, all its addresses together, and the wish to stop."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event


class LoadClock:
    """Shared by the landing, which starts it, and the transport, which obeys it from several threads."""

    def __init__(self) -> None:
        self.ends_at = math.inf
        self.stopped = Event()

    @property
    def is_over(self) -> bool:
        """Whether the load's time is used up, or a person stopped it."""
        return self.stopped.is_set() or time.monotonic() >= self.ends_at

    @contextmanager
    def started(self, seconds: float) -> Iterator[None]:
        """Give what is asked inside the block so many seconds in total."""
        self.ends_at = time.monotonic() + seconds
        try:
            yield
        finally:
            self.ends_at = math.inf
