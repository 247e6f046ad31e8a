"""Contract of `raw_cfe__final_settlements`: final settlement prices, for VX the special opening quotation."""

from datetime import date

import polars as pl

from pipelines.contracts.completeness import Freshness
from pipelines.contracts.table import PLAIN_TEXT, PROVENANCE, Column, RowRule, TableContract, on_weekdays
from pipelines.contracts.vx_levels import is_possible_level

_is_vx = pl.col("product").str.contains(r"^VX$|\(VX\)")  # the short name, or the long one that ends with it

RAW_CFE__FINAL_SETTLEMENTS = TableContract(
    name="raw_cfe__final_settlements",
    schema="raw",
    grain="listing x product x expiry date",
    key=("listing", "product", "expiry_date"),
    observed="expiry_date",
    is_history_kept=True,
    minimum_rows=0,  # a second source: absent in most archives
    profile=(
        Freshness(
            "final_list_is_fresh",
            "expiry_date",
            pl.lit("VX"),
            36,
            "monthlies expire four or five weeks apart and a holiday moves one by a day; weeklies come between, and "
            "no signal needs them",
            where=_is_vx,
        ),
    ),
    columns=(
        Column("listing", pl.String, "code", "File that the row is from", allowed=("current", "archived")),
        Column("product", pl.String, "text", "Product, VX for the futures on the VIX"),
        Column("symbol", pl.String, "text", "Contract, e.g. `VX/F4`"),
        Column("expiry_date", pl.Date, "date", "Final settlement date", minimum=date(2004, 3, 26)),
        Column(
            "settle_pts", pl.Float64, "pts", "Final settlement; ten times today's scale before 2007-03-26", minimum=0
        ),
        *PROVENANCE,
    ),
    rules=(
        on_weekdays("expiry_date"),
        RowRule(
            "symbol_is_text",
            pl.col("symbol").str.contains(PLAIN_TEXT) & pl.col("product").str.contains(PLAIN_TEXT),
            "the contract's name is a formula or has signs that no name has: compare the file with the exchange's page",
        ),
        RowRule(
            "vx_final_settlement_is_published",
            ~_is_vx | (pl.col("settle_pts") > 0),
            "a final settlement of 0 is not a price: wait for the provider's corrected file, then run again",
        ),
        is_possible_level("settle_pts", "expiry_date", ~_is_vx),
    ),
)
