"""`claims.fct_late_entry_penalty`: layers 3 and 4 against the same premium spent in layer 1 (A2). Pure."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, interval_of, unmeasured, verdict_row
from pipelines.claims.verdict import StatedRange
from pipelines.contracts.fct_late_entry import FCT_LATE_ENTRY_PENALTY
from pipelines.quant.bootstrap import ratio_of_sums_draws

Floats = NDArray[np.float64]

ALWAYS_ON = "seed_always_on"  # its layer 1 buys every month, so there is always something to compare with
EARLY, LATE = (1,), (3, 4)
REFERENCES = {"own": "its own layer 1", "always_on": f"layer 1 of {ALWAYS_ON}"}


def penalty_measured(entries: pl.DataFrame, preset: str, reference: str, settings: ClaimSettings) -> Measurement:
    """Return profit per premium of layer 1 minus that of layers 3 and 4.

    Purchases of one month are one piece: calls bought in one spike share its fate. Early and late
    months are drawn independently.

    Args:
        entries: Result of `entries_of`.
        preset: Whose layers 3 and 4.
        reference: `own` or `always_on`: whose layer 1.
        settings: Shared parameters.
    """
    early, late = _sides(entries, preset, reference)
    pieces = min(len(early), len(late))
    if not len(late):
        return unmeasured("layers 3 and 4 never bought")
    if not len(early):
        return unmeasured(f"{REFERENCES[reference]} never bought")
    ratios = [rows[:, 0].sum() / rows[:, 1].sum() for rows in (early, late)]
    draws = [
        ratio_of_sums_draws(rows, settings.series_draws, settings.seed + place)
        for place, rows in enumerate((early, late))
    ]
    return Measurement(float(ratios[0] - ratios[1]), draws[0] - draws[1], pieces)


def late_entry_penalty(entries: pl.DataFrame, presets: pl.DataFrame, settings: ClaimSettings) -> pl.DataFrame:
    """Return one row per preset and reference.

    Args:
        entries: Result of `entries_of`.
        presets: `preset` and `is_simulated`, one row each.
        settings: Shared parameters.

    Returns:
        Frame of `FCT_LATE_ENTRY_PENALTY`, sorted by its key.
    """
    rows = [
        _row(entries, preset, is_simulated, reference, settings)
        for preset, is_simulated in presets.select("preset", "is_simulated").iter_rows()
        for reference in REFERENCES
    ]
    table = pl.DataFrame(rows, schema=FCT_LATE_ENTRY_PENALTY.polars_schema)
    return FCT_LATE_ENTRY_PENALTY.conform(table).sort(FCT_LATE_ENTRY_PENALTY.key)


def late_entry_rows(entries: pl.DataFrame, daily: pl.DataFrame, preset: str, settings: ClaimSettings) -> list[Row]:
    """Return the verdict rows on one preset: layers 3 and 4 earn no less per premium than layer 1."""
    return [
        verdict_row(_claim(reference), _gain(penalty_measured(entries, preset, reference, settings)), daily, settings)
        for reference in REFERENCES
    ]


def _row(entries: pl.DataFrame, preset: str, is_simulated: bool, reference: str, settings: ClaimSettings) -> Row:
    found = penalty_measured(entries, preset, reference, settings)
    early, late = _sides(entries, preset, reference)
    premium = float(late[:, 1].sum())
    interval, penalty = interval_of(found, settings), None if found.obstacle else found.estimate
    return {
        "preset": preset,
        "reference": reference,
        "late_premium_usd": premium,
        "late_pnl_usd": float(late[:, 0].sum()),
        "same_premium_pnl_usd": None if penalty is None else penalty * premium + float(late[:, 0].sum()),
        "penalty_usd": None if penalty is None else penalty * premium,
        "penalty_ratio": penalty,
        "ci_lo": None if interval.obstacle else interval.lo,
        "ci_hi": None if interval.obstacle else interval.hi,
        "confidence_ratio": settings.confidence_ratio,
        "late_months": len(late),
        "early_months": len(early),
        "null_reason": interval.obstacle or None,
        "is_simulated": is_simulated,
    }


def _sides(entries: pl.DataFrame, preset: str, reference: str) -> tuple[Floats, Floats]:
    """Months of the layer 1 that is compared with, and of layers 3 and 4."""
    return _months(entries, preset if reference == "own" else ALWAYS_ON, EARLY), _months(entries, preset, LATE)


def _months(entries: pl.DataFrame, preset: str, layers: tuple[int, ...]) -> Floats:
    """P&L and premium by month of purchase. Shape (n_months, 2)."""
    own = entries.filter(pl.col("preset") == preset, pl.col("layer").is_in(layers))
    months = own.group_by(pl.col("fill_date").dt.truncate("1mo")).agg(pl.col("pnl_usd", "premium_usd").sum())
    return months.sort("fill_date").select("pnl_usd", "premium_usd").to_numpy()


def _gain(penalty: Measurement) -> Measurement:
    return Measurement(-penalty.estimate, -penalty.draws, penalty.n_effective, penalty.obstacle)


def _claim(reference: str) -> Claim:
    return Claim(
        claim_id="A2",
        variant="headline" if reference == "own" else reference,
        text_paraphrase="Layers 3 and 4, which buy after VIX has risen, earn no less on their premium than layer 1",
        metric=f"P&L / premium of layers 3 and 4 minus that of {REFERENCES[reference]}",
        unit="ratio",
        stated=StatedRange(lo=0.0),
        method="calls by month of purchase",
        interval="percentiles of bootstrap draws of months, early and late ones drawn apart",
    )
