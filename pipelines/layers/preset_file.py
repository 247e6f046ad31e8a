"""Preset files: find, read, and say clearly what is wrong with one."""

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pipelines.layers.preset import Preset
from pipelines.layers.rules.check import rule_complaints

_FOLDER = Path(__file__).with_name("presets")
_CLOSE_ENOUGH = 0.3  # keys are few: better a far guess than none


class PresetError(ValueError):
    """A preset is unknown, or its file breaks the schema."""


def preset_paths(own_folder: Path | None = None) -> dict[str, Path]:
    """Return every preset by name: those shipped with the package and those of a user's own folder.

    Raises:
        PresetError: A file of the folder takes the name of a shipped preset.
    """
    shipped = {path.stem: path for path in sorted(_FOLDER.glob("*.toml"))}
    own = {path.stem: path for path in sorted(own_folder.glob("*.toml"))} if own_folder else {}
    if taken := sorted(shipped.keys() & own.keys()):
        raise PresetError(f"{own_folder}: {', '.join(taken)} is shipped with alvh; give your file another name")
    return dict(sorted((shipped | own).items()))


def preset_names(own_folder: Path | None = None) -> list[str]:
    """Return the names of all presets."""
    return list(preset_paths(own_folder))


def load_preset(name: str, own_folder: Path | None = None) -> Preset:
    """Read one preset.

    Raises:
        PresetError: No preset has that name, or its file is wrong.
    """
    paths = preset_paths(own_folder)
    if name not in paths:
        close = get_close_matches(name, paths, n=1)
        hint = f"nearest: {close[0]!r}; " if close else ""
        raise PresetError(f"no preset {name!r}; {hint}known: {', '.join(paths)}")
    return parse_preset(paths[name].read_bytes(), paths[name].name)


def load_presets(own_folder: Path | None = None) -> list[Preset]:
    """Read all presets, by name.

    Raises:
        PresetError: A file is wrong.
    """
    return [load_preset(name, own_folder) for name in preset_names(own_folder)]


def parse_preset(payload: bytes, file_name: str) -> Preset:
    """Read a preset from TOML.

    Args:
        payload: UTF-8 TOML.
        file_name: Name for messages; its stem must be the preset's name.

    Raises:
        PresetError: Not TOML, an unknown key or rule (the message names the nearest valid one), a
            missing key, or a value out of range.
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
    if complaints := rule_complaints(preset):
        raise PresetError(f"{file_name}: " + "; ".join(complaints))
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
