"""One question and its answer over HTTP: bounded in time and size, however the host behaves."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Timer
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from pipelines.sources.compression import DamagedGzipError, gunzipped, joined

_PIECE_BYTES = 64 * 1024


class DeadlineError(Exception):
    """The time for a request is used up."""


class BrokenAnswerError(Exception):
    """The answer broke off or can't be decoded; asking again may heal it."""


@dataclass(frozen=True)
class Reply:
    """Status, headers and whole body."""

    status: int
    headers: CaseInsensitiveDict[str]
    body: bytes


def exchange(
    session: requests.Session, url: str, headers: dict[str, str], *, timeout_seconds: float, ends_at: float,
    most_bytes: int,
) -> Reply:  # fmt: skip
    """Ask once, without following redirects.

    Args:
        session: Where connections are kept.
        url: What is asked for.
        headers: Sent besides the session's own.
        timeout_seconds: Longest silence, and longest wait for the head of the answer.
        ends_at: Monotonic clock at which the whole body must be there.
        most_bytes: Largest body, decoded.

    Raises:
        DeadlineError: The body did not come in time.
        BrokenAnswerError: The body broke off.
        TooLargeError: The body is larger than allowed.
        requests.RequestException: There is no answer.
    """
    left = min(timeout_seconds, ends_at - time.monotonic())
    if left <= 0:
        raise DeadlineError
    with session.get(
        url, headers={"Accept-Encoding": "gzip", **headers}, timeout=left, stream=True, allow_redirects=False
    ) as response:
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("gzip", "x-gzip", "identity", ""):
            raise BrokenAnswerError(f"encoded as {encoding}, which was not asked for")
        pieces = _pieces(response.raw, ends_at)
        alarm = _alarm(max(0.0, ends_at - time.monotonic()), _stop_reading, response.raw)
        try:
            body = joined(
                gunzipped(pieces) if "gzip" in encoding and response.status_code == 200 else pieces, most_bytes
            )
        except DamagedGzipError as error:
            raise BrokenAnswerError(f"damaged gzip: {error}") from None
        finally:
            alarm.cancel()
        return Reply(response.status_code, response.headers, body)


def polite_session() -> requests.Session:
    """Session whose connections give up on a head that drips, and whose requests say what they accept."""
    session = requests.Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter(max_retries=0, pool_maxsize=16))  # the most of ALVH_REQUESTS_AT_ONCE
    return session


def _pieces(raw: BaseHTTPResponse, ends_at: float) -> Iterator[bytes]:
    """Body as it comes; a chunk's size or a trailer that drips is ended by the alarm."""
    while True:
        try:
            piece = raw.read1(_PIECE_BYTES, decode_content=False)
        except HTTPError as error:
            if time.monotonic() >= ends_at:
                raise DeadlineError from None
            raise BrokenAnswerError(type(error).__name__) from error
        if time.monotonic() >= ends_at:
            raise DeadlineError
        if not piece:
            return
        yield piece


def _stop_reading(raw: BaseHTTPResponse) -> None:
    with suppress(ValueError, RuntimeError, OSError):  # it came to its end at the same moment
        raw.shutdown()


class _ImpatientHead:
    """Ends the connection when the head of an answer isn't there within the time-out, even if it drips."""

    sock: Any
    timeout: Any

    def getresponse(self) -> Any:  # noqa: ANN401 (urllib3's own type)
        sock = self.sock
        is_late = Event()
        alarm = _alarm(float(sock.gettimeout() or 60) + 0.1, _hang_up, sock, is_late)
        try:
            answer = super().getresponse()  # type: ignore[misc]
        finally:
            alarm.cancel()
        if is_late.is_set():  # http.client takes a head that breaks off for a whole one
            raise TimeoutError
        return answer


def _alarm(seconds: float, act: Callable[..., None], *arguments: object) -> Timer:
    """Act after so many seconds unless cancelled."""
    alarm = Timer(seconds, act, arguments)
    alarm.daemon = True
    alarm.start()
    return alarm


def _hang_up(sock: Any, is_late: Event) -> None:  # noqa: ANN401 (a socket, plain or TLS)
    is_late.set()
    try:
        sock.shutdown(2)
    except OSError:
        return  # it is closed already


class _PlainConnection(_ImpatientHead, HTTPConnection):
    pass


class _TlsConnection(_ImpatientHead, HTTPSConnection):
    pass


class _OneAnswerEach:
    """Closes a connection with its answer: bytes that came behind it must never answer the next question."""

    def _put_conn(self, conn: Any) -> None:  # noqa: ANN401 (urllib3's own type)
        if conn is not None:
            conn.close()
        super()._put_conn(conn)  # type: ignore[misc]


class _PlainPool(_OneAnswerEach, HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(_OneAnswerEach, HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (requests' own signature)
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}
