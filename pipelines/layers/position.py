"""What a layer holds, and the rules it lives by. Pure."""

from dataclasses import dataclass

from pipelines.layers.market import Contract
from pipelines.layers.preset import LayerPreset, Preset
from pipelines.layers.vocabulary import ForwardSource
from pipelines.quant.costs import OPTION_MULTIPLIER_USD


@dataclass(frozen=True, slots=True)
class Position:
    """Long VIX calls of one contract and strike."""

    contract: Contract
    strike_pts: float
    contracts: int
    forward_pts: float  # last known settlement of the VX future with the same expiry
    forward_source: ForwardSource = ForwardSource.VX_CARRIED

    @property
    def notional_usd(self) -> float:
        """Underlying notional: contracts × 100 × VX future (S18)."""
        return self.contracts * OPTION_MULTIPLIER_USD * self.forward_pts


@dataclass(frozen=True, slots=True)
class Rules:
    """One layer of a preset on one account."""

    preset: Preset
    layer: LayerPreset
    account_usd: float

    @property
    def notional_usd(self) -> float:
        """Underlying notional the layer's weight asks for (A5)."""
        return self.layer.weight_ratio * self.account_usd
