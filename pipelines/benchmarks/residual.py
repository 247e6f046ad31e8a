"""`benchmarks.fct_benchmark_residual`: how far a replay lies from what was published, and how much prices explain."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from pipelines.benchmarks.market import Floats
from pipelines.benchmarks.monthly import VIX_REGIMES, Days, Months
from pipelines.contracts.fct_benchmark_residual import FCT_BENCHMARK_RESIDUAL
from pipelines.quant.drawdown import max_drawdown_of_returns

ALL = "all"

_MONTHS_A_YEAR = 12
FEWEST = 3  # of a correlation or a standard deviation


def benchmark_residual(months: dict[str, Months], days: dict[str, Days]) -> pl.DataFrame:
    """Return one row per index and period: all months, each year, each VIX regime.

    Args:
        months: By index symbol.
        days: By index symbol; no days where only month ends are published.
    """
    rows = [_row(symbol, *period) for symbol in months for period in _periods(months[symbol], days[symbol])]
    return FCT_BENCHMARK_RESIDUAL.conform(pl.DataFrame(rows, schema=FCT_BENCHMARK_RESIDUAL.polars_schema))


def correlation(one: Floats, other: Floats) -> float | None:
    """Return the correlation of two series; None with fewer than three points or without any movement."""
    if len(one) < FEWEST or not np.std(one) or not np.std(other):
        return None
    return float(np.corrcoef(one, other)[0, 1])


def yearly_vol(returns: Floats) -> float | None:
    """Return the standard deviation of monthly returns a year; None with fewer than three."""
    return float(np.std(returns, ddof=1) * np.sqrt(_MONTHS_A_YEAR)) if len(returns) >= FEWEST else None


def cagr(returns: Floats) -> float | None:
    """Return the growth a year of monthly returns; None without any."""
    return float(np.prod(1 + returns) ** (_MONTHS_A_YEAR / len(returns)) - 1) if len(returns) else None


def _periods(months: Months, days: Days) -> Iterator[tuple[str, str, Months, Days]]:
    """Kind and name of each period, with its months and days."""
    yield "all", ALL, months, days
    month_years, day_years = (part.astype("datetime64[Y]").astype(int) + 1970 for part in (months.ends, days.dates))
    for year in np.unique(month_years):
        yield "year", str(year), months.where(month_years == year), days.where(day_years == year)
    for regime in VIX_REGIMES:
        yield "vix_regime", regime, months.where(months.regimes == regime), days.where(days.regimes == regime)


def _row(symbol: str, kind: str, name: str, months: Months, days: Days) -> dict[str, object]:
    replayed, published = months.replayed, months.published
    is_path = kind != "vix_regime"  # months of a regime don't follow each other
    falls = [_fall(part) if is_path else None for part in (replayed, published)]
    return {
        "index_symbol": symbol,
        "period_kind": kind,
        "period": name,
        "first_month": months.ends[0].item() if len(months.ends) else None,
        "last_month": months.ends[-1].item() if len(months.ends) else None,
        "n_months": len(months.ends),
        "n_days": len(days.dates),
        "monthly_correlation_ratio": correlation(replayed, published),
        "daily_correlation_ratio": correlation(days.replayed, days.published),
        "overlay_monthly_correlation_ratio": _overlay_correlation(months),
        "overlay_daily_correlation_ratio": _overlay_correlation(days),
        "tracking_error_vol": yearly_vol(replayed - published),
        "replayed_volatility_vol": yearly_vol(replayed),
        "published_volatility_vol": yearly_vol(published),
        "replayed_cagr_ratio": cagr(replayed),
        "published_cagr_ratio": cagr(published),
        "cagr_gap_ratio": _gap(cagr(replayed), cagr(published)),
        "replayed_max_drawdown_ratio": falls[0],
        "published_max_drawdown_ratio": falls[1],
        "max_drawdown_gap_ratio": _gap(*falls),
        **_explained(months),
    }


def _overlay_correlation(returns: Months | Days) -> float | None:
    """Of what is left without the stocks; None in an index without stocks."""
    if not returns.stocks.any():
        return None
    return correlation(returns.replayed - returns.stocks, returns.published - returns.stocks)


def _explained(months: Months) -> dict[str, float | None]:
    """What part of the residual lies inside the band that pricing errors alone could make."""
    names = (
        "cagr_gap_band_lo_ratio",
        "cagr_gap_band_hi_ratio",
        "cagr_gap_explained_ratio",
        "months_inside_band_ratio",
        "tracking_error_outside_band_vol",
    )
    published = months.published
    if not len(published):
        return dict.fromkeys(names)
    band = np.vstack([months.variants, months.replayed])
    *_, gap = gaps = [_gap(cagr(path), cagr(published)) or 0.0 for path in band]
    left = 0.0 if min(gaps) <= 0 <= max(gaps) else min(map(abs, gaps))
    outside = published - np.clip(published, band.min(axis=0), band.max(axis=0))
    explained = 1 - left / abs(gap) if gap else 1.0
    values = (min(gaps), max(gaps), explained, float(np.mean(outside == 0)), yearly_vol(outside))
    return dict(zip(names, values, strict=True))


def _fall(returns: Floats) -> float | None:
    return max_drawdown_of_returns(returns) if len(returns) else None


def _gap(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other
