"""`claims.fct_late_entry`: what each layer paid for its calls, and on which days (A2). Pure."""

import polars as pl

from pipelines.claims.holdings import CALL, call_holdings
from pipelines.contracts.fct_late_entry import FCT_LATE_ENTRY
from pipelines.layers.market import prepared_signals
from pipelines.quant.costs import vix_call_ask_pts
from pipelines.quant.vix_smile import vix_call_price

CALM_TDAYS = 252  # sessions whose median VVIX is the usual one
_FEWEST_CALM_TDAYS = 126


def entries_of(
    trades: pl.DataFrame, layer_states: pl.DataFrame, signals: pl.DataFrame, curve: pl.DataFrame
) -> pl.DataFrame:
    """Return one row per call ever held, with the market at the close that first bought it.

    How dear it was is told by the model alone, also where it was quoted: a quote over a model price would tell of the
    model's error, and a quoted mid beside a modelled spread of neither.

    Args:
        trades: `backtest.fct_trade`.
        layer_states: `layers.fct_layer_state_daily`.
        signals: `signals.fct_signal_daily`.
        curve: `signals.fct_vx_curve_daily`, for the future of each expiry.

    Returns:
        `call_holdings` and: `vix_close_pts`, `vvix_close_pts`, `ask_pts` (the model's), `intrinsic_pts`,
        `usual_mid_pts` (the same call at the same future, at the median VVIX of 252 sessions up to then). Null where a
        value was not published, the last with fewer than 126 closes of VVIX.
    """
    market = prepared_signals(signals).select(
        fill_date="trade_date",
        vix_close_pts="vix_close_pts",
        vvix_close_pts="vvix_close_pts",
        usual_vvix_pts=pl.col("vvix_close_pts").rolling_median(CALM_TDAYS, min_samples=_FEWEST_CALM_TDAYS),
        rate_ratio="rate_known_ratio",
    )
    futures = curve.select(fill_date="trade_date", expiry_date="expiry_date", future_pts="settle_pts")
    mids = layer_states.select(
        *CALL[:3], fill_date="trade_date", expiry_date="held_expiry_date", strike_pts="held_strike_pts",
        model_mid_pts="held_mark_pts",
    )  # fmt: skip
    calls = call_holdings(trades, layer_states).join(market, on="fill_date", how="left")
    calls = calls.join(futures, on=["fill_date", "expiry_date"], how="left")
    calls = calls.join(mids, on=[*CALL, "fill_date"], how="left")
    names = ("usual_vvix_pts", "strike_pts", "future_pts", "rate_ratio")
    vvix, strike, future, rate = (calls[name].cast(pl.Float64).to_numpy() for name in names)
    days = (calls["expiry_date"] - calls["fill_date"]).dt.total_days().cast(pl.Float64).to_numpy()
    return calls.with_columns(
        ask_pts=pl.Series(vix_call_ask_pts(calls["model_mid_pts"].to_numpy())).fill_nan(None),
        intrinsic_pts=(pl.col("future_pts") - pl.col("strike_pts")).clip(lower_bound=0.0),
        usual_mid_pts=pl.Series(vix_call_price(vvix, days, strike, future, rate_ratio=rate)).fill_nan(None),
    )


def late_entry(entries: pl.DataFrame, layer_states: pl.DataFrame) -> pl.DataFrame:
    """Return one row per preset and layer, those that never bought included.

    Args:
        entries: Result of `entries_of`.
        layer_states: `layers.fct_layer_state_daily`: which layers there are.

    Returns:
        Frame of `FCT_LATE_ENTRY`, sorted by its key.
    """
    layers = layer_states.select("preset", "layer", "is_simulated").unique(["preset", "layer"])
    is_in_the_money = pl.col("intrinsic_pts") > 0
    found = entries.group_by("preset", "layer").agg(
        calls=pl.len().cast(pl.Int64),
        premium_usd=pl.col("premium_usd").sum(),
        pnl_usd=pl.col("pnl_usd").sum(),
        mean_vix_pts=pl.col("vix_close_pts").mean(),
        mean_vvix_pts=pl.col("vvix_close_pts").mean(),
        mean_ask_pts=pl.col("ask_pts").mean(),
        mean_ask_to_usual_ratio=(pl.col("ask_pts") / pl.col("usual_mid_pts")).mean(),
        in_the_money_calls=is_in_the_money.sum().cast(pl.Int64),
        mean_ask_to_intrinsic_ratio=(pl.col("ask_pts") / pl.col("intrinsic_pts")).filter(is_in_the_money).mean(),
    )
    rows = layers.join(found, on=["preset", "layer"], how="left").with_columns(
        pl.col("calls", "premium_usd", "pnl_usd", "in_the_money_calls").fill_null(0),
        pnl_to_premium_ratio=pl.col("pnl_usd") / pl.col("premium_usd"),
    )
    return FCT_LATE_ENTRY.conform(rows).sort(FCT_LATE_ENTRY.key)
