"""How often and how many at once a host is asked: pyrate-limiter sets the pace, a semaphore bounds the crowd."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Semaphore

from pyrate_limiter import Limiter, Rate, SingleBucketFactory, StateBucket


class Manners:
    """Limits for each host: requests at once, and requests per second, evenly spaced."""

    def __init__(self, at_once: int, per_second: float) -> None:
        self.at_once = at_once
        self.rate = Rate(1, max(1, round(1000 / per_second)))  # one per so many milliseconds: no bursts
        self._lock = Lock()
        self._hosts: dict[str, tuple[Semaphore, Limiter]] = {}

    @contextmanager
    def slot(self, host: str) -> Iterator[None]:
        """Hold one of the host's slots until the block ends."""
        with self._of(host)[0]:
            yield

    def wait_turn(self, host: str, ends_at: float) -> None:
        """Return when the host may be asked again, or at `ends_at` of the monotonic clock; call it before a request."""
        self._of(host)[1].try_acquire(timeout=max(0.0, ends_at - time.monotonic()))

    def _of(self, host: str) -> tuple[Semaphore, Limiter]:
        with self._lock:
            if host not in self._hosts:
                bucket = SingleBucketFactory(StateBucket([self.rate]), schedule_leak=False)  # nothing to leak
                self._hosts[host] = Semaphore(self.at_once), Limiter(bucket, buffer_ms=0)
            return self._hosts[host]
