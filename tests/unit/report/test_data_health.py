"""Data health: a row of the right severity for everything a reader must know."""

from datetime import date

import polars as pl
import pytest

from pipelines.contracts.landing_ledgers import LEDGERS
from pipelines.report.data_health import data_health
from tests.unit.report.test_source_health import VINTAGES

START = date(2024, 1, 2)
NEWEST = date(2024, 6, 28)
MISSING_EXPIRY = date(2024, 6, 18)


def _no_source_findings() -> dict[str, pl.DataFrame]:
    """Tables of `source_health` without rows; its own tests have some."""
    gaps = {"index_symbol": pl.String, "gap_kind": pl.String, "missing_tdays": pl.Int64}
    return {
        "int_index_gaps__named": pl.DataFrame(
            schema=gaps | {"first_missing_date": pl.Date, "last_missing_date": pl.Date}
        ),
        "stg_sp500__breadth": pl.DataFrame(
            schema={
                "trade_date": pl.Date,
                "coverage_ratio": pl.Float64,
                "advances_issues": pl.Int64,
                "suspect_moves_issues": pl.Int64,
            }
        ),
        "fct_source_disagreement": pl.DataFrame(
            schema={"subject": pl.String, "second_source": pl.String, "trade_date": pl.Date, "is_beyond": pl.Boolean}
        ),
        "int_macro__revised": pl.DataFrame(schema=VINTAGES),
    }


@pytest.fixture
def health():
    loads = pl.DataFrame(
        {
            "table_name": ["raw.good", "raw.part", "raw.bad", "raw.gone", "raw.far"],
            "outcome": ["loaded", "partial", "rejected", "missing", "unreachable"],
            "message": ["", "known defect", "7 rows break a promise", "", "timeout"],
            "rows_quarantined": [0, 6, 7, 0, 0],
            "rows_deduplicated": [0, 2, 0, 0, 0],
            "rows_in_table": [10, 20, 30, 40, 50],
        }
    )
    days = [date(2023, 12, 29), START, NEWEST]
    signals = pl.DataFrame({"trade_date": days, "is_simulated": [False] * 3})
    reasons = pl.DataFrame(
        [
            (days[0], "vix_macd", "warm_up"),
            (START, "vix_macd", "warm_up"),
            (NEWEST, "vx_rsi", "vx_contract_missing"),
            *[(START, f"cm_{tenor}d", "vx_contract_missing") for tenor in (30, 60, 90, 120)],
            (NEWEST, "cm_90d", "vx_contract_missing"),
            (START, "reit", "no_series"),
        ],
        schema={"trade_date": pl.Date, "signal_name": pl.String, "null_reason": pl.String},
        orient="row",
    )
    tables = {
        "raw_landing__loads": loads,
        **{contract.name: contract.polars_schema.to_frame() for contract in LEDGERS},
        "dim_vx_contract": pl.DataFrame(
            {"expiry_date": [date(2024, 5, 22), MISSING_EXPIRY, date(2025, 1, 22)], "is_missing": [False, True, True]}
        ),
        "fct_vx_curve_daily": pl.DataFrame(
            {"trade_date": days, "expiry_date": [date(2024, 5, 22), MISSING_EXPIRY, MISSING_EXPIRY]}
        ),
        "fct_signal_daily": signals,
        "fct_signal_reason": reasons,
        "fct_layer_state_daily": pl.DataFrame(
            {
                "layer": [1, 1, 2, 2],
                "trade_date": [START, NEWEST] * 2,
                "action": ["none", "none", "open", "none"],
                "reason": ["waiting_breadth", "vix_below_band", "entry_signal", "hold"],
                "is_band_armed": [True, False, True, False],
            }
        ),
        "fct_condor_signal_daily": pl.DataFrame(
            {"trade_date": [START, NEWEST], "vol_source": ["vix+vix3m", "vix_flat:no_skew"]}
        ),
    }
    tables |= _no_source_findings()
    spans = pl.DataFrame(
        {
            "table_name": [
                "raw_fred__series",
                "raw_cboe__index_history",
                "raw_cboe__index_history",
                "raw_fred__series",
                "raw_cboe__index_history",
            ],
            "promise": [
                "series_is_fresh",
                "history_is_fresh",
                "history_is_fresh",
                "series_is_fresh",
                "benchmark_is_fresh",
            ],
            "subject": ["CPIAUCSL", "VIX", "VIX3M", "EMPTY", "BFLY"],
            "rows": [100, 100, 100, 0, 100],
            "first_date": [date(2000, 1, 3)] * 5,
            "last_date": [date(2024, 5, 1), NEWEST, date(2024, 6, 21), None, date(2014, 12, 31)],
        }
    )
    rows = data_health(tables, spans, START)
    return {(row["topic"], row["subject"]): row for row in rows.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("table", "severity"),
    [("good", "ok"), ("part", "warning"), ("bad", "error"), ("gone", "error"), ("far", "error")],
)
def test_load_has_the_severity_of_its_outcome(health, table, severity):
    assert health["load", f"raw.{table}"]["severity"] == severity


def test_partial_load_says_how_many_rows_and_why(health):
    assert (
        health["load", "raw.part"]["message"] == "partial, 6 rows in quarantine, 2 repeated rows left out: known defect"
    )


def test_series_is_stale_by_its_own_measure(health):
    assert health["freshness", "CPIAUCSL"]["severity"] == "ok"
    assert health["freshness", "VIX"]["severity"] == "ok"
    assert health["freshness", "VIX3M"]["severity"] == "warning"
    assert health["freshness", "VIX3M"]["message"].startswith("ends 7 days before the newest session")


def test_a_benchmark_that_ended_is_a_topic_of_its_own(health):
    assert health["benchmark_freshness", "BFLY"]["severity"] == "warning"


def test_missing_contract_is_a_warning_with_the_days_it_is_missed_on(health):
    hole = health["hole", f"VX contract {MISSING_EXPIRY}"]
    assert hole["severity"] == "warning"
    assert (hole["rows"], hole["first_date"], hole["last_date"]) == (2, START, NEWEST)


def test_missing_contract_that_no_session_needs_is_no_hole(health):
    assert ("hole", "VX contract 2025-01-22") not in health


def test_signal_hole_is_a_warning_unless_the_rules_expect_it(health):
    assert health["hole", "signals: vx_contract_missing"]["severity"] == "warning"
    assert health["hole", "signals: warm_up"]["severity"] == "ok"
    assert health["hole", "signals: no_series"]["severity"] == "ok"


def test_signal_hole_names_the_signals_it_costs_most(health):
    message = health["hole", "signals: vx_contract_missing"]["message"]

    assert message == "5 signals are null on 2 of 2 sessions: cm_90d 2, cm_120d 1, cm_30d 1, cm_60d 1, ..."


def test_signal_holes_before_the_backtest_do_not_count(health):
    assert health["hole", "signals: warm_up"]["rows"] == 1
    assert health["hole", "signals: warm_up"]["message"] == "1 signal is null on 1 of 2 sessions: vix_macd 1"


def test_layer_that_never_traded_is_a_warning_with_its_reasons(health):
    assert health["hole", "layer 1"]["message"] == "never traded; days inside its VIX band: waiting_breadth 1"
    assert ("hole", "layer 2") not in health


def test_condor_days_without_a_longer_index_are_told(health):
    row = health["hole", "condor prices"]
    assert (row["severity"], row["rows"], row["first_date"]) == ("warning", 1, NEWEST)


def test_a_source_without_rows_is_a_warning(health):
    assert health["freshness", "EMPTY"]["severity"] == "warning"
