"""What the book knew at each close, in the shape that replays read. Pure."""

from datetime import date

import numpy as np
import polars as pl

from pipelines.benchmarks.cycles import Cycles
from pipelines.benchmarks.market import Dates, Floats, Moments, Places, chosen_at
from pipelines.benchmarks.pricing import Pricing
from pipelines.benchmarks.vix_cycles import SOQ, VVIX, VixCycles
from pipelines.layers.market import prepared_signals
from pipelines.layers.vocabulary import SETTLED_ON, ForwardSource
from pipelines.quant.variance_swap import TENORS_DAYS
from pipelines.quant.vx_forward import MOST_CARRIED_DAYS, VxCurve


def known_closes(signals: pl.DataFrame, start: date, dividend_yield_ratio: float, *, for_spx: bool) -> Moments:
    """Return the closes from `start` on, with levels, rate and VVIX as far as they were public.

    Args:
        signals: `signals.fct_signal_daily`, the days before `start` included: VVIX and rate are carried from them.
        start: First day.
        dividend_yield_ratio: Of the book, constant; the total return is that of the price.
        for_spx: Leave out days on which no SPX option has a price.
    """
    days = prepared_signals(signals).filter(pl.col("trade_date") >= start)
    if for_spx:
        days = days.drop_nulls(["spx_close_pts", "vix_close_pts", "risk_free_rate_ratio"])
    stocks = days.with_columns(pl.col("spx_close_pts").forward_fill())
    return Moments(
        days["trade_date"].to_numpy().astype("datetime64[D]"),
        _floats(days, "spx_close_pts"),
        _floats(stocks, "spx_close_pts"),
        np.column_stack([_floats(days, f"{name}_close_pts") for name in TENORS_DAYS]),
        _floats(days, "skew_close_pts"),
        _floats(days, "vvix_known_pts"),
        _floats(days, "rate_known_ratio"),
        np.full(len(days), dividend_yield_ratio),
    )


def known_vix_cycles(closes: Moments, settled: VxCurve, cycles: Cycles, pricing: Pricing) -> VixCycles:
    """Return cycles whose calls are priced as the layers do: on the last settlement of their own future.

    Args:
        closes: From `known_closes`.
        settled: Settlements with the final ones on expiry days.
        cycles: Rolls; the calls may settle before the next one.
        pricing: Says when the choice is made.
    """
    days, expiries = closes.at(cycles.day_places), cycles.next_dates[cycles.cycle_of_day]
    rolls, is_roll = closes.at(cycles.roll_places), np.diff(cycles.cycle_of_day, prepend=-1) > 0
    chosen, chosen_days = chosen_at(closes, rolls, cycles.roll_places, cycles.next_dates, pricing)
    eve = settled.settled(closes.dates[cycles.roll_places - 1], cycles.next_dates)
    at_choice = settled.settled(chosen.dates, cycles.next_dates)
    forwards, sources = _last_settled(settled, closes.dates, cycles.day_places, expiries)
    return VixCycles(
        cycles, rolls, days, forwards[is_roll],
        chosen, chosen_days, np.where(np.isnan(at_choice), eve, at_choice),
        forwards, [str(source) for source in sources], [VVIX] * len(forwards),
        *_settled(cycles, settled, closes.dates),
    )  # fmt: skip


def _last_settled(
    settled: VxCurve, dates: Dates, places: Places, expiries: Dates
) -> tuple[Floats, list[ForwardSource]]:
    """The settlement of each expiry on its day, else the last one of a week, else NaN, and which of these it is."""
    found, sources = np.full(len(places), np.nan), [ForwardSource.VX_MISSING] * len(places)
    for age in range(MOST_CARRIED_DAYS + 1):
        there = np.flatnonzero(np.isnan(found) & (places >= age) & (places - age < len(dates)))
        found[there] = settled.settled(dates[places[there] - age], expiries[there])
        for place in there[np.isfinite(found[there])]:
            sources[place] = ForwardSource.VX_CARRIED if age else ForwardSource.VX_SETTLE
    return found, sources


def _settled(cycles: Cycles, settled: VxCurve, dates: Dates) -> tuple[Floats, list[str]]:
    """What each roll's calls settle at, final or else the last of a week, and which it is; NaN without either."""
    ends = np.searchsorted(dates, cycles.next_dates)
    levels, sources = _last_settled(settled, dates, ends, cycles.next_dates)
    final = settled.settled(cycles.next_dates, cycles.next_dates)  # the day itself may be no session of the book
    is_final = np.isfinite(final)
    named = [SOQ if known else str(SETTLED_ON[source]) for known, source in zip(is_final, sources, strict=True)]
    return np.where(is_final, final, levels), named


def _floats(rows: pl.DataFrame, column: str) -> Floats:
    return rows[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()
