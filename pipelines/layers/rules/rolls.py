"""Roll rules: when a held lot moves into a longer contract. Pure (S20).

A rule returns None when the lot is due, else the reason it stays.
"""

from collections.abc import Callable

from pipelines.layers.market import Day
from pipelines.layers.position import Position
from pipelines.layers.preset import Roll
from pipelines.layers.vocabulary import Reason
from pipelines.strategy.registry import Register

RollFunction = Callable[[Position, Day, Roll], Reason | None]

ROLLS: Register[RollFunction] = Register("roll")


@ROLLS.rule("the RSI of the VX future is above {level:g} (S20)", needs=("level",))
def rsi(_position: Position, day: Day, roll: Roll) -> Reason | None:
    """Wilder RSI-14 of the front VX future strictly above a level; a momentum filter (A10)."""
    if day.vx_rsi_14_pct is None:
        return Reason.RSI_MISSING
    return None if day.vx_rsi_14_pct > (roll.level or 0.0) else Reason.HOLD


@ROLLS.rule("{level:g} or fewer days to expiry are left", needs=("level",))
def at_dte(position: Position, day: Day, roll: Roll) -> Reason | None:
    """Calendar days to expiry at or below a level."""
    left_days = (position.contract.expiry_date - day.trade_date).days
    return None if left_days <= (roll.level or 0.0) else Reason.HOLD


@ROLLS.rule("a monthly VIX expiry has passed")
def monthly(_position: Position, day: Day, _roll: Roll) -> Reason | None:
    """First session on or after a monthly VX expiry."""
    return None if day.is_after_expiry else Reason.HOLD
