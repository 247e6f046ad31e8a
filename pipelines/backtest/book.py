"""What a book is: which hedge over which condor, and how large."""

from dataclasses import dataclass

from pipelines.condor.stop import Stop
from pipelines.quant.costs import DEFAULT_COSTS, CostModel


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


@dataclass(frozen=True)
class Terms:
    """How a book is traded: on which account, at what costs, with which stop, with or without interest."""

    account_usd: float
    costs: CostModel = DEFAULT_COSTS
    stop: Stop | None = None
    earns_interest: bool = False  # on the whole account, at the risk-free rate of the session before
