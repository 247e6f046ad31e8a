"""Contract of `raw_cfe__daily_settlements`: the exchange's settlements of one day, every product."""

from datetime import date

import polars as pl

from pipelines.contracts.completeness import Freshness
from pipelines.contracts.table import PLAIN_TEXT, PROVENANCE, Column, RowRule, TableContract, on_weekdays
from pipelines.contracts.vx_levels import is_possible_level
from pipelines.contracts.vx_names import MONTH_CODE

_is_vx = pl.col("product") == "VX"
_symbol = pl.format("VX/{}{}", MONTH_CODE, pl.col("expiry_date").dt.year() % 10)
_is_monthly = pl.col("symbol").str.starts_with("VX/")

RAW_CFE__DAILY_SETTLEMENTS = TableContract(
    name="raw_cfe__daily_settlements",
    schema="raw",
    grain="trade date x contract of any product",
    key=("trade_date", "symbol", "expiry_date"),
    observed="trade_date",
    is_history_kept=True,
    minimum_rows=0,  # a second source: absent in most archives
    profile=(
        Freshness(
            "daily_file_is_fresh",
            "trade_date",
            pl.lit("VX"),
            5,
            "settlements are published each evening; a long weekend is 4 days",
            where=_is_vx,
        ),
    ),
    columns=(
        Column("trade_date", pl.Date, "date", "Day of the file, Chicago", minimum=date(2004, 3, 26)),
        Column("product", pl.String, "text", "Product, VX for the futures on the VIX"),
        Column("symbol", pl.String, "text", "Contract, `VX/F4` for a monthly and `VX02/F4` for a weekly"),
        Column("expiry_date", pl.Date, "date", "Final settlement date of the contract"),
        Column("settle_pts", pl.Float64, "pts", "Daily settlement, points of the product", minimum=0),
        *PROVENANCE,
    ),
    rules=(
        on_weekdays("trade_date"),
        RowRule(
            "symbol_is_text",
            pl.col("symbol").str.contains(PLAIN_TEXT) & pl.col("product").str.contains(PLAIN_TEXT),
            "the contract's name is a formula or has signs that no name has: compare the file with the exchange's page",
        ),
        RowRule(
            "expiry_not_before_settlement",
            pl.col("expiry_date") >= pl.col("trade_date"),
            "a contract that has expired is settled again, so the file is of another day: run again",
        ),
        RowRule(
            "vx_settlement_is_published",
            ~_is_vx | (pl.col("settle_pts") > 0),
            "a settlement of 0 is not a price: wait for the provider's corrected file, then run again",
        ),
        is_possible_level("settle_pts", "trade_date", ~_is_vx),
        RowRule(
            "vx_symbol_names_the_expiry",
            ~(_is_vx & _is_monthly) | (pl.col("symbol") == _symbol),
            "symbol and expiration date are of different months: wait for a corrected file, then run again",
        ),
    ),
)
