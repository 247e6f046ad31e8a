"""C4: "the steward does better than the promoter while inflation is above trend" (S24, S25, S30). Pure."""

from collections.abc import Iterator, Sequence
from math import ceil

import numpy as np
import polars as pl

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, measured_within, unmeasured, verdict_row
from pipelines.claims.lives import lives_apart
from pipelines.claims.policies import siblings
from pipelines.claims.verdict import StatedRange
from pipelines.condor.carry import why_never_known
from pipelines.condor.policy import CondorPolicy, Promoter
from pipelines.quant.newey_west import newey_west, usual_lags

_MONTHS_PER_YEAR = 12
_DAYS_PER_MONTH = 28  # the shortest
_VARIANTS = {
    "hot_minus_cold": "steward minus promoter, months of hot inflation minus the other months, per year",
    "in_hot_months": "steward minus promoter, mean of months of hot inflation, per year",
}


def steward_promoter(
    books: pl.DataFrame, signals: pl.DataFrame, policies: Sequence[CondorPolicy], baseline: str, settings: ClaimSettings
) -> list[Row]:
    """Return two verdict rows for every promoter of the baseline's condor; the baseline itself is the steward.

    Both carry the same hedge, so what differs is the condor. Whether a month is hot, and carry known, is
    decided at the close before it begins. Months that are not over, or in which either was unknown, do not count.

    Args:
        books: `backtest.fct_backtest_daily` of one hedge over all condors, inside the window.
        signals: `signals.fct_signal_daily`.
        policies: All condor baselines.
        baseline: Name of the steward.
        settings: Shared parameters.
    """
    own = books.filter(pl.col("baseline") == baseline).sort("trade_date")
    promoters = [policy for policy in siblings(policies, baseline) if policy.promoter]
    if not promoters:
        lacking = unmeasured(f"no promoter baseline sells the condor of {baseline}")
        return [verdict_row(_claim("headline", _VARIANTS["hot_minus_cold"], "none", 0, "none"), lacking, own, settings)]
    return [row for policy in promoters for row in _rows(policy, own, books, signals, settings)]


def _rows(
    policy: CondorPolicy, own: pl.DataFrame, books: pl.DataFrame, signals: pl.DataFrame, settings: ClaimSettings
) -> Iterator[Row]:
    promoter = policy.promoter or Promoter()
    promoted = books.filter(pl.col("baseline") == policy.name)
    months = _months(own, promoted, signals, promoter)
    compared = pl.concat([own, promoted])  # the figure is made of both condors' prices
    unknown = why_never_known(signals.filter(pl.col("trade_date") >= own["trade_date"][0]), promoter)
    measured = _measured(months, policy.dte_days, settings, unknown)
    is_headline = promoter.column == Promoter().column
    for (kind, metric), found in zip(_VARIANTS.items(), measured, strict=True):
        variant = ("headline" if kind == "hot_minus_cold" else kind) if is_headline else f"{policy.name}_{kind}"
        interval = f"Newey-West, {_lags(months.height, policy.dte_days)} lags"
        yield verdict_row(_claim(variant, metric, policy.name, months.height, interval), found, compared, settings)


def _months(steward: pl.DataFrame, promoted: pl.DataFrame, signals: pl.DataFrame, promoter: Promoter) -> pl.DataFrame:
    """Whole months with `gap_ratio` (steward minus promoter) and `is_hot`, in order, known ones only."""
    flags = signals.select("trade_date", is_hot="is_inflation_hot", is_low=promoter.column)
    days = (
        steward.join(promoted.select("trade_date", other="unhedged_return_ratio"), on="trade_date")
        .join(flags, on="trade_date", how="left")
        .sort("trade_date")
        .with_columns(pl.col("is_hot", "is_low").shift(1), month=pl.col("trade_date").dt.truncate("1mo"))
    )
    months = days.group_by("month", maintain_order=True).agg(
        gap_ratio=(pl.col("unhedged_return_ratio") - pl.col("other")).sum(),
        is_hot=pl.col("is_hot").first(),
        is_low=pl.col("is_low").first(),
    )
    return months.head(-1).drop_nulls()


def _measured(months: pl.DataFrame, dte_days: int, settings: ClaimSettings, unknown: str) -> list[Measurement]:
    gap, is_hot = months["gap_ratio"].to_numpy() * _MONTHS_PER_YEAR, months["is_hot"].to_numpy().astype(bool)
    hot, cold = (_months_apart(months.filter(part), dte_days) for part in (is_hot & (gap != 0), ~is_hot))
    pieces = min(hot, cold)
    obstacle = unknown or _obstacle(gap, is_hot)
    if obstacle:
        return [unmeasured(obstacle, pieces)] * len(_VARIANTS)
    ratio, lags = settings.confidence_ratio, _lags(len(gap), dte_days)
    _, difference = newey_west(gap, is_hot[:, None].astype(float), lags, ratio)
    mean, _ = newey_west(gap, (~is_hot)[:, None].astype(float), lags, ratio)
    return [
        measured_within(found.estimate, (found.ci_lo, found.ci_hi), count)
        for found, count in ((difference, pieces), (mean, hot))
    ]


def _months_apart(months: pl.DataFrame, dte_days: int) -> int:
    """Months that share no condor: one held in a month may be as old as its days to expiry."""
    start, end = pl.col("month").dt.offset_by(f"-{dte_days}d"), pl.col("month").dt.offset_by("1mo")
    return lives_apart(months.select(start=start, end=end))


def _lags(months: int, dte_days: int) -> int:
    """Newey and West's, or as many months as a condor reaches across."""
    return max(usual_lags(max(months, 1)), ceil(dte_days / _DAYS_PER_MONTH))


def _obstacle(gap: np.ndarray, is_hot: np.ndarray) -> str:
    if not is_hot.any():
        return "inflation was never hot at the start of a month in which carry was known"
    if is_hot.all():
        return "inflation was hot in every month: nothing to compare with"
    if not gap[is_hot].any():
        return "carry was never low while inflation was hot, so steward and promoter never differed then"
    return ""


def _claim(variant: str, metric: str, promoter: str, months: int, interval: str) -> Claim:
    return Claim(
        claim_id="C4",
        variant=variant,
        text_paraphrase="The steward does better than the promoter while consumer and producer prices rise above trend",
        metric=f"{metric}; promoter: {promoter}",
        unit="ratio_per_year",
        stated=StatedRange(lo=0.0),
        method=f"monthly returns x 12 on a dummy of hot inflation (S29) known before the month, {months} months; "
        "pieces are months in which no condor of another piece was held",
        interval=interval,
        prices="condor",
    )
