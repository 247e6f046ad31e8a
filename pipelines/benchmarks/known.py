"""What the book knew at each close, in the shape that replays read. Pure."""

from datetime import date

import numpy as np
import polars as pl

from pipelines.benchmarks.cycles import Cycles
from pipelines.benchmarks.market import Floats, Moments, chosen_at
from pipelines.benchmarks.pricing import Pricing
from pipelines.benchmarks.vix_cycles import SOQ, VVIX, VixCycles
from pipelines.layers.market import prepared_signals
from pipelines.layers.vocabulary import SettlementSource
from pipelines.quant.variance_swap import TENORS_DAYS
from pipelines.quant.vx_forward import ForwardSource, VxCurve, carried_forward


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
    days, cycle = closes.at(cycles.day_places), cycles.cycle_of_day
    rolls = closes.at(cycles.roll_places)
    chosen, chosen_days = chosen_at(closes, rolls, cycles.roll_places, cycles.next_dates, pricing)
    expiries, is_roll = cycles.next_dates[cycle], np.diff(cycle, prepend=-1) > 0
    levels = settled.settled(days.dates, expiries)
    eve = settled.settled(closes.dates[cycles.roll_places - 1], cycles.next_dates)
    at_choice, levels[is_roll] = (
        np.where(np.isnan(found), eve, found)
        for found in (settled.settled(chosen.dates, cycles.next_dates), levels[is_roll])
    )
    forwards, sources = carried_forward(levels, [str(ForwardSource.FUTURE)] * len(levels), expiries, len(levels))
    vol_sources = [VVIX] * len(levels)
    return VixCycles(
        cycles, rolls, days, forwards[is_roll], chosen, chosen_days, at_choice, forwards,
        [str(source) for source in sources], vol_sources, *_settled(cycles, settled, forwards),
    )  # fmt: skip


def _settled(cycles: Cycles, settled: VxCurve, forwards: Floats) -> tuple[Floats, list[str]]:
    """What each roll's calls settle at, else the last settlement of their future, and which of the two it is.

    The day of a calendar roll is the next cycle's already, and so is its forward.
    """
    last = np.searchsorted(cycles.cycle_of_day, np.arange(len(cycles.next_dates)), side="right") - 1
    final = settled.settled(cycles.next_dates, cycles.next_dates)
    is_final = np.isfinite(final)
    named = [SOQ if known else str(SettlementSource.VX_LAST_SETTLE) for known in is_final]
    return np.where(is_final, final, forwards[last]), named


def _floats(rows: pl.DataFrame, column: str) -> Floats:
    return rows[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()
