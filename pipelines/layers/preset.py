"""Presets: a hedge ladder as data. What a preset file may say, and what it must not.

The engine reads these objects and never a preset's name (methodology §2.4). `rule` fields name
functions of `pipelines.layers.rules`; whether they exist is checked when a file is read.
"""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Strict(BaseModel):
    """Frozen; refuses unknown keys and values of another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Band(_Strict):
    """VIX closes at which a layer may enter (S04, A9); without `hi_pts` there is no upper end."""

    lo_pts: float = Field(default=0, ge=0)
    hi_pts: float | None = None
    is_lo_excluded: bool = False
    is_hi_excluded: bool = False
    hysteresis_pts: float = Field(default=0, ge=0)  # an armed layer stays armed this far outside

    @model_validator(mode="after")
    def _ends_in_order(self) -> Self:
        if self.hi_pts is not None and self.hi_pts < self.lo_pts:
            raise ValueError(f"hi_pts {self.hi_pts} is below lo_pts {self.lo_pts}")
        return self

    def is_above(self, vix_pts: float, slack_pts: float = 0.0) -> bool:
        """Tell whether the whole band lies above a VIX close."""
        lo_pts = self.lo_pts - slack_pts
        return vix_pts < lo_pts or (self.is_lo_excluded and vix_pts == lo_pts)

    def is_below(self, vix_pts: float, slack_pts: float = 0.0) -> bool:
        """Tell whether the whole band lies below a VIX close."""
        if self.hi_pts is None:
            return False
        hi_pts = self.hi_pts + slack_pts
        return vix_pts > hi_pts or (self.is_hi_excluded and vix_pts == hi_pts)


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


class Trigger(_Strict):
    """A signal that gates an entry: a rule of `rules/triggers.py`, its mode and its level."""

    rule: str
    mode: str = ""  # empty = the rule's default
    level: float | None = None

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, value: Any) -> Any:  # noqa: ANN401 - raw TOML
        return {"rule": value} if isinstance(value, str) else value


class Roll(_Strict):
    """When a layer rolls (a rule of `rules/rolls.py` and its level), and into which expiries (S20)."""

    rule: str
    level: float | None = None
    dte: DteWindow


class Press(_Strict):
    """What changes while the VX curve is inverted (S34, A8)."""

    band: Band
    waived_triggers: tuple[str, ...] = ()


class StrikeRule(_Strict):
    """Which strike: a rule of `rules/strikes.py` and its window, in that rule's unit (S19, A6)."""

    rule: str = "points"
    reference: Literal["future", "spot"] = "future"
    lo: float
    hi: float
    target: float

    @model_validator(mode="after")
    def _target_in_window(self) -> Self:
        if not self.lo <= self.target <= self.hi:
            raise ValueError(f"target {self.target} is outside [{self.lo}, {self.hi}]")
        return self


class LayerPreset(_Strict):
    """One layer of the ladder."""

    layer: int = Field(ge=1, le=4)
    weight_ratio: float | None = Field(None, gt=0, le=1)  # of the account, or of the budget
    units: float | None = Field(None, gt=0)  # contracts per $100k, or share of the vega
    dte: DteWindow
    band: Band = Band()
    triggers: tuple[Trigger, ...] = ()
    strike: StrikeRule | None = None  # None = the preset's
    roll: Roll | None = None
    press: Press | None = None
    lots: int = Field(1, ge=1, le=12)  # held side by side; each has an equal part of the layer's size
    lot_spacing_days: int = Field(0, ge=0)  # calendar days between the entries of two lots


class FutureLevel(_Strict):
    """Weight of a layer where the VX future of its expiry stands above a level (§3.1)."""

    above_pts: float
    weight_ratio: float = Field(ge=0, le=1)


class Sizing(_Strict):
    """How a weight becomes contracts: a rule of `rules/sizing.py` and what it needs (S18, A5)."""

    mode: str
    condor_vega_ratio: float | None = Field(None, gt=0, le=5)  # share of the condor's vega to offset
    future_levels: tuple[FutureLevel, ...] = ()  # weights by level, lowest first; empty = the layer's


class Budget(_Strict):
    """Yearly premium the hedge may spend; a twelfth is added each month, receipts are added too (S23)."""

    yearly_ratio: float = Field(gt=0, le=1)


class Monetise(_Strict):
    """Sell a part of a lot, once, when its mark is a multiple of its cost (S23, A7)."""

    gain_multiple: float = Field(gt=1)
    sold_ratio: float = Field(gt=0, le=1)


class Preset(_Strict):
    """A whole ladder and the rules its layers share."""

    name: str = Field(min_length=1, pattern=r"^[a-z][a-z0-9_]*$")
    meaning: str = Field(min_length=1)
    origin: str = Field(min_length=1)
    signal_valid_days: int = Field(5, ge=1)
    cooldown_days: int = Field(0, ge=0)
    is_rebalanced: bool
    sizing: Sizing
    strike: StrikeRule
    budget: Budget | None = None
    monetise: Monetise | None = None
    layers: tuple[LayerPreset, ...]

    @model_validator(mode="after")
    def _layers_differ(self) -> Self:
        numbers = [layer.layer for layer in self.layers]
        if len(set(numbers)) < len(numbers):
            raise ValueError(f"layer numbers repeat: {numbers}")
        return self

    @property
    def keeps_budget(self) -> bool:
        """Tell whether premium and receipts are counted in a hedge budget."""
        return self.budget is not None or self.monetise is not None

    def strike_of(self, layer: LayerPreset) -> StrikeRule:
        """Return the layer's own strike rule, else the ladder's."""
        return layer.strike or self.strike
