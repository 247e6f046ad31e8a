"""Contract of `fct_benchmark_gap`: what the growth gap of each SPX index is made of."""

import polars as pl

from pipelines.contracts.table import Column, RowRule, TableContract


def _figure(name: str, description: str, unit: str = "ratio", minimum: float | None = None) -> Column:
    return Column(name, pl.Float64, unit, description, nullable=True, minimum=minimum)


_FIGURES = (
    _figure("cagr_gap_ratio", "Replayed minus published growth a year, as replayed"),
    _figure("settlement_ratio", "Part that goes when options settle at the opening quotations PUT and BXM imply"),
    _figure("rest_ratio", "Growth gap that is left then"),
    _figure(
        "rest_level_ratio",
        "Change of the at-the-money level, as a share of the variance swap, that makes the rest; error band 0.05",
    ),
    _figure("monthly_correlation_ratio", "Of monthly returns, as replayed"),
    _figure("settled_monthly_correlation_ratio", "The same with the implied opening quotations"),
    _figure("tracking_error_vol", "As replayed", "vol", 0),
    _figure("settled_tracking_error_vol", "With implied quotations", "vol", 0),
    _figure("opening_over_sale_ratio", "Mean implied opening quotation over the level at the sale, minus 1"),
    _figure("opening_over_sale_error_ratio", "Standard error of that mean"),
)

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
        *_FIGURES,
        Column(
            "null_reason",
            pl.String,
            "text",
            "Why a figure is null: too_few_months, pair_not_published = fewer than three months of PUT and BXM "
            "imply an opening quotation, no_movement of a series or of the growth over the level's band; null with all",
            nullable=True,
            allowed=("too_few_months", "pair_not_published", "no_movement"),
        ),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    rules=(
        RowRule(
            "figures_or_a_reason",
            pl.any_horizontal(pl.col(figure.name).is_null() for figure in _FIGURES)
            == pl.col("null_reason").is_not_null(),
            "a figure that is null needs its reason, and a reason a figure",
        ),
    ),
)
