"""The condor at the newest close in words: held or to open, and why. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.report.condor_position import LEGS, CondorPosition
from pipelines.report.wording import count_text, day_text, number_text, percent_text, strike_text, usd_text

Row = Mapping[str, Any]

REASON_TEXT = {
    "open_flat_book": "the book is flat: sell the next condor",
    "position_open": "one condor at a time: the one held runs to its expiry",
    "vix_missing": "no order: no VIX close to price with",
    "spx_missing": "no order: no SPX close",
    "rate_missing": "no order: no interest rate known yet",
    "no_expiry": "no order: no expiry near the wanted days",
    "account_too_small": "no order: the account is too small for one condor",
    "not_listed_yet": "no order: its expiries were not listed yet",
    "not_entry_session": "no order: the rule enters on other sessions",
    "other_rung_orders": "no order: another rung of the ladder orders today",
    "exit_vix_high": "no order: out since VIX closed too high, until it has calmed down",
    "close_vix_high": "VIX closed too high: buy the condor back",
    "close_stopped": "it has lost its multiple of the credit: buy the condor back",
    "gate_vix_above_20": "no order: VIX is above 20, new condors are held back",
    "gate_vix_above_25": "no order: VIX is above 25, no trades",
    "gate_backwardation": "no order: the VX curve does not slope up",
    "gate_curve_missing": "no order: the slope of the VX curve is not known today",
}

VOL_SOURCE_TEXT = {"vix+vix3m": "VIX and VIX3M", "vix_flat": "VIX alone, VIX3M missing", ":no_skew": ", SKEW missing"}


@dataclass(frozen=True)
class CondorToday:
    """The condor's card: headline, reason, and labelled facts."""

    status: str
    reason: str
    facts: tuple[tuple[str, str], ...]


def condor_today(row: Row, position: CondorPosition | None) -> CondorToday:
    """Return the card of the newest session.

    Args:
        row: Newest row of `condor.fct_condor_signal_daily`.
        position: The condor held or to open, if any.
    """
    settled = () if row["settlement_value_pts"] is None else (_settled(row),)
    reason = REASON_TEXT.get(str(row["reason"]), str(row["reason"]))
    if position is None:
        return CondorToday("flat, no order", reason, settled)
    facts = _held_facts(row) if position.status == "held" else _order_facts(row)
    return CondorToday(position.status, reason, (*_position_facts(position), *facts, *settled))


def _position_facts(position: CondorPosition) -> tuple[tuple[str, str], ...]:
    put_wing = f"{strike_text(position.long_put_pts)} / {strike_text(position.short_put_pts)}"
    call_wing = f"{strike_text(position.short_call_pts)} / {strike_text(position.long_call_pts)}"
    low, high = number_text(position.lower_break_even_pts), number_text(position.upper_break_even_pts)
    return (
        ("Size", f"{count_text(position.contracts, 'condor')}, expiry {day_text(position.expiry_date)}"),
        ("Puts, long / short", put_wing),
        ("Calls, short / long", call_wing),
        ("Credit", f"{number_text(position.credit_pts)} points a condor ({position.credit_source})"),
        ("Break-evens (S46)", f"{low} and {high}; SPX {number_text(position.spx_close_pts)}"),
    )


def _held_facts(row: Row) -> tuple[tuple[str, str], ...]:
    left_days = (row["held_expiry_date"] - row["trade_date"]).days
    cost = f"{number_text(row['held_mark_pts'])} points, {usd_text(row['held_mark_usd'])} in all"
    since = f"{day_text(row['held_fill_date'])}, decided at the close of {day_text(row['held_decision_date'])}"
    return (
        ("Held since", since),
        ("Cost to close", f"{cost} ({row['held_price_source']} price)"),
        ("Left", count_text(left_days, "day")),
    )


def _order_facts(row: Row) -> tuple[tuple[str, str], ...]:
    deltas = " / ".join(number_text(row[f"{leg}_delta_ratio"], 3) for leg in LEGS)
    volatility = f"at-the-money volatility {percent_text(row['atm_vol'])} from {_vol_source(row['vol_source'])}"
    return (
        ("Margin (S36)", usd_text(row["margin_usd"])),
        ("Model deltas", deltas),
        ("Priced with", f"{volatility}, forward {number_text(row['forward_pts'])} ({row['price_source']} price)"),
    )


def _vol_source(code: str) -> str:
    """Return where the volatility comes from in words; an unknown code stays as it is."""
    for part, text in VOL_SOURCE_TEXT.items():
        code = code.replace(part, text)
    return code


def _settled(row: Row) -> tuple[str, str]:
    return (
        "Settled today",
        f"at SPX {number_text(row['settlement_value_pts'])} ({row['settlement_source'].replace('_', ' ')})",
    )
