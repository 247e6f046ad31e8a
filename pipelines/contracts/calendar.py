"""Contracts of the calendars: exchange sessions, and expiries of VX futures and SPX options by rule."""

import polars as pl

from pipelines.contracts.calendar_profile import EXPIRIES_PROFILE, SESSIONS_PROFILE
from pipelines.contracts.table import Column, TableContract

RAW_CALENDAR__SESSIONS = TableContract(
    name="raw_calendar__sessions",
    schema="raw",
    grain="exchange session",
    key=("session_date",),
    columns=(
        Column("session_date", pl.Date, "date", "Session of the New York Stock Exchange, past and planned"),
        Column("close_at", pl.Datetime("us", "UTC"), "instant", "Planned close of the session"),
        Column("is_half_day", pl.Boolean, "flag", "True when the session closes early"),
    ),
    profile=SESSIONS_PROFILE,
    minimum_rows=5_000,
)

RAW_CALENDAR__VX_EXPIRIES = TableContract(
    name="raw_calendar__vx_expiries",
    schema="raw",
    grain="monthly VX and VIX option expiry",
    key=("expiry_date",),
    columns=(
        Column("expiry_date", pl.Date, "date", "30 days before next month's third Friday, holiday rule applied"),
        Column("contract_month", pl.Date, "date", "First day of the contract month"),
        Column("is_wednesday", pl.Boolean, "flag", "False on the rare expiries that a holiday moves"),
    ),
    profile=EXPIRIES_PROFILE,
    minimum_rows=250,
)

RAW_CALENDAR__SPX_EXPIRIES = TableContract(
    name="raw_calendar__spx_expiries",
    schema="raw",
    grain="SPX option expiry x root",
    key=("expiry_date", "root"),
    columns=(
        Column("expiry_date", pl.Date, "date", "Third Friday (SPX) or listed weekday (SPXW), holiday rule applied"),
        Column("root", pl.String, "text", "SPX monthlies, SPXW weeklies", allowed=("SPX", "SPXW")),
        Column("settlement", pl.String, "text", "AM: opening prices of that day; PM: its close", allowed=("AM", "PM")),
        Column("last_trade_date", pl.Date, "date", "Last session of trading: the one before for AM, the same for PM"),
    ),
    minimum_rows=1_500,
)
