"""What a condor baseline says: expiry, strikes, size, gate. Read from `baselines/<name>.toml` and checked."""

from datetime import date
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipelines.condor.gates import GATES
from pipelines.strategy.file import StrategyFileError, model_of, path_of, strategy_paths, toml_of
from pipelines.strategy.registry import nearest

BASELINES = Path(__file__).parent / "baselines"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class DeltaStrikes(_Strict):
    """Shorts and wings by model delta (§6.3 step 4)."""

    rule: Literal["delta"]
    short_delta_ratio: float = Field(gt=0, le=0.45)
    wing_delta_ratio: float = Field(gt=0, le=0.45)

    @model_validator(mode="after")
    def _wing_is_outside(self) -> Self:
        if self.wing_delta_ratio >= self.short_delta_ratio:
            raise ValueError("wing_delta_ratio must be less than short_delta_ratio: a wing lies beyond its short")
        return self


class CreditStrikes(_Strict):
    """Shorts equally far out that bring a credit, with wings of a fixed width (§2.2 credit tiers)."""

    rule: Literal["credit"]
    credit_pts: float = Field(gt=0)
    width_pts: float = Field(gt=0)

    @model_validator(mode="after")
    def _credit_is_less_than_the_width(self) -> Self:
        if self.credit_pts >= self.width_pts:
            raise ValueError("credit_pts must be less than width_pts: more would be arbitrage")
        return self


class Exit(_Strict):
    """Flat while VIX is high: closed above one level, no order until below the other (S41)."""

    above_vix_pts: float = Field(gt=0)
    until_below_vix_pts: float = Field(gt=0)

    @model_validator(mode="after")
    def _levels_in_order(self) -> Self:
        if self.until_below_vix_pts > self.above_vix_pts:
            raise ValueError("until_below_vix_pts must not be above above_vix_pts")
        return self


class Promoter(_Strict):
    """Harvest more while carry is low: nearer shorts, or more of them (S25)."""

    column: str = "is_carry_low"  # a flag of fct_signal_daily
    null_reason_column: str = "carry_null_reason"  # why the flag is null there
    short_delta_ratio: float | None = Field(default=None, gt=0, le=0.45)
    size_ratio: float = Field(default=1.0, gt=0, le=4)


class CondorPolicy(_Strict):
    """A condor book: which expiry, which strikes, how many, when. Every rule names its source."""

    name: str = Field(min_length=1, pattern=r"^[a-z][a-z0-9_]*$")
    meaning: str = Field(min_length=1)
    gate: str
    expiry_series: Literal["spxw_friday", "spxw_daily", "third_friday"]
    entry: Literal["any_session", "before_expiry_friday", "before_third_friday"] = "any_session"
    dte_days: int = Field(ge=0, le=180)
    strikes: DeltaStrikes | CreditStrikes = Field(discriminator="rule")
    strike_grid_pts: float = Field(gt=0, le=100)
    leverage_ratio: float | None = Field(None, gt=0, le=10)  # underlying notional of a rung / account
    margin_ratio: float | None = Field(None, gt=0, le=1)  # margin of a rung / account
    rungs: int = Field(default=1, ge=1, le=12)  # condors held side by side
    first_date: date | None = None  # before it the expiries were not listed
    exit: Exit | None = None
    promoter: Promoter | None = None
    caveat: str = ""  # why its model prices are no evidence; empty = they are
    dividend_yield_ratio: float = Field(ge=0, le=0.1)
    sources: dict[str, str]

    @model_validator(mode="after")
    def _is_sized_and_sourced(self) -> Self:
        if (self.leverage_ratio is None) == (self.margin_ratio is None):
            raise ValueError("give one of leverage_ratio and margin_ratio")
        if self.gate not in GATES.rules:
            raise ValueError(f"gate: no gate {self.gate!r}; {nearest(self.gate, GATES.rules)}")
        rules = self.model_fields_set - {"name", "meaning", "sources"}
        if set(self.sources) != rules:
            raise ValueError(f"sources must name exactly {sorted(rules)}")
        return self


def load_policy(name: str, own_folder: Path | None = None) -> CondorPolicy:
    """Read a baseline; one that `extends` another states only what differs.

    Raises:
        StrategyFileError: No such file, or a value that is not allowed; the message names it.
    """
    paths = strategy_paths(BASELINES, own_folder)
    content = _content(name, paths)
    return model_of(CondorPolicy, content, path_of(name, paths, "condor baseline").name)


def load_policies(own_folder: Path | None = None) -> list[CondorPolicy]:
    """Read all baselines, by name.

    Raises:
        StrategyFileError: A file is wrong.
    """
    return [load_policy(name, own_folder) for name in strategy_paths(BASELINES, own_folder)]


def _content(name: str, paths: dict[str, Path]) -> dict[str, Any]:
    path = path_of(name, paths, "condor baseline")
    own = toml_of(path.read_bytes(), path.name)
    parent = own.pop("extends", None)
    if parent is None:
        return own
    base = paths.get(parent)
    if base is None or "extends" in (inherited := toml_of(base.read_bytes(), base.name)):
        raise StrategyFileError(f"{path.name}: extends {parent!r}, which is no baseline that stands on its own")
    if "margin_ratio" in own:  # the two ways to size exclude each other
        inherited.pop("leverage_ratio", None)
        inherited["sources"].pop("leverage_ratio", None)
    return {**inherited, **own, "sources": {**inherited["sources"], **own.get("sources", {})}}
