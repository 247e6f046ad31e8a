"""How often and how many at once a host is asked.

The lock has no library for this (urllib3 retries, it does not pace); a semaphore and a clock need no dependency.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Semaphore


class Manners:
    """Limits for each host: requests at once, and seconds from the start of one to the start of the next."""

    def __init__(self, at_once: int, per_second: float) -> None:
        self.at_once = at_once
        self.interval_seconds = 1 / per_second
        self._lock = Lock()
        self._slots: dict[str, Semaphore] = {}
        self._free_at: dict[str, float] = {}

    @contextmanager
    def slot(self, host: str) -> Iterator[None]:
        """Hold one of the host's slots until the block ends."""
        with self._lock:
            slots = self._slots.setdefault(host, Semaphore(self.at_once))
        with slots:
            yield

    def wait_turn(self, host: str) -> None:
        """Return when the host may be asked again; call it right before each request."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._free_at.get(host, now))
            self._free_at[host] = turn + self.interval_seconds
        if turn > now:
            Event().wait(turn - now)
