"""Real chain days: the book holds its condor at the mids that stand in the exchange's own file.

The model's strikes lie on a grid of 5 points, which the exchange lists near expiry only: a leg at a strike that is not
in the file keeps its model mark, and the day says that its marks are mixed.
"""

import gzip
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.backtest.engine import Tables, backtest
from pipelines.backtest.quote_marks import quote_marks
from pipelines.condor.policy import load_policy
from pipelines.condor.signal import condor_signal_daily
from pipelines.contracts.fct_condor_signal_daily import LEGS
from pipelines.contracts.fct_layer_state_daily import FCT_LAYER_STATE_DAILY
from tests.fixtures.engine_markets import START, case_of
from tests.fixtures.shared_data import shared_data_or_skip
from tests.fixtures.signal_market import SignalMarket

pytestmark = [pytest.mark.slow, pytest.mark.shared]

ACCOUNT_USD = 10_000_000.0
DAYS = (date(2023, 4, 17), date(2023, 9, 1), date(2024, 1, 5))


@pytest.fixture(scope="module")
def condors(real_signals: SignalMarket) -> pl.DataFrame:
    case = case_of(real_signals)
    return condor_signal_daily(case.signals, case.sessions, [load_policy("vs_45d_16d")], ACCOUNT_USD, start=START)


@pytest.fixture(scope="module")
def daily(real_signals: SignalMarket, condors: pl.DataFrame) -> pl.DataFrame:
    case, none = case_of(real_signals), FCT_LAYER_STATE_DAILY.polars_schema.to_frame()
    spx, vix = (real_signals.query(f"select * from staging.stg_cboe__{name}_option_quotes") for name in ("spx", "vix"))
    quotes = quote_marks(condors, none, case.signals, spx, vix)
    return backtest(Tables(none, condors, case.signals, quotes), ["none"], ["vs_45d_16d"], ACCOUNT_USD).daily


def mids_in_file(archive: Path, day: date) -> dict[str, float]:
    """Mid of bid and ask by option symbol, read without alvh."""
    path = archive / f"as_of={day}" / "cdn.cboe.com/api/global/delayed_quotes/options/_SPX.json.gz"
    options = json.loads(gzip.decompress(path.read_bytes()))["data"]["options"]
    return {each["option"]: (each["bid"] + each["ask"]) / 2 for each in options if 0 < each["bid"] <= each["ask"]}


@pytest.mark.parametrize("day", DAYS)
def test_a_held_condor_is_marked_at_the_files_mids(condors: pl.DataFrame, daily: pl.DataFrame, day: date) -> None:
    mids = mids_in_file(shared_data_or_skip() / "archive", day)
    before, today = condors.filter(pl.col("trade_date") <= day).tail(2).iter_rows(named=True)
    assert before["held_fill_date"] == today["held_fill_date"], "nothing traded that day: only its marks moved"
    owed, sources = 0.0, set()
    for leg in LEGS:
        kind, strike = "C" if leg.endswith("call") else "P", today[f"held_{leg}_strike_pts"]
        symbol = f"SPXW{today['held_expiry_date']:%y%m%d}{kind}{round(strike * 1000):08d}"
        owed += mids.get(symbol, today[f"held_{leg}_mark_pts"]) * (-1 if leg.startswith("long") else 1)
        sources.add("quote" if symbol in mids else "model")

    book = daily.row(by_predicate=pl.col("trade_date") == day, named=True)

    assert "quote" in sources
    assert book["price_source"] == (sources.pop() if len(sources) == 1 else "mixed")
    held_usd = before["held_mark_usd"] + book["condor_pnl_usd"]
    assert held_usd == pytest.approx(-owed * 100 * today["held_contracts"], abs=1e-6)


def test_one_of_the_days_has_all_four_legs_quoted(daily: pl.DataFrame) -> None:
    sources = dict(daily.filter(pl.col("trade_date").is_in(DAYS)).select("trade_date", "price_source").iter_rows())

    assert sources == {DAYS[0]: "mixed", DAYS[1]: "quote", DAYS[2]: "mixed"}


def test_all_other_days_are_the_models(daily: pl.DataFrame) -> None:
    at_quotes = daily.filter(pl.col("price_source") != "model")["trade_date"].to_list()

    assert at_quotes == list(DAYS)  # the archive has chains of these three
