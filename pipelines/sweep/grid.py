"""The grid of a spec: every combination of its values as a preset, a condor baseline and terms. Pure."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from pipelines.backtest.book import Terms
from pipelines.condor.policy import CondorPolicy
from pipelines.condor.stop import Stop
from pipelines.layers.preset import Preset
from pipelines.layers.rules.check import rule_complaints
from pipelines.quant.costs import SCENARIOS
from pipelines.strategy.file import StrategyFileError
from pipelines.strategy.registry import nearest
from pipelines.sweep.spec import StopWords, SweepSpec

MOST_CONFIGURATIONS = 1_000_000


@dataclass(frozen=True)
class Variant:
    """One configuration of a sweep."""

    preset: Preset
    policy: CondorPolicy
    terms: Terms


@dataclass(frozen=True)
class Grid:
    """A spec with its base: variants by number."""

    spec: SweepSpec
    preset: Preset
    policy: CondorPolicy
    account_usd: float

    def __post_init__(self) -> None:
        """Reject a key that names nothing, a grid too large, and values of the corners that no base can take."""
        for key in self.spec.grid:
            _require_place(key, self._base())
        if len(self) > MOST_CONFIGURATIONS:
            raise StrategyFileError(f"{self.spec.name}: {len(self):,} combinations; at most {MOST_CONFIGURATIONS:,}")

    def __len__(self) -> int:
        """Number of combinations."""
        return math.prod(len(values) for values in self.spec.grid.values())

    def values(self, first: int, last: int) -> Iterator[dict[str, Any]]:
        """Yield the grid's values of the combinations from `first` to before `last`."""
        combinations = itertools.product(*self.spec.grid.values())
        for combination in itertools.islice(combinations, first, last):
            yield dict(zip(self.spec.grid, combination, strict=True))

    def variants(self, first: int, last: int) -> Iterator[Variant]:
        """Yield the variants from `first` to before `last`.

        Raises:
            StrategyFileError: A combination is none that a preset or a baseline file could say.
        """
        for values in self.values(first, last):
            base = self._base()
            for key, value in values.items():
                _put(base, key.split("."), value)
            yield self._variant(base, values)

    def _base(self) -> dict[str, Any]:
        spec = self.spec
        return {
            "preset": self.preset.model_dump(),
            "baseline": self.policy.model_dump(exclude_unset=True),
            "scenario": spec.scenario,
            "stop": spec.stop.model_dump() if spec.stop else None,
            "earns_interest": spec.earns_interest,
        }

    def _variant(self, words: Mapping[str, Any], values: Mapping[str, Any]) -> Variant:
        try:
            preset = Preset.model_validate(words["preset"])
            policy = CondorPolicy.model_validate(_sourced(words["baseline"]))
            stop = StopWords.model_validate(words["stop"]) if words["stop"] is not None else None
        except ValidationError as error:
            told = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
            raise StrategyFileError(f"{self.spec.name}: {dict(values)}: {told}") from None
        complaints = rule_complaints(preset)
        if words["scenario"] not in SCENARIOS:
            complaints.append(f"no scenario {words['scenario']!r}; {nearest(words['scenario'], list(SCENARIOS))}")
        if complaints:
            raise StrategyFileError(f"{self.spec.name}: {dict(values)}: " + "; ".join(complaints))
        traded = Stop(stop.multiple, stop.level) if stop else None
        costs = SCENARIOS[words["scenario"]]
        return Variant(preset, policy, Terms(self.account_usd, costs, traded, bool(words["earns_interest"])))


def _sourced(baseline: dict[str, Any]) -> dict[str, Any]:
    """A baseline names a source for each of its rules; a swept one comes from the sweep."""
    rules = set(baseline) - {"name", "meaning", "sources"}
    return {**baseline, "sources": {rule: baseline["sources"].get(rule, "sweep") for rule in rules}}


def _put(words: dict[str, Any], path: Sequence[str], value: Any) -> None:  # noqa: ANN401 - TOML has no types
    """Set the value at a path; `layers.2` is the layer of that number."""
    inside = _step(words, path[0]) if len(path) > 1 else None
    if inside is None:
        words[path[0]] = tuple(value) if isinstance(value, list) else value
    elif path[0] == "layers":
        layers = [dict(layer) for layer in words["layers"]]
        at = next(place for place, layer in enumerate(layers) if str(layer["layer"]) == path[1])
        if len(path) == 2:
            layers[at] = value
        else:
            _put(layers[at], path[2:], value)
        words["layers"] = tuple(layers)
    else:
        words[path[0]] = dict(inside)
        _put(words[path[0]], path[1:], value)


def _step(words: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401
    found = words.get(name)
    return {} if found is None else found


def _require_place(key: str, base: dict[str, Any]) -> None:
    """Refuse a key that names nothing in the base.

    Raises:
        StrategyFileError: Names the nearest key that does.
    """
    valid = [*_keys("preset", Preset, base["preset"]), *_keys("baseline", CondorPolicy, base["baseline"])]
    valid += ["scenario", "earns_interest", "stop", "stop.multiple", "stop.level"]
    if key not in valid:
        raise StrategyFileError(f"grid: unknown key {key!r}; {nearest(key, valid)}")


def _keys(place: str, model: type[BaseModel], words: Mapping[str, Any]) -> Iterator[str]:
    """Every path into a model as its base fills it."""
    for name, field in model.model_fields.items():
        if name in ("name", "meaning", "origin", "sources"):
            continue
        yield f"{place}.{name}"
        inside = words.get(name)
        if name == "layers":
            kind = field.annotation.__args__[0]  # type: ignore[union-attr]
            for layer in inside or ():
                yield f"{place}.layers.{layer['layer']}"
                yield from _keys(f"{place}.layers.{layer['layer']}", kind, layer)
        elif isinstance(inside, Mapping):
            yield from (f"{place}.{name}.{key}" for key in _words_of(field.annotation, inside))


def _words_of(annotation: Any, inside: Mapping[str, Any]) -> Iterator[str]:  # noqa: ANN401
    """Paths inside a part of a model: the keys its base has, and those its schema would take."""
    kinds = [annotation, *getattr(annotation, "__args__", ())]
    names = {
        name for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel) for name in kind.model_fields
    }
    for name in sorted(names | set(inside)):
        yield name
        if isinstance(inside.get(name), Mapping):
            yield from (f"{name}.{key}" for key in inside[name])
