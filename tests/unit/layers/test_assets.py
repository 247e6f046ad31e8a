"""What the stage hands to the layers: one day per session, whatever the condor baseline."""

import polars as pl
import pytest

from pipelines.condor.policy import load_policy
from pipelines.condor.signal import condor_signal_daily
from pipelines.layers.assets import layer_market
from tests.fixtures.engine_random import EXPIRIES, SESSIONS, START, random_case


@pytest.mark.parametrize("baseline", ["vs_45d_16d", "weekly_ladder", "cndr"])
def test_a_baseline_of_several_rungs_gives_each_session_once(baseline: str) -> None:
    case, policy = random_case(3), load_policy(baseline)
    condors = condor_signal_daily(case.signals, SESSIONS, [policy], 10_000_000.0, start=START)
    tables = {
        "fct_signal_daily": case.signals,
        "fct_condor_signal_daily": condors,
        "int_vx_monthly__settled": case.curve.with_columns(is_expiry_day=False, settle_source=pl.lit("daily")),
        "raw_calendar__sessions": pl.DataFrame({"session_date": SESSIONS}),
        "raw_calendar__vx_expiries": pl.DataFrame({"expiry_date": EXPIRIES}),
        "stg_cboe__vix_option_quotes": pl.DataFrame(
            schema={"option_type": pl.String, "quote_date": pl.Date, "expiry_date": pl.Date, "strike_pts": pl.Float64}
        ),
    }

    days = layer_market(tables, baseline, START).days

    vegas = dict(condors.filter(pl.col("rung") == 1).select("trade_date", "vega_usd").iter_rows())
    assert [day.trade_date for day in days] == sorted(vegas)
    assert {day.trade_date: day.condor_vega_usd for day in days} == vegas
