"""Quotes of chains with what the frozen smiles say of them. Pure; all days and expiries at once."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.quant.black76 import black76_delta
from pipelines.quant.implied_vol import implied_vol
from pipelines.quant.smile_fit import SmileFits, fit_spx_smiles, fit_vix_smiles
from pipelines.quant.spx_smile import SpxSlice, spx_atm_vol, spx_smile_vol
from pipelines.quant.variance_swap import TENORS_DAYS, variance_swap_vol
from pipelines.quant.vix_smile import vix_call_vol
from pipelines.quant.vx_forward import ForwardSource

Floats = NDArray[np.float64]

VIX_ROOTS = ("VIX", "VIXW")
_OPENING_BEFORE_CLOSE_DAYS = 6.5 / 24  # an AM-settled option ends at 09:30 of its last day
EXPIRY_KEY = ("quote_date", "root", "expiry_date")


@dataclass(frozen=True)
class ChainQuotes:
    """Quotes and their expiries. `quotes` has one row per quote, `expiries` one per expiry, in order of place."""

    quotes: pl.DataFrame
    expiries: pl.DataFrame
    fits: SmileFits
    is_vix: NDArray[np.bool_]  # per expiry


def with_expiries(otm_quotes: pl.DataFrame, signals: pl.DataFrame, curve: pl.DataFrame) -> tuple[pl.DataFrame, ...]:
    """Return quotes with the place of their expiry, and expiries with forward, time and the day's indices.

    Args:
        otm_quotes: `int_chain__otm_quotes`.
        signals: `fct_signal_daily`: index closes and the bill rate known at the close.
        curve: `fct_vx_curve_daily`: VX settlements. A VIX option is priced on the future of its own expiry where
            it settled, else on the chain's parity forward.
    """
    indices = signals.select(
        quote_date="trade_date",
        rate_ratio=pl.col("risk_free_rate_ratio").fill_null(0.0),
        **{name: f"{name}_close_pts" for name in (*TENORS_DAYS, "skew", "vvix")},
    )
    futures = curve.filter(pl.col("settle_pts") > 0).select(
        "expiry_date", quote_date="trade_date", settle_pts="settle_pts", root=pl.lit("VIX")
    )
    expiries = (
        otm_quotes.group_by(*EXPIRY_KEY)
        .agg(pl.col("dte_days", "settlement_session", "parity_forward_pts", "is_simulated").first())
        .join(indices, on="quote_date")
        .join(futures, on=list(EXPIRY_KEY), how="left")
        .sort(EXPIRY_KEY)
        .with_row_index("place")
        .with_columns(
            forward_pts=pl.coalesce("settle_pts", "parity_forward_pts"),
            forward_source=pl.when(pl.col("settle_pts").is_null())
            .then(pl.lit(str(ForwardSource.PARITY)))
            .otherwise(pl.lit(str(ForwardSource.FUTURE))),
            days=pl.col("dte_days")
            - pl.when(pl.col("settlement_session") == "AM").then(_OPENING_BEFORE_CLOSE_DAYS).otherwise(0.0),
        )
    )
    placed = otm_quotes.join(expiries.select("place", *EXPIRY_KEY), on=list(EXPIRY_KEY)).sort("place", "strike_pts")
    return placed, expiries


def chain_quotes(otm_quotes: pl.DataFrame, signals: pl.DataFrame, curve: pl.DataFrame) -> ChainQuotes:
    """Return quotes with implied and model volatilities, and the fit of each expiry; arguments as `with_expiries`.

    `quotes` gains `market_vol`, `delta_ratio` (at the market's volatility), `model_vol` (level from the indices)
    and `known_level_vol` (level from the chain, shape frozen).
    """
    quotes, expiries = with_expiries(otm_quotes, signals, curve)
    place = quotes["place"].to_numpy().astype(np.intp)
    columns = {name: floats_of(expiries, name) for name in ("forward_pts", "days", "rate_ratio", "vvix")}
    strike, is_call = floats_of(quotes, "strike_pts"), (quotes["option_type"] == "C").to_numpy()
    forward, years, rate = columns["forward_pts"][place], columns["days"][place] / 365, columns["rate_ratio"][place]
    market = implied_vol(floats_of(quotes, "mid_pts"), forward, strike, years, rate, is_call)
    is_vix = expiries["root"].is_in(VIX_ROOTS).to_numpy()
    fits = _fits(place, np.log(strike / forward), market, columns["days"] / 365, is_vix)
    levels = np.where(is_vix, np.nan, _spx_levels(expiries))
    vix_vol = vix_call_vol(columns["vvix"][place], columns["days"][place], strike, forward)
    model, known = (
        spx_smile_vol(strike, SpxSlice(forward, years, level[place], rate)) for level in (levels, fits.atm_vol)
    )
    shift = (fits.atm_vol - _vix_levels(expiries))[place]
    return ChainQuotes(
        quotes.with_columns(
            pl.Series("market_vol", market),
            pl.Series("delta_ratio", np.abs(black76_delta(forward, strike, years, market, rate, is_call))),
            pl.Series("model_vol", np.where(is_vix[place], vix_vol, model)),
            pl.Series("known_level_vol", np.where(is_vix[place], np.maximum(vix_vol + shift, 0.01), known)),
        ),
        expiries.with_columns(
            pl.Series("model_atm_vol", np.where(is_vix, _vix_levels(expiries), levels)),
            pl.Series("market_atm_vol", fits.atm_vol),
            pl.Series("variance_swap_vol", _variance_swaps(expiries)),
        ),
        fits,
        is_vix,
    )


def _fits(
    place: NDArray[np.intp], moneyness: Floats, vols: Floats, years: Floats, is_vix: NDArray[np.bool_]
) -> SmileFits:
    spx = fit_spx_smiles(place, moneyness, np.where(is_vix[place], np.nan, vols), years)
    vix = fit_vix_smiles(place, moneyness, np.where(is_vix[place], vols, np.nan), len(years))
    return SmileFits(*(np.where(is_vix, getattr(vix, name), getattr(spx, name)) for name in spx.__dataclass_fields__))


def _variance_swaps(expiries: pl.DataFrame) -> Floats:
    index = np.column_stack([floats_of(expiries, name) for name in TENORS_DAYS])
    return variance_swap_vol(index, floats_of(expiries, "days"))


def _spx_levels(expiries: pl.DataFrame) -> Floats:
    return spx_atm_vol(_variance_swaps(expiries), floats_of(expiries, "skew"))


def _vix_levels(expiries: pl.DataFrame) -> Floats:
    forward = floats_of(expiries, "forward_pts")
    return vix_call_vol(floats_of(expiries, "vvix"), floats_of(expiries, "days"), forward, forward)


def floats_of(rows: pl.DataFrame, column: str) -> Floats:
    """Return a column as numbers, null as NaN."""
    return rows[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()
