"""Contract of `fct_backtest_daily`: the condor book without and with the hedge, day by day."""

import polars as pl

from pipelines.contracts.table import Column, RowRule, TableContract

LAYERS = (1, 2, 3, 4)


def _usd(name: str, description: str, minimum: float | None = None) -> Column:
    return Column(name, pl.Float64, "usd", description, minimum=minimum)


def _ratio(name: str, description: str, minimum: float | None = None, maximum: float | None = None) -> Column:
    return Column(name, pl.Float64, "ratio", description, minimum=minimum, maximum=maximum)


FCT_BACKTEST_DAILY = TableContract(
    name="fct_backtest_daily",
    schema="backtest",
    grain="hedge preset x condor baseline x trading day",
    key=("preset", "baseline", "trade_date"),
    columns=(
        Column("preset", pl.String, "text", "Hedge preset"),
        Column("baseline", pl.String, "text", "Condor baseline"),
        Column("trade_date", pl.Date, "date", "Trading day"),
        _usd("condor_pnl_usd", "Profit of the condor book, net of costs"),
        *(_usd(f"layer{layer}_pnl_usd", f"Profit of hedge layer {layer}, net; 0 if absent") for layer in LAYERS),
        _usd("hedge_pnl_usd", "Sum of the layers"),
        _usd("unhedged_pnl_usd", "The condor book alone"),
        _usd("hedged_pnl_usd", "Condor and hedge together"),
        _usd("condor_cost_usd", "Slippage and fees of the condor book", -1e-9),
        _usd("hedge_cost_usd", "Slippage and fees of the hedge", -1e-9),
        _ratio("unhedged_return_ratio", "unhedged_pnl_usd / account"),
        _ratio("hedged_return_ratio", "hedged_pnl_usd / account"),
        _usd("unhedged_nav_usd", "Account x product of (1 + unhedged return)", 0),
        _usd("hedged_nav_usd", "Account x product of (1 + hedged return)", 0),
        _ratio("unhedged_drawdown_ratio", "Share lost since the best unhedged NAV so far, 0 at a high", 0, 1),
        _ratio("hedged_drawdown_ratio", "Share lost since the best hedged NAV so far, 0 at a high", 0, 1),
        _ratio("hedge_intensity_ratio", "Open underlying notional / notional the weights ask for (S42)", 0),
        _ratio(
            "open_premium_ratio", "Premium paid for the open calls, at the model mid, before costs / account (S05)", 0
        ),
        Column("vix_close_pts", pl.Float64, "pts", "VIX close", nullable=True, minimum=0),
        Column("spx_close_pts", pl.Float64, "pts", "SPX close", nullable=True, minimum=0),
        Column(
            "price_source",
            pl.String,
            "text",
            "Of the legs held or closed: quote where all of both sides are quoted, mixed where some are, else model; "
            "the session after a day with quotes holds the way back to the model",
            allowed=("model", "quote", "mixed"),
        ),
        Column(
            "condor_price_source",
            pl.String,
            "text",
            "The same of the condor's legs alone; model without any",
            allowed=("model", "quote", "mixed"),
        ),
        Column(
            "hedge_price_source",
            pl.String,
            "text",
            "The same of the hedge's calls alone; model without any",
            allowed=("model", "quote", "mixed"),
        ),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    rules=(
        RowRule(
            "hedged_is_unhedged_and_hedge",
            (pl.col("hedged_pnl_usd") - pl.col("unhedged_pnl_usd") - pl.col("hedge_pnl_usd")).abs() < 1e-6,
            "hedged P&L is unhedged P&L plus the hedge's",
        ),
        RowRule(
            "hedge_is_the_sum_of_its_layers",
            (pl.col("hedge_pnl_usd") - pl.sum_horizontal(f"layer{layer}_pnl_usd" for layer in LAYERS)).abs() < 1e-6,
            "the hedge's P&L is the sum of its layers'",
        ),
    ),
)
