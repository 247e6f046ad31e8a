"""What a policy wants at every close before it looks at what is held: the condor, its size, the obstacle. Pure."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.condor.carry import Carry, carry_of
from pipelines.condor.expiries import chosen_expiries, is_entry_session, next_sessions
from pipelines.condor.gates import GATES
from pipelines.condor.holding import Places
from pipelines.condor.market import Bools, Dates, Floats, SpxMarket
from pipelines.condor.policy import CondorPolicy, CreditStrikes
from pipelines.condor.selection import Condors, condors_of
from pipelines.quant.costs import OPTION_MULTIPLIER_USD
from pipelines.quant.spx_smile import DEFAULT_SMILE, SpxSmile


@dataclass(frozen=True)
class Plan:
    """One entry per close."""

    market: SpxMarket
    condors: Condors  # what the close would choose
    fill_strikes_pts: Floats | None  # strikes found at the fill, by day of the fill; None = those of the decision
    contracts: Floats  # of one rung
    obstacles: np.ndarray  # why no condor is wanted; empty where one is
    is_out: Bools  # the exit policy wants no condor at all (S41)
    carry: Carry  # what a promoter acts on (S25)

    @property
    def is_wanted(self) -> Bools:
        """True where a flat rung would order."""
        return np.asarray(self.obstacles == "")

    def strikes_pts(self, decided_at: Places, filled_at: Places) -> Floats:
        """Return the strikes of condors by the days that decided and filled them. Shape (n, 4)."""
        if self.fill_strikes_pts is None:
            return np.asarray(self.condors.strikes_pts[decided_at])
        return np.asarray(self.fill_strikes_pts[filled_at])


def plan_of(
    signals: pl.DataFrame,
    sessions: Dates,
    policy: CondorPolicy,
    account_usd: float,
    smile: SpxSmile = DEFAULT_SMILE,
) -> Plan:
    """Return the plan of every close.

    Args:
        signals: `signals.fct_signal_daily` in date order.
        sessions: Exchange sessions, past and future, increasing, datetime64[D].
        policy: The baseline.
        account_usd: Constant account that positions are sized on.
        smile: Volatility model of SPX options.

    Raises:
        ValueError: The policy reads a signal that `signals` does not have.
    """
    market = SpxMarket.from_signals(signals, policy.dividend_yield_ratio, smile)
    carry = carry_of(signals, policy)
    expiries = chosen_expiries(market.trade_dates, sessions, policy)
    fills = next_sessions(market.trade_dates, sessions)
    condors = condors_of(market, expiries, fills, policy, carry.is_low)
    fill_strikes_pts = None
    if isinstance(policy.strikes, CreditStrikes):  # an order for a credit finds its strikes when it fills
        ordered = np.concatenate([[np.datetime64("NaT", "D")], expiries[:-1]])
        fill_strikes_pts = condors_of(market, ordered, market.trade_dates, policy, carry.is_low).strikes_pts
    gate = GATES[policy.gate].apply()
    judged = signals.select(size=gate.size_ratio, obstacle=gate.obstacle.fill_null(""))
    size = judged["size"].fill_null(0.0).to_numpy() * np.where(carry.is_low, _promoter_size(policy), 1.0)
    contracts = np.asarray(np.floor(_full_contracts(market, condors, policy, account_usd) * size + 1e-9))
    is_out = _is_out(signals, policy)
    checks = {
        "vix_missing": np.isnan(market.vix_pts),
        "spx_missing": np.isnan(market.spot_pts),
        "rate_missing": np.isnan(market.rate_ratio),
        "not_listed_yet": _is_before(market.trade_dates, policy),
        "no_expiry": np.isnat(condors.expiry_dates),
        "exit_vix_high": is_out,
        **{code: (judged["obstacle"] == code).to_numpy() for code in judged["obstacle"].unique().sort() if code},
        "not_entry_session": ~is_entry_session(market.trade_dates, sessions, policy),
        "account_too_small": contracts < 1,
    }
    obstacles = np.select(list(checks.values()), list(checks), default="")
    return Plan(market, condors, fill_strikes_pts, contracts, obstacles, is_out, carry)


def _full_contracts(market: SpxMarket, condors: Condors, policy: CondorPolicy, account_usd: float) -> Floats:
    """Contracts of one rung at full size, not yet whole; 0 without a price."""
    if policy.leverage_ratio is not None:
        usd_each, share = OPTION_MULTIPLIER_USD * market.spot_pts, policy.leverage_ratio
    else:
        usd_each = OPTION_MULTIPLIER_USD * (condors.width_pts - condors.credit_pts)  # margin (S36)
        share = policy.margin_ratio or 0.0
    return np.asarray(share * account_usd / np.nan_to_num(usd_each, nan=np.inf))


def _promoter_size(policy: CondorPolicy) -> float:
    return policy.promoter.size_ratio if policy.promoter else 1.0


def _is_out(signals: pl.DataFrame, policy: CondorPolicy) -> Bools:
    """Out from a close above the upper level until one below the lower; a missing VIX changes nothing."""
    if policy.exit is None:
        return np.zeros(len(signals), dtype=bool)
    vix = pl.col("vix_close_pts")
    turned = pl.when(vix > policy.exit.above_vix_pts).then(True).when(vix < policy.exit.until_below_vix_pts).then(False)
    return np.asarray(signals.select(turned.forward_fill().fill_null(value=False)).to_series().to_numpy(), dtype=bool)


def _is_before(trade_dates: Dates, policy: CondorPolicy) -> Bools:
    if policy.first_date is None:
        return np.zeros(len(trade_dates), dtype=bool)
    return np.asarray(trade_dates < np.datetime64(policy.first_date, "D"))
