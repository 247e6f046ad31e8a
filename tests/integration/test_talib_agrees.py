"""MACD and RSI of the marts against TA-Lib, on the simulated and on the real market, to 1e-9.

TA-Lib seeds an EMA with the mean of its first `n` values, ours with the first value (S13). The mean of copies of one
value is that value: `slow - 1` copies of the first value in front seed both averages with it, and `signal - 1` more
seed the signal with the line's first value, 0. The seeding is then ours, and every number after it is compared. RSI
needs nothing: both begin with the mean of the first 14 changes, as Wilder does.
"""

import numpy as np
import polars as pl
import pytest
import talib

from tests.fixtures.signal_market import SignalMarket

SETTINGS = {"standard": (12, 26, 9), "short": (3, 9, 9), "half": (6, 13, 9)}
SERIES = ("vix", "curve", "curve_30_60", "curve_60_120", "curve_30_120", "curve_30_180")
SMOOTHED = [  # (6, 13, 9) is a reading of the VIX's signal alone (S14)
    (series, setting) for series in SERIES for setting in SETTINGS if series == "vix" or setting != "half"
]
RSI_PERIOD = 14
LONGEST_HOLE_TDAYS = 5
CLOSE = 1e-9


def seeded_macd(x: np.ndarray, fast: int, slow: int, signal: int) -> tuple[np.ndarray, np.ndarray]:
    """TA-Lib's line and signal, seeded with the first value; NaN before value `slow + signal - 1`."""
    copies = slow + signal - 2
    line, average, _ = talib.MACD(np.concatenate([np.full(copies, x[0]), x]), fast, slow, signal)
    line, average = line[copies:], average[copies:]
    line[:copies] = average[:copies] = np.nan
    return line, average


def segments(x: pl.DataFrame) -> list[pl.DataFrame]:
    """Runs of values with no hole longer than what smoothing may span; before the calendar there is none."""
    gap = pl.col("session_number").diff().fill_null(0) > LONGEST_HOLE_TDAYS
    return x.drop_nulls("x").sort("trade_date").with_columns(run=gap.cum_sum()).partition_by("run")


def smoothing_inputs(market: SignalMarket, series: str) -> pl.DataFrame:
    return market.query(
        "select o.trade_date, o.x, s.session_number from intermediate.int_macd__observed as o "
        f"left join staging.stg_calendar__sessions as s on o.trade_date = s.session_date where series_name = '{series}'"
    )


def ours(market: SignalMarket, series: str, setting: str) -> pl.DataFrame:
    return market.query(
        "select trade_date, macd_line, macd_signal from intermediate.int_macd__smoothed "
        f"where series_name = '{series}' and setting_name = '{setting}' order by trade_date"
    )


def theirs(market: SignalMarket, series: str, setting: str) -> pl.DataFrame:
    rows = [pl.DataFrame(schema={"trade_date": pl.Date, "macd_line": pl.Float64, "macd_signal": pl.Float64})]
    for run in segments(smoothing_inputs(market, series)):
        line, signal = seeded_macd(run["x"].to_numpy(), *SETTINGS[setting])
        rows.append(run.select("trade_date", macd_line=pl.Series(line), macd_signal=pl.Series(signal)))
    return pl.concat(rows).filter(pl.col("macd_line").is_not_nan())


def largest_difference(a: pl.DataFrame, b: pl.DataFrame) -> float:
    assert a["trade_date"].equals(b["trade_date"])
    columns = [name for name in a.columns if name != "trade_date"]
    return max(float((a[name] - b[name]).abs().max()) for name in columns)


def check_macd(market: SignalMarket, series: str, setting: str, least_rows: int) -> None:
    mine = ours(market, series, setting)

    assert mine.height >= least_rows
    assert largest_difference(mine, theirs(market, series, setting)) < CLOSE


def check_rsi(market: SignalMarket, least_rows: int) -> None:
    front = market.query(
        "select f.trade_date, f.front_change_pts as x, s.session_number, f.vx_rsi_14_pct "
        "from signals.fct_vx_front_daily as f inner join staging.stg_calendar__sessions as s "
        "on f.trade_date = s.session_date order by f.trade_date"
    )
    rows = []
    for run in segments(front):
        levels = np.concatenate([[0.0], run["x"].cum_sum().to_numpy()])  # RSI wants prices, not changes
        rows.append(run.select("trade_date", vx_rsi_14_pct=pl.Series(talib.RSI(levels, RSI_PERIOD)[1:])))
    expected = pl.concat(rows).filter(pl.col("vx_rsi_14_pct").is_not_nan())
    mine = front.drop_nulls("vx_rsi_14_pct").select("trade_date", "vx_rsi_14_pct")

    assert mine.height >= least_rows
    assert largest_difference(mine, expected) < CLOSE


@pytest.mark.parametrize(("series", "setting"), SMOOTHED)
def test_macd_of_the_simulated_market_is_that_of_talib(
    simulated_signals: SignalMarket, series: str, setting: str
) -> None:
    check_macd(simulated_signals, series, setting, 500)


def test_rsi_of_the_simulated_market_is_that_of_talib(simulated_signals: SignalMarket) -> None:
    check_rsi(simulated_signals, 500)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize(("series", "setting"), SMOOTHED)
def test_macd_of_fourteen_real_years_is_that_of_talib(real_signals: SignalMarket, series: str, setting: str) -> None:
    check_macd(real_signals, series, setting, 14 * 250)


@pytest.mark.shared
@pytest.mark.slow
def test_rsi_of_fourteen_real_years_is_that_of_talib(real_signals: SignalMarket) -> None:
    check_rsi(real_signals, 14 * 250)


@pytest.mark.shared
@pytest.mark.slow
def test_the_seed_is_forgotten_after_a_year_and_a_half(real_signals: SignalMarket) -> None:
    """TA-Lib as it comes: 400 observations later its other seed makes no difference of 1e-9."""
    vix = smoothing_inputs(real_signals, "vix").sort("trade_date")
    line, signal, _ = talib.MACD(vix["x"].to_numpy(), *SETTINGS["standard"])
    expected = vix.select("trade_date", macd_line=pl.Series(line), macd_signal=pl.Series(signal))[400:]

    assert largest_difference(ours(real_signals, "vix", "standard")[400 - 33 :], expected) < CLOSE
