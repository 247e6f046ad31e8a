"""S10 to S12: does the hedge keep condors in the trade, and were the stops premature. Pure."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, unmeasured, verdict_row
from pipelines.claims.verdict import StatedRange
from pipelines.contracts.fct_survival_curve import FCT_SURVIVAL_CURVE
from pipelines.quant.bootstrap import ratio_of_sums_draws

Floats = NDArray[np.float64]

SIDES = {"alone": "unhedged", "hedged": "book"}
_METHOD = "stop at twice the credit, a what-if on closes"


def stop_rows(survival: pl.DataFrame, daily: pl.DataFrame, settings: ClaimSettings) -> list[Row]:
    """Return the verdict rows: days in trade gained (headline), stops saved, stops that were premature.

    Args:
        survival: `claims.fct_condor_survival` of one preset and baseline.
        daily: The book, for the labels.
        settings: Shared parameters.
    """
    lives = survival.sort("fill_date", "rung")
    stopped = lives.filter(pl.col("unhedged_stop_date").is_not_null())
    ended = stopped.drop_nulls("is_premature")
    gained = lives.select(pl.col("book_tdays") - pl.col("unhedged_tdays"), "unhedged_tdays")
    is_moved = bool((lives["book_tdays"] != lives["unhedged_tdays"]).any())
    ones = pl.lit(1.0)
    found = {
        "headline": _measured(gained, settings, "" if is_moved else "the hedge moved no stop"),
        "saved": _measured(stopped.select("is_saved", ones), settings),
        "premature": _measured(ended.select("is_premature", ones), settings),
    }
    return [verdict_row(_CLAIMS[variant], measured, daily, settings) for variant, measured in found.items()]


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


def _measured(pairs: pl.DataFrame, settings: ClaimSettings, obstacle: str = "") -> Measurement:
    if pairs.is_empty() or obstacle:
        return unmeasured(obstacle or "no condor was ever stopped", pairs.height)
    rows: Floats = pairs.cast(pl.Float64).to_numpy()
    draws = ratio_of_sums_draws(rows, settings.piece_draws, settings.seed)
    return Measurement(float(rows[:, 0].sum() / rows[:, 1].sum()), draws, len(rows))


_CURVE_SCHEMA = {
    "held_tdays": pl.Int64,
    "at_risk_condors": pl.Int64,
    "stopped_condors": pl.Int64,
    "survival_ratio": pl.Float64,
    "survival_error_ratio": pl.Float64,
}
_CLAIMS = {
    "headline": Claim(
        "S10",
        "headline",
        "The hedge lets the condors stay in the trade longer",
        "days in trade stopped at book level / days in trade stopped alone, less 1",
        "ratio",
        StatedRange(lo=0.0),
        _METHOD,
        "percentiles of bootstrap draws of condors, each drawn on its own",
    ),
    "saved": Claim(
        "S10",
        "saved",
        "The hedge spares condors the stop that they would have met alone; no share is stated",
        "share of condors stopped alone that are not stopped at book level",
        "ratio",
        None,
        _METHOD,
        "percentiles of bootstrap draws of condors, each drawn on its own",
    ),
    "premature": Claim(
        "S12",
        "headline",
        "Condors that are stopped are mostly stopped too early",
        "share of condors stopped alone that made more when held to the end",
        "ratio",
        StatedRange(lo=0.5),
        _METHOD,
        "percentiles of bootstrap draws of condors, each drawn on its own",
    ),
}
