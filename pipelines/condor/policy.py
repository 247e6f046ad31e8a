"""What a condor baseline says: expiry, deltas, size. Read from `baselines/<name>.toml` and checked."""

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

BASELINES = Path(__file__).parent / "baselines"


class PolicyError(ValueError):
    """A baseline is unknown, or its file says something that can't be traded."""


class CondorPolicy(BaseModel):
    """One condor at a time: which expiry, which strikes, how large. Every rule names its source."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    gate: Literal["always"]
    expiry_series: Literal["spxw_friday"]
    dte_days: int = Field(ge=7, le=180)
    short_delta_ratio: float = Field(gt=0, le=0.45)
    wing_delta_ratio: float = Field(gt=0, le=0.45)
    strike_grid_pts: float = Field(gt=0, le=100)
    leverage_ratio: float = Field(gt=0, le=10)
    dividend_yield_ratio: float = Field(ge=0, le=0.1)
    sources: dict[str, str]

    @model_validator(mode="after")
    def _is_tradable_and_sourced(self) -> "CondorPolicy":
        if self.wing_delta_ratio >= self.short_delta_ratio:
            raise ValueError("wing_delta_ratio must be less than short_delta_ratio: a wing lies beyond its short")
        rules = set(type(self).model_fields) - {"name", "sources"}
        if set(self.sources) != rules:
            raise ValueError(f"sources must name exactly {sorted(rules)}")
        return self


def load_policy(name: str, folder: Path = BASELINES) -> CondorPolicy:
    """Read a baseline.

    Raises:
        PolicyError: No such file, or a value that is not allowed; the message names it.
    """
    path = folder / f"{name}.toml"
    if not path.is_file():
        known = sorted(file.stem for file in folder.glob("*.toml"))
        raise PolicyError(f"condor baseline '{name}' is unknown; known: {known}")
    try:
        policy = CondorPolicy.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise PolicyError(f"{path.name}: {error}") from error
    if policy.name != name:
        raise PolicyError(f"{path.name}: its name is '{policy.name}'")
    return policy
