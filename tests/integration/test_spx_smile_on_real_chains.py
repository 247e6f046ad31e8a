"""Level 4 of the acceptance ladder (§6.6): condor credits of the model against real SPX chains."""

from datetime import date
from functools import cache

import numpy as np
import polars as pl
import pytest

from pipelines.quant.black76 import black76_price
from pipelines.quant.spx_smile import SpxSlice, spx_atm_vol, spx_option_delta, spx_option_price
from pipelines.quant.variance_swap import variance_swap_vol
from pipelines.sources.quote_table import parse_quote_table
from tests.fixtures.shared_data import shared_data_or_skip

pytestmark = pytest.mark.shared

STALE = date(2019, 5, 10)  # pulled before the next session's open: its quotes are not that close's
SIDES = ((0.05, False, 1), (0.20, False, -1), (0.20, True, -1), (0.05, True, 1))
RATE = {2020: 0.001, 2022: 0.010, 2023: 0.048, 2024: 0.052, 2025: 0.043}  # three-month bills, about


@cache
def index_closes(symbol: str) -> dict[date, float]:
    path = shared_data_or_skip() / f"archive/cdn.cboe.com/api/global/us_indices/daily_prices/{symbol}_History.csv"
    rows = pl.read_csv(path).select(pl.col("DATE").str.to_date("%m/%d/%Y"), pl.last().alias("close"))
    return dict(rows.iter_rows())


@cache
def chain_days() -> dict[date, pl.DataFrame]:
    """SPXW quotes of each usable day; several files of one day count as one chain."""
    frames = [
        parse_quote_table(path.read_bytes(), path.name, "0")
        for path in sorted((shared_data_or_skip() / "chains_quote_table").glob("*.csv.gz"))
    ]
    quotes = pl.concat(frames, how="diagonal").filter(pl.col("root") == "SPXW")
    quotes = quotes.unique(["quote_date", "root", "expiry_date", "option_type", "strike_pts"], keep="first")
    return {day: rows for (day,), rows in quotes.group_by("quote_date") if day != STALE}


def friday_slice(day: date, target_days: int) -> tuple[pl.DataFrame, int]:
    """Calls and puts side by side for the well-quoted Friday expiry nearest the target."""
    sides = [
        chain_days()[day]
        .filter(pl.col("option_type") == kind)
        .select("expiry_date", "strike_pts", mid=(pl.col("bid_pts") + pl.col("ask_pts")) / 2, bid="bid_pts")
        for kind in "CP"
    ]
    both = sides[0].join(sides[1], on=["expiry_date", "strike_pts"], suffix="_put").sort("strike_pts")
    quoted = both.filter((pl.col("bid") > 0) & (pl.col("bid_put") > 0)).group_by("expiry_date").len()
    fridays = [e for e, n in quoted.iter_rows() if n >= 40 and e.weekday() == 4 and (e - day).days >= 20]
    expiry = min(fridays, key=lambda e: abs((e - day).days - target_days))
    return both.filter(pl.col("expiry_date") == expiry), (expiry - day).days


def parity_forward(chain: pl.DataFrame, years: float, rate: float) -> float:
    quoted = chain.filter((pl.col("bid") > 0) & (pl.col("bid_put") > 0))
    gap = (quoted["mid"] - quoted["mid_put"]).to_numpy()
    nearest = np.argsort(np.abs(gap))[:8]
    return float(np.median(quoted["strike_pts"].to_numpy()[nearest] + np.exp(rate * years) * gap[nearest]))


def known_atm_vol(chain: pl.DataFrame, forward: float, years: float, rate: float) -> float:
    """Level that prices the out-of-the-money quotes within 2 % of the forward, least squares."""
    near = chain.filter((pl.col("strike_pts") / forward - 1).abs() < 0.02)
    strikes = near["strike_pts"].to_numpy()
    is_call = strikes >= forward
    market = np.where(is_call, near["mid"], near["mid_put"])
    vols = np.linspace(0.05, 0.9, 1701)[:, None]
    implied = vols[np.abs(black76_price(forward, strikes, years, vols, rate, is_call) - market).argmin(axis=0), 0]
    return float(np.polyval(np.polyfit(np.log(strikes / forward), implied, 2), 0))


def credit_error(day: date, target_days: int, is_level_known: bool) -> float:
    """Model credit / market credit − 1 of the 20Δ/5Δ condor that the model picks."""
    chain, days = friday_slice(day, target_days)
    years, rate = days / 365, RATE[day.year]
    forward = parity_forward(chain, years, rate)
    indices = [index_closes(name).get(day, np.nan) for name in ("VIX9D", "VIX", "VIX3M", "VIX6M")]
    swap = variance_swap_vol(np.array([indices]), np.array([float(days)]))[0]
    level = float(spx_atm_vol(swap, index_closes("SKEW")[day]))
    atm = known_atm_vol(chain, forward, years, rate) if is_level_known else level
    market = SpxSlice(forward, years, atm, rate)
    strikes = chain["strike_pts"].to_numpy()
    model_credit = market_credit = 0.0
    for delta, is_call, sign in SIDES:
        is_otm = (strikes >= forward) == is_call
        distance = np.abs(np.abs(spx_option_delta(strikes, market, is_call)) - delta)
        place = int(np.argmin(np.where(is_otm, distance, np.inf)))
        model_credit -= sign * float(spx_option_price(strikes[place], market, is_call))
        market_credit -= sign * chain["mid" if is_call else "mid_put"][place]
    return model_credit / market_credit - 1


@pytest.mark.parametrize(
    ("target_days", "is_level_known", "limit"),
    [(30, True, 0.03), (45, True, 0.03), (30, False, 0.07), (45, False, 0.10)],
)
def test_median_condor_credit_error_is_within_the_ladder(target_days, is_level_known, limit) -> None:
    errors = {day: credit_error(day, target_days, is_level_known) for day in sorted(chain_days())}

    assert len(errors) == 10
    assert np.median(np.abs(list(errors.values()))) <= limit, errors
