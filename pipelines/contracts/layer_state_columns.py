"""Columns of `layers.fct_layer_state_daily` that say what a lot holds, orders and fills."""

import polars as pl

from pipelines.contracts.table import Column

_HELD = "null when the layer holds nothing"
_NO_ORDER = "null when no order was decided"
_NO_SALE = "null when today's fill sold nothing"
_NO_SETTLEMENT = "null except on a settlement day"

HELD_COLUMNS = (
    Column("held_contracts", pl.Int64, "contracts", "Calls held at the close", minimum=0),
    Column("held_expiry_date", pl.Date, "date", f"Expiry of the calls held; {_HELD}", nullable=True),
    Column("held_strike_pts", pl.Float64, "pts", f"Their strike; {_HELD}", nullable=True, minimum=0),
    Column(
        "held_forward_pts",
        pl.Float64,
        "pts",
        f"VX future of the same expiry; {_HELD}, and where forward_source is vx_missing",
        nullable=True,
        minimum=0,
    ),
    Column(
        "forward_source",
        pl.String,
        "text",
        "vx_settle = today's settlement, vx_carried = the last one of five sessions, vx_missing = none of them; "
        f"{_HELD}",
        nullable=True,
        allowed=("vx_settle", "vx_carried", "vx_missing"),
    ),
    Column("held_vol", pl.Float64, "vol", f"Model volatility of the mark (§6.1); {_HELD}", nullable=True, minimum=0),
    Column("held_mark_pts", pl.Float64, "pts", f"Mid of one call; {_HELD}", nullable=True, minimum=0),
    Column(
        "held_delta_ratio",
        pl.Float64,
        "ratio",
        f"Model delta of one call to its VX future; {_HELD}, and without held_forward_pts",
        nullable=True,
        minimum=0,
        maximum=1,
    ),
    Column("held_mark_usd", pl.Float64, "usd", "Value of all calls held; 0 when none", minimum=0),
    Column(
        "price_source",
        pl.String,
        "text",
        f"Where the mark comes from: model = today's, stale = the last one, for want of a VVIX or VX future; {_HELD}",
        nullable=True,
        allowed=("model", "stale"),
    ),
)
ORDER_COLUMNS = (
    Column("target_contracts", pl.Int64, "contracts", f"Calls wanted; {_NO_ORDER}", nullable=True, minimum=0),
    Column("target_expiry_date", pl.Date, "date", f"Expiry wanted; {_NO_ORDER}", nullable=True),
    Column("target_strike_pts", pl.Float64, "pts", f"Strike wanted; {_NO_ORDER}", nullable=True, minimum=0),
    Column(
        "target_strike_source",
        pl.String,
        "text",
        f"chain = among the strikes quoted that day, grid = by rule (S19); {_NO_ORDER}",
        nullable=True,
        allowed=("chain", "grid"),
    ),
    Column("target_mark_pts", pl.Float64, "pts", f"Model mid of it today; {_NO_ORDER}", nullable=True, minimum=0),
)
FILL_COLUMNS = (
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
    Column(
        "settlement_index_pts",
        pl.Float64,
        "pts",
        f"Level settled on; {_NO_SETTLEMENT}, and where settlement_source is last_mark",
        nullable=True,
        minimum=0,
    ),
    Column(
        "settlement_value_pts",
        pl.Float64,
        "pts",
        f"Cash value of one call: max(level − strike, 0), its last mark without a level; {_NO_SETTLEMENT}",
        nullable=True,
        minimum=0,
    ),
    Column(
        "settlement_source",
        pl.String,
        "text",
        "soq = expiry-day row of the VX file, vx_last_settle = no such row, the last of five sessions (§6.2), "
        f"last_mark = none of them, the calls' own last price; {_NO_SETTLEMENT}",
        nullable=True,
        allowed=("soq", "vx_last_settle", "last_mark"),
    ),
    Column(
        "open_premium_usd",
        pl.Float64,
        "usd",
        "Model mid paid for the calls still open, before costs (S05); null when bought without a mark",
        nullable=True,
        minimum=0,
    ),
    Column(
        "hedge_intensity_ratio",
        pl.Float64,
        "ratio",
        "The lot's part of the hedge intensity; the sum over a day's lots is h of S42",
        minimum=0,
    ),
)
