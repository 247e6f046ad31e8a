"""`condor.fct_condor_signal_daily`: what the condor rule says at each close, and what is held (S56). Pure."""

from datetime import date

import numpy as np
import polars as pl

from pipelines.condor.holding import NOTHING, Holdings, carried_forward, holdings_of
from pipelines.condor.market import Dates, Floats, SpxMarket
from pipelines.condor.policy import CondorPolicy
from pipelines.condor.selection import LEGS, SIGNS, Condors, condors_of, leg_marks
from pipelines.contracts.fct_condor_signal_daily import FCT_CONDOR_SIGNAL_DAILY
from pipelines.quant.costs import OPTION_MULTIPLIER_USD
from pipelines.quant.expiry_calendar import spx_weekly_friday_expiries

BACKTEST_START = date(2012, 1, 3)  # S45

_NO_DATE = np.datetime64("NaT", "D")


def condor_signal_daily(
    signals: pl.DataFrame,
    sessions: Dates,
    policy: CondorPolicy,
    account_usd: float,
    *,
    start: date = BACKTEST_START,
) -> pl.DataFrame:
    """Return one row per trading day, no-trade days included.

    Args:
        signals: `signals.fct_signal_daily`.
        sessions: Exchange sessions, past and future, increasing, datetime64[D].
        policy: The baseline.
        account_usd: Constant account that positions are sized on.
        start: First day; the book starts flat.

    Returns:
        Frame of `FCT_CONDOR_SIGNAL_DAILY`. Row t uses signals up to t.
    """
    signals = signals.filter(pl.col("trade_date") >= start).sort("trade_date")
    market = SpxMarket.from_signals(signals, policy.dividend_yield_ratio)
    condors = condors_of(market, spx_weekly_friday_expiries(sessions), policy)
    contracts = _contracts(market.spot_pts, policy, account_usd)
    is_wanted = market.is_priced & ~np.isnat(condors.expiry_dates) & (contracts > 0)
    holdings = holdings_of(market, condors.expiry_dates, is_wanted)
    columns = {
        "trade_date": signals["trade_date"],
        "action": np.where(holdings.is_order, "open", "none"),
        "reason": _reasons(market, condors, holdings, contracts),
        **_indicative_columns(market, condors, contracts),
        **_held_columns(market, condors, holdings, contracts),
        "is_simulated": signals["is_simulated"],
    }
    return _conformed(pl.DataFrame(columns), policy)


def _conformed(rows: pl.DataFrame, policy: CondorPolicy) -> pl.DataFrame:
    """Rows of the contract: named after the policy, null in place of NaN."""
    named = rows.with_columns(baseline=pl.lit(policy.name), gate=pl.lit(policy.gate))
    return FCT_CONDOR_SIGNAL_DAILY.conform(named.with_columns(pl.selectors.float().fill_nan(None)))


def _contracts(spot_pts: Floats, policy: CondorPolicy, account_usd: float) -> Floats:
    """Whole contracts whose underlying notional is leverage × account, rounded down; 0 without a price."""
    notional_usd = OPTION_MULTIPLIER_USD * np.nan_to_num(spot_pts, nan=np.inf)
    return np.asarray(np.floor(policy.leverage_ratio * account_usd / notional_usd))


def _reasons(market: SpxMarket, condors: Condors, holdings: Holdings, contracts: Floats) -> np.ndarray:
    """First reason that applies, for the action of the row."""
    return np.select(
        [
            holdings.decided_at != NOTHING,
            np.isnan(market.vix_pts),
            np.isnan(market.spot_pts),
            np.isnan(market.rate_ratio),
            np.isnat(condors.expiry_dates),
            contracts == 0,
        ],
        ["position_open", "vix_missing", "spx_missing", "rate_missing", "no_expiry", "account_too_small"],
        default="open_flat_book",
    )


def _indicative_columns(market: SpxMarket, condors: Condors, contracts: Floats) -> dict[str, object]:
    """The condor this close would choose, whether or not the book is free for it."""
    margin_pts = condors.width_pts - condors.credit_pts  # S36
    is_priced = ~np.isnan(condors.credit_pts)
    return {
        "expiry_date": condors.expiry_dates,
        "dte_days": _whole(market.days_to(condors.expiry_dates)),
        **{f"{leg}_strike_pts": condors.strikes_pts[:, place] for place, leg in enumerate(LEGS)},
        **{f"{leg}_delta_ratio": condors.deltas_ratio[:, place] for place, leg in enumerate(LEGS)},
        "credit_pts": condors.credit_pts,
        "width_pts": condors.width_pts,
        "contracts": _whole(np.where(is_priced, contracts, np.nan)),
        "margin_usd": margin_pts * OPTION_MULTIPLIER_USD * contracts,
        "vega_usd": condors.vega_pts * OPTION_MULTIPLIER_USD * contracts,
        "lower_break_even_pts": condors.strikes_pts[:, 1] - condors.credit_pts,  # S46
        "upper_break_even_pts": condors.strikes_pts[:, 2] + condors.credit_pts,
        "forward_pts": condors.forward_pts,
        "atm_vol": condors.atm_vol,
        "vol_source": pl.Series(market.vol_sources(condors.expiry_dates), dtype=pl.String),
        "price_source": _words(np.where(is_priced, "model", "")),
    }


def _held_columns(market: SpxMarket, condors: Condors, holdings: Holdings, contracts: Floats) -> dict[str, object]:
    """The condor held at this close, its marks, and the settlement of the one that ended today."""
    is_held = holdings.decided_at != NOTHING
    expiries = np.where(is_held, condors.expiry_dates[holdings.decided_at], _NO_DATE)
    strikes = np.where(is_held[:, None], condors.strikes_pts[holdings.decided_at], np.nan)
    marks, is_stale = carried_forward(leg_marks(market, expiries, strikes), holdings.decided_at)
    held_contracts = np.where(is_held, contracts[holdings.decided_at], 0.0)
    return {
        "held_contracts": _whole(held_contracts),
        "held_decision_date": np.where(is_held, market.trade_dates[holdings.decided_at], _NO_DATE),
        "held_fill_date": np.where(is_held, market.trade_dates[holdings.filled_at], _NO_DATE),
        "held_expiry_date": expiries,
        **{f"held_{leg}_strike_pts": strikes[:, place] for place, leg in enumerate(LEGS)},
        **{f"held_{leg}_mark_pts": marks[:, place] for place, leg in enumerate(LEGS)},
        "held_mark_pts": -(marks @ SIGNS),
        "held_mark_usd": np.where(is_held, (marks @ SIGNS) * held_contracts * OPTION_MULTIPLIER_USD, 0.0),
        "held_price_source": _words(np.select([is_stale, is_held], ["stale", "model"], default="")),
        **_settlement_columns(market, condors, holdings),
    }


def _settlement_columns(market: SpxMarket, condors: Condors, holdings: Holdings) -> dict[str, object]:
    is_settled = holdings.settled != NOTHING
    is_late = is_settled & (market.trade_dates > condors.expiry_dates[holdings.settled])
    source = np.select([is_late, is_settled], ["spx_close_late", "spx_close"], default="")
    return {
        "settlement_value_pts": np.where(is_settled, market.spot_pts, np.nan),
        "settlement_source": _words(source),
    }


def _words(words: np.ndarray) -> pl.Series:
    """Words as text, the empty one as null."""
    return pl.Series(words, dtype=pl.String).replace("", None)


def _whole(values: Floats) -> pl.Series:
    return pl.Series(values).fill_nan(None).cast(pl.Int64)
