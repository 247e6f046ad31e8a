"""Contract of `fct_calibration_slice`: each expiry of a chain, fitted, beside the frozen smile."""

import polars as pl

from pipelines.contracts.table import Column, TableContract


def _fit(name: str, unit: str, description: str) -> Column:
    return Column(name, pl.Float64, unit, description, nullable=True)


FCT_CALIBRATION_SLICE = TableContract(
    name="fct_calibration_slice",
    schema="calibration",
    grain="quote date x root x expiry date",
    key=("quote_date", "root", "expiry_date"),
    minimum_rows=0,
    columns=(
        Column("quote_date", pl.Date, "date", "Session of the quotes"),
        Column("root", pl.String, "text", "Option root: SPX, SPXW, VIX, VIXW"),
        Column("expiry_date", pl.Date, "date", "Expiry of the options"),
        Column("dte_days", pl.Int64, "days", "Calendar days from quote date to expiry", minimum=0),
        Column("forward_pts", pl.Float64, "pts", "Forward that model and market are compared on"),
        Column("forward_source", pl.String, "text", "Forward", allowed=("parity", "vx_settle")),
        Column("n_quotes", pl.Int64, "quotes", "Quotes in the fit", minimum=0),
        _fit("model_atm_vol", "vol", "At-the-money level as the book prices; null without VIX, or VVIX"),
        _fit("market_atm_vol", "vol", "Fitted at-the-money level; null with too few quotes"),
        _fit("fitted_slope_ratio", "ratio", "SPX: slope of the smile per normalised moneyness; VIX: per ln(K/F)"),
        _fit("fitted_put_curvature_ratio", "ratio", "Curvature below the forward; 0 for VIX"),
        _fit("fitted_call_curvature_ratio", "ratio", "Curvature above the forward; 0 for VIX"),
        _fit("fit_rmse_vol", "vol", "Root mean square error of the fit"),
        Column(
            "is_inside_band",
            pl.Boolean,
            "flag",
            "Whether the market's level lies in the error band: SPX 0.05 of the variance swap, VIX a in 0.85 to 1.0",
            nullable=True,
        ),
        _fit(
            "condor_credit_error_indices_ratio",
            "ratio",
            "Model over market credit of the 20/5-delta condor - 1, level from indices; null where a leg is unquoted",
        ),
        _fit("condor_credit_error_chain_ratio", "ratio", "The same with the chain's level"),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
)
