"""Contract of `fct_benchmark_residual`: how far each replay lies from the published index."""

import polars as pl

from pipelines.contracts.table import Column, TableContract


def _ratio(name: str, description: str) -> Column:
    return Column(name, pl.Float64, "ratio", description, nullable=True)


def _vol(name: str, description: str) -> Column:
    return Column(name, pl.Float64, "vol", description, nullable=True, minimum=0)


FCT_BENCHMARK_RESIDUAL = TableContract(
    name="fct_benchmark_residual",
    schema="benchmarks",
    grain="index x period: all months, a year, or the months of a VIX regime",
    key=("index_symbol", "period_kind", "period"),
    minimum_rows=0,
    columns=(
        Column("index_symbol", pl.String, "text", "Cboe symbol of the strategy index"),
        Column("period_kind", pl.String, "text", "Kind of period", allowed=("all", "year", "vix_regime")),
        Column("period", pl.String, "text", "all, the year, or the regime by the month's mean VIX close"),
        Column(
            "first_month", pl.Date, "date", "Last session of the first month compared; null without one", nullable=True
        ),
        Column(
            "last_month", pl.Date, "date", "Last session of the last month compared; null without one", nullable=True
        ),
        Column(
            "n_months", pl.Int64, "months", "Months compared; months in which the replay begins are left out", minimum=0
        ),
        Column("n_days", pl.Int64, "days", "Daily returns compared; 0 where only month ends are published", minimum=0),
        _ratio("monthly_correlation_ratio", "Of monthly returns; null with fewer than 3"),
        _ratio("daily_correlation_ratio", "Of daily returns; null without daily levels"),
        _ratio("overlay_monthly_correlation_ratio", "Of monthly returns less those of the stocks; null without stocks"),
        _ratio("overlay_daily_correlation_ratio", "Of daily returns less those of the stocks; null without either"),
        _vol("tracking_error_vol", "Standard deviation of monthly differences x sqrt(12)"),
        _vol("replayed_volatility_vol", "Standard deviation of monthly returns x sqrt(12), replayed"),
        _vol("published_volatility_vol", "The same, published"),
        _ratio("replayed_cagr_ratio", "Growth a year, replayed"),
        _ratio("published_cagr_ratio", "Growth a year, published"),
        _ratio("cagr_gap_ratio", "Replayed minus published growth a year"),
        _ratio("replayed_max_drawdown_ratio", "Deepest drawdown at month ends, replayed; null for a regime"),
        _ratio("published_max_drawdown_ratio", "The same, published"),
        _ratio("max_drawdown_gap_ratio", "Replayed minus published drawdown"),
        _ratio("cagr_gap_band_lo_ratio", "Lowest growth gap over the pricing error band"),
        _ratio("cagr_gap_band_hi_ratio", "Highest growth gap over the pricing error band"),
        _ratio(
            "cagr_gap_explained_ratio", "Share of the growth gap that the band covers; 1 = the band holds a gap of 0"
        ),
        _ratio("months_inside_band_ratio", "Share of months whose published return lies inside the band"),
        _vol("tracking_error_outside_band_vol", "Tracking error of what lies outside the band"),
    ),
)
