"""What a sweep's file says: a base, and the values that each parameter takes. Checked strictly."""

import hashlib
import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from pipelines.quant.costs import SCENARIOS
from pipelines.strategy.file import model_of, toml_of
from pipelines.strategy.registry import nearest

_MOST_VALUES = 10_000


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class StopWords(_Strict):
    """A stop of the base (S10)."""

    multiple: float = Field(2.0, gt=0)
    level: Literal["condor", "book"] = "book"


class SweepSpec(_Strict):
    """One sweep: every combination of the grid's values over a base, in the order of the file."""

    name: str = Field(min_length=1, pattern=r"^[a-z][a-z0-9_]*$")
    meaning: str = ""
    preset: str
    baseline: str
    scenario: str = "expected"
    stop: StopWords | None = None
    earns_interest: bool = False
    grid: dict[str, list[Any]]

    @field_validator("scenario")
    @classmethod
    def _scenario_is_known(cls, name: str) -> str:
        if name not in SCENARIOS:
            raise ValueError(f"no scenario {name!r}; {nearest(name, list(SCENARIOS))}")
        return name

    @field_validator("grid")
    @classmethod
    def _values_are_there(cls, grid: dict[str, list[Any]]) -> dict[str, list[Any]]:
        if not grid:
            raise ValueError("no parameter: a sweep needs at least one")
        for key, values in grid.items():
            if not 1 <= len(values) <= _MOST_VALUES:
                raise ValueError(f"{key}: {len(values)} values; give 1 to {_MOST_VALUES}")
        return grid

    @property
    def sha256(self) -> str:
        """Hash of what the spec asks for, whatever its layout and comments."""
        words = json.dumps(self.model_dump(mode="json"), sort_keys=False)
        return hashlib.sha256(words.encode()).hexdigest()


def load_spec(path: Path) -> SweepSpec:
    """Read a spec.

    Raises:
        StrategyFileError: Not TOML, an unknown key (the message names the nearest valid one), or a bad value.
    """
    return model_of(SweepSpec, toml_of(path.read_bytes(), path.name), path.name)
