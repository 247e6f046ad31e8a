"""Condors that are bought back at a loss (S10): a variant of a book, traded. Pure.

The loss is counted at mids since the fill. At book level the hedge's P&L since the fill is set against it,
shared by number among the condors held together, as `claims.survival` counts its what-if.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipelines.condor.holding import NOTHING, Holdings, RungWalk, carried_forward
from pipelines.condor.market import Bools, Floats
from pipelines.condor.plan import Plan
from pipelines.condor.selection import SIGNS, leg_marks
from pipelines.quant.costs import OPTION_MULTIPLIER_USD


@dataclass(frozen=True)
class Stop:
    """Buy a condor back once it has lost a multiple of its credit (S10)."""

    multiple: float = 2.0
    level: Literal["condor", "book"] = "book"  # of the condor alone, or less the hedge's gain since its fill

    def __post_init__(self) -> None:
        """Reject a stop that would fire at the fill."""
        if self.multiple <= 0:
            raise ValueError("a stop's multiple must be positive")


class _Watch:
    """The loss of the condor that one rung holds, close by close."""

    def __init__(self, plan: Plan, stop: Stop) -> None:
        self._plan, self._stop = plan, stop
        self._owed, self._share_usd = np.empty(0), 0.0

    def is_stopped(self, today: int, walk: Holdings, share_usd: float) -> bool:
        """Tell whether the condor held at a close has lost too much; counts the hedge's share of the day."""
        decided_at, filled_at = int(walk.decided_at[today]), int(walk.filled_at[today])
        if filled_at == today:
            self._owed, self._share_usd = self._life(decided_at, filled_at), 0.0
        elif self._stop.level == "book":
            self._share_usd += share_usd
        usd = self._plan.contracts[decided_at] * OPTION_MULTIPLIER_USD
        credit = self._owed[filled_at]
        loss_usd = (self._owed[today] - credit) * usd - self._share_usd
        return bool(loss_usd >= self._stop.multiple * credit * usd)

    def _life(self, decided_at: int, filled_at: int) -> Floats:
        """What buying the condor back would cost at each close from its fill on, points. Shape (n_days,)."""
        plan, days = self._plan, len(self._plan.market.trade_dates)
        held = np.where(np.arange(days) >= filled_at, decided_at, NOTHING)
        expiries = np.full(days, plan.condors.expiry_dates[decided_at])
        strikes = np.tile(plan.strikes_pts(np.array([decided_at]), np.array([filled_at])), (days, 1))
        marks, _ = carried_forward(leg_marks(plan.market, expiries, strikes), held)
        return np.asarray(-(marks @ SIGNS))


def stopped_rungs(plan: Plan, rungs: int, stop: Stop, hedge_pnl_usd: Floats) -> list[tuple[Holdings, Bools]]:
    """Walk all rungs of a book together, day by day.

    Args:
        plan: What every close wants.
        rungs: Condors held side by side.
        stop: When one is bought back.
        hedge_pnl_usd: Net P&L of the hedge over it. Shape (n_days,).

    Returns:
        Per rung its holdings, and a flag per close at which the stop ordered its end.
    """
    days = len(plan.condors.expiry_dates)
    walks = [RungWalk(plan.market, plan.condors.expiry_dates) for _ in range(rungs)]
    watches, stops = [_Watch(plan, stop) for _ in walks], np.zeros((rungs, days), dtype=bool)
    for today in range(days):
        for walk in walks:
            walk.morning(today)
        is_wanted, held = bool(plan.is_wanted[today]), sum(not walk.is_flat for walk in walks)
        for walk, watch, stopped in zip(walks, watches, stops, strict=True):
            if not walk.is_flat:
                stopped[today] = watch.is_stopped(today, walk.holdings, hedge_pnl_usd[today] / held)
            is_unwanted = bool(plan.is_out[today] or stopped[today])
            walk.evening(today, is_wanted=is_wanted, is_unwanted=is_unwanted)
            is_wanted = is_wanted and not walk.holdings.is_order[today]
    return [(walk.holdings, stopped) for walk, stopped in zip(walks, stops, strict=True)]
