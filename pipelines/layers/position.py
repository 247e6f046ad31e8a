"""What a lot holds, and the rules it lives by. Pure."""

from dataclasses import dataclass, field, replace

from pipelines.layers.market import Contract, Day, Market
from pipelines.layers.preset import LayerPreset, Preset
from pipelines.layers.vocabulary import ForwardSource, Reason
from pipelines.quant.costs import OPTION_MULTIPLIER_USD, vix_call_ask_pts
from pipelines.quant.vix_smile import DEFAULT_SMILE, VixSmile, vix_call_price
from pipelines.quant.vx_forward import MOST_CARRIED_DAYS

UNLIMITED_USD = float("inf")


@dataclass(frozen=True, slots=True)
class Position:
    """Long VIX calls of one contract and strike."""

    contract: Contract
    strike_pts: float
    contracts: int
    forward_pts: float  # last known settlement of the VX future with the same expiry
    forward_source: ForwardSource = ForwardSource.VX_CARRIED
    cost_pts: float | None = None  # model mid of its fills; known where the preset keeps a budget
    is_monetised: bool = False  # a part was sold at a gain already (S23)
    carried_tdays: int = 0  # sessions since the settlement that is its forward
    priced_at: tuple[Day, float] | None = field(default=None, compare=False)  # last close with a mark, its forward

    @property
    def notional_usd(self) -> float:
        """Underlying notional: contracts × 100 × VX future (S18)."""
        return self.contracts * OPTION_MULTIPLIER_USD * self.forward_pts

    @property
    def known_forward_pts(self) -> float | None:
        """Forward that prices the calls; None once its settlement is too old (§6.1)."""
        return None if self.forward_source is ForwardSource.VX_MISSING else self.forward_pts

    def marked(self, settle_pts: float | None, day: Day) -> "Position":
        """Return the position with a day's forward; without a settlement the last one stands for a week."""
        forward_pts, source, tdays = settle_pts, ForwardSource.VX_SETTLE, 0
        if forward_pts is None:
            forward_pts, tdays = self.forward_pts, self.carried_tdays + 1
            source = ForwardSource.VX_CARRIED if tdays <= MOST_CARRIED_DAYS else ForwardSource.VX_MISSING
        is_priced = source is not ForwardSource.VX_MISSING and day.vvix_pts is not None
        of_lot = (self.cost_pts, self.is_monetised)
        return Position(
            self.contract, self.strike_pts, self.contracts, forward_pts, source, *of_lot, tdays,
            (day, forward_pts) if is_priced else self.priced_at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """One layer of a preset on one account."""

    preset: Preset
    layer: LayerPreset
    account_usd: float
    smile: VixSmile = DEFAULT_SMILE

    def mark_pts(self, position: Position, day: Day) -> float:
        """Return the model mid of one call at a close (§6.1), NaN without a VVIX or a forward."""
        days_left = (position.contract.expiry_date - day.trade_date).days
        known = (day.vvix_pts, position.known_forward_pts)
        vvix_pts, forward_pts = (float("nan") if level is None else level for level in known)
        return float(
            vix_call_price(vvix_pts, days_left, position.strike_pts, forward_pts, self.smile, rate_ratio=day.rate_ratio)
        )

    def last_mark_pts(self, position: Position) -> float:
        """Return the model mid of one call at the last close that priced it, NaN before the first."""
        if position.priced_at is None:
            return float("nan")
        day, forward_pts = position.priced_at
        return self.mark_pts(replace(position, forward_pts=forward_pts, forward_source=ForwardSource.VX_SETTLE), day)

    def ask_pts(self, position: Position, day: Day) -> float:
        """Return what one call would cost at a close: the model mid and half the usual spread, NaN without a VVIX.

        The usual spread, whatever costs a book is filled at: a size is decided before anybody knows its fill.
        """
        return float(vix_call_ask_pts(self.mark_pts(position, day)))


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a lot sees at one close."""

    day: Day
    rules: Rules
    market: Market
    budget_usd: float = UNLIMITED_USD  # what its orders may cost
    barred: Reason | None = None  # why it may not enter because of the lot before it

    @property
    def is_limited(self) -> bool:
        """Tell whether the hedge budget limits orders."""
        return self.budget_usd < UNLIMITED_USD

    @property
    def is_rebalance(self) -> bool:
        """Tell whether the ladder is resized today (S38, S39)."""
        return self.rules.preset.is_rebalanced and self.day.is_rebalance

    def mark_pts(self, position: Position) -> float:
        """Return today's model mid of one call, NaN without a VVIX."""
        return self.rules.mark_pts(position, self.day)

    def ask_pts(self, position: Position) -> float:
        """Return today's ask of one call (S18), NaN without a VVIX."""
        return self.rules.ask_pts(position, self.day)
