"""The VIX side of a `Market`: days, listed expiries, smile, strikes. Pure; from what the layers read."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from pipelines.engine.market import Floats, Places
from pipelines.layers.daily import LayerMarket
from pipelines.quant.strike_grid import VIX_STRIKES_PTS
from pipelines.quant.vix_smile import DEFAULT_SMILE, vix_smile_line
from pipelines.quant.vx_forward import MOST_CARRIED_DAYS

_LONGEST_DAYS = 400  # of a days-to-expiry window


def ordinals(dates: np.ndarray) -> Places:
    """Dates as days since 1970-01-01."""
    return np.asarray(np.asarray(dates, dtype="datetime64[D]").astype(np.int64))


def day_columns(shared: LayerMarket) -> dict[str, Any]:
    """What each close tells: fields of `Market` by name."""
    days = shared.days
    dates = np.array([day.trade_date for day in days], dtype="datetime64[D]")
    floats = {"vix": "vix_close_pts", "vvix": "vvix_pts", "rate": "rate_ratio", "rsi": "vx_rsi_14_pct"}
    flags = {"press": "is_cash_press", "is_rebalance": "is_rebalance", "is_after_expiry": "is_after_expiry"}
    return {
        "dates": ordinals(dates),
        "months": dates.astype("datetime64[M]").astype(np.float64) + 1e6,  # never 0, the purse's first
        **{name: np.array([getattr(day, of) for day in days], dtype=np.float64) for name, of in floats.items()},
        **{name: np.array([bool(getattr(day, of)) for day in days]) for name, of in flags.items()},
    }


def call_surface(shared: LayerMarket, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Expiries and their surfaces: fields of `Market` by name."""
    contracts = shared.market.contracts
    expiries = ordinals(np.array([contract.expiry_date for contract in contracts], dtype="datetime64[D]"))
    dates, settle = columns["dates"], _settlements(shared)
    end_day = np.searchsorted(dates, expiries)
    first_day = np.searchsorted(dates, expiries - _LONGEST_DAYS)
    base, rows, owner = surface_places(first_day, end_day)
    known = settle[rows, owner]
    level, slope = vix_smile_line(columns["vvix"][rows], expiries[owner] - dates[rows], DEFAULT_SMILE)
    return {
        "expiries": expiries,
        "last_order": ordinals(np.array([each.last_order_date for each in contracts], dtype="datetime64[D]")),
        "settle_at": _settle_at(shared, settle, end_day),
        "first_live": np.searchsorted(expiries, dates, side="right"),
        "base": base,
        "end_day": end_day,
        "forward": _carried(known, owner),
        "is_settled": ~np.isnan(known),
        "level": level,
        "slope": slope,
        **_strikes(shared, rows, owner),
        "vol_min": DEFAULT_SMILE.vol_min,
        "vol_max": DEFAULT_SMILE.vol_max,
    }


def surface_places(first_day: Places, end_day: Places) -> tuple[Places, Places, Places]:
    """Lay surfaces out flat: `base` per expiry, and per entry the day and the expiry it belongs to."""
    lengths = np.maximum(end_day - first_day, 0)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    owner = np.repeat(np.arange(len(lengths)), lengths)
    rows = np.arange(lengths.sum()) - (starts - first_day)[owner]
    return starts - first_day, rows, owner


def _settlements(shared: LayerMarket) -> Floats:
    """VX settlements by day and contract, NaN without one. Shape (n_days, n_contracts)."""
    places = {contract.expiry_date: place for place, contract in enumerate(shared.market.contracts)}
    settle = np.full((len(shared.days), len(places)), np.nan)
    for row, day in enumerate(shared.days):
        for expiry_date, price in shared.market.settlements.get(day.trade_date, {}).items():
            if expiry_date in places:
                settle[row, places[expiry_date]] = price
    return settle


def _settle_at(shared: LayerMarket, settle: Floats, end_day: Places) -> Floats:
    """The SOQ of each contract, else its last VX settlement of `MOST_CARRIED_DAYS` sessions, else NaN (§6.2)."""
    dates = [contract.expiry_date for contract in shared.market.contracts]
    levels = np.array([shared.market.settle_pts(expiry, expiry) for expiry in dates], dtype=np.float64)
    for place in np.flatnonzero(np.isnan(levels)):
        week = settle[max(end_day[place] - MOST_CARRIED_DAYS, 0) : end_day[place], place]
        known = week[~np.isnan(week)]
        levels[place] = known[-1] if len(known) else np.nan
    return levels


def _carried(known: Floats, owner: Places) -> Floats:
    """Fill gaps with the last value of the same expiry, for `MOST_CARRIED_DAYS` sessions."""
    if not len(known):
        return known
    here = np.arange(len(known))
    is_first = np.diff(owner, prepend=-1) > 0
    last = np.maximum.accumulate(np.where(~np.isnan(known) | is_first, here, 0))
    return np.where(here - last <= MOST_CARRIED_DAYS, known[last], np.nan)


def _strikes(shared: LayerMarket, rows: Places, owner: Places) -> dict[str, Any]:
    """The grid for all, and the quoted strikes where there is a chain that day (S19)."""
    from_place = np.zeros(len(rows), dtype=np.int64)
    to_place = np.full(len(rows), len(VIX_STRIKES_PTS))
    listed = [VIX_STRIKES_PTS]
    if shared.market.chains:
        days, contracts = shared.days, shared.market.contracts
        for entry, (row, place) in enumerate(zip(rows.tolist(), owner.tolist(), strict=True)):
            quoted = shared.market.chains.get((days[row].trade_date, contracts[place].expiry_date))
            if quoted is not None:
                from_place[entry] = sum(map(len, listed))
                to_place[entry] = from_place[entry] + len(quoted)
                listed.append(quoted)
    return {"strikes": np.concatenate(listed), "strikes_from": from_place, "strikes_to": to_place}
