"""Preset files: find, read, and say clearly what is wrong with one."""

from pathlib import Path

from pipelines.layers.preset import Preset
from pipelines.layers.rules.check import rule_complaints
from pipelines.strategy.file import StrategyFileError, model_of, path_of, strategy_paths, toml_of

_FOLDER = Path(__file__).with_name("presets")


def preset_names(own_folder: Path | None = None) -> list[str]:
    """Return the names of all presets, shipped ones and those of a user's own folder.

    Raises:
        StrategyFileError: A file of the folder takes the name of a shipped preset.
    """
    return list(strategy_paths(_FOLDER, own_folder))


def load_preset(name: str, own_folder: Path | None = None) -> Preset:
    """Read one preset.

    Raises:
        StrategyFileError: No preset has that name, or its file is wrong.
    """
    path = path_of(name, strategy_paths(_FOLDER, own_folder), "preset")
    return parse_preset(path.read_bytes(), path.name)


def load_presets(own_folder: Path | None = None) -> list[Preset]:
    """Read all presets, by name.

    Raises:
        StrategyFileError: A file is wrong.
    """
    return [load_preset(name, own_folder) for name in preset_names(own_folder)]


def parse_preset(payload: bytes, file_name: str) -> Preset:
    """Read a preset from TOML.

    Args:
        payload: UTF-8 TOML.
        file_name: Name for messages; its stem must be the preset's name.

    Raises:
        StrategyFileError: Not TOML, an unknown key or rule (the message names the nearest valid one),
            a missing key, or a value out of range.
    """
    preset = model_of(Preset, toml_of(payload, file_name), file_name)
    if complaints := rule_complaints(preset):
        raise StrategyFileError(f"{file_name}: " + "; ".join(complaints))
    return preset
