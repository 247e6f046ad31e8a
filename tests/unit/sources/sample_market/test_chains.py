"""The simulated chains, read by the readers of the real ones."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from pipelines.contracts.option_quotes import RAW_CBOE__SPX_OPTION_QUOTES
from pipelines.sources.delayed_quotes import parse_delayed_quotes
from pipelines.sources.quote_table import parse_quote_table
from pipelines.sources.sample_market.market import SampleMarket
from pipelines.sources.sample_market.write import market_files

_JSON = "as_of={day}/cdn.cboe.com/api/global/delayed_quotes/options/_{index}.json.gz"
_LAST_SESSIONS = [date(2026, 6, 26), date(2026, 6, 29), date(2026, 6, 30)]


@pytest.fixture(scope="module")
def files(whole_market: SampleMarket) -> dict[str, bytes]:
    return market_files(whole_market)


def _chain(files: dict[str, bytes], index: str, day: date) -> pl.DataFrame:
    return parse_delayed_quotes(files[_JSON.format(day=day, index=index)], index, "")


def test_snapshots_are_of_the_last_three_sessions(files: dict[str, bytes]) -> None:
    assert {name for name in files if name.startswith("as_of=")} == {
        _JSON.format(day=day, index=index) for day in _LAST_SESSIONS for index in ("SPX", "VIX")
    }
    for day in _LAST_SESSIONS:
        assert _chain(files, "SPX", day)["quote_date"].unique().to_list() == [day]


def test_quote_table_is_of_the_session_before_them(files: dict[str, bytes], whole_market: SampleMarket) -> None:
    table = parse_quote_table(files["user_files/option_files/SPX_2026-06-25_close_simulated.csv"], "table", "")

    assert table["quote_date"].unique().to_list() == [date(2026, 6, 25)]
    assert table["underlying_pts"][0] == pytest.approx(whole_market.path.spx_close_pts[-4], abs=0.01)
    assert set(table["root"].unique()) == {"SPX", "SPXW"}
    assert (table["option_type"] == "C").sum() == table.height / 2


@pytest.mark.parametrize("index", ["SPX", "VIX"])
def test_quotes_keep_the_promises_of_their_contract(index: str, files: dict[str, bytes]) -> None:
    for day in _LAST_SESSIONS:
        chain = _chain(files, index, day)
        broken = [rule.name for rule in RAW_CBOE__SPX_OPTION_QUOTES.rules if chain.filter(~rule.expression).height]

        assert broken == []
        assert not chain.select(RAW_CBOE__SPX_OPTION_QUOTES.key).is_duplicated().any()
        assert (chain["vendor_iv_vol"] == 0).any()  # the sentinel for missing is there


@pytest.mark.parametrize("index", ["SPX", "VIX"])
def test_calls_get_cheaper_and_puts_dearer_as_strikes_rise(index: str, files: dict[str, bytes]) -> None:
    chain = _chain(files, index, _LAST_SESSIONS[-1]).sort("root", "expiry_date", "option_type", "strike_pts")
    steps = chain.with_columns(
        step=pl.col("ask_pts").diff().over("root", "expiry_date", "option_type")
        * pl.when(pl.col("option_type") == "C").then(-1).otherwise(1)
    )

    assert steps["step"].min() >= -1e-9


def test_vix_parity_forward_is_the_vx_settlement(files: dict[str, bytes], whole_market: SampleMarket) -> None:
    """Methodology §5.3: within 0.15 points."""
    chain = _chain(files, "VIX", _LAST_SESSIONS[-1]).with_columns(mid_pts=(pl.col("bid_pts") + pl.col("ask_pts")) / 2)
    sides = chain.pivot(on="option_type", index=["expiry_date", "strike_pts"], values="mid_pts")
    nearest = sides.sort((pl.col("C") - pl.col("P")).abs()).group_by("expiry_date").first()
    settle = {
        contract.expiry: contract.settle_pts[-1]
        for contract in whole_market.contracts
        if contract.expiry > np.datetime64(_LAST_SESSIONS[-1])
    }

    for row in nearest.iter_rows(named=True):
        forward = row["strike_pts"] + row["C"] - row["P"]
        assert forward == pytest.approx(settle[np.datetime64(row["expiry_date"])], abs=0.15)
    assert nearest.height == 6


def test_a_45_day_condor_finds_its_strikes(files: dict[str, bytes]) -> None:
    """16Δ shorts and 5Δ wings exist on both sides of an expiry 38 to 52 days out, with bids."""
    chain = _chain(files, "SPX", _LAST_SESSIONS[-1])
    days = (pl.col("expiry_date") - pl.col("quote_date")).dt.total_days()
    tradable = chain.filter(days.is_between(38, 52) & (pl.col("bid_pts") > 0))

    for option_type, sign in (("C", 1), ("P", -1)):
        deltas = sign * tradable.filter(pl.col("option_type") == option_type)["vendor_delta_ratio"]
        assert deltas.min() < 0.05
        assert ((deltas - 0.16).abs() < 0.01).any()
