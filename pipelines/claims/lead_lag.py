"""C5 and C8: currency moves, and REITs, run ahead of equity volatility (S40, S49). Pure."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, measured_within, unmeasured, verdict_row
from pipelines.claims.verdict import StatedRange
from pipelines.contracts.fct_lead_lag import FCT_LEAD_LAG
from pipelines.quant.newey_west import newey_west

Floats = NDArray[np.float64]

CHANGE_TDAYS = 21
LAGS_TDAYS = 60
_SPAN_TDAYS = 2 * CHANGE_TDAYS  # of one observation, the change before it and the one after: nearer ones overlap
_PLACEBO_DRAWS = 1000
_VARIANTS = {
    "headline": "given level and last change of SPX volatility",
    "alone": "nothing else given",
    "placebo": "nothing else given, less that with years shuffled",
}
_PIECES = dict.fromkeys(_VARIANTS, f"spans of {_SPAN_TDAYS} sessions") | {"placebo": "the years shuffled"}
_LEADERS = {
    "C5": ("dollar", "dollar_vol_21d_vol", "dollar_null_reason", "Moves of the dollar come before equity volatility"),
    "C8": ("reit", "reit_rv_21d_vol", "reit_null_reason", "Volatility of REITs comes before that of the index"),
}


def lead_lag(signals: pl.DataFrame, settings: ClaimSettings) -> pl.DataFrame:
    """Return the correlation of changes over 21 sessions at lags of -60 to 60 sessions; positive = it leads SPX.

    Args:
        signals: `signals.fct_signal_daily`.
        settings: Shared parameters.

    Returns:
        Frame of `FCT_LEAD_LAG`; a leader without data has no rows.
    """
    rows = []
    for leader, column, _, _ in _LEADERS.values():
        days = _days(signals, column, settings)
        for lag in range(-LAGS_TDAYS, LAGS_TDAYS + 1):
            pairs = days.select("leader", follower=pl.col("follower").shift(-lag)).drop_nulls().to_numpy()
            if len(pairs) > 2 * LAGS_TDAYS:
                found = float(np.corrcoef(pairs.T)[0, 1])
                rows.append({"leader": leader, "lag_tdays": lag, "correlation_ratio": found, "pairs": len(pairs)})
    table = pl.DataFrame(
        rows, schema={name: FCT_LEAD_LAG.polars_schema[name] for name in FCT_LEAD_LAG.column_names[:-1]}
    )
    return FCT_LEAD_LAG.conform(table.with_columns(is_simulated=signals["is_simulated"].any())).sort(FCT_LEAD_LAG.key)


def lead_lag_rows(signals: pl.DataFrame, daily: pl.DataFrame, settings: ClaimSettings) -> list[Row]:
    """Return three verdict rows per leader: its slope on what SPX volatility does next, alone, and less a placebo.

    All are standardised. The headline allows for level and last change of SPX volatility itself, which moves with the
    leader and then falls back. The placebo puts the leader's years in another order.

    Args:
        signals: `signals.fct_signal_daily`.
        daily: The page's book, for the labels.
        settings: Shared parameters.
    """
    rows = []
    for claim_id, (leader, column, reason, text) in _LEADERS.items():
        days = _days(signals, column, settings).with_columns(next=pl.col("follower").shift(-CHANGE_TDAYS))
        known = days.drop_nulls()
        if known.height <= 10 * CHANGE_TDAYS:
            reasons = ", ".join(signals[reason].drop_nulls().unique().sort()) or "too few days"
            measured = [unmeasured(f"no {leader} volatility to speak of ({reasons})")] * 3
        else:
            measured = _measured(known, settings)
        for variant, found in zip(_VARIANTS, measured, strict=True):
            rows.append(verdict_row(_claim(claim_id, variant, leader, text), found, daily, settings))
    return rows


def _days(signals: pl.DataFrame, column: str, settings: ClaimSettings) -> pl.DataFrame:
    """Changes over 21 sessions up to each day, as known then."""
    days = signals.filter(pl.col("trade_date") >= settings.window_start).sort("trade_date")
    return days.select(
        "trade_date",
        leader=pl.col(column) - pl.col(column).shift(CHANGE_TDAYS),
        level="spx_rv_21d_vol",
        follower=pl.col("spx_rv_21d_vol") - pl.col("spx_rv_21d_vol").shift(CHANGE_TDAYS),
    )


def _measured(known: pl.DataFrame, settings: ClaimSettings) -> list[Measurement]:
    names = ("leader", "next", "follower", "level")
    leader, following, own_change, own_level = (_standardised(known[name].to_numpy()) for name in names)
    pieces, ratio = known.height // _SPAN_TDAYS, settings.confidence_ratio
    controls = np.column_stack([leader, own_change, own_level])
    _, partial, *_ = newey_west(following, controls, _SPAN_TDAYS, ratio)
    _, slope = newey_west(following, leader[:, None], _SPAN_TDAYS, ratio)
    years = known["trade_date"].dt.year().to_numpy()
    placebos = _placebos(years, leader, following, settings.seed)
    return [
        measured_within(partial.estimate, (partial.ci_lo, partial.ci_hi), pieces),
        measured_within(slope.estimate, (slope.ci_lo, slope.ci_hi), pieces),
        Measurement(slope.estimate - float(placebos.mean()), slope.estimate - placebos, len(np.unique(years))),
    ]


def _placebos(years: NDArray[np.int32], leader: Floats, following: Floats, seed: int) -> Floats:
    """Correlations with the leader's years shuffled. Shape (draws,)."""
    rng = np.random.default_rng(seed)
    parts = [leader[years == year] for year in np.unique(years)]
    return np.array(
        [
            float(np.concatenate([parts[n] for n in rng.permutation(len(parts))]) @ following) / len(leader)
            for _ in range(_PLACEBO_DRAWS)
        ]
    )


def _standardised(values: Floats) -> Floats:
    return np.asarray((values - values.mean()) / values.std())


def _claim(claim_id: str, variant: str, leader: str, text: str) -> Claim:
    slope = (
        f"standardised slope of the change of SPX volatility over the next 21 sessions on that of {leader} volatility"
    )
    return Claim(
        claim_id=claim_id,
        variant=variant,
        text_paraphrase=text,
        metric=f"{slope} over the last 21, {_VARIANTS[variant]}",
        unit="ratio",
        stated=StatedRange(lo=0.0),
        method=f"least squares; pieces are {_PIECES[variant]}",
        interval=f"percentiles of {_PLACEBO_DRAWS} shuffles of the leader's years"
        if variant == "placebo"
        else f"Newey-West, {_SPAN_TDAYS} lags",
        rests_on="published series as known on the day",
    )
