"""What the stage hands to the layers: one day per session, whatever the condor baseline."""

from datetime import date

import polars as pl
import pytest

from pipelines.condor.policy import load_policy
from pipelines.condor.signal import condor_signal_daily
from pipelines.layers.assets import layer_market
from tests.fixtures.engine_random import EXPIRIES, SESSIONS, START, random_case

QUOTES = {
    "option_type": pl.String, "quote_date": pl.Date, "expiry_date": pl.Date, "strike_pts": pl.Float64,
    "is_off_close": pl.Boolean,
}  # fmt: skip


def tables_of(baseline: str, quotes: list[tuple[object, ...]] | None = None) -> dict[str, pl.DataFrame]:
    case, policy = random_case(3), load_policy(baseline)
    return {
        "fct_signal_daily": case.signals,
        "fct_condor_signal_daily": condor_signal_daily(case.signals, SESSIONS, [policy], 10_000_000.0, start=START),
        "int_vx_monthly__settled": case.curve.with_columns(is_expiry_day=False, settle_source=pl.lit("daily")),
        "raw_calendar__sessions": pl.DataFrame({"session_date": SESSIONS}),
        "raw_calendar__vx_expiries": pl.DataFrame({"expiry_date": EXPIRIES}),
        "stg_cboe__vix_option_quotes": pl.DataFrame(quotes or [], schema=QUOTES, orient="row"),
    }


@pytest.mark.parametrize("baseline", ["vs_45d_16d", "weekly_ladder", "cndr"])
def test_a_baseline_of_several_rungs_gives_each_session_once(baseline: str) -> None:
    tables = tables_of(baseline)
    condors = tables["fct_condor_signal_daily"]

    days = layer_market(tables, baseline, START).days

    vegas = dict(condors.filter(pl.col("rung") == 1).select("trade_date", "vega_usd").iter_rows())
    assert [day.trade_date for day in days] == sorted(vegas)
    assert {day.trade_date: day.condor_vega_usd for day in days} == vegas


def test_strikes_that_only_the_morning_after_lists_are_not_known_at_the_close() -> None:
    day, expiry = date(2024, 1, 3), date(2024, 2, 14)
    quotes = [("C", day, expiry, 20.0, False), ("C", day, expiry, 21.0, True), ("P", day, expiry, 22.0, False)]

    market = layer_market(tables_of("vs_45d_16d", quotes), "vs_45d_16d", START).market

    assert market.chains[day, expiry].tolist() == [20.0]
