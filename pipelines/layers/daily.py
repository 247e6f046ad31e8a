"""`fct_layer_state_daily`: every layer of a preset at every close. Pure: frames in, frame out."""

from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.contracts.fct_layer_state_daily import FCT_LAYER_STATE_DAILY
from pipelines.layers.machine import run_layer
from pipelines.layers.market import Day, Market, prepared_signals, trading_days
from pipelines.layers.marks import with_marks
from pipelines.layers.position import Rules
from pipelines.layers.premium import open_premium_usd
from pipelines.layers.preset import Preset
from pipelines.layers.rows import step_rows
from pipelines.layers.vocabulary import PRICE_SOURCE_MODEL
from pipelines.quant.costs import OPTION_MULTIPLIER_USD
from pipelines.quant.vix_smile import DEFAULT_SMILE, VixSmile

Dates = NDArray[np.datetime64]

BACKTEST_START = date(2012, 1, 3)  # S45

_SIGNALS_SHOWN = (
    "vix_close_pts",
    "is_vix_macd_fresh",
    "is_curve_macd_fresh",
    "is_ad_early_deterioration",
    "vx_rsi_14_pct",
    "is_cash_press",
    "is_rebalance",
    "is_simulated",
)
_FOR_MARKS = ("vvix_known_pts", "rate_known_ratio")


def layer_states(
    signals: pl.DataFrame,
    curve: pl.DataFrame,
    expiries: Dates,
    preset: Preset,
    account_usd: float,
    *,
    sessions: Dates,
    start: date = BACKTEST_START,
    smile: VixSmile = DEFAULT_SMILE,
) -> pl.DataFrame:
    """Run every layer of a preset over the signals.

    Args:
        signals: `fct_signal_daily`; rows before `start` only carry VVIX and the rate forward.
        curve: VX settlements `trade_date`, `expiry_date`, `settle_pts`, one row per contract and
            day, **with the expiry-day rows**, whose settlement is the SOQ.
        expiries: Monthly VX expiries by the calendar, datetime64[D]; reaching past the last signal.
        preset: The ladder.
        account_usd: Constant account positions are sized on.
        sessions: Exchange sessions, datetime64[D]; reaching past the last expiry wanted. They tell
            the last day an order for an option makes sense.
        start: First day of the layers; all start flat.
        smile: Volatility model of the marks.

    Returns:
        Frame of the contract `layers.fct_layer_state_daily`, sorted by its key. A row depends on
        rows up to its own date only. Empty for a preset without layers.
    """
    prepared = prepared_signals(signals, preset).filter(pl.col("trade_date") >= start)
    market = Market.of(curve, expiries, sessions)
    days = list(trading_days(prepared, preset))
    shown = prepared.select("trade_date", *_SIGNALS_SHOWN, *_FOR_MARKS)
    frames = [_layer_frame(days, Rules(preset, layer, account_usd), market) for layer in preset.layers]
    if not frames:
        return FCT_LAYER_STATE_DAILY.polars_schema.to_frame()
    rows = pl.concat(frames).join(shown, on="trade_date", how="left", maintain_order="left")
    return FCT_LAYER_STATE_DAILY.conform(_valued(rows, smile)).sort(FCT_LAYER_STATE_DAILY.key)


def _layer_frame(days: list[Day], rules: Rules, market: Market) -> pl.DataFrame:
    return step_rows(days, run_layer(days, rules, market), rules)


def _valued(rows: pl.DataFrame, smile: VixSmile) -> pl.DataFrame:
    """Add marks and open premium, and drop what only served to compute them."""
    marked = with_marks(rows, ("held", "target", "sold"), smile).with_columns(
        held_mark_usd=pl.col("held_contracts") * pl.col("held_mark_pts").fill_null(0.0) * OPTION_MULTIPLIER_USD,
        price_source=pl.when(pl.col("held_mark_pts").is_not_null()).then(pl.lit(PRICE_SOURCE_MODEL)),
    )
    layers = marked.partition_by("layer", maintain_order=True)
    paid = [pl.Series("open_premium_usd", open_premium_usd(layer)).fill_nan(None) for layer in layers]
    return marked.with_columns(pl.concat(paid)).drop(
        *_FOR_MARKS, "target_vol", "sold_vol", "target_forward_pts", "sold_forward_pts"
    )
