"""A small made-up market for the page: 40 sessions, four layers, one condor, one spell of stress."""

from datetime import date, timedelta

import polars as pl
import pytest

from pipelines.contracts.fct_backtest_daily import FCT_BACKTEST_DAILY
from pipelines.contracts.fct_condor_signal_daily import FCT_CONDOR_SIGNAL_DAILY
from pipelines.contracts.fct_drawdown_episode import FCT_DRAWDOWN_EPISODE
from pipelines.contracts.fct_layer_state_daily import FCT_LAYER_STATE_DAILY
from pipelines.contracts.fct_trade import FCT_TRADE
from tests.unit.report.judged import chains, decision, health, late_entry, penalties, verdicts  # noqa: F401 (fixtures)
from tests.unit.report.replayed import benchmark_daily, benchmark_goals, benchmark_residual  # noqa: F401 (fixtures)

once = pytest.fixture(scope="session")

BOOK = {"preset": "seed_4422_window", "baseline": "vs_45d_16d", "lot": 1, "rung": 1, "is_simulated": False}
DAYS = [day for n in range(60) if (day := date(2024, 7, 1) + timedelta(days=n)).weekday() < 5][:40]
SPELL = (DAYS[20], DAYS[24])
CONDOR_EXPIRY = date(2024, 9, 20)
CALL_EXPIRY = date(2024, 10, 16)
STRIKES = {"long_put": 4900.0, "short_put": 5200.0, "short_call": 5700.0, "long_call": 5850.0}


@once
def rows_of():
    """Rows of a contract from a few cells per row; every other cell is null, or the column's neutral value."""
    neutral = {pl.Boolean: False, pl.String: "", pl.Float64: 0.0, pl.Int64: 0, pl.Int32: 0, pl.Date: DAYS[0]}

    def build(contract, *rows) -> pl.DataFrame:
        required = [c for c in contract.columns if not c.nullable]
        blank = dict.fromkeys(contract.column_names) | {c.name: (*c.allowed, neutral[c.dtype])[0] for c in required}
        known = {key: value for key, value in BOOK.items() if key in blank}
        return pl.DataFrame([{**blank, **known, **row} for row in rows], schema=contract.polars_schema)

    return build


@once
def vix_pts() -> dict[date, float]:
    return {day: 31.0 if SPELL[0] <= day <= SPELL[1] else 16.0 + n % 5 for n, day in enumerate(DAYS)}


@once
def signals(vix_pts) -> pl.DataFrame:
    """`fct_signal_daily` with the columns the page reads."""
    cells = {
        "is_simulated": False, "spx_close_pts": 5500.0, "vvix_close_pts": 95.0, "skew_close_pts": 140.0,
        "vix9d_close_pts": 17.0, "vix3m_close_pts": 20.0, "vix6m_close_pts": 21.0,
        "vix_macd_hist_pts": -0.5, "is_vix_macd_cross_up": False, "vix_macd_cross_up_age_tdays": 14,
        "vix_macd_null_reason": None, "curve_macd_hist_ratio": None, "is_curve_macd_cross_up": None,
        "curve_macd_cross_up_age_tdays": None, "curve_macd_null_reason": "vx_contract_missing", "vx_rsi_14_pct": 64.2,
        "is_vx_rsi_above_60": True, "vx_rsi_null_reason": None, "breadth_universe": "nyse", "ad_slope_20_ratio": -0.01,
        "spx_to_63d_high_ratio": 0.99, "is_ad_early_deterioration": True, "breadth_null_reason": None,
        "cash_press_ratio": -0.03, "is_cash_press": False, "cash_press_null_reason": None, "cpi_yoy_ratio": 0.03,
        "cpi_trend_ratio": 0.01, "ppi_yoy_ratio": 0.02, "ppi_trend_ratio": -0.02, "is_inflation_hot": False,
        "inflation_observation_date": date(2024, 7, 1), "inflation_null_reason": None, "dollar_vol_63d_vol": 0.05,
        "is_dollar_vol_high": False, "dollar_observation_date": date(2024, 8, 16), "dollar_null_reason": None,
        "is_rebalance": False, "risk_free_rate_ratio": 0.05, "risk_free_observation_date": date(2024, 8, 22),
    }  # fmt: skip
    return pl.DataFrame([{"trade_date": day, "vix_close_pts": vix_pts[day], **cells} for day in DAYS])


@once
def curve() -> pl.DataFrame:
    """`fct_vx_curve_daily` of three tenors; the second contract is missing."""
    expiries = (date(2024, 9, 18), CALL_EXPIRY, date(2024, 11, 20))
    contracts = pl.DataFrame(
        {"tenor": [1, 2, 3], "expiry_date": expiries, "settle_pts": [18.0, None, 20.0]}
    ).with_columns(is_missing=pl.col("settle_pts").is_null())
    left_days = (pl.col("expiry_date") - pl.col("trade_date")).dt.total_days()
    days = pl.DataFrame({"trade_date": DAYS})
    return days.join(contracts, how="cross").with_columns(days_to_expiry_days=left_days)


@once
def term() -> pl.DataFrame:
    """`fct_vx_term_structure`: inverted in the spell, one session without the second contract."""
    ratios = [None, *(0.9 if SPELL[0] <= day <= SPELL[1] else 1.05 for day in DAYS[1:])]
    days = pl.DataFrame({"trade_date": DAYS, "m2_m1_ratio": ratios})
    return days.with_columns(is_contango=pl.col("m2_m1_ratio") > 1)


@once
def states(rows_of, vix_pts) -> pl.DataFrame:
    """Layer 2 arms, buys, settles; layer 1 orders on the last day; layers 3 and 4 stay idle."""
    held = {"held_contracts": 7, "held_expiry_date": CALL_EXPIRY, "held_strike_pts": 27.0, "held_forward_pts": 18.0,
            "forward_source": "vx_settle", "held_vol": 1.1, "held_mark_pts": 0.8, "held_mark_usd": 560.0,
            "price_source": "model", "open_premium_usd": 700.0}  # fmt: skip

    buys = {"state": "ARMED", "reason": "entry_signal", "action": "open", "target_contracts": 7}
    filled = {"state": "OPEN", "reason": "filled", "filled_action": "open", "bought_contracts": 7, **held}
    holds = {"state": "OPEN", "reason": "hold", **held}
    settles = {"state": "EXPIRE", "reason": "expired", "action": "settle", "settlement_contracts": 7,
               "settlement_index_pts": 30.0, "settlement_value_pts": 3.0, "settlement_source": "soq"}  # fmt: skip
    waits = {"state": "IDLE", "reason": "vix_below_band"}
    layer_2 = [*[waits] * 5, buys, filled, *[holds] * 23, settles, *[waits] * 9]
    order = {"state": "ARMED", "reason": "entry_signal", "action": "open", "target_contracts": 5,
             "target_expiry_date": CALL_EXPIRY, "target_strike_pts": 27.5, "target_mark_pts": 0.9}  # fmt: skip
    idle = {"state": "IDLE", "reason": "vix_above_band"}
    bands = {1: (18.0, 22.0), 2: (18.0, 22.0), 3: (25.0, 28.0), 4: (30.0, None)}
    rows = []
    for n, day in enumerate(DAYS):
        by_layer = {1: order if n == len(DAYS) - 1 else idle, 2: layer_2[n], 3: idle, 4: idle}
        signal = {"trade_date": day, "vix_close_pts": vix_pts[day], "is_vix_macd_fresh": True, "vx_rsi_14_pct": 64.2}
        for layer, cells in by_layer.items():
            band = {"band_lo_pts": bands[layer][0], "band_hi_pts": bands[layer][1]}
            is_armed = cells["state"] == "ARMED"
            rows.append({"layer": layer, "is_band_armed": is_armed, "open_premium_usd": 0.0, **signal, **band, **cells})
    return rows_of(FCT_LAYER_STATE_DAILY, *rows)


@once
def condor_signals(rows_of) -> pl.DataFrame:
    """Flat with an order on all days but the last, on which the condor is held."""
    wanted = {f"{leg}_strike_pts": strike for leg, strike in STRIKES.items()}
    held = {f"held_{name}": value for name, value in wanted.items()} | {"is_evidence": True}
    order = {"gate": "always", "action": "open", "reason": "open_flat_book", "expiry_date": CONDOR_EXPIRY,
             "credit_pts": 20.0, "contracts": 3, "margin_usd": 84_000.0,
             "dte_days": 60, "forward_pts": 5500.0, "atm_vol": 0.15,
             "is_evidence": True, "vol_source": "vix_flat:no_skew", **wanted}  # fmt: skip
    rows = [{"trade_date": day, **order} for day in DAYS[:-1]]
    holding = {"gate": "always", "action": "none", "reason": "position_open", "held_contracts": 3,
               "held_expiry_date": CONDOR_EXPIRY, "held_fill_date": DAYS[-1], "held_decision_date": DAYS[-2],
               "held_mark_pts": 18.5, "held_mark_usd": -5550.0, "held_price_source": "model", **held}  # fmt: skip
    return rows_of(FCT_CONDOR_SIGNAL_DAILY, *rows, {"trade_date": DAYS[-1], **holding})


@once
def trades(rows_of) -> pl.DataFrame:
    """The condor filled on the last day for 19.5 points."""
    fills = {"long_put": (3, 10.0), "short_put": (-3, 20.0), "short_call": (-3, 14.0), "long_call": (3, 4.5)}
    shared = {"book": "condor", "action": "open", "fill_date": DAYS[-1]}
    rows = [{"trade_id": leg, "leg": leg, "contracts": n, "fill_pts": pts} for leg, (n, pts) in fills.items()]
    return rows_of(FCT_TRADE, *(shared | row for row in rows))


@once
def daily(rows_of, vix_pts) -> pl.DataFrame:
    """The condor loses in the spell, layer 2 wins then and costs a little on other days."""
    is_spell = pl.col("trade_date").is_between(*SPELL)
    hedge, alone = pl.col("layer2_pnl_usd"), pl.col("condor_pnl_usd")
    blank = rows_of(FCT_BACKTEST_DAILY, *({"trade_date": day, "vix_close_pts": vix_pts[day]} for day in DAYS))
    days = blank.with_columns(
        condor_pnl_usd=pl.when(is_spell).then(-4000.0).otherwise(500.0),
        layer2_pnl_usd=pl.when(is_spell).then(1500.0).otherwise(-100.0),
    ).with_columns(hedge_pnl_usd=hedge, unhedged_return_ratio=alone / 1e6, hedged_return_ratio=(alone + hedge) / 1e6)
    for side in ("unhedged", "hedged"):
        nav = 1e6 * (1 + pl.col(f"{side}_return_ratio")).cum_prod()
        columns = {f"{side}_nav_usd": nav, f"{side}_drawdown_ratio": 1 - nav / nav.cum_max()}
        days = days.with_columns(**columns)
    return days


@once
def episodes(rows_of) -> pl.DataFrame:
    """One counted spell and one that is not counted."""
    spell = {"start_date": SPELL[0], "end_date": SPELL[1], "window_start_date": DAYS[15], "window_end_date": DAYS[29],
             "vix_peak_pts": 31.0, "window_tdays": 15, "unhedged_max_drawdown_ratio": 0.02, "is_complete": True,
             "hedged_max_drawdown_ratio": 0.012, "reduction_ratio": 0.4, "is_counted": True}  # fmt: skip
    small = {**spell, "start_date": DAYS[35], "end_date": DAYS[36], "unhedged_max_drawdown_ratio": 0.001,
             "hedged_max_drawdown_ratio": 0.001, "reduction_ratio": None, "is_counted": False}  # fmt: skip
    return rows_of(FCT_DRAWDOWN_EPISODE, spell, small)


@once
def tables(request) -> dict[str, pl.DataFrame]:
    """Every table of the page, by its name."""
    fixtures = {"fct_signal_daily": "signals", "fct_vx_term_structure": "term", "fct_vx_curve_daily": "curve",
                "fct_layer_state_daily": "states", "fct_condor_signal_daily": "condor_signals",
                "fct_backtest_daily": "daily", "fct_trade": "trades", "fct_drawdown_episode": "episodes",
                "fct_claim_verdict": "verdicts", "fct_data_health": "health",
                "fct_late_entry": "late_entry", "fct_late_entry_penalty": "penalties",
                "fct_daily_decision": "decision", "fct_benchmark_daily": "benchmark_daily",
                "fct_benchmark_residual": "benchmark_residual", "fct_benchmark_goal": "benchmark_goals"}  # fmt: skip
    return {table: request.getfixturevalue(fixture) for table, fixture in fixtures.items()}
