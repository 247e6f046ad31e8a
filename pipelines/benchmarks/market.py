"""What replays see of the market at closes and at roll mornings, as arrays. Pure."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipelines.benchmarks.pricing import Pricing
from pipelines.quant.blend import blended_price
from pipelines.quant.spx_smile import SpxSlice, spx_forward, spx_level, spx_level_sources

Dates = NDArray[np.datetime64]
Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Bools = NDArray[np.bool_]

_ONE_DAY = np.timedelta64(1, "D")
_BILL_YEAR_DAYS = 360.0
_BLENDED = ("spot_pts", "total_return_pts", "index_pts", "skew_pts", "vvix_pts")


@dataclass(frozen=True)
class Moments:
    """Levels at n moments in date order; NaN where unknown. Every array has shape (n, …)."""

    dates: Dates
    spot_pts: Floats
    total_return_pts: Floats  # S&P 500 with dividends reinvested
    index_pts: Floats  # VIX9D, VIX, VIX3M, VIX6M; shape (n, 4)
    skew_pts: Floats
    vvix_pts: Floats
    rate_ratio: Floats
    dividend_yield_ratio: Floats

    @property
    def vix_pts(self) -> Floats:
        """VIX, shape (n,)."""
        return np.asarray(self.index_pts[:, 1])

    def at(self, places: Places) -> "Moments":
        """Return the moments at these places, repeated and ordered as asked."""
        return Moments(*(getattr(self, name)[places] for name in self.__dataclass_fields__))

    def before(self, places: Places, variance_share: float) -> "Moments":
        """Return moments inside the sessions at `places`, each between the close before and its own.

        Args:
            places: Sessions, each ≥ 1. Shape (n_moments,).
            variance_share: Share of the day's variance that has passed, 0 = the close before, 1 = their own.
        """
        was, now = self.at(places - 1), self.at(places)
        if variance_share == 1:
            return now
        prices = {name: blended_price(getattr(was, name), getattr(now, name), variance_share) for name in _BLENDED}
        return replace(was, dates=now.dates, **prices)

    def days_to(self, expiry_dates: Dates, days_to_opening: float) -> Floats:
        """Return calendar days from each moment to the opening of its expiry, NaN without one, ≥ 0.

        Args:
            expiry_dates: Shape (n,).
            days_to_opening: Days from the moment to the next day's opening, 17.5/24 at a close.
        """
        whole = (expiry_dates - self.dates) / _ONE_DAY
        return np.asarray(np.maximum(whole - 1 + days_to_opening, 0.0))

    def slice_to(self, days: Floats, pricing: Pricing) -> SpxSlice:
        """Return what prices SPX options of one expiry per moment, `days` calendar days away (§6.3)."""
        horizon = np.maximum(days, 1e-6)
        atm = spx_level(self.index_pts, self.skew_pts, horizon, pricing.spx_smile)
        forward = spx_forward(self.spot_pts, days / 365, self.rate_ratio, self.dividend_yield_ratio)
        return SpxSlice(forward, days / 365, atm, self.rate_ratio, pricing.spx_smile)

    def vol_sources(self, days: Floats) -> list[str | None]:
        """Name the indices behind each at-the-money level; `:no_skew` where SKEW was missing."""
        return spx_level_sources(self.index_pts, self.skew_pts, np.maximum(days, 1e-6))


def chosen_at(
    closes: Moments, rolls: Moments, roll_places: Places, expiry_dates: Dates, pricing: Pricing
) -> tuple[Moments, Floats]:
    """Return the moments at which strikes and sizes are chosen, and the days from them to the expiry.

    Args:
        closes: All closes.
        rolls: The moments of the rolls, where an index chooses. Shape (n_rolls,).
        roll_places: Session of each roll.
        expiry_dates: What is bought or sold there.
        pricing: Says how many sessions before the roll the choice is made.
    """
    if not pricing.sessions_decided_before:
        return rolls, rolls.days_to(expiry_dates, pricing.roll_to_opening_days)
    chosen = closes.at(roll_places - pricing.sessions_decided_before)
    return chosen, chosen.days_to(expiry_dates, pricing.close_to_opening_days)


def bill_growth(rate_ratio: Floats, days: Floats) -> Floats:
    """Return what 1 in Treasury bills has become after `days`; the rate is a discount on 360 days."""
    return np.asarray(1 / (1 - rate_ratio * days / _BILL_YEAR_DAYS))
