"""The decision as the page's first screen shows it: orders, changes, risk, warnings. Pure."""

from dataclasses import dataclass

import polars as pl

from pipelines.report.wording import typeset_text

_SHOWN = {
    "order": "Orders for the next session",
    "layer": "Layers",
    "condor": "Condor",
    "greeks": "Greeks of the book",
    "break_even": "Break-evens (S46)",
    "capital": "Capital committed (S05, S42)",
    "warning": "Warnings",
}


@dataclass(frozen=True)
class DecisionCard:
    """One section with its lines: subject, state, text, change."""

    section: str
    title: str
    lines: tuple[tuple[str, str, str, str], ...]


def decision_cards(lines: pl.DataFrame) -> list[DecisionCard]:
    """Return a card per section that has a line; orders always, for none is an answer too.

    Args:
        lines: `report.fct_daily_decision` of one preset, in order.
    """
    cards = []
    for section, title in _SHOWN.items():
        own = lines.filter(pl.col("section") == section)
        cells = tuple(
            (subject, state or "", typeset_text(text), typeset_text(change or ""))
            for subject, state, text, change in own.select("subject", "state", "text", "change").iter_rows()
        )
        if cells or section == "order":
            cards.append(DecisionCard(section, title, cells))
    return cards
