"""The simulated market as a whole: every series once, so that all files tell the same story."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from pipelines.quant.expiry_calendar import spx_weekly_friday_expiries
from pipelines.sources.sample_market.breadth import simulate_breadth
from pipelines.sources.sample_market.chain_model import ChainDay
from pipelines.sources.sample_market.computed_rates import compute_rates
from pipelines.sources.sample_market.credit import simulate_credit
from pipelines.sources.sample_market.dollar import simulate_dollar
from pipelines.sources.sample_market.equity_path import EquityPath, simulate_equity_path
from pipelines.sources.sample_market.inflation import simulate_inflation
from pipelines.sources.sample_market.market_days import MarketDays
from pipelines.sources.sample_market.money_market import simulate_money_market
from pipelines.sources.sample_market.rates import simulate_rates
from pipelines.sources.sample_market.vol_index_family import VolIndices, simulate_vol_indices
from pipelines.sources.sample_market.vx_curve import WEEKLY_LISTED_DAYS, VxContract, simulate_vx_contracts

Days = NDArray[np.datetime64]
Series = tuple[Days, NDArray[np.float64]]

_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class SampleMarket:
    """All simulated series up to `days.end`."""

    seed: int
    days: MarketDays
    path: EquityPath
    indices: VolIndices
    contracts: list[VxContract]  # monthlies
    weeklies: list[VxContract]
    advances: NDArray[np.int64]
    declines: NDArray[np.int64]
    macro: dict[str, Series]  # FRED series -> observation days, values

    def chain_day(self, place: int) -> ChainDay:
        """Return what the chains of session number `place` (negative from the end) are priced from."""
        quote_date = self.path.dates[place]
        indices, vix = self.indices, float(self.path.vix_close_pts[place])
        others = (indices.vix9d_close_pts, indices.vix3m_close_pts, indices.vix6m_close_pts)
        nine_days, three_months, six_months = (float(index[place]) for index in others)
        return ChainDay(
            quote_date=quote_date,
            spx_close_pts=float(self.path.spx_close_pts[place]),
            vix_close_pts=vix,
            vvix_close_pts=float(indices.vvix_close_pts[place]),
            skew_close_pts=float(indices.skew_close_pts[place]),
            variance_index_pts=np.array([nine_days, vix, three_months, six_months]),
            rate_ratio=_newest_before(self.macro["DTB3"], quote_date) / 100,
            vx_settle_pts={
                contract.expiry: float(contract.settle_pts[contract.dates == quote_date][0])
                for contract in self.contracts
                if quote_date in contract.dates
            },
        )

    def spx_listings(self, quote_date: np.datetime64) -> list[tuple[str, np.datetime64]]:
        """Return (root, expiry): weeklies for seven weeks, AM-settled monthlies for four months."""
        sessions = self.days.listed_sessions
        fridays = spx_weekly_friday_expiries(sessions)
        weeklies = fridays[(fridays > quote_date) & (fridays <= quote_date + 49 * _DAY)]
        monthlies = self.days.third_friday_expiries(quote_date)
        tomorrow = sessions[sessions > quote_date][:1]
        return [
            *(("SPXW", expiry) for expiry in np.union1d(tomorrow, weeklies)),
            *(("SPX", expiry) for expiry in monthlies[monthlies > quote_date][:4]),
        ]


def simulate_market(seed: int, end: date) -> SampleMarket:
    """Simulate everything from 2010-06-17 (macro series: 2004) to the last session not after `end`.

    Raises:
        ValueError: `end` leaves fewer than two sessions.
    """
    days = MarketDays(end)
    path = simulate_equity_path(days.sessions, seed)
    indices = simulate_vol_indices(path, seed)
    advances, declines = simulate_breadth(path, seed)
    return SampleMarket(
        seed=seed,
        days=days,
        path=path,
        indices=indices,
        contracts=simulate_vx_contracts(path, indices, days.vx_expiries, seed),
        weeklies=simulate_vx_contracts(path, indices, days.vx_weekly_expiries, seed, WEEKLY_LISTED_DAYS),
        advances=advances,
        declines=declines,
        macro=_simulate_macro(path, indices, days.end, seed),
    )


def _simulate_macro(path: EquityPath, indices: VolIndices, end: np.datetime64, seed: int) -> dict[str, Series]:
    months, inflation = simulate_inflation(end, seed)
    rates = simulate_rates(end, seed)
    rates |= simulate_money_market(rates["DTB3"], end, seed)
    is_public = path.dates < end  # FRED has a close on the morning after
    closes = {"VIXCLS": path.vix_close_pts, "VXVCLS": indices.vix3m_close_pts}
    return {
        **{series: (months, levels) for series, levels in inflation.items()},
        **rates,
        **compute_rates(rates, end),
        **simulate_credit(path, rates["DGS10"], end, seed),
        **simulate_dollar(path, end, seed),
        **{series: (path.dates[is_public], close[is_public]) for series, close in closes.items()},
    }


def _newest_before(series: Series, day: np.datetime64) -> float:
    days, values = series
    return float(values[(days < day) & ~np.isnan(values)][-1])
