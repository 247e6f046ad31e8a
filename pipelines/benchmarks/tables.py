"""From warehouse tables to what replays read. Pure."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from pipelines.benchmarks.market import Dates, Floats, Moments
from pipelines.benchmarks.total_return import with_total_return
from pipelines.benchmarks.vix_cycles import SOQ, VIX_OPEN, VixOptions
from pipelines.quant.expiry_calendar import spx_monthly_expiries, vx_monthly_expiries
from pipelines.quant.variance_swap import TENORS_DAYS
from pipelines.quant.vx_forward import VxCurve

Tables = Mapping[str, pl.DataFrame]

USER_TOTAL_RETURN = "spx_total_return"  # name of the user's series, as in the dbt variable

_BILLS = ("DTB3", "DGS3MO")  # the second one where the first has ended
_STALE_DAYS = 10
_INDICES = ("SPX", *(name.upper() for name in TENORS_DAYS), "SKEW", "VVIX")


def closes_of(tables: Tables, constant_yield_ratio: float) -> pl.DataFrame:
    """Return one row per session with SPX and VIX closes: levels, rates, dividends, total return.

    Indices count from their first published level, also where it was computed before the index was launched:
    a replay prices what was traded, it decides nothing.

    Args:
        tables: `stg_cboe__index_history`, `stg_calendar__sessions`, `stg_fred__series`,
            `stg_shiller__monthly`, `stg_user__series`.
        constant_yield_ratio: Dividend yield where none is known.
    """
    sessions = tables["stg_calendar__sessions"].select(trade_date="session_date")
    wide = (
        tables["stg_cboe__index_history"]
        .filter(pl.col("index_symbol").is_in(_INDICES), pl.col("close_pts").is_not_null())
        .pivot(on="index_symbol", index="trade_date", values="close_pts")
    )
    wide = wide.with_columns(pl.lit(None, pl.Float64).alias(name) for name in _INDICES if name not in wide.columns)
    rows = (
        sessions.join(wide, on="trade_date", how="inner")
        .filter(pl.col("SPX").is_not_null(), pl.col("VIX").is_not_null())
        .rename({name: f"{name.lower()}_close_pts" for name in _INDICES})
        .sort("trade_date")
    )
    rows = _with_bills(rows, tables["stg_fred__series"])
    dividends = tables["stg_shiller__monthly"].filter(pl.col("dividend_pts").is_not_null())
    levels = (
        tables["stg_user__series"]
        .filter(pl.col("series_name") == USER_TOTAL_RETURN)
        .select(trade_date="observation_date", user_level_pts="value")
    )
    return with_total_return(rows, dividends, levels, constant_yield_ratio)


def moments_of(closes: pl.DataFrame) -> Moments:
    """Return `closes_of` as arrays."""
    return Moments(
        closes["trade_date"].to_numpy().astype("datetime64[D]"),
        _floats(closes, "spx_close_pts"),
        _floats(closes, "total_return_pts"),
        np.column_stack([_floats(closes, f"{name}_close_pts") for name in TENORS_DAYS]),
        *(_floats(closes, name) for name in ("skew_close_pts", "vvix_close_pts", "rate_ratio", "dividend_yield_ratio")),
    )


def published_levels(history: pl.DataFrame, symbols: tuple[str, ...]) -> pl.DataFrame:
    """Return `index_symbol`, `trade_date`, `published_level_pts` of the indices, as published."""
    return (
        history.filter(pl.col("index_symbol").is_in(symbols), pl.col("close_pts").is_not_null())
        .select("index_symbol", "trade_date", published_level_pts="close_pts")
        .sort("index_symbol", "trade_date")
    )


def vix_options_of(tables: Tables) -> VixOptions:
    """Return what VIX calls are priced on: VX settlements, expiries by the calendar, final settlements.

    An expiry without a published opening quotation settles at the VIX open, else the VIX close, and says so.
    """
    settled = tables["int_vx_monthly__settled"].filter(pl.col("settle_pts").is_not_null())
    is_final = pl.col("is_expiry_day")
    daily = settled.filter(~is_final)
    curve = vx_curve_of(daily)
    sessions = _days(tables["stg_calendar__sessions"], "session_date")
    vix = tables["stg_cboe__index_history"].filter(pl.col("index_symbol") == "VIX", pl.col("open_pts").is_not_null())
    finals = {
        day: (level, VIX_OPEN) for day, level in zip(_days(vix, "trade_date"), _floats(vix, "open_pts"), strict=True)
    }
    final = settled.filter(is_final)
    for day, level in zip(_days(final, "expiry_date"), _floats(final, "settle_pts"), strict=True):
        finals[day] = (float(level), SOQ)
    return VixOptions(curve, vx_monthly_expiries(sessions), finals)


def vx_curve_of(settled: pl.DataFrame) -> VxCurve:
    """Return settlements as a curve; `trade_date`, `expiry_date`, `settle_pts`."""
    return VxCurve(_days(settled, "trade_date"), _days(settled, "expiry_date"), _floats(settled, "settle_pts"))


def spx_expiries_of(tables: Tables) -> Dates:
    """Return the AM-settled SPX expiries of the calendar (§3.4)."""
    return spx_monthly_expiries(_days(tables["stg_calendar__sessions"], "session_date"))


def _days(rows: pl.DataFrame, column: str) -> Dates:
    return np.asarray(rows[column].to_numpy().astype("datetime64[D]"))


def _with_bills(rows: pl.DataFrame, series: pl.DataFrame) -> pl.DataFrame:
    """Add the bill rate known at each close; the constant-maturity yield where bills are stale; else 0."""
    for name in _BILLS:
        one = (
            series.filter(pl.col("series_id") == name, pl.col("value").is_not_null())
            .select(**{f"{name}_date": "observation_date", f"{name}_pct": "value"})
            .sort(f"{name}_date")
        )
        rows = rows.join_asof(one, left_on="trade_date", right_on=f"{name}_date")
    is_fresh = (pl.col("trade_date") - pl.col("DTB3_date")).dt.total_days() <= _STALE_DAYS
    rate = pl.when(is_fresh).then(pl.col("DTB3_pct")).otherwise(pl.coalesce("DGS3MO_pct", "DTB3_pct"))
    named = pl.when(is_fresh).then(pl.lit("DTB3")).when(pl.col("DGS3MO_pct").is_not_null()).then(pl.lit("DGS3MO"))
    return rows.with_columns(rate_ratio=(rate / 100).fill_null(0.0), rate_source=named.otherwise(pl.lit("none"))).drop(
        *(f"{name}_{part}" for name in _BILLS for part in ("date", "pct"))
    )


def _floats(rows: pl.DataFrame, column: str) -> Floats:
    return rows[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()
