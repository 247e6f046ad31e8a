"""`claims.fct_break_even_daily`: break-evens of every condor held, with and without the hedge (S46). Pure."""

from collections import defaultdict
from datetime import date

import polars as pl

from pipelines.backtest.ledger import filled_credits
from pipelines.claims.break_even import Market, Row, hedged_break_evens, own_break_evens, vix_moves
from pipelines.contracts.fct_break_even_daily import FCT_BREAK_EVEN_DAILY
from pipelines.layers.market import prepared_signals


def break_even_daily(
    condor_signals: pl.DataFrame, layer_states: pl.DataFrame, trades: pl.DataFrame, signals: pl.DataFrame
) -> pl.DataFrame:
    """Return one row per condor held and day, of one preset over one baseline.

    The hedge is counted with the whole book's condors only where one is held: with several side by side, each
    would take all of it, so the break-even with the hedge is null then.

    Args:
        condor_signals: `condor.fct_condor_signal_daily` of the baseline.
        layer_states: `layers.fct_layer_state_daily` of the preset.
        trades: `backtest.fct_trade`, for the credits.
        signals: `signals.fct_signal_daily`.

    Returns:
        Frame of `FCT_BREAK_EVEN_DAILY`. Row t uses what was known at the close of t.
    """
    held = condor_signals.filter(pl.col("held_contracts") > 0).with_columns(condors=pl.len().over("trade_date"))
    own_trades = trades.filter(pl.col("baseline") == condor_signals["baseline"][0])
    markets = prepared_signals(signals).select(
        "trade_date", "spx_close_pts", vvix_pts="vvix_known_pts", rate_ratio="rate_known_ratio"
    )
    days = (
        held.join(markets, on="trade_date", how="left")
        .join(vix_moves(signals), on="trade_date", how="left")
        .join(filled_credits(own_trades), on=["rung", "held_fill_date"], how="left")
        .sort("trade_date", "rung")
    )
    calls = _calls_by_day(layer_states)
    preset = layer_states["preset"][0] if layer_states.height else "none"
    rows = [{"preset": preset, **_row(day, calls[day["trade_date"]])} for day in days.iter_rows(named=True)]
    return FCT_BREAK_EVEN_DAILY.conform(pl.DataFrame(rows, schema=FCT_BREAK_EVEN_DAILY.polars_schema))


def _calls_by_day(layer_states: pl.DataFrame) -> defaultdict[date, list[Row]]:
    columns = ("held_contracts", "held_expiry_date", "held_strike_pts", "held_forward_pts", "held_mark_pts")
    held = layer_states.filter(pl.col("held_contracts") > 0).select("trade_date", *columns)
    by_day: defaultdict[date, list[Row]] = defaultdict(list)
    for call in held.iter_rows(named=True):
        by_day[call["trade_date"]].append(call)
    return by_day


def _row(day: Row, calls: list[Row]) -> dict[str, object]:
    lower, upper = own_break_evens(day, day["credit_pts"])
    reason = _obstacle(day, calls)
    low, high = (None, None) if reason else (lower, upper)
    if calls and not reason:
        market = Market(day["spx_close_pts"], day["vvix_pts"], day["rate_ratio"], day["vix_move_pts"])
        low, high = hedged_break_evens(day, day["credit_pts"], calls, market)
    return {
        "baseline": day["baseline"],
        "rung": day["rung"],
        "trade_date": day["trade_date"],
        "expiry_date": day["held_expiry_date"],
        "credit_pts": day["credit_pts"],
        "lower_pts": lower,
        "upper_pts": upper,
        "hedged_lower_pts": low,
        "hedged_upper_pts": high,
        "lower_shift_pts": None if low is None else low - lower,
        "upper_shift_pts": None if high is None else high - upper,
        "hedged_null_reason": reason or ("none_within_reach" if low is None or high is None else None),
        "vix_move_pts": day["vix_move_pts"],
        "is_simulated": day["is_simulated"],
    }


def _obstacle(day: Row, calls: list[Row]) -> str:
    if day["condors"] > 1:
        return "several_condors"
    if calls and day["vix_move_pts"] is None:
        return "warm_up"
    levels = (day["spx_close_pts"], day["vvix_pts"], *(call["held_forward_pts"] for call in calls))
    if calls and None in levels:
        return "not_published"
    return ""
