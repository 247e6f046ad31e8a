"""Strategies as files: find one by name, read its TOML into a model, and say clearly what is wrong with it."""

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

_Model = TypeVar("_Model", bound=BaseModel)

_CLOSE_ENOUGH = 0.3  # keys are few: better a far guess than none


class StrategyFileError(ValueError):
    """A strategy is unknown, or its file breaks the schema."""


def strategy_paths(shipped: Path, own: Path | None) -> dict[str, Path]:
    """Return the files of a folder of ours and of a user's own, by name.

    Raises:
        StrategyFileError: A file of the user's takes the name of a shipped one.
    """
    ours = {path.stem: path for path in shipped.glob("*.toml")}
    theirs = {path.stem: path for path in own.glob("*.toml")} if own else {}
    if taken := sorted(ours.keys() & theirs.keys()):
        raise StrategyFileError(f"{own}: {', '.join(taken)} is shipped with alvh; give your file another name")
    return dict(sorted((ours | theirs).items()))


def path_of(name: str, paths: dict[str, Path], kind: str) -> Path:
    """Return one of `paths`.

    Raises:
        StrategyFileError: None has that name; the message names the nearest, and all.
    """
    if name not in paths:
        close = get_close_matches(name, paths, n=1)
        hint = f"nearest: {close[0]!r}; " if close else ""
        raise StrategyFileError(f"no {kind} {name!r}; {hint}known: {', '.join(paths)}")
    return paths[name]


def toml_of(payload: bytes, file_name: str) -> dict[str, Any]:
    """Read TOML.

    Raises:
        StrategyFileError: It is none.
    """
    try:
        return tomllib.loads(payload.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StrategyFileError(f"{file_name}: not readable as TOML: {error}") from error


def model_of(model: type[_Model], content: dict[str, Any], file_name: str) -> _Model:
    """Validate the content of a file; its `name` must be the file's.

    Raises:
        StrategyFileError: An unknown key (the message names the nearest valid one), a missing key, or a
            value out of range.
    """
    try:
        found = model.model_validate(content)
    except ValidationError as error:
        lines = [_complaint(model, detail) for detail in error.errors()]
        raise StrategyFileError(f"{file_name}: " + "; ".join(lines)) from error
    if content["name"] != Path(file_name).stem:
        raise StrategyFileError(f"{file_name}: name is {content['name']!r}, expected {Path(file_name).stem!r}")
    return found


def _complaint(model: type[BaseModel], detail: ErrorDetails) -> str:
    place = ".".join(str(part) for part in detail["loc"]) or "file"
    if detail["type"] == "missing":
        return f"{place}: is required, and absent"
    if detail["type"] != "extra_forbidden":
        return f"{place}: {detail['msg']} (got {detail.get('input')!r})"
    key = str(detail["loc"][-1])
    valid = _valid_keys(model, detail["loc"][:-1])
    nearest = get_close_matches(key, valid, n=1, cutoff=_CLOSE_ENOUGH)
    hint = f"nearest valid key: {nearest[0]!r}" if nearest else f"valid keys: {', '.join(valid)}"
    return f"unknown key {place!r}; {hint}"


def _valid_keys(model: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    """Return the keys allowed at a place in the file, by walking the schema the way the file does."""
    for part in place:
        if isinstance(part, str):
            model = _model_inside(model.model_fields[part].annotation)
    return sorted(model.model_fields)


def _model_inside(annotation: Any) -> type[BaseModel]:  # noqa: ANN401 - annotations have no common type
    """Return the one model inside `Model`, `Model | None` or `tuple[Model, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(_model_inside(part) for part in annotation.__args__ if part is not type(None))
