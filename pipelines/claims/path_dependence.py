"""S48: "volatility regimes depend on their path", beyond the level of VIX. Pure."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, unmeasured, verdict_row
from pipelines.claims.interval_text import day_blocks
from pipelines.claims.verdict import StatedRange
from pipelines.quant.bootstrap import stationary_draws

Floats = NDArray[np.float64]

HORIZON_TDAYS = 21
_FEWEST_TDAYS = 504


def path_dependence_rows(signals: pl.DataFrame, daily: pl.DataFrame, settings: ClaimSettings) -> list[Row]:
    """Return the verdict row: what the path of VIX adds to its level in telling the next 21 days' volatility.

    Two regressions are fitted on the first half of the days and judged on the second; a difference of R² there
    can be negative. Path: days since VIX was last below 18 (logarithm), highest close of 63 sessions.

    Args:
        signals: `signals.fct_signal_daily`.
        daily: The page's book, for the labels.
        settings: Shared parameters.
    """
    days = (
        signals.filter(pl.col("trade_date") >= settings.window_start)
        .sort("trade_date")
        .select(
            pl.col("spx_rv_21d_vol").shift(-HORIZON_TDAYS),
            pl.col("vix_close_pts"),
            pl.col("vix_calm_age_tdays").log1p(),
            pl.col("vix_prior_max_63_pts"),
        )
        .drop_nulls()
        .to_numpy()
    )
    return [verdict_row(_claim(settings), _measured(days, settings), daily, settings)]


def _measured(days: Floats, settings: ClaimSettings) -> Measurement:
    if len(days) < 2 * _FEWEST_TDAYS:
        return unmeasured(f"only {len(days)} days with volatility and path known")
    half = len(days) // 2
    fitted, judged = days[: half - HORIZON_TDAYS], days[half:]  # outcomes of the first half end before the second
    errors = np.column_stack([_errors(fitted, judged, count) for count in (1, 3)])
    rows = np.column_stack([judged[:, 0], errors])
    draws = stationary_draws(rows, _gain, settings.mean_block_tdays, settings.series_draws, settings.seed)
    return Measurement(float(_gain(rows)[0]), draws[:, 0], len(judged) // settings.mean_block_tdays)


def _errors(fitted: Floats, judged: Floats, regressors: int) -> Floats:
    """Squared errors of a regression on the first regressors, on days it was not fitted on."""
    design, other = (np.column_stack([np.ones(len(part)), part[:, 1 : 1 + regressors]]) for part in (fitted, judged))
    coefficients, *_ = np.linalg.lstsq(design, fitted[:, 0], rcond=None)
    return np.asarray((judged[:, 0] - other @ coefficients) ** 2)


def _gain(rows: Floats) -> Floats:
    """R² with the path less R² with the level alone."""
    spread = ((rows[:, 0] - rows[:, 0].mean()) ** 2).sum()
    return np.array([(rows[:, 1] - rows[:, 2]).sum() / spread])


def _claim(settings: ClaimSettings) -> Claim:
    return Claim(
        claim_id="S48",
        variant="headline",
        text_paraphrase="What volatility does next depends on its path, not on the level of VIX alone",
        metric="R² of the next 21 sessions' SPX volatility on level and path of VIX, less R² on the level alone",
        unit="ratio",
        stated=StatedRange(lo=0.0),
        method="fitted on the first half of the days, judged on the second",
        interval=f"{day_blocks(settings, settings.series_draws)}, of the second half",
        rests_on="index closes",
    )
