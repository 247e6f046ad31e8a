"""How long a host is waited for, and what is asked again: the loop, its pauses and its end are tenacity's."""

import time
from dataclasses import dataclass
from threading import Event

import requests
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    retry_if_result,
    sleep_using_event,
    stop_after_attempt,
    stop_before_delay,
    stop_when_event_set,
    wait_random_exponential,
)
from urllib3.exceptions import InvalidHeader
from urllib3.util.retry import Retry

from pipelines.sources.compression import MOST_DECODED_BYTES
from pipelines.sources.http_exchange import BrokenAnswerError, Reply

MAY_HEAL = (429, 500, 502, 503, 504)
_BACKOFF = wait_random_exponential(multiplier=0.5, max=30)  # "full jitter": many clients never come back together


@dataclass(frozen=True)
class Patience:
    """How long a host is waited for and how much it may send."""

    timeout_seconds: float = 30
    deadline_seconds: float = 300
    retries: int = 4
    most_bytes: int = MOST_DECODED_BYTES

    def retrying(self, ends_at: float, stopped: Event) -> Retrying:
        """Ask again what may heal; the last reply or error counts when nothing is left to try.

        Args:
            ends_at: Monotonic clock that no pause may reach. A provider that asks for a longer one isn't asked again.
            stopped: Ends a pause, and the tries, at once.
        """
        return Retrying(
            retry=retry_if_exception_type((BrokenAnswerError, requests.RequestException))
            | retry_if_result(lambda reply: reply.status in MAY_HEAL),
            stop=stop_after_attempt(1 + self.retries)
            | stop_before_delay(max(0.0, ends_at - time.monotonic()))
            | stop_when_event_set(stopped),
            wait=_pause,
            sleep=sleep_using_event(stopped),
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )


def retry_after(reply: Reply) -> float:
    """Seconds that the provider asks us to wait, by number or date; 0 where it asks for none, or for no time."""
    try:
        return Retry().parse_retry_after(reply.headers.get("Retry-After", "0"))
    except (InvalidHeader, ValueError):  # not a number or date, or one of a year that no clock knows
        return 0.0


def _pause(state: RetryCallState) -> float:
    """What the provider asks for, else longer each time, with jitter."""
    outcome = state.outcome
    asked_for = retry_after(outcome.result()) if outcome and not outcome.failed else 0.0
    return asked_for or _BACKOFF(state)
