"""What can go wrong between a provider and a typed frame. Every message says what to do next."""

from pipelines.sources.secrets import redacted


class SourceError(Exception):
    """A source did not give what it should; `advice` says what to do. Neither shows a key."""

    def __init__(self, problem: str, advice: str) -> None:
        self.problem = redacted(problem)
        super().__init__(f"{self.problem} — {advice}")
        self.advice = advice


class SourceFormatError(SourceError):
    """The bytes are not in the layout that the reader was written for."""


class SourceUnreachableError(SourceError):
    """No usable answer came, after retries."""


class SourceMissingError(SourceError):
    """The provider answered that there is no such file."""


class LandingError(Exception):
    """Downloaded bytes can't be kept or found again. No source is to blame: the run stops."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(f"{redacted(problem)} — {advice}")
