"""The three origins: which transport brings the bytes. Readers never know which one is set."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlsplit

from pipelines.settings import Settings
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.http_transport import HttpTransport
from pipelines.sources.landing import Landing
from pipelines.sources.landing_replay import LandingTransport
from pipelines.sources.load_clock import LoadClock
from pipelines.sources.manners import Manners
from pipelines.sources.patience import Patience
from pipelines.sources.transport import SIMULATED_MARK, Transport, archive_path


def open_landing(settings: Settings) -> Landing:
    """Landing of the market that the settings name, with the transport of its origin."""
    clock = LoadClock()
    return Landing(settings.landing_dir, _transport(settings, clock), clock, at_once=settings.requests_at_once)


def sample_folder(settings: Settings) -> Path:
    """Folder of the simulated market, written on first use."""
    from pipelines.sources.sample_market import write_sample_market  # noqa: PLC0415 (numpy, scipy)

    folder = settings.build_database.with_name("providers")
    if not (folder / SIMULATED_MARK).exists():
        write_sample_market(folder, seed=settings.seed)
        (folder / SIMULATED_MARK).write_text("Every price in this folder is made up by alvh.\n", encoding="utf-8")
    return folder


def _transport(settings: Settings, clock: LoadClock) -> Transport:
    if settings.origin == "sample":
        return FolderTransport(sample_folder(settings))
    if settings.origin == "archive" and not str(settings.archive).startswith(("http://", "https://")):
        root = Path(str(settings.archive))
        return LandingTransport(root) if (root / "manifest.jsonl").exists() else FolderTransport(root)
    base = str(settings.archive) if settings.origin == "archive" else None
    return HttpTransport(
        _archive_route(base) if base else _live_route(settings.live_gateway),
        _patience(settings),
        Manners(settings.requests_at_once, settings.requests_per_second),
        clock=clock,
        user_agent=settings.user_agent,
        listing=f"{base}/" if base else None,
    )


def _patience(settings: Settings) -> Patience:
    return Patience(
        timeout_seconds=settings.timeout_seconds,
        deadline_seconds=settings.deadline_seconds,
        retries=settings.retries,
        most_bytes=int(settings.max_body_mb * 2**20),
    )


def _archive_route(base: str) -> Callable[[str, date | None], str]:
    def route(address: str, as_of: date | None) -> str:
        folder = f"as_of={as_of}/" if as_of else ""
        return f"{base}/{quote(folder + archive_path(address), safe='/@=')}"

    return route


def _live_route(gateway: str | None) -> Callable[[str, date | None], str]:
    """Addresses as they are, or through a gateway that relays `/<host>/<path>?<query>`."""

    def route(address: str, _as_of: date | None) -> str:
        if not gateway:
            return address
        parts = urlsplit(address)
        return f"{gateway}/{parts.netloc}{parts.path}{'?' + parts.query if parts.query else ''}"

    return route


def option_file_folder(settings: Settings) -> Path | None:
    """Folder of option files: the user's own, or what the simulated market brings itself."""
    if settings.option_files or settings.origin != "sample":
        return settings.option_files
    return sample_folder(settings) / "user_files" / "option_files"
