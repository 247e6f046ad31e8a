"""The hedge budget: what the ladder may still spend, and what its receipts added. Pure (S23, A5)."""

from dataclasses import dataclass
from datetime import date

from pipelines.layers.preset import Preset

_MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True)
class Purse:
    """Budget of a ladder. Without a yearly budget it only holds receipts, and limits nothing."""

    is_limited: bool
    monthly_usd: float
    balance_usd: float = 0.0
    reserved_usd: float = 0.0  # for orders not filled yet
    month: tuple[int, int] | None = None

    @classmethod
    def of(cls, preset: Preset, account_usd: float) -> "Purse":
        """Empty purse of a preset."""
        budget = preset.budget
        monthly_usd = budget.yearly_ratio * account_usd / _MONTHS_PER_YEAR if budget else 0.0
        return cls(budget is not None, monthly_usd)

    @property
    def available_usd(self) -> float:
        """What an order may cost; infinite where nothing is limited."""
        return self.balance_usd - self.reserved_usd if self.is_limited else float("inf")

    def on(self, day: date) -> "Purse":
        """Add a month's part on the first session of the month."""
        month = (day.year, day.month)
        if month == self.month:
            return self
        return Purse(self.is_limited, self.monthly_usd, self.balance_usd + self.monthly_usd, self.reserved_usd, month)

    def after(self, cash_usd: float, newly_reserved_usd: float, released_usd: float) -> "Purse":
        """Count a lot's step: cash received (+) or paid (−), and premium set aside or released.

        An unlimited purse never falls below 0: what it lacks comes from the account.
        """
        balance_usd = self.balance_usd + cash_usd
        if not self.is_limited:
            balance_usd = max(balance_usd, 0.0)
        reserved_usd = self.reserved_usd + newly_reserved_usd - released_usd
        return Purse(self.is_limited, self.monthly_usd, balance_usd, reserved_usd, self.month)
