"""Contract of `fct_sweep`: what each configuration of a sweep came to."""

import polars as pl

from pipelines.contracts.table import Column, TableContract


def _ratio(name: str, description: str, **bounds: float) -> Column:
    return Column(name, pl.Float64, "ratio", description, nullable=True, **bounds)  # type: ignore[arg-type]


def _count(name: str, description: str) -> Column:
    return Column(name, pl.Int64, "count", description, minimum=0)


FCT_SWEEP = TableContract(
    name="fct_sweep",
    schema="sweep",
    grain="sweep x configuration; the newest run of each sweep's name",
    key=("sweep", "configuration"),
    columns=(
        Column("sweep", pl.String, "text", "Name of the spec"),
        Column("configuration", pl.Int64, "count", "Number within the grid, from 0, last key fastest", minimum=0),
        Column("preset", pl.String, "text", "Hedge preset that the grid varies"),
        Column("baseline", pl.String, "text", "Condor baseline that the grid varies"),
        Column("parameters", pl.String, "json", "The grid's values of this configuration, by path"),
        Column("status", pl.String, "text", "ruined: a book lost its whole account; unmarked: a lot had no mark",
               allowed=("ok", "ruined", "unmarked")),
        _ratio("unhedged_cagr_ratio", "Yearly growth of the condor book, first to last close, days/365.25; -1: ruined"),
        _ratio("hedged_cagr_ratio", "The same with the hedge"),
        _ratio("unhedged_volatility_ratio", "Deviation of daily returns x sqrt(252); null if ruined", minimum=0),
        _ratio("hedged_volatility_ratio", "The same with the hedge", minimum=0),
        _ratio("unhedged_max_drawdown_ratio", "Largest share lost from a high of the NAV; 1 if ruined", minimum=0),
        _ratio("hedged_max_drawdown_ratio", "The same with the hedge", minimum=0),
        _ratio("drag_net_ratio", "-hedge P&L / account / years, net of slippage and fees"),
        _ratio("drag_gross_ratio", "The same before slippage and fees"),
        _ratio("reduction_ratio", "Median over VIX spikes of 1 - hedged / unhedged drawdown (S43); null: ruined"),
        _ratio("premium_max_ratio", "Largest premium paid for open calls / account (S05)", minimum=0),
        _ratio("premium_mean_ratio", "Mean over days of the same", minimum=0),
        _count("spikes", "Complete VIX spikes that reduction_ratio rests on"),
        _count("hedge_entries", "Orders to open calls that filled"),
        _count("condor_entries", "Condors sold"),
        _count("stops", "Condors ordered closed by the stop (S10)"),
        Column("first_date", pl.Date, "date", "First trading day of the backtest"),
        Column("last_date", pl.Date, "date", "Last trading day"),
        Column("price_source", pl.String, "text", "Of every mark and fill: the walk knows the model's only (ADR 15)",
               allowed=("model",)),
        Column("spec_sha256", pl.String, "hash", "Of the spec's content"),
        Column("input_sha256", pl.String, "hash", "Of the published tables that the sweep read"),
        Column("code_sha256", pl.String, "hash", "Of the code that ran, as in dim_run"),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
)  # fmt: skip
