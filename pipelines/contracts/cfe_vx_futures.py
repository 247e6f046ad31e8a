"""Contract of `raw_cfe__vx_futures`: VX futures as the exchange published them, one row per contract and day."""

from datetime import date

import polars as pl

from pipelines.contracts.cfe_vx_futures_profile import FLAGS, PROFILE
from pipelines.contracts.table import PROVENANCE, Column, Consent, RowRule, TableContract, on_weekdays
from pipelines.contracts.vx_levels import is_possible_level
from pipelines.contracts.vx_names import MONTH_CODE

_PRICE = "index points; ten times today's scale before 2007-03-26; 0 = nothing traded"
_LAST_ZERO_SETTLE = date(2013, 7, 19)  # the exchange left settlements out of new listings until then

# Letters and signs of both kinds of label, `F (Jan 2013)` and `VX+VXT22/M2`; what a spreadsheet runs begins otherwise
_LABEL = r"^\w[\w ()/.'+-]*$"

_names_expiry = pl.any_horizontal(
    pl.col("contract_label") == pl.format("{} ({})", MONTH_CODE, pl.col("expiry_date").dt.strftime(form))
    for form in ("%b %y", "%b %Y")
)

_ERRONEOUS = ("key_is_unique", "low_not_above_high", "trade_date_not_after_expiry")
_is_of_first_years = pl.col("expiry_date") < date(2008, 1, 1)

_is_nothing_traded = (pl.col("volume_contracts") == 0) & (pl.col("close_pts") == 0)

RAW_CFE__VX_FUTURES = TableContract(
    name="raw_cfe__vx_futures",
    schema="raw",
    grain="VX contract (by final settlement date) x trade date",
    key=("expiry_date", "trade_date"),
    observed="trade_date",
    is_history_kept=True,
    profile=PROFILE,
    consents=tuple(
        Consent(rule, _is_of_first_years, 50, "files of 2004 to 2007 hold rows twice and erroneous ones (§5.1)")
        for rule in _ERRONEOUS
    ),
    columns=(
        Column("trade_date", pl.Date, "date", "Exchange date, Chicago", minimum=date(2004, 3, 26)),
        Column("expiry_date", pl.Date, "date", "Final settlement date of the contract"),
        Column("contract_label", pl.String, "text", "Contract as the file names it, e.g. `F (Jan 13)`"),
        Column("duration_type", pl.String, "code", "M = monthly, W = weekly, by the product list", allowed=("M", "W")),
        Column("open_pts", pl.Float64, "pts", f"First trade, {_PRICE}", minimum=0, maximum=2000),
        Column("high_pts", pl.Float64, "pts", f"Highest trade, {_PRICE}", minimum=0, maximum=2000),
        Column("low_pts", pl.Float64, "pts", f"Lowest trade, {_PRICE}", minimum=0, maximum=2000),
        Column("close_pts", pl.Float64, "pts", f"Last trade, {_PRICE}", minimum=0, maximum=2000),
        Column(
            "settle_pts",
            pl.Float64,
            "pts",
            f"Daily settlement, {_PRICE}; on the expiry date the special opening quotation",
            minimum=0,
            maximum=2000,
        ),
        Column(
            "change_pts",
            pl.Float64,
            "pts",
            "Settlement minus previous settlement, as published",
            minimum=-2000,
            maximum=2000,
        ),
        Column("volume_contracts", pl.Int64, "contracts", "Contracts traded", minimum=0),
        Column("efp_contracts", pl.Int64, "contracts", "Exchange for physical", minimum=0),
        Column("open_interest_contracts", pl.Int64, "contracts", "Open at the end of the day", minimum=0),
        *PROVENANCE,
    ),
    rules=(
        on_weekdays("trade_date"),
        RowRule(
            "contract_label_is_text",
            pl.col("contract_label").str.contains(_LABEL),
            "the contract's name is a formula or has signs that no name has: compare the file with the exchange's page",
        ),
        RowRule(
            "label_names_the_expiry",
            (pl.col("duration_type") != "M") | _names_expiry,
            "the label is of another month than the expiry of the file: wait for a corrected file, then run again",
        ),
        RowRule(
            "settlement_is_published",
            (pl.col("settle_pts") > 0)
            | (_is_nothing_traded & (pl.col("trade_date") <= _LAST_ZERO_SETTLE))
            | ((pl.col("close_pts") > 0) & (pl.col("trade_date") <= _LAST_ZERO_SETTLE)),
            "a settlement of 0 is not a price: wait for the provider's corrected file, then run again",
        ),
        is_possible_level("settle_pts", "trade_date", lowest=0),  # two of 2008-04-21 are 1.00: flagged
        RowRule(
            "trade_date_not_after_expiry",
            pl.col("trade_date") <= pl.col("expiry_date"),
            "rows run past the expiry in the file's name: wait for a corrected file, then run again",
        ),
        RowRule(
            "low_not_above_high",
            (pl.col("volume_contracts") == 0) | (pl.col("low_pts") == 0) | (pl.col("low_pts") <= pl.col("high_pts")),
            "the day's low is above its high: compare the row with the exchange's daily settlement file",
        ),
        *FLAGS,
    ),
)
