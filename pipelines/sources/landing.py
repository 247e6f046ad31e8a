"""Downloaded bytes, kept unchanged: content-addressed files and an append-only manifest."""

import hashlib
import json
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from uuid import uuid4

from pipelines.sources.errors import SourceMissingError
from pipelines.sources.secrets import without_secrets
from pipelines.sources.transport import SIMULATED_MARK, Answer, Transport


@dataclass(frozen=True)
class LandedFile:
    """One version of one address, as it was fetched. `as_of` is set for what a live-only address answered."""

    address: str
    as_of: str | None
    fetched_at: str
    sha256: str
    size_bytes: int
    status: str
    etag: str | None
    last_modified: str | None
    path: Path

    @property
    def name(self) -> str:
        """Address for messages, with the day it answered."""
        return f"{self.address} (as of {self.as_of})" if self.as_of else self.address

    def payload(self) -> bytes:
        """Content as downloaded."""
        return self.path.read_bytes()


class Landing:
    """The landing folder of one market. Nothing in it is ever overwritten or deleted by a run."""

    def __init__(self, root: Path, transport: Transport) -> None:
        self.root = root
        self.transport = transport
        self.is_simulated = transport.is_simulated
        self._lock = Lock()
        self._newest: dict[tuple[str, str | None], LandedFile] = {}
        self._versions: list[LandedFile] = []
        self._read_manifest()
        if self.is_simulated:  # a landing replayed as an archive must say so too
            (root / SIMULATED_MARK).touch()

    @property
    def manifest_path(self) -> Path:
        """File with one JSON object per landed version."""
        return self.root / "manifest.jsonl"

    def fetch(self, address: str, as_of: date | None = None, *, is_final: bool = False) -> LandedFile:
        """Bring an address and keep what changed.

        Args:
            address: The provider's own address; a key in its query is sent and not kept.
            as_of: Day of a live-only answer that the origin keeps.
            is_final: The file can't change any more: a kept version is not asked for again.

        Raises:
            SourceMissingError, SourceUnreachableError: See `Transport.get`.
        """
        name = without_secrets(address)  # a key is never written to the manifest
        known = self._newest.get((name, str(as_of) if as_of else None))
        if known and is_final and not self.transport.revisits_expired:
            return known
        etag, modified = (known.etag, known.last_modified) if known else (None, None)
        answer = self.transport.get(address, as_of=as_of, etag=etag, modified=modified)
        if answer.payload is None and known:
            return known
        return self._keep(name, str(as_of) if as_of else None, answer, known)

    def fetch_all(self, addresses: Iterable[tuple[str, bool]]) -> list[LandedFile]:
        """Bring several addresses, four at a time, in the order given; each with its `is_final`."""
        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(lambda pair: self.fetch(pair[0], is_final=pair[1]), addresses))

    def fetch_if_there(self, address: str) -> LandedFile | None:
        """Bring an address, or None where the provider has no such file."""
        try:
            return self.fetch(address)
        except SourceMissingError:
            return None

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
        address = f"file:{path.name}"
        try:
            payload = path.read_bytes()
        except OSError as error:
            raise SourceMissingError(f"{path}: {error.strerror}", "correct the setting that names it") from None
        return self._keep(address, None, Answer(payload), self._newest.get((address, None)))

    def _keep(self, address: str, as_of: str | None, answer: Answer, known: LandedFile | None) -> LandedFile:
        payload = answer.payload if answer.payload is not None else b""
        sha256 = hashlib.sha256(payload).hexdigest()
        if known and known.sha256 == sha256 and known.etag == answer.etag:
            return known
        path = self.root / "objects" / sha256[:2] / sha256
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f".{uuid4().hex}")  # the same bytes may land twice at once
            with partial.open("wb") as file:
                file.write(payload)
                file.flush()
                os.fsync(file.fileno())  # a day's chain can't be had again
            partial.replace(path)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        status = "changed" if known and known.sha256 != sha256 else "fetched"
        landed = LandedFile(address, as_of, now, sha256, len(payload), status, answer.etag, answer.last_modified, path)
        self._append(landed)
        return landed

    def _append(self, landed: LandedFile) -> None:
        row = {name: value for name, value in asdict(landed).items() if name != "path"}
        with self._lock:
            with self.manifest_path.open("a", encoding="utf-8") as manifest:
                manifest.write(json.dumps(row) + "\n")
            self._remember(landed)

    def _remember(self, landed: LandedFile) -> None:
        self._versions.append(landed)
        self._newest[landed.address, landed.as_of] = landed

    def _read_manifest(self) -> None:
        """Read the manifest; a last line cut by a kill is dropped, its bytes will be fetched again."""
        self.root.mkdir(parents=True, exist_ok=True)
        if not self.manifest_path.exists():
            return
        whole, _, cut = self.manifest_path.read_text(encoding="utf-8").rpartition("\n")
        if cut:
            repaired = self.manifest_path.with_suffix(".repaired")
            repaired.write_text(whole + "\n" if whole else "", encoding="utf-8")
            repaired.replace(self.manifest_path)
        for landed in read_manifest(self.root):
            self._remember(landed)


def read_manifest(root: Path) -> list[LandedFile]:
    """Every version that a landing folder keeps, oldest first; a last line cut by a kill is left out."""
    whole = (root / "manifest.jsonl").read_text(encoding="utf-8").rpartition("\n")[0]
    rows = [json.loads(line) for line in whole.splitlines()]
    paths = [root / "objects" / row["sha256"][:2] / row["sha256"] for row in rows]
    return [
        LandedFile(**row, path=path)
        for row, path in zip(rows, paths, strict=True)
        if path.exists() and path.stat().st_size == row["size_bytes"]
    ]
