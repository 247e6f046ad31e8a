"""Presets: a hedge ladder as data. What a preset file may say, and what it must not.

The engine reads these objects and never a preset's name (methodology §2.4).
"""

from enum import StrEnum
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Trigger(StrEnum):
    """A signal that may gate an entry."""

    VIX_MACD = "vix_macd"  # fresh cross-up of the MACD histogram of VIX (S14)
    CURVE_MACD = "curve_macd"  # the same on ln(30-day VX / 90-day VX) (S15)
    BREADTH = "breadth"  # early deterioration of the advance/decline line (S17)


class _Strict(BaseModel):
    """Frozen; refuses unknown keys and values of another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Band(_Strict):
    """VIX closes at which a layer may enter (S04); without `hi_pts` there is no upper end."""

    lo_pts: float = Field(ge=0)
    hi_pts: float | None = None
    is_lo_excluded: bool = False

    @model_validator(mode="after")
    def _ends_in_order(self) -> Self:
        if self.hi_pts is not None and self.hi_pts < self.lo_pts:
            raise ValueError(f"hi_pts {self.hi_pts} is below lo_pts {self.lo_pts}")
        return self

    def is_above(self, vix_pts: float) -> bool:
        """Tell whether the whole band lies above a VIX close."""
        return vix_pts < self.lo_pts or (self.is_lo_excluded and vix_pts == self.lo_pts)

    def is_below(self, vix_pts: float) -> bool:
        """Tell whether the whole band lies below a VIX close."""
        return self.hi_pts is not None and vix_pts > self.hi_pts


class DteWindow(_Strict):
    """Calendar days to expiry a contract may have when its order is decided, both ends included (S03)."""

    lo_days: int = Field(ge=0)
    hi_days: int = Field(le=400)

    @model_validator(mode="after")
    def _ends_in_order(self) -> Self:
        if self.hi_days < self.lo_days:
            raise ValueError(f"hi_days {self.hi_days} is below lo_days {self.lo_days}")
        return self

    @property
    def midpoint_days(self) -> float:
        """Preferred days to expiry."""
        return (self.lo_days + self.hi_days) / 2


class Roll(_Strict):
    """When a layer rolls, and into which expiries (S20)."""

    rsi_above_pct: float = Field(gt=0, lt=100)
    dte: DteWindow


class Press(_Strict):
    """What changes while the VX curve is inverted (S34, A8)."""

    band: Band
    waived_triggers: tuple[Trigger, ...] = ()


class LayerPreset(_Strict):
    """One layer of the ladder."""

    layer: int = Field(ge=1)
    weight_ratio: float = Field(gt=0, le=1)
    dte: DteWindow
    band: Band
    triggers: tuple[Trigger, ...]
    roll: Roll | None = None
    press: Press | None = None


class Sizing(_Strict):
    """How a weight becomes contracts (S18, A5)."""

    mode: Literal["underlying_notional"]


class StrikeRule(_Strict):
    """Distance of the strike from its reference (S19, A6)."""

    reference: Literal["future", "spot"]
    offset_lo_pts: float
    offset_hi_pts: float
    offset_target_pts: float

    @model_validator(mode="after")
    def _target_in_window(self) -> Self:
        if not self.offset_lo_pts <= self.offset_target_pts <= self.offset_hi_pts:
            raise ValueError(
                f"offset_target_pts {self.offset_target_pts} is outside [{self.offset_lo_pts}, {self.offset_hi_pts}]"
            )
        return self


class Preset(_Strict):
    """A whole ladder and the rules its layers share."""

    name: str = Field(min_length=1)
    origin: str = Field(min_length=1)
    signal_valid_days: int = Field(ge=1)
    cooldown_days: int = Field(ge=0)
    is_rebalanced: bool
    sizing: Sizing
    strike: StrikeRule
    layers: tuple[LayerPreset, ...]

    @model_validator(mode="after")
    def _layers_differ(self) -> Self:
        numbers = [layer.layer for layer in self.layers]
        if len(set(numbers)) < len(numbers):
            raise ValueError(f"layer numbers repeat: {numbers}")
        return self
