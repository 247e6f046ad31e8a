"""`claims.fct_book_irr`: the return of the money tied up in the whole book (S36). Pure."""

import numpy as np
import polars as pl

from pipelines.claims.claim import Row
from pipelines.contracts.fct_book_irr import FCT_BOOK_IRR
from pipelines.quant.cash_flows import dated_return
from pipelines.quant.costs import OPTION_MULTIPLIER_USD

WINDOWS = {"inception": None, "trailing_252d": 252}


def capital_days(daily: pl.DataFrame, condor_signals: pl.DataFrame, layer_states: pl.DataFrame) -> pl.DataFrame:
    """Return the money tied up at every close: width of the condors held, their marks, and the calls' (S36).

    The margin of a condor is width less credit: the credit received is tied up with it, so the whole width is,
    and what it costs to close is owed.

    Args:
        daily: `backtest.fct_backtest_daily` of one book.
        condor_signals: `condor.fct_condor_signal_daily` of its baseline.
        layer_states: `layers.fct_layer_state_daily` of its preset.

    Returns:
        `trade_date`, `unhedged_capital_usd`, `hedged_capital_usd`, `unhedged_pnl_usd`, `hedged_pnl_usd`,
        `preset`, `baseline`, `is_simulated`, in date order.
    """
    put = pl.col("held_short_put_strike_pts") - pl.col("held_long_put_strike_pts")
    call = pl.col("held_long_call_strike_pts") - pl.col("held_short_call_strike_pts")
    width = pl.max_horizontal(put, call).fill_null(0.0) * OPTION_MULTIPLIER_USD * pl.col("held_contracts")
    condors = condor_signals.group_by("trade_date").agg(unhedged_capital_usd=(width + pl.col("held_mark_usd")).sum())
    calls = layer_states.group_by("trade_date").agg(calls_usd=pl.col("held_mark_usd").sum())
    days = daily.sort("trade_date").join(condors, on="trade_date", how="left").join(calls, on="trade_date", how="left")
    return days.with_columns(
        hedged_capital_usd=pl.col("unhedged_capital_usd") + pl.col("calls_usd").fill_null(0.0)
    ).sort("trade_date")


def book_irr(days: pl.DataFrame, rate_ratio: float, hurdle_ratio: float) -> pl.DataFrame:
    """Return one row per side and window.

    Args:
        days: Result of `capital_days`.
        rate_ratio: Mean risk-free rate, for the modified rate.
        hurdle_ratio: What the return is compared with.

    Returns:
        Frame of `FCT_BOOK_IRR`.
    """
    rows = [
        _row(days_of(days, window), side, window, rate_ratio, hurdle_ratio)
        for side in ("unhedged", "hedged")
        for window in WINDOWS
    ]
    return FCT_BOOK_IRR.conform(pl.DataFrame(rows, schema=FCT_BOOK_IRR.polars_schema))


def days_of(days: pl.DataFrame, window: str) -> pl.DataFrame:
    """Return the days of a window, with the close that it starts from."""
    length = WINDOWS[window]
    return days if length is None else days.tail(length + 1)


def _row(days: pl.DataFrame, side: str, window: str, rate_ratio: float, hurdle_ratio: float) -> Row:
    capital, pnl = (days[f"{side}_{name}_usd"].to_numpy() for name in ("capital", "pnl"))
    flows = np.concatenate([[-capital[0]], capital[:-1] + pnl[1:] - capital[1:]])
    flows[-1] += capital[-1]
    found = dated_return(days["trade_date"].to_numpy().astype("datetime64[D]"), flows, rate_ratio)
    irr = found.irr_ratio if np.isfinite(found.irr_ratio) else None
    obstacle = {0: "no_rate", 1: "not_put_in_throughout"}.get(len(found.irr_ratios), "several_rates")
    return {
        "preset": days["preset"][0],
        "baseline": days["baseline"][0],
        "side": side,
        "window": window,
        "first_date": days["trade_date"][0],
        "last_date": days["trade_date"][-1],
        "mean_capital_usd": float(capital.mean()),
        "irr_ratio": irr,
        "irr_null_reason": obstacle if irr is None else None,
        "irr_count": len(found.irr_ratios),
        "irr_text": ", ".join(f"{rate:.6f}" for rate in found.irr_ratios) or None,
        "sign_changes": found.sign_changes,
        "mirr_ratio": found.mirr_ratio if np.isfinite(found.mirr_ratio) else None,
        "hurdle_ratio": hurdle_ratio,
        "excess_ratio": None if irr is None else irr - hurdle_ratio,
        "is_above_hurdle": None if irr is None else irr > hurdle_ratio,
        "is_simulated": bool(days["is_simulated"].any()),
    }
