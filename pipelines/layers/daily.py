"""`fct_layer_state_daily`: every lot of every preset at every close. Pure: frames in, frame out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.contracts.fct_layer_state_daily import FCT_LAYER_STATE_DAILY
from pipelines.layers.intensity import with_hedge_intensity
from pipelines.layers.ladder import lots_of, run_ladder
from pipelines.layers.market import Day, Market, prepared_signals, trading_days
from pipelines.layers.marks import with_greeks, with_last_prices, with_marks
from pipelines.layers.premium import open_premium_usd
from pipelines.layers.preset import Preset
from pipelines.layers.rows import step_rows
from pipelines.quant.costs import OPTION_MULTIPLIER_USD
from pipelines.quant.vix_smile import DEFAULT_SMILE, VixSmile

Dates = NDArray[np.datetime64]

BACKTEST_START = date(2012, 1, 3)  # S45

_SIGNALS_SHOWN = ("vix_close_pts", "vx_rsi_14_pct", "is_cash_press", "is_rebalance", "is_simulated")
_FOR_MARKS = ("vvix_known_pts", "rate_known_ratio")


@dataclass(frozen=True)
class LayerMarket:
    """What all presets share, prepared once: the days, their signals, the listed contracts."""

    days: Sequence[Day]
    shown: pl.DataFrame
    market: Market

    @classmethod
    def of(
        cls,
        signals: pl.DataFrame,
        curve: pl.DataFrame,
        expiries: Dates,
        *,
        sessions: Dates,
        start: date = BACKTEST_START,
        chains: pl.DataFrame | None = None,
    ) -> "LayerMarket":
        """Build from tables.

        Args:
            signals: `fct_signal_daily`; rows before `start` only carry VVIX and the rate forward.
                `condor_vega_usd` may be joined to it, for presets sized on the condor.
            curve: VX settlements `trade_date`, `expiry_date`, `settle_pts`, one row per contract and
                day, **with the expiry-day rows**, whose settlement is the SOQ.
            expiries: Monthly VX expiries by the calendar, datetime64[D]; reaching past the last signal.
            sessions: Exchange sessions, datetime64[D]; reaching past the last expiry wanted. They tell
                the last day an order for an option makes sense.
            start: First day of the layers; all start flat.
            chains: Quoted VIX calls, `quote_date`, `expiry_date`, `strike_pts`.
        """
        prepared = prepared_signals(signals).filter(pl.col("trade_date") >= start)
        days = list(trading_days(prepared, expiries))
        shown = prepared.select("trade_date", *_SIGNALS_SHOWN, *_FOR_MARKS)
        return cls(days, shown, Market.of(curve, expiries, sessions, chains))


def layer_states(
    shared: LayerMarket, presets: Sequence[Preset], account_usd: float, smile: VixSmile = DEFAULT_SMILE
) -> pl.DataFrame:
    """Run every layer of every preset over the days.

    Args:
        shared: Days and market.
        presets: The ladders.
        account_usd: Constant account positions are sized on.
        smile: Volatility model of the marks.

    Returns:
        Frame of the contract `layers.fct_layer_state_daily`, sorted by its key. A row depends on
        rows up to its own date only, and on no other preset. Empty without a layer.
    """
    frames = [_ladder_frame(shared, preset, account_usd, smile) for preset in presets if preset.layers]
    if not frames:
        return FCT_LAYER_STATE_DAILY.polars_schema.to_frame()
    rows = pl.concat(frames).join(shared.shown, on="trade_date", how="left", maintain_order="left")
    return FCT_LAYER_STATE_DAILY.conform(_valued(rows, smile)).sort(FCT_LAYER_STATE_DAILY.key)


def _ladder_frame(shared: LayerMarket, preset: Preset, account_usd: float, smile: VixSmile) -> pl.DataFrame:
    lots = lots_of(preset, account_usd, smile)
    ladder = run_ladder(shared.days, preset, lots, shared.market)
    return with_hedge_intensity(step_rows(shared.days, lots, ladder), preset, account_usd)


def _valued(rows: pl.DataFrame, smile: VixSmile) -> pl.DataFrame:
    """Add marks, delta and open premium, and drop what only served to compute them."""
    priced = with_last_prices(with_marks(rows, ("held", "target", "sold"), smile))
    marked = with_greeks(priced).with_columns(
        held_mark_usd=pl.col("held_contracts") * pl.col("held_mark_pts").fill_null(0.0) * OPTION_MULTIPLIER_USD
    )
    lots = marked.sort("preset", "layer", "lot", "trade_date").partition_by(
        "preset", "layer", "lot", maintain_order=True
    )
    paid = [lot.with_columns(pl.Series("open_premium_usd", open_premium_usd(lot)).fill_nan(None)) for lot in lots]
    return pl.concat(paid).drop(*_FOR_MARKS, "target_vol", "sold_vol", "target_forward_pts", "sold_forward_pts")
