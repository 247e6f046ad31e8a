"""`benchmarks.fct_benchmark_gap`: how much of a growth gap the mornings of the rolls make, and how much is left. Pure.

PUT and BXM sell the same option in two ways. Between the settlement at the opening quotation and the next sale, hours
later, BXM holds stocks and PUT holds bills; on all other days they earn the same (Shalen, "The BXM and PUT Conundrum",
2014; Israelov, "PutWrite versus BuyWrite", 2017). What PUT earned above BXM in a month is therefore what stocks lost
that morning: the published pair tells where the opening quotation stood above the level at the sale, which no free
history has. The replays judged are those without it. For the pair itself the part is by construction: settled at what
it implies, its two gaps must meet. Only the six indices beside it test it, and only some are tracked more closely.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.benchmarks.monthly import Months
from pipelines.benchmarks.replay_spx import Openings
from pipelines.benchmarks.residual import FEWEST, cagr, correlation, yearly_vol
from pipelines.contracts.fct_benchmark_gap import FCT_BENCHMARK_GAP
from pipelines.quant.smile_band import ATM_RATIO_BAND

PUT, BXM = "PUT", "BXM"


@dataclass(frozen=True)
class _Morning:
    """Mean implied opening over the sale, and its standard error; None with too few."""

    mean: float | None
    error: float | None


def implied_openings(put: Months, bxm: Months, blended: Openings) -> Openings:
    """Return, by roll date, the log of the opening quotation over the level at the sale that the pair implies.

    Where strikes, bills and dividends make the replayed pair differ, so they do the published one: only what the
    published pair differs beyond the replayed one is added to what lies between the closes.

    Args:
        put: Months of PUT, published and replayed.
        bxm: The same of BXM.
        blended: What the replays take it for, by roll date.

    Returns:
        Roll dates of months that both have; none where the pair is not published.
    """
    beyond = {
        month: _log_gap(put, here) - _log_gap(bxm, int(there))
        for here, month in enumerate(_calendar_months(put))
        for there in np.flatnonzero(_calendar_months(bxm) == month)
    }
    return {day: value + beyond[month] for day, value in blended.items() if (month := day.astype("M8[M]")) in beyond}


def gap_rows(months: Mapping[str, Months], settled: Mapping[str, Months], openings: Openings) -> pl.DataFrame:
    """Return the rows of `FCT_BENCHMARK_GAP` but for `is_simulated`.

    Args:
        months: By index as replayed; of those on SPX options the variants are the level's band, low and high.
        settled: By index on SPX options, with the implied openings.
        openings: From `implied_openings`; with too few, what depends on them is null.
    """
    values = np.expm1(np.array(list(openings.values())))
    is_enough = len(values) >= FEWEST
    error = float(np.std(values, ddof=1) / np.sqrt(len(values))) if is_enough else None
    morning = _Morning(float(values.mean()) if is_enough else None, error)
    rows = [_row(symbol, months[symbol], each if is_enough else None, morning) for symbol, each in settled.items()]
    schema = {name: kind for name, kind in FCT_BENCHMARK_GAP.polars_schema.items() if name != "is_simulated"}
    return pl.DataFrame(rows, schema=schema)


def _log_gap(months: Months, place: int) -> float:
    return float(np.log1p(months.published[place]) - np.log1p(months.replayed[place]))


def _calendar_months(months: Months) -> np.ndarray:
    return months.ends.astype("datetime64[M]")


def _row(symbol: str, central: Months, settled: Months | None, morning: _Morning) -> dict[str, object]:
    gap, rest = _gap(central.replayed, central), _gap(settled.replayed, settled) if settled else None
    low, high = (_gap(variant, central) for variant in central.variants)
    slope = (high - low) / (2 * ATM_RATIO_BAND) if low is not None and high is not None else None
    figures = {
        "cagr_gap_ratio": gap,
        "settlement_ratio": gap - rest if gap is not None and rest is not None else None,
        "rest_ratio": rest,
        "rest_level_ratio": rest / slope if rest is not None and slope else None,
        "monthly_correlation_ratio": correlation(central.replayed, central.published),
        "settled_monthly_correlation_ratio": correlation(settled.replayed, settled.published) if settled else None,
        "tracking_error_vol": yearly_vol(central.replayed - central.published),
        "settled_tracking_error_vol": yearly_vol(settled.replayed - settled.published) if settled else None,
        "opening_over_sale_ratio": morning.mean,
        "opening_over_sale_error_ratio": morning.error,
    }
    reason = _obstacle(central, settled) if None in figures.values() else None
    of_index = {"index_symbol": symbol, "n_months": len(central.ends), "is_implied_from": symbol in (PUT, BXM)}
    return {**of_index, **figures, "null_reason": reason}


def _obstacle(central: Months, settled: Months | None) -> str:
    if len(central.ends) < FEWEST:
        return "too_few_months"
    return "pair_not_published" if settled is None else "no_movement"


def _gap(replayed: np.ndarray, months: Months) -> float | None:
    own, published = cagr(replayed), cagr(months.published)
    return None if own is None or published is None else own - published
