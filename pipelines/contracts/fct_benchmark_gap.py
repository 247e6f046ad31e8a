"""Contract of `fct_benchmark_gap`: what the growth gap of each SPX index is made of."""

import polars as pl

from pipelines.contracts.table import Column, TableContract


def _ratio(name: str, description: str) -> Column:
    return Column(name, pl.Float64, "ratio", description, nullable=True)


FCT_BENCHMARK_GAP = TableContract(
    name="fct_benchmark_gap",
    schema="benchmarks",
    grain="index on SPX options, over the months that PUT and BXM share with it",
    key=("index_symbol",),
    columns=(
        Column("index_symbol", pl.String, "text", "Cboe symbol of the strategy index"),
        Column("n_months", pl.Int64, "months", "Months compared", minimum=0),
        Column(
            "is_implied_from",
            pl.Boolean,
            "flag",
            "True for PUT and BXM, whose difference tells the opening quotations; the other indices test them",
        ),
        _ratio("cagr_gap_ratio", "Replayed minus published growth a year, as replayed"),
        _ratio("settlement_ratio", "Part that goes when options settle at the opening quotations PUT and BXM imply"),
        _ratio("rest_ratio", "Growth gap that is left then"),
        _ratio(
            "rest_level_ratio",
            "Change of the at-the-money level, as a share of the variance swap, that makes the rest; error band 0.05",
        ),
        _ratio("monthly_correlation_ratio", "Of monthly returns, as replayed"),
        _ratio("settled_monthly_correlation_ratio", "The same with the implied opening quotations"),
        Column("tracking_error_vol", pl.Float64, "vol", "As replayed", nullable=True, minimum=0),
        Column("settled_tracking_error_vol", pl.Float64, "vol", "With implied quotations", nullable=True, minimum=0),
        _ratio("opening_over_sale_ratio", "Mean implied opening quotation over the level at the sale, minus 1"),
        _ratio("opening_over_sale_error_ratio", "Standard error of that mean"),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
)
