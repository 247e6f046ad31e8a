"""Contract of `fct_drawdown_episode`: VIX spikes, and what the hedge did to the drawdown in each (S43)."""

import polars as pl

from pipelines.contracts.table import Column, RowRule, TableContract

FCT_DRAWDOWN_EPISODE = TableContract(
    name="fct_drawdown_episode",
    schema="claims",
    grain="hedge preset x condor baseline x VIX spike",
    key=("preset", "baseline", "start_date"),
    columns=(
        Column("preset", pl.String, "text", "Hedge preset"),
        Column("baseline", pl.String, "text", "Condor baseline"),
        Column("start_date", pl.Date, "date", "First close of VIX above the level"),
        Column("end_date", pl.Date, "date", "Last close above it; runs with a short gap are one spike"),
        Column("window_start_date", pl.Date, "date", "Five sessions before the start, or the first day there is"),
        Column("window_end_date", pl.Date, "date", "Five sessions after the end, or the last day there is"),
        Column("vix_peak_pts", pl.Float64, "pts", "Highest VIX close of the spike", minimum=0),
        Column("window_tdays", pl.Int64, "tdays", "Sessions in the window", minimum=1),
        Column("unhedged_max_drawdown_ratio", pl.Float64, "ratio", "Within the window", minimum=0, maximum=1),
        Column("hedged_max_drawdown_ratio", pl.Float64, "ratio", "Within the window", minimum=0, maximum=1),
        Column(
            "reduction_ratio",
            pl.Float64,
            "ratio",
            "1 - hedged / unhedged drawdown, negative where the hedge made it worse; null when the unhedged "
            "drawdown is too small to compare",
            nullable=True,
            maximum=1,
        ),
        Column("unhedged_pnl_usd", pl.Float64, "usd", "Condor P&L in the window after its first close"),
        Column("hedge_pnl_usd", pl.Float64, "usd", "Hedge P&L in the window after its first close"),
        Column("is_complete", pl.Boolean, "flag", "No later day can change this row"),
        Column("is_counted", pl.Boolean, "flag", "Complete, and the drawdown is large enough: in claim C6"),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    rules=(
        RowRule(
            "counted_has_a_reduction",
            ~pl.col("is_counted") | (pl.col("reduction_ratio").is_not_null() & pl.col("is_complete")),
            "only a complete spike with a drawdown to compare is counted",
        ),
        RowRule(
            "window_surrounds_the_spike",
            (pl.col("window_start_date") <= pl.col("start_date"))
            & (pl.col("start_date") <= pl.col("end_date"))
            & (pl.col("end_date") <= pl.col("window_end_date")),
            "dates of a spike are out of order",
        ),
    ),
    minimum_rows=0,  # a calm market has none
)
