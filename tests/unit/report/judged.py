"""Fixtures of the page's tables that judge or decide: verdicts, data health, the daily decision."""

from datetime import date

import polars as pl
import pytest

from pipelines.contracts.fct_claim_verdict import FCT_CLAIM_VERDICT
from pipelines.contracts.fct_late_entry import FCT_LATE_ENTRY, FCT_LATE_ENTRY_PENALTY
from pipelines.contracts.report_tables import FCT_DATA_HEALTH
from pipelines.report.decision.decision import daily_decision

once = pytest.fixture(scope="session")


@once
def verdicts(rows_of, daily) -> pl.DataFrame:
    """The claims the answer needs; C6 is contradicted, the control is not testable."""
    first, last = daily["trade_date"][0], daily["trade_date"][-1]
    shared = {"window_start": first, "window_end": last, "unit": "ratio_per_year", "confidence_ratio": 0.95,
              "n_effective": 14, "draws": 4000, "lost_draws": 0,
              "pricing_source": "model", "method": "bootstrap", "metric": "drag",
              "text_paraphrase": "The hedge costs 1–2 % a year", "stated_lo": 0.01, "stated_hi": 0.02,
              "estimate": 0.012, "ci_lo": 0.004, "ci_hi": 0.019, "verdict": "consistent",
              "verdict_reason": "95 % interval (of days) 0.40 % to 1.90 % overlaps"}  # fmt: skip
    c6 = {"claim_id": "C6", "variant": "headline", "unit": "ratio", "stated_lo": 0.35, "stated_hi": 0.42,
          "estimate": 0.1, "ci_lo": -0.05, "ci_hi": 0.2, "verdict": "contradicted"}  # fmt: skip
    control = {"claim_id": "C7", "variant": "delevered_control", "stated_lo": 0.0, "stated_hi": None, "estimate": None,
               "ci_lo": None, "ci_hi": None, "verdict": "not_testable",
               "verdict_reason": "nothing to compare with"}  # fmt: skip
    headlines = [{"claim_id": claim, "variant": "headline"} for claim in ("C1", "C3", "C7")]
    return rows_of(FCT_CLAIM_VERDICT, *({**shared, **row} for row in (*headlines, c6, control)))


@once
def late_entry(rows_of) -> pl.DataFrame:
    """Layer 3 bought twice, layer 4 never."""
    bought = {"calls": 2, "premium_usd": 9000.0, "pnl_usd": -4500.0, "pnl_to_premium_ratio": -0.5, "mean_vix_pts": 26.0,
              "mean_vvix_pts": 121.25, "mean_ask_pts": 2.7, "mean_ask_to_usual_ratio": 1.52}  # fmt: skip
    return rows_of(FCT_LATE_ENTRY, {"layer": 3, **bought}, {"layer": 4})


@once
def penalties(rows_of) -> pl.DataFrame:
    """Measured against the ladder without gates, not against the preset's own layer 1."""
    found = {
        "penalty_usd": 2100.0,
        "penalty_ratio": 0.23,
        "ci_lo": -0.5,
        "ci_hi": 0.9,
        "late_months": 24,
        "n_effective": 9,
    }
    return rows_of(
        FCT_LATE_ENTRY_PENALTY,
        {"reference": "own", "null_reason": "its own layer 1 never bought"},
        {"reference": "always_on", "confidence_ratio": 0.95, **found},
    )


@once
def health(rows_of) -> pl.DataFrame:
    """One finding of each severity; the warning comes last by name, and carries markup."""
    return rows_of(
        FCT_DATA_HEALTH,
        {"subject": "a VIX", "topic": "freshness", "severity": "ok", "message": "to the newest session", "rows": 9},
        {"subject": "b raw.x", "topic": "load", "severity": "error", "message": "rejected: <b>5</b> & more", "rows": 0},
        {"subject": "c hole", "topic": "hole", "severity": "warning", "message": "no VX contract expiring 2026-03-18"},
    )


@once
def chains() -> dict[str, pl.DataFrame]:
    """The day's chains: one VIX call that layer 1 orders, no SPX option."""
    quote = {"quote_date": date(2024, 8, 23), "root": "VIX", "option_type": "C", "expiry_date": date(2024, 10, 16),
             "strike_pts": 27.5, "mid_pts": 1.00, "spread_pts": 0.20, "is_off_close": False}  # fmt: skip
    vix = pl.DataFrame([quote])
    return {"stg_cboe__vix_option_quotes": vix, "stg_cboe__spx_option_quotes": vix.clear()}


@once
def decision(signals, states, condor_signals, daily, trades, health, chains) -> pl.DataFrame:
    """The decision after the last of the 40 sessions, of the seed's preset."""
    steps = pl.int_range(pl.len()) % 5 - 2
    moving = signals.with_columns(front_change_pts=-0.3 * steps, spx_close_pts=5500.0 + 20.0 * steps)
    tables = {
        "fct_signal_daily": moving,
        "fct_layer_state_daily": states,
        "fct_condor_signal_daily": condor_signals,
        "fct_backtest_daily": daily,
        "fct_trade": trades,
        "fct_data_health": health,
        **chains,
    }
    return daily_decision(tables, ["seed_4422_window"], "vs_45d_16d", 1e6, 0.014)
