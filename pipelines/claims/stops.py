"""S10 to S12: does the hedge keep condors in the trade, and were the stops premature. Pure."""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, unmeasured, verdict_row
from pipelines.claims.interval_text import month_blocks
from pipelines.claims.lives import by_month, lives_apart
from pipelines.claims.verdict import StatedRange
from pipelines.contracts.fct_survival_curve import FCT_SURVIVAL_CURVE
from pipelines.quant.bootstrap import block_counts, ratio_of_sums

SIDES = {"alone": "unhedged", "hedged": "book"}
NEVER_STOPPED = "no condor was ever stopped"


@dataclass(frozen=True)
class _Share:
    """A ratio of sums over condors, those without which it would say nothing, and what to say without them."""

    above: pl.Expr
    below: pl.Expr
    rests_on: pl.Expr
    otherwise: str


_alone, _in_book = pl.col("unhedged_tdays"), pl.col("book_tdays")
_is_stopped = pl.col("unhedged_stop_date").is_not_null()
_is_ended = _is_stopped & pl.col("is_premature").is_not_null()
_SHARES = {
    "headline": _Share(_in_book - _alone, _alone, _in_book != _alone, "the hedge moved no stop"),
    "saved": _Share(_is_stopped & pl.col("is_saved"), _is_stopped, _is_stopped, NEVER_STOPPED),
    "premature": _Share(_is_ended & pl.col("is_premature"), _is_ended, _is_ended, NEVER_STOPPED),
}


def stop_rows(survival: pl.DataFrame, daily: pl.DataFrame, settings: ClaimSettings) -> list[Row]:
    """Return the verdict rows: days in trade gained (headline), stops saved, stops that were premature.

    Calendar months of the fill are drawn in blocks: condors held at the same time meet the same market. Those
    that a figure rests on (stop moved, stopped, stopped and over) count as one piece while their lives overlap.

    Args:
        survival: `claims.fct_condor_survival` of one preset and baseline.
        daily: The book, for the labels.
        settings: Shared parameters.
    """
    found = {variant: _measured(survival, share, settings) for variant, share in _SHARES.items()}
    return [verdict_row(_claim(variant, settings), measured, daily, settings) for variant, measured in found.items()]


def survival_curves(survival: pl.DataFrame) -> pl.DataFrame:
    """Return the Kaplan-Meier curve of each preset, condors alone and with their hedge; a life's end is no stop.

    Args:
        survival: `claims.fct_condor_survival`.

    Returns:
        Frame of `FCT_SURVIVAL_CURVE`: one row per day on which one was stopped.
    """
    parts = [
        _curve(lives, side).with_columns(
            preset=pl.lit(preset),
            baseline=pl.lit(baseline),
            side=pl.lit(side),
            is_simulated=lives["is_simulated"].any(),
        )
        for (preset, baseline), lives in survival.sort("preset", "baseline").group_by(
            "preset", "baseline", maintain_order=True
        )
        for side in SIDES
    ]
    table = pl.concat(parts) if parts else pl.DataFrame(schema=FCT_SURVIVAL_CURVE.polars_schema)
    return FCT_SURVIVAL_CURVE.conform(table).sort(FCT_SURVIVAL_CURVE.key)


def _curve(lives: pl.DataFrame, side: str) -> pl.DataFrame:
    from statsmodels.duration.survfunc import SurvfuncRight  # noqa: PLC0415 - slow to import

    is_stopped = lives[f"{SIDES[side]}_stop_date"].is_not_null().to_numpy()
    if not is_stopped.any():
        return pl.DataFrame(schema=_CURVE_SCHEMA)
    curve = SurvfuncRight(lives[f"{SIDES[side]}_tdays"].to_numpy(), is_stopped.astype(int))
    columns = (curve.surv_times, curve.n_risk, curve.n_events, curve.surv_prob, curve.surv_prob_se)
    rows = pl.DataFrame(dict(zip(_CURVE_SCHEMA, columns, strict=True)), schema=_CURVE_SCHEMA)
    return rows.with_columns(pl.col("survival_error_ratio").fill_nan(None))  # Greenwood's has none once none is left


def _measured(lives: pl.DataFrame, share: _Share, settings: ClaimSettings) -> Measurement:
    speaking = lives.filter(share.rests_on)
    if speaking.is_empty():
        return unmeasured(share.otherwise)
    first, last = lives.select(pl.col("fill_date").min(), last=pl.col("fill_date").max()).row(0)
    months = by_month(lives.select("fill_date", above=share.above, below=share.below), "fill_date", first, last)
    counts = block_counts(len(months), settings.mean_block_months, settings.series_draws, settings.seed)
    pieces = lives_apart(speaking.select(start="fill_date", end="expiry_date"))
    above, below = months.sum(axis=0)
    return Measurement(float(above / below), ratio_of_sums(counts, months), pieces)


def _claim(variant: str, settings: ClaimSettings) -> Claim:
    claim_id, name, text, metric, stated = _CLAIMS[variant]
    interval = month_blocks(settings, settings.series_draws)
    method = "stop at twice the credit, a what-if on closes; pieces are condors it rests on whose lives do not overlap"
    # Condors are stopped at model marks; only what one made when held was filled as its book was.
    prices: Literal["both", "hedge"] = "both" if variant == "premature" else "hedge"
    return Claim(claim_id, name, text, metric, "ratio", stated, method, interval, prices=prices)


_CURVE_SCHEMA = {
    "held_tdays": pl.Int64,
    "at_risk_condors": pl.Int64,
    "stopped_condors": pl.Int64,
    "survival_ratio": pl.Float64,
    "survival_error_ratio": pl.Float64,
}
_CLAIMS = {
    "headline": (
        "S10",
        "headline",
        "The hedge lets the condors stay in the trade longer",
        "days in trade stopped at book level / days in trade stopped alone, less 1",
        StatedRange(lo=0.0),
    ),
    "saved": (
        "S10",
        "saved",
        "The hedge spares condors the stop that they would have met alone; no share is stated",
        "share of condors stopped alone that are not stopped at book level",
        None,
    ),
    "premature": (
        "S12",
        "headline",
        "Condors that are stopped are mostly stopped too early",
        "share of condors stopped alone that made more when held to the end",
        StatedRange(lo=0.5),
    ),
}
