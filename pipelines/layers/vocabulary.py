"""Every word the layer tables may hold: states, actions, reasons, sources. Constants only."""

from enum import StrEnum
from types import MappingProxyType

from pipelines.quant.vx_forward import MOST_CARRIED_DAYS


class State(StrEnum):
    """Where a layer stands at a close (S01)."""

    IDLE = "IDLE"  # flat, VIX outside the band
    ARMED = "ARMED"  # flat, VIX inside the band; waits for a trigger, or its order is sent
    OPEN = "OPEN"  # holds calls
    ROLL = "ROLL"  # holds calls, the order into longer ones is sent
    MONETISE = "MONETISE"  # holds calls, the order to sell a part at a gain is sent
    EXPIRE = "EXPIRE"  # settled in cash this morning
    COOLDOWN = "COOLDOWN"  # flat after a sale or an expiry, entries barred for the preset's cooldown


LEGAL_TRANSITIONS = MappingProxyType(
    {
        State.IDLE: frozenset({State.IDLE, State.ARMED}),
        State.ARMED: frozenset({State.ARMED, State.IDLE, State.OPEN}),
        State.OPEN: frozenset({State.OPEN, State.ROLL, State.MONETISE, State.EXPIRE}),
        # EXPIRE only when the day of the fill is missing and the calls settled meanwhile.
        State.ROLL: frozenset({State.OPEN, State.EXPIRE}),
        State.MONETISE: frozenset({State.OPEN, State.COOLDOWN, State.EXPIRE}),
        State.EXPIRE: frozenset({State.COOLDOWN, State.IDLE, State.ARMED}),
        State.COOLDOWN: frozenset({State.COOLDOWN, State.IDLE, State.ARMED}),
    }
)
"""States that may follow a state, one session later."""


class Action(StrEnum):
    """What was decided at the close for the next session; `settle` happened this morning."""

    NONE = "none"
    OPEN = "open"
    ROLL = "roll"
    RESIZE = "resize"
    MONETISE = "monetise"
    SETTLE = "settle"


class Reason(StrEnum):
    """Why a layer stands where it does; one per layer and day. Triggers add `waiting_<rule>`, `<rule>_missing`."""

    VIX_MISSING = "vix_missing"
    VIX_BELOW_BAND = "vix_below_band"
    VIX_ABOVE_BAND = "vix_above_band"
    VVIX_MISSING = "vvix_missing"
    NO_EXPIRY = "no_expiry"
    CONTRACT_MISSING = "contract_missing"
    NO_STRIKE = "no_strike"
    NO_WEIGHT = "no_weight"
    CONDOR_VEGA_MISSING = "condor_vega_missing"
    BUDGET_SPENT = "budget_spent"
    LOT_BEFORE_NOT_OPEN = "lot_before_not_open"
    LOT_TOO_SOON = "lot_too_soon"
    BELOW_ONE_CONTRACT = "below_one_contract"
    ENTRY_SIGNAL = "entry_signal"
    ORDER_LAPSED = "order_lapsed"
    FILLED = "filled"
    HOLD = "hold"
    RSI_MISSING = "rsi_missing"
    ROLL_NOT_LONGER = "roll_not_longer"
    ROLL_SIGNAL = "roll_signal"
    ROLLED = "rolled"
    MONETISE_SIGNAL = "monetise_signal"
    MONETISED = "monetised"
    REBALANCE_SIGNAL = "rebalance_signal"
    REBALANCE_NOT_NEEDED = "rebalance_not_needed"
    REBALANCED = "rebalanced"
    LAST_TRADING_DAYS = "last_trading_days"
    EXPIRED = "expired"
    SETTLEMENT_MISSING = "settlement_missing"
    COOLDOWN = "cooldown"

    @property
    def text(self) -> str:
        """The reason in one line, for a reader."""
        return REASON_TEXT[self]


REASON_TEXT = MappingProxyType(
    {
        Reason.VIX_MISSING: "flat: no VIX close today, so the band can't be judged",
        Reason.VIX_BELOW_BAND: "flat: VIX is below the layer's band",
        Reason.VIX_ABOVE_BAND: "flat: VIX is above the layer's band",
        Reason.VVIX_MISSING: f"no VVIX of the last {MOST_CARRIED_DAYS} sessions: no call has a price to trade at",
        Reason.NO_EXPIRY: "signal on, but the calendar lists no expiry in the days-to-expiry window",
        Reason.CONTRACT_MISSING: "signal on, but the VX future it needs has no settlement today",
        Reason.NO_STRIKE: "signal on, but no listed strike lies in the distance window",
        Reason.NO_WEIGHT: "signal on, but at this VX future the sizing asks for no calls",
        Reason.CONDOR_VEGA_MISSING: "signal on, but the condor has no price today, so its vega is unknown",
        Reason.BUDGET_SPENT: "signal on, but the hedge budget does not pay for one contract",
        Reason.LOT_BEFORE_NOT_OPEN: "flat: the lot before this one is not open",
        Reason.LOT_TOO_SOON: "flat: the lot before this one was bought too few days ago",
        Reason.BELOW_ONE_CONTRACT: "the layer's weight does not buy one contract of this account",
        Reason.ENTRY_SIGNAL: "all gates open: order to buy sent for the next session",
        Reason.ORDER_LAPSED: "the order could not fill before its contract stopped trading",
        Reason.FILLED: "yesterday's order to buy filled today",
        Reason.HOLD: "holds",
        Reason.RSI_MISSING: "holds; the RSI of the VX future that may roll it is not available today",
        Reason.ROLL_NOT_LONGER: "holds; due to roll, but the roll window offers no longer expiry",
        Reason.ROLL_SIGNAL: "due to roll: order sent for the next session",
        Reason.MONETISE_SIGNAL: "worth its multiple of cost: order to sell a part sent for the next session",
        Reason.MONETISED: "yesterday's order to sell a part filled today",
        Reason.ROLLED: "yesterday's order to roll filled today",
        Reason.REBALANCE_SIGNAL: "rebalance day: order back to the layer's weight sent for the next session",
        Reason.REBALANCE_NOT_NEEDED: "rebalance day; holds what its weight asks for already",
        Reason.REBALANCED: "yesterday's order back to the layer's weight filled today",
        Reason.LAST_TRADING_DAYS: "holds; an order could no longer fill before the last trading day",
        Reason.EXPIRED: "settled in cash this morning",
        Reason.SETTLEMENT_MISSING: f"expired; no settlement of the last {MOST_CARRIED_DAYS} sessions is known, "
        "so the calls are counted at their last price",
        Reason.COOLDOWN: "flat: entries are barred after a sale or an expiry",
    }
)


class ForwardSource(StrEnum):
    """Where the forward of a held call comes from."""

    VX_SETTLE = "vx_settle"  # settlement of the VX future with the same expiry, today
    VX_CARRIED = "vx_carried"  # the same future's last settlement: none today
    VX_MISSING = "vx_missing"  # none for longer than one is carried: there is no forward


class StrikeSource(StrEnum):
    """Where the strikes come from that an order chose among (S19)."""

    CHAIN = "chain"  # strikes quoted for that expiry on that day
    GRID = "grid"  # the rule of `quant.strike_grid`: no chain that day


class SettlementSource(StrEnum):
    """What a cash settlement rests on (§6.2). A VIX close is never used."""

    SOQ = "soq"  # special opening quotation: the expiry-day row of the VX file
    VX_LAST_SETTLE = "vx_last_settle"  # last daily settlement of five sessions: no expiry-day row
    LAST_MARK = "last_mark"  # the calls' own last price: none of these


SETTLED_ON = MappingProxyType(
    {
        ForwardSource.VX_SETTLE: SettlementSource.SOQ,
        ForwardSource.VX_CARRIED: SettlementSource.VX_LAST_SETTLE,
        ForwardSource.VX_MISSING: SettlementSource.LAST_MARK,
    }
)
"""What calls settle on, by what their future has said on the morning they expire."""


PRICE_SOURCE_MODEL, PRICE_SOURCE_STALE = "model", "stale"
"""A mark of today, or the last one of the same calls where no VVIX or no VX future prices them.

Layers decide on model prices (§6.1); books are marked at quotes where there are any, `backtest.quoted`.
"""
