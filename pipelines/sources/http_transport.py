"""HTTP: retries of what may heal, redirects within the provider, conditional requests, limits per host."""

import time
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from pipelines.sources.compression import TooLargeError
from pipelines.sources.errors import SourceFormatError, SourceMissingError, SourceUnreachableError
from pipelines.sources.http_exchange import BrokenAnswerError, DeadlineError, Reply, exchange, polite_session
from pipelines.sources.load_clock import LoadClock
from pipelines.sources.manners import Manners
from pipelines.sources.patience import MAY_HEAL, Patience, retry_after
from pipelines.sources.redirects import next_address
from pipelines.sources.transport import SIMULATED_MARK, Answer, dates_in

_MOVED = (301, 302, 303, 307, 308)
_MOST_MOVES = 5
_LONGEST_VERSION = 1024
_NO_SUCH_FILE = b"<Code>AccessDenied</Code>"
_RUN_AGAIN = "check the network, then run again; the last good data stays"


class HttpTransport:
    """HTTP that no host can hold up, fill up or lead elsewhere."""

    def __init__(
        self, route: Callable[[str, date | None], str], patience: Patience, manners: Manners,
        *, clock: LoadClock, user_agent: str, listing: str | None = None,
    ) -> None:  # fmt: skip
        self.session = polite_session()
        self.route = route
        self.patience = patience
        self.manners = manners
        self.clock = clock
        self.user_agent = user_agent
        self.listing = listing
        self.revisits_expired, self.is_archive = False, listing is not None
        self.is_simulated = listing is not None and self._look(listing + SIMULATED_MARK).status == 200

    def get(
        self, address: str, *, as_of: date | None = None, etag: str | None = None, modified: str | None = None
    ) -> Answer:
        """Ask for an address.

        Raises:
            SourceMissingError: The host answered 404 or 410, or its storage that there is no such file.
            SourceUnreachableError: No answer in time, or one that says no or leads elsewhere, after retries.
            SourceFormatError: The answer is larger than allowed.
        """
        wanted = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in wanted.items() if value}
        try:
            return self._follow(address, as_of, headers)
        except SourceMissingError:
            if self.listing is None:
                raise
            return self._follow(address, as_of, headers, suffix=".gz")  # an archive may keep a file compressed

    def snapshot_dates(self) -> list[date]:
        """Days named in the archive's listing, ascending; empty on a live origin."""
        return dates_in(self._look(self.listing).body.decode(errors="replace")) if self.listing else []

    def _follow(self, address: str, as_of: date | None, headers: dict[str, str], suffix: str = "") -> Answer:
        """Ask, and ask where the provider moved it. A live move is judged by addresses, whatever relays them."""
        place, ends_at = address, self._end()
        url = self.route(address, as_of) + suffix
        for _ in range(_MOST_MOVES + 1):
            named = {"User-Agent": self.user_agent} if urlsplit(place).netloc.endswith("cboe.com") else {}
            host = urlsplit(place if self.listing is None else url).netloc
            reply = self._persist(url, address, host, {**headers, **named}, ends_at)
            if reply.status not in _MOVED:
                return _answer(address, reply, is_conditional=bool(headers))
            asked = place if self.listing is None else url
            moved_to = next_address(asked, reply.headers.get("Location", "about:blank"), address)
            place, url = (moved_to, self.route(moved_to, as_of)) if self.listing is None else (place, moved_to)
        raise SourceUnreachableError(
            f"{address}: moved more than {_MOST_MOVES} times", "the provider sends in circles: run again later"
        )

    def _look(self, url: str) -> Reply:
        """Look at a file of the archive's own.

        Raises:
            SourceUnreachableError: No answer; it must not pass for "not simulated" or "no days kept".
        """
        advice = "is the archive's server up?"
        reply = self._persist(url, url, urlsplit(url).netloc, {}, self._end(), advice=advice)
        if reply.status in MAY_HEAL:
            raise SourceUnreachableError(f"{url}: status {reply.status}", "is the archive's server well?")
        return reply

    def _end(self) -> float:
        """Monotonic clock at which an address asked for now must be here: its own time, or the load's."""
        return min(time.monotonic() + self.patience.deadline_seconds, self.clock.ends_at)

    def _persist(
        self, url: str, address: str, host: str, headers: dict[str, str], ends_at: float, *, advice: str = _RUN_AGAIN
    ) -> Reply:
        """Ask until there is an answer, nothing is left to try, or the time is used up; one slot all along."""
        with self.manners.slot(host):
            try:
                return self.patience.retrying(ends_at, self.clock.stopped)(
                    self._try, url, address, host, headers, ends_at
                )
            except BrokenAnswerError as error:
                raise SourceUnreachableError(f"{address}: the answer broke off: {error}", advice) from None
            except requests.RequestException as error:
                raise SourceUnreachableError(f"{address}: {_reason(error)}", advice) from None

    def _try(self, url: str, address: str, host: str, headers: dict[str, str], ends_at: float) -> Reply:
        """One request, in its turn."""
        patience = self.patience
        self.manners.wait_turn(host, ends_at)
        if self.clock.is_over:
            raise self._too_late(address)
        try:
            return exchange(
                self.session, url, headers, timeout_seconds=patience.timeout_seconds, ends_at=ends_at,
                most_bytes=patience.most_bytes,
            )  # fmt: skip
        except TooLargeError as error:
            raise SourceFormatError(
                f"{address}: the answer has {error}",
                "not this provider's file; if it is, raise ALVH_MAX_BODY_MB; the last good data stays",
            ) from None
        except DeadlineError:
            raise self._too_late(address) from None
        except requests.exceptions.SSLError as error:
            raise SourceUnreachableError(f"{address}: {_reason(error)}", _RUN_AGAIN) from None
        except (ValueError, HTTPError) as error:  # of requests and urllib3, for addresses and heads that are none
            raise SourceUnreachableError(f"{address}: no address, or no HTTP: {error}", _RUN_AGAIN) from None

    def _too_late(self, address: str) -> SourceUnreachableError:
        if self.clock.stopped.is_set():
            return SourceUnreachableError(f"{address}: stopped", "run again")
        if self.clock.is_over:
            return SourceUnreachableError(
                f"{address}: the time for the whole table is used up",
                "run again, what has landed is not fetched again; or raise ALVH_ASSET_DEADLINE_SECONDS",
            )
        return SourceUnreachableError(
            f"{address}: not here within {self.patience.deadline_seconds:g} seconds",
            "the line is slow: run again later or raise ALVH_DEADLINE_SECONDS; the last good data stays",
        )


def _answer(address: str, reply: Reply, *, is_conditional: bool) -> Answer:
    """Turn a status into an answer or an error."""
    version = _resendable(reply.headers.get("ETag")), _resendable(reply.headers.get("Last-Modified"))
    if reply.status == 304 and is_conditional:
        return Answer(None, *version)
    if reply.status in (404, 410) or _is_absent_from_storage(reply):
        raise SourceMissingError(f"{address}: status {reply.status}", "has the provider moved it?")
    if reply.status != 200:
        seconds = retry_after(reply)
        until = f", it asks to wait {seconds:.0f} s" if seconds else ""
        raise SourceUnreachableError(
            f"{address}: status {reply.status}{until}",
            "the provider refuses or is down: run again later; the last good data stays",
        )
    if "Content-Range" in reply.headers:
        raise SourceUnreachableError(
            f"{address}: a part of the file came for the whole ({reply.headers['Content-Range'][:40]})",
            "a cache on the way is broken: run again later; the last good data stays",
        )
    return Answer(reply.body, *version)


def _is_absent_from_storage(reply: Reply) -> bool:
    """Whether object storage says that it has no such file: where listing is closed it writes 403, as Cboe's CDN does.

    A bot wall answers 403 with a page, and stays a refusal. Should the whole store be closed, files that were
    there before are missed by `history_is_complete`, and the last good rows stay.
    """
    return reply.status == 403 and reply.body.lstrip().startswith(b"<?xml") and _NO_SUCH_FILE in reply.body[:2000]


def _resendable(version: str | None) -> str | None:
    """A version that may go into a header of ours; a long or folded one would spoil every later request."""
    return version if version and len(version) <= _LONGEST_VERSION and version.isprintable() else None


def _reason(error: requests.RequestException) -> str:
    """What went wrong, below the layers that pass it on."""
    cause = error.args[0] if error.args else error
    return type(getattr(cause, "reason", None) or (cause if isinstance(cause, Exception) else error)).__name__
