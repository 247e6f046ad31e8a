"""How often each layer stood where, and why. Pure."""

from dataclasses import dataclass

import polars as pl

from pipelines.layers.gate import reason_text


@dataclass(frozen=True)
class ReasonRow:
    """Sessions per layer with one reason; `shades` are shares of the layer's sessions, 0 to 1."""

    code: str
    text: str
    sessions: tuple[int, ...]
    shades: tuple[float, ...]


def reason_rows(states: pl.DataFrame) -> tuple[list[int], list[ReasonRow]]:
    """Return the layers, and one row per reason that occurred, the most frequent first.

    Args:
        states: `layers.fct_layer_state_daily` of one preset.
    """
    layers = states["layer"].unique().sort().to_list()
    days = states.select("trade_date", "lot").n_unique()
    counts = states.group_by("reason", "layer").len()
    found = {(reason, layer): count for reason, layer, count in counts.iter_rows()}
    totals = counts.group_by("reason").agg(pl.col("len").sum()).sort(["len", "reason"], descending=[True, False])
    rows = []
    for code in totals["reason"]:
        sessions = tuple(found.get((code, layer), 0) for layer in layers)
        rows.append(ReasonRow(code, reason_text(code), sessions, tuple(round(n / days, 4) for n in sessions)))
    return layers, rows
