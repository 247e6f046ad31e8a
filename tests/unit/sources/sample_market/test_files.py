"""The files of the simulated market, read by the readers of the real ones."""

import json
from datetime import date

import polars as pl
import pytest

from pipelines.contracts.cboe_index_history import BENCHMARK_SYMBOLS, INDEX_SYMBOLS, RAW_CBOE__INDEX_HISTORY
from pipelines.contracts.cfe_vx_futures import RAW_CFE__VX_FUTURES
from pipelines.contracts.fred_series import SERIES
from pipelines.contracts.table import TableContract
from pipelines.sources.breadth_advance_decline import parse_nyse_file
from pipelines.sources.cboe_index_history import parse_history_file
from pipelines.sources.cfe_vx_futures import parse_contract_file
from pipelines.sources.cfe_vx_product_list import listed_contracts
from pipelines.sources.fred_series import parse_series_file
from pipelines.sources.sample_market.market import simulate_market
from pipelines.sources.sample_market.write import market_files

_VX_FOLDER = "cdn.cboe.com/data/us/futures/market_statistics/historical_data/VX/"
_LEGACY_FOLDER = "cdn.cboe.com/resources/futures/archive/volume-and-price/"
_PRODUCT_LIST = "www-api.cboe.com/us/futures/market_statistics/historical_data/product/list/VX/index.json"
_INDEX_FOLDER = "cdn.cboe.com/api/global/us_indices/daily_prices/"
_FRED_ADDRESS = "fred.stlouisfed.org/graph/fredgraph.csv@id="


def _broken_promises(contract: TableContract, rows: pl.DataFrame) -> list[str]:
    return [rule.name for rule in contract.rules if rows.filter(~rule.expression.fill_null(value=True)).height]


def _vx(files: dict[str, bytes]) -> pl.DataFrame:
    names = [name for name in files if name.startswith((_VX_FOLDER, _LEGACY_FOLDER))]
    return pl.concat(parse_contract_file(files[name], name, "") for name in names)


def _index(files: dict[str, bytes]) -> pl.DataFrame:
    simulated = set(INDEX_SYMBOLS) - {"VIX1D", *BENCHMARK_SYMBOLS}  # nobody publishes those of a made-up market
    names = [name for name in files if name.startswith(_INDEX_FOLDER)]
    assert set(names) == {f"{_INDEX_FOLDER}{symbol}_History.csv" for symbol in simulated}
    return pl.concat([parse_history_file(files[name], name, "") for name in names], how="diagonal")


def test_product_list_names_exactly_the_contract_files_of_its_layout(short_market_files: dict[str, bytes]) -> None:
    listed = listed_contracts(short_market_files[_PRODUCT_LIST], "list")

    written = {name for name in short_market_files if _VX_FOLDER in name}
    assert {f"cdn.cboe.com/{contract.path}" for contract in listed} == written
    assert listed[0].expiry_date == date(2012, 1, 18)
    assert set(json.loads(short_market_files[_PRODUCT_LIST])) == {"2012"}


def test_contracts_before_2012_come_in_the_legacy_layout(short_market_files: dict[str, bytes]) -> None:
    legacy = {name.removeprefix(_LEGACY_FOLDER) for name in short_market_files if _LEGACY_FOLDER in name}

    assert len(legacy) == 18
    assert {"CFE_N10_VX.csv", "CFE_Z11_VX.csv"} <= legacy
    first_line = short_market_files[_LEGACY_FOLDER + "CFE_Z11_VX.csv"].decode().splitlines()[1]
    assert first_line.startswith("03/28/2011,Z (Dec 11),0.00,0.00,0.00,0.00,0.00,0.00,0,0,0")


def test_expiry_row_holds_only_the_quotation(short_market_files: dict[str, bytes]) -> None:
    last_rows = _vx(short_market_files).filter(pl.col("trade_date") == pl.col("expiry_date"))

    assert last_rows.height == 18 + 3
    assert (last_rows["settle_pts"] > 0).all()
    assert last_rows.select(pl.sum_horizontal("open_pts", "high_pts", "low_pts", "close_pts").max()).item() == 0


@pytest.mark.parametrize("seed", [1, 442])
def test_vx_and_index_rows_keep_the_promises_of_their_contracts(seed: int) -> None:
    files = market_files(simulate_market(seed, date(2013, 12, 31)))

    vx, indices = _vx(files), _index(files)

    assert _broken_promises(RAW_CFE__VX_FUTURES, vx) == []
    assert _broken_promises(RAW_CBOE__INDEX_HISTORY, indices) == []
    assert (vx["settle_pts"] == 0).any()  # the quirk of early listing days is there
    assert not vx.select(pl.struct("expiry_date", "trade_date").is_duplicated().any()).item()


def test_breadth_day_without_a_count_is_written_as_zeros() -> None:
    files = market_files(simulate_market(442, date(2013, 9, 3)))
    counts = {
        name: parse_nyse_file(files[f"unicorn.us.com/advdec/NYSE_{name}.csv"], name, "issues")
        for name in ("advn", "decln")
    }

    missing = {name: rows.filter(pl.col("issues") == 0)["trade_date"].to_list() for name, rows in counts.items()}

    assert missing == {"advn": [date(2013, 8, 22)], "decln": [date(2013, 8, 22)]}
    assert counts["advn"]["trade_date"].equals(counts["decln"]["trade_date"])


def test_fred_holidays_are_empty_or_a_dot(short_market_files: dict[str, bytes]) -> None:
    bills, notes = (short_market_files[f"{_FRED_ADDRESS}{series}"].decode() for series in ("DTB3", "DGS10"))

    assert "\n2012-01-02,\n" in bills
    assert "\n2012-01-02,.\n" in notes


def test_fred_computes_averages_and_spreads_from_the_daily_rates(short_market_files: dict[str, bytes]) -> None:
    values = {
        series: parse_series_file(short_market_files[f"{_FRED_ADDRESS}{series}"], f"?id={series}", "")
        for series in ("FEDFUNDS", "DFF", "T10Y2Y", "DGS10", "DGS2")
    }
    february = pl.col("observation_date").is_between(date(2012, 2, 1), date(2012, 2, 29))
    day = pl.col("observation_date") == date(2012, 2, 1)

    (average,) = values["FEDFUNDS"].filter(february)["value"]
    (spread,), (ten,), (two,) = (values[series].filter(day)["value"] for series in ("T10Y2Y", "DGS10", "DGS2"))

    assert average == pytest.approx(values["DFF"].filter(february)["value"].mean(), abs=0.01)
    assert spread == pytest.approx(ten - two, abs=0.011)


def test_fred_series_end_with_what_was_public(short_market_files: dict[str, bytes]) -> None:
    """On Tuesday 2012-03-27: yesterday's rates, the dollar of the Friday before, February's prices."""
    rows = {
        series: parse_series_file(short_market_files[f"{_FRED_ADDRESS}{series}"], f"?id={series}", "")
        for series in SERIES
        if series != "SOFR"
    }

    newest = {series: frame["observation_date"].max() for series, frame in rows.items()}

    rates = ("DTB3", "DGS3MO", "DGS2", "DGS10", "DFF", "DFEDTARU", "BAA10Y", "T10Y2Y", "T10Y3M", "ECBDFR")
    daily = (*rates, "VIXCLS", "VXVCLS")
    prices = ("CPIAUCSL", "CPIAUCNS", "CPILFESL", "PPIACO", "PPIFIS")
    monthly = (*prices, "RBUSBIS", "RTWEXBGS", "BAA", "FEDFUNDS", "TB3MS")
    assert newest == {
        **dict.fromkeys(daily, date(2012, 3, 26)),
        "DTWEXBGS": date(2012, 3, 23),
        **dict.fromkeys(monthly, date(2012, 2, 1)),
        **dict.fromkeys(("IR3TIB01JPM156N", "IR3TIB01GBM156N"), date(2012, 1, 1)),
        **dict.fromkeys(("NCBEILQ027S", "BCNSDODNS", "CNCF"), date(2011, 7, 1)),
    }
    assert f"{_FRED_ADDRESS}SOFR" not in short_market_files  # begins in 2018
