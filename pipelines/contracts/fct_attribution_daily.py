"""Contract of `fct_attribution_daily`: what moved the P&L of each lot and each rung, day by day."""

import polars as pl

from pipelines.contracts.table import Column, RowRule, TableContract


def _usd(name: str, description: str) -> Column:
    return Column(name, pl.Float64, "usd", description)


FCT_ATTRIBUTION_DAILY = TableContract(
    name="fct_attribution_daily",
    schema="backtest",
    grain="part (condor, layer) x lot or rung x trading day on which it was held or traded",
    key=("part", "lot", "trade_date"),
    columns=(
        Column("preset", pl.String, "text", "Hedge preset of the layers: the one of the settings"),
        Column("baseline", pl.String, "text", "Condor baseline: the one of the settings"),
        Column("part", pl.String, "text", "Which side",
               allowed=("condor", "layer1", "layer2", "layer3", "layer4")),
        Column("lot", pl.Int32, "number", "Lot of the layer, rung of the condor ladder, 1 = first", minimum=1),
        Column("trade_date", pl.Date, "date", "Trading day; moves are counted since the close before"),
        _usd("delta_usd", "Delta of the close before x change of the forward: VX future, SPX forward"),
        _usd("gamma_usd", "Half the gamma x the square of that change"),
        _usd("vega_usd", "Vega x change of the model volatility at the strike; 0 on the day of a settlement"),
        _usd("theta_usd", "Theta x calendar days since"),
        _usd("residual_usd", "What the four leave: higher orders, rates, the jump to a settlement"),
        _usd("gross_pnl_usd", "P&L at mids, before slippage and fees"),
        _usd("cost_usd", "Slippage and fees of the day's trades"),
        _usd("net_pnl_usd", "gross_pnl_usd - cost_usd; sums by part and day to fct_backtest_daily"),
        Column("price_source", pl.String, "text", "model; mixed: a mark at either close or a fill of the day is a "
               "quote's, and the way from model to quote or back is residual", allowed=("model", "mixed")),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    rules=(
        RowRule(
            "components_add_up",
            (
                pl.sum_horizontal("delta_usd", "gamma_usd", "vega_usd", "theta_usd", "residual_usd")
                - pl.col("gross_pnl_usd")
            ).abs()
            < 1e-6,
            "the components and the residual are the P&L before costs",
        ),
        RowRule(
            "net_is_gross_less_costs",
            (pl.col("gross_pnl_usd") - pl.col("cost_usd") - pl.col("net_pnl_usd")).abs() < 1e-6,
            "net P&L is gross P&L less slippage and fees",
        ),
    ),
)  # fmt: skip
