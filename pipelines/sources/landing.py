"""Downloaded bytes, kept unchanged: content-addressed files and an append-only manifest."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from threading import Lock

from pipelines.sources import manifest
from pipelines.sources.absences import Absences
from pipelines.sources.errors import LandingError, SourceFormatError, SourceMissingError
from pipelines.sources.fetch_progress import FetchProgress
from pipelines.sources.kept_bytes import drop_partials, keep_bytes
from pipelines.sources.load_clock import LoadClock
from pipelines.sources.manifest import LandedFile, read_manifest
from pipelines.sources.own_files import address_of, own_file
from pipelines.sources.resumption import began_at, is_fetched_since
from pipelines.sources.secrets import repeats_secret, without_secrets
from pipelines.sources.transport import SIMULATED_MARK, Answer, Transport
from pipelines.sources.wanted import Wanted

__all__ = ["LandedFile", "Landing", "Wanted", "read_manifest"]

_HASHED_AT_ONCE = 2  # a disk and a processor each gain nothing from more


class Landing:
    """The landing folder of one market. Nothing in it is ever overwritten or deleted by a run."""

    def __init__(self, root: Path, transport: Transport, clock: LoadClock | None = None, *, at_once: int = 4) -> None:
        self.root = root
        self.transport = transport
        self.clock = clock or LoadClock()
        self.at_once = at_once
        self.is_simulated = transport.is_simulated
        self.progress = FetchProgress()
        self._lock = Lock()
        self._newest: dict[tuple[str, str | None], LandedFile] = {}
        self._versions: list[LandedFile] = []
        self._fresh_since = began_at(root)
        self._open()
        self._absences = Absences(root)
        if self.is_simulated:  # a landing replayed as an archive must say so too
            (root / SIMULATED_MARK).touch()

    @property
    def manifest_path(self) -> Path:
        """File with one JSON object per landed version."""
        return manifest.manifest_path(self.root)

    @contextmanager
    def loading(self, name: str, seconds: float) -> Iterator[None]:
        """Bring the addresses of one table, all within so many seconds, and show how far it is."""
        with self.clock.started(seconds), self.progress.shown(name):
            yield

    def fetch(self, address: str, as_of: date | None = None, *, is_final: bool = False) -> LandedFile:
        """Bring an address and keep what changed.

        Args:
            address: The provider's own address; a key in its query is sent and not kept.
            as_of: Day of a live-only answer that the origin keeps.
            is_final: The file can't change any more: a kept version is not asked for again.

        Raises:
            SourceMissingError, SourceUnreachableError: See `Transport.get`.
            LandingError: It can't be kept.
        """
        return self.fetch_all([Wanted(address, is_final, as_of=as_of)])[0]

    def fetch_all(self, wanted: Iterable[Wanted | tuple[str, bool]]) -> list[LandedFile]:
        """Bring several addresses, `at_once` at a time, in the order given. An interrupt lets those under way land."""
        asked = [Wanted(*one) for one in wanted]
        self.progress.expect(len(asked))
        with ThreadPoolExecutor(self.at_once) as pool:
            try:
                found = list(pool.map(self._bring, asked))
            except Exception:
                raise
            except BaseException:  # Ctrl-C, SIGTERM
                self.clock.stopped.set()
                raise
        return [landed for landed in found if landed]

    def fetch_if_there(self, address: str) -> LandedFile | None:
        """Bring an address, or None where the provider has no such file."""
        return next(iter(self.fetch_all([Wanted(address, may_be_absent=True)])), None)

    @property
    def versions(self) -> tuple[LandedFile, ...]:
        """Every version of every address, oldest first."""
        return tuple(self._versions)

    def versions_of(self, address: str) -> list[LandedFile]:
        """Every version ever kept of an address, oldest first."""
        return [landed for landed in self._versions if landed.address == address]

    def keep_local(self, path: Path) -> LandedFile:
        """Keep a user's own file under its name, so that the row's hash leads to the bytes.

        Raises:
            SourceMissingError: The file can't be read.
        """
        address = address_of(path)
        try:
            payload = path.read_bytes()
        except OSError as error:
            raise SourceMissingError(f"{path}: {error.strerror}", "correct the setting that names it") from None
        return self.keep(address, payload)

    def keep(self, address: str, payload: bytes) -> LandedFile:
        """Keep bytes that no transport brought: what an installed package ships, under an address that names it."""
        return self._keep(address, None, Answer(payload), self._newest.get((address, None)))

    def refer_to(self, paths: Sequence[Path]) -> list[LandedFile]:
        """Note a user's own files and leave them where they are: a history of chains is too large to keep twice.

        Raises:
            SourceMissingError: A file can't be read.
        """
        known = [self._newest.get((address_of(path), None)) for path in paths]
        with ThreadPoolExecutor(_HASHED_AT_ONCE) as pool:
            found = list(pool.map(own_file, paths, known))
        new = iter(self._note(*((file, old) for file, old in zip(found, known, strict=True) if file is not old)))
        return [file if file is old else next(new) for file, old in zip(found, known, strict=True)]

    def _bring(self, wanted: Wanted) -> LandedFile | None:
        name = without_secrets(wanted.address)  # a key is never written to the manifest
        known = self._newest.get((name, str(wanted.as_of) if wanted.as_of else None))
        try:
            landed = known if known and self._is_current(known, wanted) else self._ask(name, wanted, known)
        except SourceMissingError:
            if not wanted.may_be_absent:
                raise
            landed = None
        self.progress.count(landed.size_bytes if landed and landed is not known else 0)
        return landed

    def _is_current(self, known: LandedFile, wanted: Wanted) -> bool:
        """Whether a kept version need not be asked for: it is final, or the run that is continued brought it."""
        is_settled = wanted.is_final and not self.transport.revisits_expired
        return is_settled or is_fetched_since(self._fresh_since, known.fetched_at)

    def _ask(self, name: str, wanted: Wanted, known: LandedFile | None) -> LandedFile:
        etag, modified = (known.etag, known.last_modified) if known else (None, None)
        ask = partial(self.transport.get, wanted.address, as_of=wanted.as_of, etag=etag, modified=modified)
        is_of_the_past = wanted.is_final and wanted.may_be_absent and not self.transport.is_archive
        answer = self._absences.asking(name, ask) if is_of_the_past else ask()
        if answer.payload is None and known:
            return known
        if repeats_secret(answer.payload or b"", wanted.address):
            raise SourceFormatError(f"{name}: the answer repeats the key", "it is not kept: run again later")
        return self._keep(name, str(wanted.as_of) if wanted.as_of else None, answer, known)

    def _keep(self, address: str, as_of: str | None, answer: Answer, known: LandedFile | None) -> LandedFile:
        payload = answer.payload if answer.payload is not None else b""
        try:
            sha256, path = keep_bytes(self.root, payload)
            if known and known.sha256 == sha256 and known.etag == answer.etag:
                return known
            etag, modified = answer.etag, answer.last_modified
            landed = LandedFile(address, as_of, "", sha256, len(payload), "", etag, modified, path)
            return self._note((landed, known))[0]
        except OSError as error:
            raise LandingError(
                f"{address}: can't be kept in {self.root}: {error.strerror}",
                "free space or mend the disk, then run again; what has landed stays and is not fetched again",
            ) from error

    def _note(self, *found: tuple[LandedFile, LandedFile | None]) -> list[LandedFile]:
        """Versions, each beside the one known before, as the manifest now has them: flushed to disk together."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        landed = [
            replace(file, status="changed" if old and old.sha256 != file.sha256 else "fetched", fetched_at=now)
            for file, old in found
        ]
        with self._lock:
            manifest.append(self.root, *landed)
            for version in landed:
                self._remember(version)
        return landed

    def _remember(self, landed: LandedFile) -> None:
        self._versions.append(landed)
        self._newest[landed.address, landed.as_of] = landed

    def _open(self) -> None:
        """Read the manifest, without what a kill cut; those bytes will be fetched again."""
        self.root.mkdir(parents=True, exist_ok=True)
        drop_partials(self.root)
        manifest.repair(self.root)
        if self.manifest_path.exists():
            for landed in read_manifest(self.root):
                self._remember(landed)
