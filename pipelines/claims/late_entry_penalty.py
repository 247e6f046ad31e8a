"""`claims.fct_late_entry_penalty`: layers 3 and 4 against the same premium spent in layer 1 (A2). Pure."""

import polars as pl

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, interval_of, unmeasured, verdict_row
from pipelines.claims.interval_text import month_blocks
from pipelines.claims.lives import by_month, lives_apart
from pipelines.claims.verdict import StatedRange
from pipelines.contracts.fct_late_entry import FCT_LATE_ENTRY_PENALTY
from pipelines.quant.bootstrap import block_counts, ratio_of_sums

ALWAYS_ON = "seed_always_on"  # its layer 1 buys every month, so there is always something to compare with
EARLY, LATE = (1,), (3, 4)
_SUMS = ("pnl_usd", "premium_usd")
REFERENCES = {"own": "its own layer 1", "always_on": f"layer 1 of {ALWAYS_ON}"}


def penalty_measured(entries: pl.DataFrame, preset: str, reference: str, settings: ClaimSettings) -> Measurement:
    """Return profit per premium of layer 1 minus that of layers 3 and 4.

    Calendar months are drawn in blocks, each with the purchases of both sides: calls bought in one spike
    share its fate, early or late. Calls whose lives overlap count as one piece; the side with fewer counts.

    Args:
        entries: Result of `entries_of`.
        preset: Whose layers 3 and 4.
        reference: `own` or `always_on`: whose layer 1.
        settings: Shared parameters.
    """
    early, late = _sides(entries, preset, reference)
    if late.is_empty():
        return unmeasured("layers 3 and 4 never bought")
    if early.is_empty():
        return unmeasured(f"{REFERENCES[reference]} never bought")
    first, last = entries.select(pl.col("fill_date").min(), last=pl.col("fill_date").max()).row(0)
    months = [by_month(side.select("fill_date", *_SUMS), "fill_date", first, last) for side in (early, late)]
    counts = block_counts(len(months[0]), settings.mean_block_months, settings.series_draws, settings.seed)
    draws = ratio_of_sums(counts, months[0]) - ratio_of_sums(counts, months[1])
    ratios = [float(sums[0] / sums[1]) for sums in (side.sum(axis=0) for side in months)]
    pieces = min(lives_apart(side.select(start="fill_date", end="expiry_date")) for side in (early, late))
    return Measurement(ratios[0] - ratios[1], draws, pieces)


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


def late_entry_rows(
    entries: pl.DataFrame, daily: pl.DataFrame, ladder: pl.DataFrame, preset: str, settings: ClaimSettings
) -> list[Row]:
    """Return the verdict rows on one preset: layers 3 and 4 earn no less per premium than layer 1.

    `ladder` are the days of `ALWAYS_ON` over the same condor: what is compared with it rests on its prices too.
    """
    days = {"own": daily, "always_on": pl.concat([daily, ladder])}
    return [
        verdict_row(
            _claim(reference, settings),
            _gain(penalty_measured(entries, preset, reference, settings)),
            days[reference],
            settings,
        )
        for reference in REFERENCES
    ]


def _row(entries: pl.DataFrame, preset: str, is_simulated: bool, reference: str, settings: ClaimSettings) -> Row:
    found = penalty_measured(entries, preset, reference, settings)
    early, late = _sides(entries, preset, reference)
    premium, profit = float(late["premium_usd"].sum()), float(late["pnl_usd"].sum())
    interval, penalty = interval_of(found, settings), None if found.obstacle else found.estimate
    return {
        "preset": preset,
        "reference": reference,
        "late_premium_usd": premium,
        "late_pnl_usd": profit,
        "same_premium_pnl_usd": None if penalty is None else penalty * premium + profit,
        "penalty_usd": None if penalty is None else penalty * premium,
        "penalty_ratio": penalty,
        "ci_lo": None if interval.obstacle else interval.lo,
        "ci_hi": None if interval.obstacle else interval.hi,
        "confidence_ratio": settings.confidence_ratio,
        "late_months": _months(late),
        "early_months": _months(early),
        "n_effective": found.n_effective,
        "null_reason": interval.obstacle or None,
        "is_simulated": is_simulated,
    }


def _sides(entries: pl.DataFrame, preset: str, reference: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Calls of the layer 1 that is compared with, and of layers 3 and 4."""
    whose = preset if reference == "own" else ALWAYS_ON
    early = entries.filter(pl.col("preset") == whose, pl.col("layer").is_in(EARLY))
    return early, entries.filter(pl.col("preset") == preset, pl.col("layer").is_in(LATE))


def _months(calls: pl.DataFrame) -> int:
    return calls["fill_date"].dt.truncate("1mo").n_unique()


def _gain(penalty: Measurement) -> Measurement:
    return Measurement(-penalty.estimate, -penalty.draws, penalty.n_effective, penalty.obstacle)


def _claim(reference: str, settings: ClaimSettings) -> Claim:
    return Claim(
        claim_id="A2",
        variant="headline" if reference == "own" else reference,
        text_paraphrase="Layers 3 and 4, which buy after VIX has risen, earn no less on their premium than layer 1",
        metric=f"P&L / premium of layers 3 and 4 minus that of {REFERENCES[reference]}",
        unit="ratio",
        stated=StatedRange(lo=0.0),
        method="calls by month of purchase",
        interval=f"{month_blocks(settings, settings.series_draws)}, early and late purchases together",
        prices="hedge",
    )
