"""Contract of `layers.fct_layer_state_daily`: each hedge layer at each close, and why."""

import polars as pl

from pipelines.contracts.layer_state_columns import FILL_COLUMNS, HELD_COLUMNS, ORDER_COLUMNS
from pipelines.contracts.table import Column, RowRule, TableContract

_STATES = ("IDLE", "ARMED", "OPEN", "ROLL", "MONETISE", "EXPIRE", "COOLDOWN")
_ORDERS = ("none", "open", "roll", "resize", "monetise")

_STATE_COLUMNS = (
    Column("preset", pl.String, "text", "Hedge preset; `alvh presets` lists them"),
    Column("layer", pl.Int32, "number", "Layer of the ladder, 1 = innermost", minimum=1),
    Column("lot", pl.Int32, "number", "Lot of the layer, 1 = first; one unless the preset says more", minimum=1),
    Column("trade_date", pl.Date, "date", "Session; the row is the truth at its close"),
    Column("state", pl.String, "text", "State of the layer (S01)", allowed=_STATES),
    Column("reason", pl.String, "text", "Why, one code per day; texts in pipelines/layers/vocabulary.py"),
    Column(
        "action",
        pl.String,
        "text",
        "Order decided at this close, filled next session; `settle` = settled in cash this morning",
        allowed=(*_ORDERS, "settle"),
    ),
    Column("filled_action", pl.String, "text", "Order of the session before, filled today", allowed=_ORDERS),
    Column(
        "hedge_budget_usd",
        pl.Float64,
        "usd",
        "Left of the hedge budget at the close: buys at the ask, sales at mid (S18, S23); null where none is kept",
        nullable=True,
    ),
)
_SIGNAL_COLUMNS = (
    Column("vix_close_pts", pl.Float64, "pts", "VIX close the decision used", nullable=True, minimum=0),
    Column("band_lo_pts", pl.Float64, "pts", "Lower end of the VIX band in force (S04, S34)", minimum=0),
    Column("band_hi_pts", pl.Float64, "pts", "Upper end; null = no upper end", nullable=True, minimum=0),
    Column("is_band_armed", pl.Boolean, "flag", "VIX within the band; null without a VIX close", nullable=True),
    Column(
        "is_vix_macd_fresh",
        pl.Boolean,
        "flag",
        "VIX MACD crossed up within the valid days (S14); null when the MACD is missing today",
        nullable=True,
    ),
    Column(
        "is_curve_macd_fresh",
        pl.Boolean,
        "flag",
        "MACD of ln(30-day/90-day VX) crossed up within the valid days (S15); null when missing today",
        nullable=True,
    ),
    Column(
        "is_ad_early_deterioration",
        pl.Boolean,
        "flag",
        "Advance/decline line falls while SPX is near its high (S17); null without breadth",
        nullable=True,
    ),
    Column(
        "vx_rsi_14_pct",
        pl.Float64,
        "pct",
        "Wilder RSI-14 of same-contract VX changes (S20); null when missing today",
        nullable=True,
        minimum=0,
        maximum=100,
    ),
    Column(
        "is_cash_press",
        pl.Boolean,
        "flag",
        "Front VX above the second (S33); null when it can't be judged",
        nullable=True,
    ),
    Column("is_rebalance", pl.Boolean, "flag", "Rebalance day by S38 or S39", nullable=True),
)
_is_flat = pl.col("held_contracts") == 0

FCT_LAYER_STATE_DAILY = TableContract(
    name="fct_layer_state_daily",
    schema="layers",
    grain="preset x layer x lot x session",
    key=("preset", "layer", "lot", "trade_date"),
    columns=(
        *_STATE_COLUMNS,
        *_SIGNAL_COLUMNS,
        *HELD_COLUMNS,
        *ORDER_COLUMNS,
        *FILL_COLUMNS,
        Column("is_simulated", pl.Boolean, "flag", "True when the row comes from the embedded simulated market"),
    ),
    rules=(
        RowRule(
            "holding_matches_state",
            _is_flat == ~pl.col("state").is_in(["OPEN", "ROLL", "MONETISE"]),
            "a lot holds calls in OPEN, ROLL and MONETISE and in no other state: the state machine is wrong",
        ),
        RowRule(
            "no_position_past_expiry",
            _is_flat | (pl.col("held_expiry_date") > pl.col("trade_date")),
            "an expired call is still held: a settlement was missed",
        ),
        RowRule(
            "order_matches_action",
            pl.col("target_contracts").is_not_null() == pl.col("action").is_in(_ORDERS[1:]),
            "an action without a target, or the reverse: the state machine is wrong",
        ),
    ),
    minimum_rows=0,  # a preset may have no layers
)
