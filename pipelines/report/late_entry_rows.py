"""What each layer paid for its calls, and the late-entry penalty, as rows of the page (A2). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.report.wording import MISSING, number_text, percent_text, usd_text

_AGAINST = {"own": "the preset's own layer 1", "always_on": "layer 1 of the ladder without gates"}


@dataclass(frozen=True)
class LateEntry:
    """The table and the sentences under it."""

    rows: tuple[tuple[str, ...], ...]  # layer, calls, premium, P&L / premium, VIX, VVIX, ask, ask / usual
    sentences: tuple[str, ...]


def late_entry_rows(layers: pl.DataFrame, penalties: pl.DataFrame) -> LateEntry:
    """Return what the page prints.

    Args:
        layers: `claims.fct_late_entry` of one preset, by layer.
        penalties: `claims.fct_late_entry_penalty` of the same preset.
    """
    rows = tuple(_cells(row) for row in layers.sort("layer").iter_rows(named=True))
    sentences = tuple(_sentence(row) for row in penalties.sort("reference", descending=True).iter_rows(named=True))
    return LateEntry(rows, sentences)


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    if not row["calls"]:
        return (f"L{row['layer']}", "0", *[MISSING] * 6)
    return (
        f"L{row['layer']}",
        number_text(row["calls"], 0),
        usd_text(row["premium_usd"]),
        percent_text(row["pnl_to_premium_ratio"], 0),
        number_text(row["mean_vix_pts"], 1),
        number_text(row["mean_vvix_pts"], 1),
        number_text(row["mean_ask_pts"], 2),
        number_text(row["mean_ask_to_usual_ratio"], 2),
    )


def _sentence(row: Mapping[str, Any]) -> str:
    against = _AGAINST[row["reference"]]
    if row["penalty_ratio"] is None:
        return f"Against {against}: not measured, {row['null_reason']}."
    size = f"{usd_text(row['penalty_usd'])}, {percent_text(row['penalty_ratio'], 0)} of the premium"
    if row["ci_lo"] is None:
        return f"Against {against}: {size}; no interval, {row['null_reason']}."
    ends = f"{percent_text(row['ci_lo'], 0)} to {percent_text(row['ci_hi'], 0)}"
    share = percent_text(row["confidence_ratio"], 0)
    pieces = f"{row['n_effective']} purchases whose lives don't overlap"
    return f"Against {against}: {size} ({share} interval {ends}, {pieces})."
