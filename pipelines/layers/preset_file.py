"""Preset files: find, read, and say clearly what is wrong with one."""

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pipelines.layers.preset import Preset

_FOLDER = Path(__file__).with_name("presets")
_CLOSE_ENOUGH = 0.3  # keys are few: better a far guess than none


class PresetError(ValueError):
    """A preset is unknown, or its file breaks the schema."""


def preset_names() -> list[str]:
    """Return the names of the presets shipped with the package."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def load_preset(name: str) -> Preset:
    """Read one shipped preset.

    Raises:
        PresetError: No preset has that name, or its file is wrong.
    """
    if name not in preset_names():
        raise PresetError(f"no preset {name!r}; known: {', '.join(preset_names())}")
    return parse_preset((_FOLDER / f"{name}.toml").read_bytes(), f"presets/{name}.toml")


def parse_preset(payload: bytes, file_name: str) -> Preset:
    """Read a preset from TOML.

    Args:
        payload: UTF-8 TOML.
        file_name: Name for messages; its stem must be the preset's name.

    Raises:
        PresetError: Not TOML, an unknown key (the message names the nearest valid one), a missing
            key, or a value out of range.
    """
    try:
        preset = Preset.model_validate(tomllib.loads(payload.decode()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PresetError(f"{file_name}: not readable as TOML: {error}") from error
    except ValidationError as error:
        lines = [_complaint(detail) for detail in error.errors()]
        raise PresetError(f"{file_name}: " + "; ".join(lines)) from error
    if preset.name != Path(file_name).stem:
        raise PresetError(f"{file_name}: name is {preset.name!r}, expected {Path(file_name).stem!r}")
    return preset


def _complaint(detail: ErrorDetails) -> str:
    place = ".".join(str(part) for part in detail["loc"]) or "preset"
    if detail["type"] != "extra_forbidden":
        return f"{place}: {detail['msg']} (got {detail.get('input')!r})"
    key = str(detail["loc"][-1])
    valid = _valid_keys(detail["loc"][:-1])
    nearest = get_close_matches(key, valid, n=1, cutoff=_CLOSE_ENOUGH)
    hint = f"nearest valid key: {nearest[0]!r}" if nearest else f"valid keys: {', '.join(valid)}"
    return f"unknown key {place!r}; {hint}"


def _valid_keys(place: tuple[int | str, ...]) -> list[str]:
    """Return the keys allowed at a place in the file, by walking the schema the way the file does."""
    model: type[BaseModel] = Preset
    for part in place:
        if isinstance(part, str):
            model = _model_of(model.model_fields[part].annotation)
    return sorted(model.model_fields)


def _model_of(annotation: Any) -> type[BaseModel]:  # noqa: ANN401 - annotations have no common type
    """Return the one model inside `Model`, `Model | None` or `tuple[Model, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(_model_of(part) for part in annotation.__args__ if part is not type(None))
