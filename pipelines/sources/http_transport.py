"""HTTP: retries of what may heal, redirects within the provider, conditional requests, limits per host."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import InvalidHeader
from urllib3.util.retry import Retry

from pipelines.sources.compression import MOST_DECODED_BYTES, TooLargeError
from pipelines.sources.errors import SourceFormatError, SourceMissingError, SourceUnreachableError
from pipelines.sources.http_exchange import BrokenAnswerError, DeadlineError, Reply, exchange, polite_session
from pipelines.sources.manners import Manners
from pipelines.sources.redirects import next_address
from pipelines.sources.transport import SIMULATED_MARK, Answer, dates_in

_MAY_HEAL = (429, 500, 502, 503, 504)
_MOVED = (301, 302, 303, 307, 308)
_MOST_MOVES = 5
_RUN_AGAIN = "check the network, then run again; the last good data stays"


@dataclass(frozen=True)
class Patience:
    """How long a host is waited for and how much it may send."""

    timeout_seconds: float = 30
    deadline_seconds: float = 300
    retries: int = 4
    most_bytes: int = MOST_DECODED_BYTES

    def policy(self) -> Retry:
        """What waits longer each time with jitter, and honours Retry-After up to a minute."""
        return Retry(total=self.retries, backoff_factor=0.5, backoff_jitter=0.5, backoff_max=30, retry_after_max=60)


class HttpTransport:
    """HTTP that no host can hold up, fill up or lead elsewhere."""

    def __init__(
        self, route: Callable[[str, date | None], str], patience: Patience, manners: Manners,
        *, user_agent: str, listing: str | None = None,
    ) -> None:  # fmt: skip
        self.session = polite_session()
        self.route = route
        self.patience = patience
        self.manners = manners
        self.user_agent = user_agent
        self.listing = listing
        self.revisits_expired = listing is not None
        self.is_simulated = listing is not None and self._look(listing + SIMULATED_MARK).status == 200

    def get(
        self, address: str, *, as_of: date | None = None, etag: str | None = None, modified: str | None = None
    ) -> Answer:
        """Ask for an address.

        Raises:
            SourceMissingError: The host answered 404 or 410.
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
        place, ends_at = address, time.monotonic() + self.patience.deadline_seconds
        url = self.route(address, as_of) + suffix
        for _ in range(_MOST_MOVES + 1):
            named = {"User-Agent": self.user_agent} if urlsplit(place).netloc.endswith("cboe.com") else {}
            host = urlsplit(place if self.listing is None else url).netloc
            reply = self._persist(url, address, host, {**headers, **named}, ends_at)
            if reply.status not in _MOVED:
                return _answer(address, reply, is_conditional=bool(headers))
            asked = place if self.listing is None else url
            moved_to = next_address(asked, urljoin(asked, reply.headers.get("Location", "about:blank")), address)
            place, url = (moved_to, self.route(moved_to, as_of)) if self.listing is None else (place, moved_to)
        raise SourceUnreachableError(
            f"{address}: moved more than {_MOST_MOVES} times", "the provider sends in circles: run again later"
        )

    def _look(self, url: str) -> Reply:
        """Look at a file of the archive's own.

        Raises:
            SourceUnreachableError: No answer; it must not pass for "not simulated" or "no days kept".
        """
        ends_at = time.monotonic() + self.patience.deadline_seconds
        advice = "is the archive's server up?"
        reply = self._persist(url, url, urlsplit(url).netloc, {}, ends_at, advice=advice)
        if reply.status in _MAY_HEAL:
            raise SourceUnreachableError(f"{url}: status {reply.status}", "is the archive's server well?")
        return reply

    def _persist(
        self, url: str, address: str, host: str, headers: dict[str, str], ends_at: float, *, advice: str = _RUN_AGAIN
    ) -> Reply:
        """Ask until there is an answer, nothing is left to try, or the time is used up; one slot all along."""
        policy = self.patience.policy()
        with self.manners.slot(host):
            while True:
                reply, reason = self._try(url, address, host, headers, ends_at)
                if reply and (reply.status not in _MAY_HEAL or not policy.total):
                    return reply
                if not policy.total:
                    raise SourceUnreachableError(f"{address}: {reason}", advice)
                policy = policy.increment("GET", url)
                pause = _pause(policy, reply)
                if time.monotonic() + pause >= ends_at:
                    if reply:
                        return reply
                    raise SourceUnreachableError(f"{address}: {reason}, no time left to ask again", advice)
                if pause:
                    time.sleep(pause)

    def _try(
        self, url: str, address: str, host: str, headers: dict[str, str], ends_at: float
    ) -> tuple[Reply | None, str]:
        """One request: its reply, or why there is none and another may have one."""
        patience = self.patience
        self.manners.wait_turn(host)
        try:
            return exchange(
                self.session, url, headers, timeout_seconds=patience.timeout_seconds, ends_at=ends_at,
                most_bytes=patience.most_bytes,
            ), ""  # fmt: skip
        except TooLargeError as error:
            raise SourceFormatError(
                f"{address}: the answer has {error}",
                "not this provider's file; if it is, raise ALVH_MAX_BODY_MB; the last good data stays",
            ) from None
        except DeadlineError:
            raise SourceUnreachableError(
                f"{address}: not here within {patience.deadline_seconds:g} seconds",
                "the line is slow: run again later or raise ALVH_DEADLINE_SECONDS; the last good data stays",
            ) from None
        except BrokenAnswerError as error:
            return None, f"the answer broke off: {error}"
        except (requests.exceptions.SSLError, requests.exceptions.InvalidURL) as error:
            raise SourceUnreachableError(f"{address}: {_reason(error)}", _RUN_AGAIN) from None
        except requests.RequestException as error:
            return None, _reason(error)


def _pause(policy: Retry, reply: Reply | None) -> float:
    """Seconds until the next try: what the provider asks for up to a minute, else the policy's own."""
    try:
        asked_for = policy.get_retry_after(reply.raw) if reply else None
    except InvalidHeader:
        asked_for = None
    return asked_for or policy.get_backoff_time()


def _answer(address: str, reply: Reply, *, is_conditional: bool) -> Answer:
    """Turn a status into an answer or an error."""
    version = reply.headers.get("ETag"), reply.headers.get("Last-Modified")
    if reply.status == 304 and is_conditional:
        return Answer(None, *version)
    if reply.status in (404, 410):
        raise SourceMissingError(f"{address}: status {reply.status}", "has the provider moved it?")
    if reply.status != 200:
        raise SourceUnreachableError(
            f"{address}: status {reply.status}",
            "the provider refuses or is down: run again later; the last good data stays",
        )
    return Answer(reply.body, *version)


def _reason(error: requests.RequestException) -> str:
    """What went wrong, below the layers that pass it on."""
    cause = error.args[0] if error.args else error
    return type(getattr(cause, "reason", None) or (cause if isinstance(cause, Exception) else error)).__name__
