"""How far the load of a table is: a line every two seconds on standard error, none for a load that is quick."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread

_EVERY_SECONDS = 2.0


class FetchProgress:
    """Counts files and bytes, whichever thread brings them. Files that need not be asked for count as done."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._start("")

    def expect(self, files: int) -> None:
        """So many files more are wanted."""
        with self._lock:
            self._wanted += files

    def count(self, size_bytes: int) -> None:
        """One more is here, having sent so many bytes."""
        with self._lock:
            self._done += 1
            self._bytes += size_bytes

    @contextmanager
    def shown(self, name: str) -> Iterator[None]:
        """Say it while the block runs."""
        self._start(name)
        ended = Event()
        teller = Thread(target=self._tell, args=(ended,), daemon=True)
        teller.start()
        try:
            yield
        finally:
            ended.set()
            teller.join()

    def line(self) -> str:
        """Table, files, bytes, rate, and how long it will take at the pace so far."""
        with self._lock:
            seconds = max(time.monotonic() - self._began, 1e-9)
            wanted, done = self._wanted, self._done
            left = f", about {(wanted - done) * seconds / done:.0f} s left" if 0 < done < wanted else ""
            megabytes = self._bytes / 2**20
            return f"{self._name}: {done} of {wanted} files, {megabytes:.1f} MB, {megabytes / seconds:.2f} MB/s{left}"

    def _start(self, name: str) -> None:
        self._name, self._began = name, time.monotonic()
        self._wanted = self._done = self._bytes = 0

    def _tell(self, ended: Event) -> None:
        while not ended.wait(_EVERY_SECONDS):
            sys.stderr.write(f"          {self.line()}\n")
            sys.stderr.flush()
