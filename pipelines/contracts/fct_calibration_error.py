"""Contract of `fct_calibration_error`: the frozen smiles against the quotes of a chain, by delta."""

import polars as pl

from pipelines.contracts.table import Column, TableContract

DELTA_BUCKETS = tuple(f"{side}_{delta}" for side in ("put", "call") for delta in ("05", "10", "20", "30", "atm"))

FCT_CALIBRATION_ERROR = TableContract(
    name="fct_calibration_error",
    schema="calibration",
    grain="quote date x root x expiry date x delta bucket x level source",
    key=("quote_date", "root", "expiry_date", "delta_bucket", "level_source"),
    minimum_rows=0,
    columns=(
        Column("quote_date", pl.Date, "date", "Session of the quotes"),
        Column("root", pl.String, "text", "Option root: SPX, SPXW, VIX, VIXW"),
        Column("expiry_date", pl.Date, "date", "Expiry of the options"),
        Column(
            "delta_bucket",
            pl.String,
            "text",
            "Side and absolute delta at the market's volatility: 05 = 0.02-0.075, 10 -0.15, 20 -0.25, 30 -0.40, atm",
            allowed=DELTA_BUCKETS,
        ),
        Column(
            "level_source",
            pl.String,
            "text",
            "Where the at-the-money level is from: indices, as the book prices, or the chain; the shape is frozen",
            allowed=("indices", "chain"),
        ),
        Column("dte_days", pl.Int64, "days", "Calendar days from quote date to expiry", minimum=0),
        Column("forward_source", pl.String, "text", "Forward", allowed=("parity", "vx_settle")),
        Column("n_quotes", pl.Int64, "quotes", "Quotes compared", minimum=1),
        Column("mean_error_pts", pl.Float64, "pts", "Mean of model minus mid"),
        Column("median_abs_error_pts", pl.Float64, "pts", "Median of its absolute value", minimum=0),
        Column("mean_error_vol", pl.Float64, "vol", "Mean of model minus implied volatility"),
        Column("median_abs_error_vol", pl.Float64, "vol", "Median of its absolute value", minimum=0),
        Column("median_abs_error_ratio", pl.Float64, "ratio", "Median of the absolute price error over mid", minimum=0),
        Column(
            "band_vol",
            pl.Float64,
            "vol",
            "How far the mean error may be from 0: what ten real SPX days had, for VIX what its parameters allow; null "
            "outside 20 to 60 days",
            nullable=True,
            minimum=0,
        ),
        Column("is_inside_band", pl.Boolean, "flag", "Whether it is no farther; null without a band", nullable=True),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
)
