"""Contract of `fct_smile_arbitrage`: whether the smiles that the book prices with allow arbitrage on a day."""

import polars as pl

from pipelines.contracts.table import Column, TableContract

FCT_SMILE_ARBITRAGE = TableContract(
    name="fct_smile_arbitrage",
    schema="calibration",
    grain="surface x trade date",
    key=("surface", "trade_date"),
    columns=(
        Column("surface", pl.String, "text", "Smile of SPX options or of VIX calls", allowed=("spx", "vix")),
        Column("trade_date", pl.Date, "date", "Session; days without the indices of a smile are left out"),
        Column(
            "min_durrleman_ratio", pl.Float64, "ratio", "Lowest g over strikes, 10 to 150 days; below 0 = arbitrage"
        ),
        Column("worst_horizon_days", pl.Float64, "days", "Days to expiry where it is lowest"),
        Column(
            "min_calendar_rise_ratio",
            pl.Float64,
            "ratio",
            "Least rise of total variance between horizons at one strike; null for VIX: its expiries have own futures",
            nullable=True,
        ),
        Column("is_arbitrage_free", pl.Boolean, "flag", "Neither is below 0"),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
)
