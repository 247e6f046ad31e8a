"""S37: "after the hedge's cost the book returns more on its money than a personal hurdle". Pure."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.claims.book_irr import days_of
from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, unmeasured, verdict_row
from pipelines.claims.interval_text import day_blocks
from pipelines.claims.verdict import StatedRange, percent
from pipelines.quant.bootstrap import stationary_draws
from pipelines.quant.drawn_rates import modified_rates, only_rates

Floats = NDArray[np.float64]
_CALENDAR_DAYS_PER_YEAR = 365  # of the dated rate
_DRAWS_PER_SERIES_DRAW = 0.25  # all books drawn are held at once, each with all its days


@dataclass(frozen=True)
class _Reading:
    """Whose return, over which window, and by which rate."""

    variant: str
    side: str
    window: str
    rate: str  # column of `FCT_BOOK_IRR`


_READINGS = (
    _Reading("headline", "hedged", "inception", "irr_ratio"),
    _Reading("modified", "hedged", "inception", "mirr_ratio"),
    _Reading("trailing_252d", "hedged", "trailing_252d", "irr_ratio"),
    _Reading("unhedged", "unhedged", "inception", "irr_ratio"),
)
_RATE_TEXT = {
    "irr_ratio": "internal rate of return",
    "mirr_ratio": "modified rate of return (money costs and earns the risk-free rate, so it is never far from that)",
}


def hurdle_rows(
    days: pl.DataFrame, irr: pl.DataFrame, daily: pl.DataFrame, settings: ClaimSettings, rate_ratio: float
) -> list[Row]:
    """Return the verdict rows: the hedged book since inception (headline) and over 252 days, the condor alone.

    A book that pays in and out many times can have several internal rates, or one that its first weeks decide, for
    what they brought has come back and is taken to go on earning it. Neither is its return. Every row says how often
    the flows change sign, how many rates they have and what the modified one is (S36). That one is for reading: the
    more often money goes in and out, the nearer it is to the risk-free rate, whatever the book earns. The interval
    draws days with the money tied up over them; a drawn book without a rate that is its return is a lost draw.

    Args:
        days: Result of `capital_days`.
        irr: Frame of `FCT_BOOK_IRR` of the same days.
        daily: The book, for the labels.
        settings: Shared parameters.
        rate_ratio: Mean risk-free rate, for the modified rate.
    """
    rows = []
    for reading in _READINGS:
        is_own = (pl.col("side") == reading.side) & (pl.col("window") == reading.window)
        found = irr.row(by_predicate=is_own, named=True)
        measured = _measured(days_of(days, reading.window), reading, found, settings, rate_ratio)
        rows.append(verdict_row(_claim(reading, found, settings), measured, daily, settings))
    return rows


def _measured(
    days: pl.DataFrame, reading: _Reading, found: Row, settings: ClaimSettings, rate_ratio: float
) -> Measurement:
    pieces = (days.height - 1) // settings.mean_block_tdays
    rate, hurdle = found[reading.rate], float(str(found["hurdle_ratio"]))
    if rate is None:
        return unmeasured(_obstacle(found), pieces)
    money, profit = (days[f"{reading.side}_{name}_usd"].to_numpy() for name in ("capital", "pnl"))
    pairs = np.column_stack([money[:-1], profit[1:]])
    draws = stationary_draws(pairs, _flat, settings.mean_block_tdays, _draw_count(settings), settings.seed)
    drawn = draws.reshape(len(draws), 2, len(pairs))
    per_year = len(pairs) * _CALENDAR_DAYS_PER_YEAR / (days["trade_date"][-1] - days["trade_date"][0]).days
    rates = (
        only_rates(drawn[:, 0], drawn[:, 1], per_year)
        if reading.rate == "irr_ratio"
        else modified_rates(drawn[:, 0], drawn[:, 1], rate_ratio, per_year)
    )
    return Measurement(float(str(rate)) - hurdle, rates - hurdle, pieces)


def _obstacle(found: Row) -> str:
    if found["irr_null_reason"] != "not_put_in_throughout":
        return f"the flows have {found['irr_count']} internal rates of return, not one"
    rate = percent(float(str(found["irr_text"])))
    return (
        f"the flows have one internal rate between -99.9 % and 1000 %, {rate}, but at it more had come back than was "
        "put in on some days, so it need not be the only one and is no return on the money tied up"
    )


def _flat(pairs: Floats) -> Floats:
    """Money, then profits, of one drawn book."""
    return pairs.T.ravel()


def _draw_count(settings: ClaimSettings) -> int:
    return int(settings.series_draws * _DRAWS_PER_SERIES_DRAW)


def _claim(reading: _Reading, found: Row, settings: ClaimSettings) -> Claim:
    whose = "the condor alone" if reading.side == "unhedged" else "the whole book, hedge included"
    window = ", last 252 days" if reading.window == "trailing_252d" else ""
    modified = "none" if found["mirr_ratio"] is None else percent(float(str(found["mirr_ratio"])))
    hurdle = 100 * float(str(found["hurdle_ratio"]))
    return Claim(
        claim_id="S37",
        variant=reading.variant,
        text_paraphrase="After the hedge's cost the book returns more on its money than a personal hurdle",
        metric=f"{_RATE_TEXT[reading.rate]} of {whose} less the hurdle of {hurdle:g} %{window}",
        unit="ratio_per_year",
        stated=StatedRange(lo=0.0) if reading.rate == "irr_ratio" else None,
        method="dated flows of width, credit, premium and P&L, marked out at the end, no interest; they change sign "
        f"{found['sign_changes']} times and have internal rates: {found['irr_count']}, modified rate: {modified}",
        interval=f"{day_blocks(settings, _draw_count(settings))}, each with the money tied up over it",
        prices="condor" if reading.side == "unhedged" else "both",
    )
