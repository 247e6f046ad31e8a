"""What the options of a replay are worth from roll to roll, and what they made each day. Pure."""

from dataclasses import dataclass

import numpy as np

from pipelines.benchmarks.cycles import Cycles
from pipelines.benchmarks.market import Floats


@dataclass(frozen=True)
class HeldOptions:
    """The options of one unit: one condor, or one call. Points."""

    cycles: Cycles
    at_start_pts: Floats  # paid for them at each roll, (n_rolls,)
    at_close_pts: Floats  # (n_days,)
    at_end_pts: Floats  # at the next roll, settled or kept, (n_rolls,); the last one is not used

    def pnl_pts(self, units: Floats) -> Floats:
        """Return what they made since the close before; a roll's day has the old options' part and the new ones'.

        Args:
            units: How many are held from each roll on. Shape (n_rolls,).

        Returns:
            Points times units. Shape (n_days,).
        """
        cycle, value = self.cycles.cycle_of_day, self.at_close_pts
        is_roll = np.diff(cycle, prepend=-1) > 0
        before = np.where(is_roll, self.at_start_pts[cycle], np.roll(value, 1))
        pnl = units[cycle] * (value - before)
        rolls = np.flatnonzero(is_roll)[1:]
        pnl[rolls] += units[:-1] * (self.at_end_pts[:-1] - value[rolls - 1])
        return np.asarray(pnl)
