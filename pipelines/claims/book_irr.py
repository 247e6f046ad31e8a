"""`claims.fct_book_irr`: the return of the money tied up in the whole book, and the hurdle (S36, S37). Pure."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, unmeasured, verdict_row
from pipelines.claims.interval_text import day_blocks
from pipelines.claims.verdict import StatedRange
from pipelines.contracts.fct_book_irr import FCT_BOOK_IRR
from pipelines.quant.bootstrap import stationary_draws
from pipelines.quant.cash_flows import dated_return
from pipelines.quant.costs import OPTION_MULTIPLIER_USD

Floats = NDArray[np.float64]

WINDOWS = {"inception": None, "trailing_252d": 252}
_TRADING_DAYS_PER_YEAR = 252
_MOST_STEPS, _CLOSE_ENOUGH = 40, 1e-8  # of the fixed point, in rate a day
_DRAWS_PER_SERIES_DRAW = 0.25  # a drawn rate costs more than a drawn mean


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
        _row(days if length is None else days.tail(length + 1), side, window, rate_ratio, hurdle_ratio)
        for side in ("unhedged", "hedged")
        for window, length in WINDOWS.items()
    ]
    return FCT_BOOK_IRR.conform(pl.DataFrame(rows, schema=FCT_BOOK_IRR.polars_schema))


def irr_rows(
    days: pl.DataFrame, irr: pl.DataFrame, daily: pl.DataFrame, settings: ClaimSettings, hurdle_ratio: float
) -> list[Row]:
    """Return the verdict rows: the hedged book since inception (headline) and over 252 days, the condor alone.

    The interval draws days with the money tied up over them; a drawn book's rate is the one at which its
    profits pay for that money.

    Args:
        days: Result of `capital_days`.
        irr: Frame of `FCT_BOOK_IRR` of the same days.
        daily: The book, for the labels.
        settings: Shared parameters.
        hurdle_ratio: What the return is compared with.
    """
    variants = {
        "headline": ("hedged", "inception"),
        "trailing_252d": ("hedged", "trailing_252d"),
        "unhedged": ("unhedged", "inception"),
    }
    rows = []
    for variant, (side, window) in variants.items():
        found = irr.row(by_predicate=(pl.col("side") == side) & (pl.col("window") == window), named=True)
        length = WINDOWS[window]
        part = days if length is None else days.tail(length + 1)
        rows.append(
            verdict_row(
                _claim(variant, hurdle_ratio, settings), _measured(part, side, found, settings), daily, settings
            )
        )
    return rows


def _row(days: pl.DataFrame, side: str, window: str, rate_ratio: float, hurdle_ratio: float) -> Row:
    capital, pnl = (days[f"{side}_{name}_usd"].to_numpy() for name in ("capital", "pnl"))
    flows = np.concatenate([[-capital[0]], capital[:-1] + pnl[1:] - capital[1:]])
    flows[-1] += capital[-1]
    found = dated_return(days["trade_date"].to_numpy().astype("datetime64[D]"), flows, rate_ratio)
    irr = found.irr_ratio if np.isfinite(found.irr_ratio) else None
    return {
        "preset": days["preset"][0],
        "baseline": days["baseline"][0],
        "side": side,
        "window": window,
        "first_date": days["trade_date"][0],
        "last_date": days["trade_date"][-1],
        "mean_capital_usd": float(capital.mean()),
        "irr_ratio": irr,
        "irr_count": len(found.irr_ratios),
        "irr_text": ", ".join(f"{rate:.6f}" for rate in found.irr_ratios) or None,
        "sign_changes": found.sign_changes,
        "mirr_ratio": found.mirr_ratio if np.isfinite(found.mirr_ratio) else None,
        "hurdle_ratio": hurdle_ratio,
        "excess_ratio": None if irr is None else irr - hurdle_ratio,
        "is_above_hurdle": None if irr is None else irr > hurdle_ratio,
        "is_simulated": bool(days["is_simulated"].any()),
    }


def _measured(days: pl.DataFrame, side: str, found: Row, settings: ClaimSettings) -> Measurement:
    pieces = (days.height - 1) // settings.mean_block_tdays
    if found["excess_ratio"] is None:
        return unmeasured(f"the flows have {found['irr_count']} internal rates of return, not one", pieces)
    capital, pnl = (days[f"{side}_{name}_usd"].to_numpy() for name in ("capital", "pnl"))
    pairs = np.column_stack([capital[:-1], pnl[1:]])
    draws = stationary_draws(pairs, yearly_rate, settings.mean_block_tdays, _draw_count(settings), settings.seed)
    return Measurement(float(str(found["excess_ratio"])), draws[:, 0] - float(str(found["hurdle_ratio"])), pieces)


def _draw_count(settings: ClaimSettings) -> int:
    return int(settings.series_draws * _DRAWS_PER_SERIES_DRAW)


def yearly_rate(pairs: Floats) -> Floats:
    """Rate a year at which each day's money pays for the next day's profit: sum of v^t (profit - r money) = 0.

    Args:
        pairs: Money tied up over a day, its profit. Shape (n_days, 2).

    Returns:
        Shape (1,); NaN where no money was tied up, or the search does not settle.
    """
    capital, pnl = pairs.T
    places = np.arange(1, len(pairs) + 1)
    rate = 0.0
    for _ in range(_MOST_STEPS):
        weights = np.exp(-places * np.log1p(rate))
        tied = weights @ capital
        if not tied > 0:
            break
        last, rate = rate, max(float(weights @ pnl / tied), -0.01)
        if abs(rate - last) < _CLOSE_ENOUGH:
            return np.array([(1 + rate) ** _TRADING_DAYS_PER_YEAR - 1])
    return np.array([np.nan])


def _claim(variant: str, hurdle_ratio: float, settings: ClaimSettings) -> Claim:
    side = "the condor alone" if variant == "unhedged" else "the whole book, hedge included"
    window = ", last 252 days" if variant == "trailing_252d" else ""
    return Claim(
        claim_id="S37",
        variant=variant,
        text_paraphrase="After the hedge's cost the book returns more on its money than a personal hurdle",
        metric=f"internal rate of return of {side} less the hurdle of {100 * hurdle_ratio:g} %{window}",
        unit="ratio_per_year",
        stated=StatedRange(lo=0.0),
        method="dated flows of width, credit, premium and P&L, marked out at the end, no interest",
        interval=f"{day_blocks(settings, _draw_count(settings))}, each with the money tied up over it",
    )
