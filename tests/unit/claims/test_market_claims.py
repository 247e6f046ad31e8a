"""S35, S48, S53, C5 and C8: each supported, contradicted and not testable on data made for it."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pipelines.claims.conversion import conversion_rows
from pipelines.claims.dislocations import dislocation_rows
from pipelines.claims.lead_lag import lead_lag, lead_lag_rows
from pipelines.claims.path_dependence import path_dependence_rows
from pipelines.contracts.fct_lead_lag import FCT_LEAD_LAG
from pipelines.contracts.promises import unkept_promises

DAYS = [date(2012, 1, 3) + timedelta(days=n) for n in range(2000)]
N = len(DAYS)


def by_variant(rows) -> dict[str, dict]:
    return {row["variant"]: row for row in rows}


def test_conversions_are_counted_by_day(four_years, settings) -> None:
    chains = pl.DataFrame(
        {"quote_date": DAYS[:8], "strike_pairs": 100, "conversion_pairs": [0, 1] * 4, "reversal_pairs": [50] * 8}
    )
    signals = pl.DataFrame({"trade_date": DAYS[:8], "is_cash_press": [True, True, *[None] * 6]})

    rows = by_variant(conversion_rows(chains, signals, four_years, settings))
    assert rows["headline"]["estimate"] == pytest.approx(0.005)
    assert rows["headline"]["verdict"] == "contradicted"  # below one in a hundred
    assert (rows["reversal"]["estimate"], rows["reversal"]["verdict"]) == (0.5, "supported")
    assert rows["in_cash_press"]["verdict_reason"].startswith("only 2 independent pieces")
    assert rows["headline"]["pricing_source"] == "quote"
    none = by_variant(conversion_rows(chains.clear(), signals, four_years, settings))
    assert none["headline"]["verdict_reason"] == "no SPX chain on any such day"


def vol_market(leads_by: float, seed: int = 3) -> pl.DataFrame:
    """SPX volatility follows what the dollar's did 21 days before, times `leads_by`; nobody has REITs."""
    rng = np.random.default_rng(seed)
    dollar = 0.08 + 0.02 * np.cumsum(rng.normal(0, 0.1, N)) / np.sqrt(10)
    spx = 0.15 + leads_by * (np.roll(dollar, 21) - 0.08) + rng.normal(0, 0.001, N)
    return pl.DataFrame({"trade_date": DAYS, "dollar_vol_21d_vol": dollar, "spx_rv_21d_vol": spx}).with_columns(
        reit_rv_21d_vol=pl.lit(None, dtype=pl.Float64),
        dollar_null_reason=pl.lit(None, dtype=pl.String),
        reit_null_reason=pl.lit("no_series"),
        is_simulated=pl.lit(value=False),
    )


def test_a_leader_is_found_and_who_does_not_lead_is_not(four_years, settings) -> None:
    rows = lead_lag_rows(vol_market(1.0), four_years, settings)
    dollar = {row["variant"]: row for row in rows if row["claim_id"] == "C5"}

    assert {row["verdict"] for row in dollar.values()} == {"supported"}
    assert {row["verdict_reason"] for row in rows if row["claim_id"] == "C8"} == {
        "no reit volatility to speak of (no_series)"
    }
    against = {row["variant"]: row for row in lead_lag_rows(vol_market(-1.0), four_years, settings)[:3]}
    assert against["alone"]["verdict"] == "contradicted"
    neutral = lead_lag_rows(vol_market(0.0), four_years, settings)[0]
    assert neutral["verdict"] == "inconclusive"


def test_pieces_of_a_lead_are_spans_that_do_not_overlap_and_of_its_placebo_years(four_years, settings) -> None:
    three_years = vol_market(1.0).head(1094)

    rows = {row["variant"]: row for row in lead_lag_rows(three_years, four_years, settings)[:3]}
    days = 1094 - 2 * 21
    assert [rows[name]["n_effective"] for name in ("headline", "alone")] == [days // 42] * 2
    assert rows["placebo"]["n_effective"] == 3
    assert (rows["placebo"]["verdict"], rows["placebo"]["ci_lo"]) == ("not_testable", None)


def test_correlation_peaks_at_the_lead(settings) -> None:
    table = lead_lag(vol_market(1.0), settings)

    assert unkept_promises(FCT_LEAD_LAG, table) == []
    assert table["leader"].unique().to_list() == ["dollar"]
    best = table.sort("correlation_ratio").row(-1, named=True)
    assert best["lag_tdays"] == 21
    assert best["correlation_ratio"] > 0.85


def path_market(is_path: bool) -> pl.DataFrame:
    rng = np.random.default_rng(2)
    vix, age = 15 + 10 * rng.random(N), np.arange(N) % 50
    ahead = 0.01 * vix + (0.05 * np.log1p(age) if is_path else 0.0) + rng.normal(0, 0.01, N)
    return pl.DataFrame(
        {
            "trade_date": DAYS,
            "vix_close_pts": vix,
            "vix_calm_age_tdays": age,
            "vix_prior_max_63_pts": 25 + rng.random(N),
            "spx_rv_21d_vol": np.roll(ahead, 21),
        }
    )


def test_a_path_that_matters_tells_more_than_the_level(four_years, settings) -> None:
    (found,) = path_dependence_rows(path_market(is_path=True), four_years, settings)
    (neither,) = path_dependence_rows(path_market(is_path=False), four_years, settings)
    (short,) = path_dependence_rows(path_market(is_path=True).head(800), four_years, settings)

    assert found["verdict"] == "supported"
    assert found["estimate"] > 0.1
    assert abs(neither["estimate"]) < 0.01
    assert short["verdict"] == "not_testable"


def test_crisis_alpha_and_capture_by_hand(daily_of, settings) -> None:
    is_crisis = np.arange(630) % 63 < 5
    daily = daily_of(np.zeros(630), np.where(is_crisis, 0.0004, -0.0001), vix=np.where(is_crisis, 30.0, 15.0))
    trades = pl.DataFrame(
        {"book": "hedge", "contracts": [5, -5], "fill_date": daily["trade_date"][:2], "cash_usd": [-40_000.0, 9.0]}
    )
    calls = pl.DataFrame(
        {
            "fill_date": [date(2012, month, 3) for month in range(1, 9)],
            "expiry_date": [date(2012, month, 25) for month in (1, 2, 3, 4, 5, 6, 8, 9)],
            "bought_contracts": 10,
            "received_usd": [500.0] * 8,
            "peak_mark_pts": [1.0] * 7 + [None],
            "is_open": [False] * 6 + [True, False],
        }
    )

    rows = by_variant(dislocation_rows(daily, trades, calls, settings))
    assert rows["headline"]["estimate"] == pytest.approx(50 * 400 / 40_000)
    assert rows["headline"]["n_effective"] == 10
    assert rows["capture_ratio"]["estimate"] == pytest.approx(0.5)
    assert rows["capture_ratio"]["verdict"] == "not_testable"
    assert (rows["capture_ratio"]["stated_lo"], rows["capture_ratio"]["stated_hi"]) == (None, None)
    assert rows["capture_ratio"]["ci_lo"] == pytest.approx(0.5)
    assert rows["capture_ratio"]["n_effective"] == 6  # the one still open and the one never marked do not count
    long = calls.with_columns(expiry_date=pl.col("fill_date") + pl.duration(days=100))
    overlapping = by_variant(dislocation_rows(daily, trades, long, settings))["capture_ratio"]
    assert (overlapping["n_effective"], overlapping["ci_lo"]) == (2, None)
    nothing = by_variant(dislocation_rows(daily, trades.clear(), calls.clear(), settings))
    assert nothing["headline"]["verdict_reason"] == "the hedge never bought"
