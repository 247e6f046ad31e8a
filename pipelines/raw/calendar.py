"""`raw.raw_calendar__sessions`, `…__vx_expiries` and `…__spx_expiries`: the clocks that everything is dated by."""

from datetime import date

import polars as pl

from pipelines.contracts.calendar import (
    RAW_CALENDAR__SESSIONS,
    RAW_CALENDAR__SPX_EXPIRIES,
    RAW_CALENDAR__VX_EXPIRIES,
)
from pipelines.quant.expiry_calendar import spx_monthly_expiries, spxw_expiries, vx_monthly_expiries
from pipelines.raw.asset_factory import raw_asset
from pipelines.raw.dataset import Dataset
from pipelines.sources.exchange_calendar import exchange_sessions, session_closes

_FIRST, _LAST = date(2004, 1, 1), date(2031, 12, 31)  # VX began trading in March 2004


def _expiries() -> pl.DataFrame:
    days = pl.Series("expiry_date", vx_monthly_expiries(exchange_sessions(_FIRST, _LAST)), dtype=pl.Date)
    return days.to_frame().with_columns(
        contract_month=pl.col("expiry_date").dt.truncate("1mo"),
        is_wednesday=pl.col("expiry_date").dt.weekday() == 3,
    )


def _spx_expiries() -> pl.DataFrame:
    sessions = exchange_sessions(_FIRST, _LAST)
    before = pl.DataFrame({"expiry_date": sessions[1:], "last_trade_date": sessions[:-1]})
    monthly = pl.DataFrame({"expiry_date": spx_monthly_expiries(sessions)}).join(before, on="expiry_date")
    weekly = pl.DataFrame({"expiry_date": spxw_expiries(sessions)})
    return pl.concat(
        [
            monthly.with_columns(root=pl.lit("SPX"), settlement=pl.lit("AM")),
            weekly.with_columns(last_trade_date="expiry_date", root=pl.lit("SPXW"), settlement=pl.lit("PM")),
        ],
        how="diagonal",
    ).sort("expiry_date", "root")


SESSIONS = Dataset(
    contract=RAW_CALENDAR__SESSIONS,
    providers=("exchange_calendar",),
    collect=lambda _landing, _settings: [],
    read=lambda _files, _is_simulated: session_closes(_FIRST, _LAST),
)
VX_EXPIRIES = Dataset(
    contract=RAW_CALENDAR__VX_EXPIRIES,
    providers=("exchange_calendar",),
    collect=lambda _landing, _settings: [],
    read=lambda _files, _is_simulated: _expiries(),
)
SPX_EXPIRIES = Dataset(
    contract=RAW_CALENDAR__SPX_EXPIRIES,
    providers=("exchange_calendar",),
    collect=lambda _landing, _settings: [],
    read=lambda _files, _is_simulated: _spx_expiries(),
)

raw_calendar__sessions = raw_asset(SESSIONS)
raw_calendar__vx_expiries = raw_asset(VX_EXPIRIES)
raw_calendar__spx_expiries = raw_asset(SPX_EXPIRIES)
