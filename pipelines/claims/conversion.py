"""S35: "cheaper conversion arbitrage" while the curve is inverted, on days with a chain. Pure."""

import numpy as np
import polars as pl

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, unmeasured, verdict_row
from pipelines.claims.interval_text import independent
from pipelines.claims.verdict import StatedRange
from pipelines.quant.bootstrap import ratio_of_sums_draws

WORTH_RATIO = 0.01  # [D] fewer strikes than this are quotes of different moments, no arbitrage


def conversion_rows(
    conversions: pl.DataFrame, signals: pl.DataFrame, daily: pl.DataFrame, settings: ClaimSettings
) -> list[Row]:
    """Return the verdict rows: share of strikes whose conversion pays more than fees, on all days and in a press.

    Args:
        conversions: `signals.fct_conversion_daily`.
        signals: `signals.fct_signal_daily`, for the press.
        daily: The page's book, for the labels.
        settings: Shared parameters.
    """
    flagged = conversions.join(
        signals.select("is_cash_press", quote_date="trade_date"), on="quote_date", how="left"
    ).sort("quote_date")
    variants = {
        "headline": (flagged, "conversion_pairs"),
        "reversal": (flagged, "reversal_pairs"),
        "in_cash_press": (flagged.filter(pl.col("is_cash_press")), "conversion_pairs"),
    }
    return [
        verdict_row(_claim(variant, settings), _share(days, column, settings), daily, settings)
        for variant, (days, column) in variants.items()
    ]


def _share(days: pl.DataFrame, column: str, settings: ClaimSettings) -> Measurement:
    if days.is_empty():
        return unmeasured("no SPX chain on any such day")
    pairs = days.select(column, "strike_pairs").to_numpy().astype(np.float64)
    draws = ratio_of_sums_draws(pairs, settings.piece_draws, settings.seed)
    return Measurement(float(pairs[:, 0].sum() / pairs[:, 1].sum()), draws, len(pairs))


def _claim(variant: str, settings: ClaimSettings) -> Claim:
    which = {"headline": "conversions", "reversal": "reversals", "in_cash_press": "conversions on days of a Cash Press"}
    return Claim(
        claim_id="S35",
        variant=variant,
        text_paraphrase="Conversions of SPX options can be had for less than they are worth",
        metric=f"share of strikes whose {which[variant]} pay more than their fees",
        unit="ratio",
        stated=StatedRange(lo=WORTH_RATIO),
        method="bids and asks of the chain against the forward as quoted around it",
        interval=independent("chain days", settings.piece_draws),
        rests_on="quote",
    )
