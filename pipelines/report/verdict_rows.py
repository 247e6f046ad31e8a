"""Claims as rows of the page: numbers in words, and places on a small scale. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.report.wording import MISSING, NO_BREAK, day_text, percent_text, typeset_text

Row = Mapping[str, Any]

HEADLINE = "headline"
BAND_TEXT = ", prices’ error band included"
_UNIT_TEXT = {"ratio": "", "ratio_per_year": " a year", "vol": " volatility"}
_SCALE_MARGIN = 0.08
_PERCENT = f"{NO_BREAK}%"


@dataclass(frozen=True)
class Scale:
    """Places on a scale of 0 to 100: stated range (none where no figure is stated), interval, estimate, zero."""

    stated_lo: float | None
    stated_hi: float | None
    ci_lo: float
    ci_hi: float
    estimate: float
    zero: float


@dataclass(frozen=True)
class VerdictRow:
    """One claim and variant, ready to print."""

    claim_id: str
    variant: str
    text: str
    metric: str
    stated: str
    estimate: str
    interval: str
    verdict: str
    verdict_class: str
    reason: str
    n_effective: int
    pricing_source: str
    engine_check: str
    method: str
    window: str
    scale: Scale | None


def verdict_rows(verdicts: pl.DataFrame) -> tuple[list[VerdictRow], list[VerdictRow]]:
    """Return the headline rows and the rows of the other variants, by claim.

    Args:
        verdicts: `claims.fct_claim_verdict` of one book.
    """
    rows = [_verdict_row(row) for row in verdicts.sort("claim_id", maintain_order=True).iter_rows(named=True)]
    return [row for row in rows if row.variant == HEADLINE], [row for row in rows if row.variant != HEADLINE]


def _verdict_row(row: Row) -> VerdictRow:
    per = _UNIT_TEXT.get(row["unit"], f" {row['unit']}")
    row = {**row, **_judged_ends(row)}
    has_interval = row["ci_lo"] is not None and row["ci_hi"] is not None
    interval = f"{percent_text(row['ci_lo'], 2)} to {percent_text(row['ci_hi'], 2)}"
    made_of = _short_percent(row["confidence_ratio"]) + (BAND_TEXT if row["ci_band_lo"] is not None else "")
    return VerdictRow(
        claim_id=row["claim_id"],
        variant=row["variant"],
        text=typeset_text(row["text_paraphrase"]),
        metric=row["metric"],
        stated=_stated(row) + (per if row["stated_lo"] is not None or row["stated_hi"] is not None else ""),
        estimate=percent_text(row["estimate"], 2) + (per if row["estimate"] is not None else ""),
        interval=f"{interval} ({made_of})" if has_interval else MISSING,
        verdict=row["verdict"].replace("_", " "),
        verdict_class=row["verdict"].replace("_", "-"),
        reason=typeset_text(row["verdict_reason"]),
        n_effective=row["n_effective"],
        pricing_source=row["pricing_source"],
        engine_check=f"engine check {row['engine_check'].replace('_', ' ')}",
        method=row["method"],
        window=f"{day_text(row['window_start'])} – {day_text(row['window_end'])}",
        scale=_scale(row) if has_interval and row["estimate"] is not None else None,
    )


def _judged_ends(row: Row) -> Row:
    """The interval that the verdict is on: with the error band of the prices where the figure rests on them."""
    return {} if row["ci_band_lo"] is None else {"ci_lo": row["ci_band_lo"], "ci_hi": row["ci_band_hi"]}


def _stated(row: Row) -> str:
    low, high = row["stated_lo"], row["stated_hi"]
    if low is None and high is None:
        return "no figure"
    if low is None:
        return f"at most {_short_percent(high)}"
    if high is None:
        return f"at least {_short_percent(low)}"
    return f"{_short_percent(low).removesuffix(_PERCENT)}–{_short_percent(high)}"


def _short_percent(ratio: float) -> str:
    """Percent without trailing zeros: a stated range is quoted as it was said."""
    return f"{ratio * 100:.4g}{_PERCENT}"


def _scale(row: Row) -> Scale:
    """Place the numbers of a row on a scale that shows all of them, open ends at its edges."""
    numbers: list[float] = [
        row[name] for name in ("stated_lo", "stated_hi", "ci_lo", "ci_hi", "estimate") if row[name] is not None
    ]
    low, high = min(*numbers, 0.0), max(*numbers, 0.0)
    margin = (high - low) * _SCALE_MARGIN
    low, high = low - margin, high + margin

    def place(value: float) -> float:
        return round((value - low) / (high - low) * 100, 2)

    is_stated = row["stated_lo"] is not None or row["stated_hi"] is not None
    return Scale(
        stated_lo=place(row["stated_lo"]) if row["stated_lo"] is not None else 0.0 if is_stated else None,
        stated_hi=place(row["stated_hi"]) if row["stated_hi"] is not None else 100.0 if is_stated else None,
        ci_lo=place(row["ci_lo"]),
        ci_hi=place(row["ci_hi"]),
        estimate=place(row["estimate"]),
        zero=place(0.0),
    )
