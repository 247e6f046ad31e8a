"""What a book is: which hedge over which condor, and how large."""

from dataclasses import dataclass


class BacktestError(ValueError):
    """The tables a backtest reads don't fit together."""


@dataclass(frozen=True)
class Book:
    """One hedge preset over one condor baseline on a constant account."""

    preset: str
    baseline: str
    account_usd: float

    def __post_init__(self) -> None:
        """Reject an account that no return could be measured on."""
        if self.account_usd <= 0:
            raise BacktestError("account_usd must be positive")
