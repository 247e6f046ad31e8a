"""Contract of `layers.fct_layer_state_daily`: each hedge layer at each close, and why."""

import polars as pl

from pipelines.contracts.table import Column, RowRule, TableContract

_STATES = ("IDLE", "ARMED", "OPEN", "ROLL", "EXPIRE", "COOLDOWN")
_ORDERS = ("none", "open", "roll", "resize")
_HELD = "null when the layer holds nothing"
_NO_ORDER = "null when no order was decided"
_NO_SALE = "null when today's fill sold nothing"
_NO_SETTLEMENT = "null except on a settlement day"

_STATE_COLUMNS = (
    Column("preset", pl.String, "text", "Hedge preset, a file in pipelines/layers/presets"),
    Column("layer", pl.Int32, "number", "Layer of the ladder, 1 = innermost", minimum=1),
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
_HELD_COLUMNS = (
    Column("held_contracts", pl.Int64, "contracts", "Calls held at the close", minimum=0),
    Column("held_expiry_date", pl.Date, "date", f"Expiry of the calls held; {_HELD}", nullable=True),
    Column("held_strike_pts", pl.Float64, "pts", f"Their strike; {_HELD}", nullable=True, minimum=0),
    Column("held_forward_pts", pl.Float64, "pts", f"VX future of the same expiry; {_HELD}", nullable=True, minimum=0),
    Column(
        "forward_source",
        pl.String,
        "text",
        f"vx_settle = today's settlement, vx_carried = the last one known; {_HELD}",
        nullable=True,
        allowed=("vx_settle", "vx_carried"),
    ),
    Column("held_vol", pl.Float64, "vol", f"Model volatility of the mark (§6.1); {_HELD}", nullable=True, minimum=0),
    Column("held_mark_pts", pl.Float64, "pts", f"Mid of one call; {_HELD}", nullable=True, minimum=0),
    Column("held_mark_usd", pl.Float64, "usd", "Value of all calls held; 0 when none", minimum=0),
    Column(
        "price_source",
        pl.String,
        "text",
        f"Where the mark comes from; {_HELD}",
        nullable=True,
        allowed=("model", "quote"),
    ),
)
_ORDER_COLUMNS = (
    Column("target_contracts", pl.Int64, "contracts", f"Calls wanted; {_NO_ORDER}", nullable=True, minimum=1),
    Column("target_expiry_date", pl.Date, "date", f"Expiry wanted; {_NO_ORDER}", nullable=True),
    Column("target_strike_pts", pl.Float64, "pts", f"Strike wanted; {_NO_ORDER}", nullable=True, minimum=0),
    Column("target_mark_pts", pl.Float64, "pts", f"Model mid of it today; {_NO_ORDER}", nullable=True, minimum=0),
)
_FILL_COLUMNS = (
    Column(
        "bought_contracts",
        pl.Int64,
        "contracts",
        "Calls bought by today's fill, all of the contract now held; their mid is held_mark_pts",
        minimum=0,
    ),
    Column("sold_contracts", pl.Int64, "contracts", "Calls sold by today's fill", minimum=0),
    Column("sold_expiry_date", pl.Date, "date", f"Expiry of the calls sold; {_NO_SALE}", nullable=True),
    Column("sold_strike_pts", pl.Float64, "pts", f"Their strike; {_NO_SALE}", nullable=True, minimum=0),
    Column("sold_mark_pts", pl.Float64, "pts", f"Their model mid today; {_NO_SALE}", nullable=True, minimum=0),
    Column("settlement_contracts", pl.Int64, "contracts", "Calls settled in cash this morning", minimum=0),
    Column("settlement_index_pts", pl.Float64, "pts", f"Level settled on; {_NO_SETTLEMENT}", nullable=True, minimum=0),
    Column(
        "settlement_value_pts",
        pl.Float64,
        "pts",
        f"Cash value of one call, max(level − strike, 0); {_NO_SETTLEMENT}",
        nullable=True,
        minimum=0,
    ),
    Column(
        "settlement_source",
        pl.String,
        "text",
        f"soq = expiry-day row of the VX file, vx_last_settle = no such row (§6.2); {_NO_SETTLEMENT}",
        nullable=True,
        allowed=("soq", "vx_last_settle"),
    ),
    Column(
        "open_premium_usd",
        pl.Float64,
        "usd",
        "Model mid paid for the calls still open, before costs (S05); null when bought without a mark",
        nullable=True,
        minimum=0,
    ),
)

_is_flat = pl.col("held_contracts") == 0

FCT_LAYER_STATE_DAILY = TableContract(
    name="fct_layer_state_daily",
    schema="layers",
    grain="preset x layer x session",
    key=("preset", "layer", "trade_date"),
    columns=(
        *_STATE_COLUMNS,
        *_SIGNAL_COLUMNS,
        *_HELD_COLUMNS,
        *_ORDER_COLUMNS,
        *_FILL_COLUMNS,
        Column("is_simulated", pl.Boolean, "flag", "True when the row comes from the embedded simulated market"),
    ),
    rules=(
        RowRule(
            "holding_matches_state",
            _is_flat == ~pl.col("state").is_in(["OPEN", "ROLL"]),
            "a layer holds calls in OPEN and ROLL and in no other state: the state machine is wrong",
        ),
        RowRule(
            "no_position_past_expiry",
            _is_flat | (pl.col("held_expiry_date") > pl.col("trade_date")),
            "an expired call is still held: a settlement was missed",
        ),
        RowRule(
            "order_matches_action",
            pl.col("target_contracts").is_not_null() == pl.col("action").is_in(["open", "roll", "resize"]),
            "an action without a target, or the reverse: the state machine is wrong",
        ),
    ),
    minimum_rows=0,  # a preset may have no layers
)
