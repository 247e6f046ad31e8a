"""Files of the option chains: delayed-quotes JSON, and the CSV of the quote page (methodology §5.3)."""

import gzip
import json
from datetime import datetime, time
from zoneinfo import ZoneInfo

import polars as pl

from pipelines.sources.sample_market.chain_model import ChainDay
from pipelines.sources.sample_market.market_days import calendar_date

_JSON_PATH = "as_of={day}/cdn.cboe.com/api/global/delayed_quotes/options/_{index}.json.gz"
_NO_VALUE = ("vega", "theta", "rho", "change", "open", "high", "low", "percent_change", "prev_day_close")
_JSON_ORDER = (
    "option", "bid", "bid_size", "ask", "ask_size", "iv", "open_interest", "volume", "delta", "gamma", "vega",
    "theta", "rho", "theo", "change", "open", "high", "low", "tick", "last_trade_price", "last_trade_time",
    "percent_change", "prev_day_close",
)  # fmt: skip
_TABLE_SIDE = "Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest"


def delayed_quotes_file(index: str, day: ChainDay, quotes: pl.DataFrame) -> dict[str, bytes]:
    """Return one snapshot by its path in the archive: gzip JSON, without a clock in the gzip header.

    Args:
        index: SPX or VIX.
        day: The session.
        quotes: Rows of `chain_quotes.quoted`.
    """
    level = round(day.spx_close_pts if index == "SPX" else day.vix_close_pts, 2)
    head = {
        "symbol": f"^{index}",
        "security_type": "index",
        "current_price": level,
        "close": level,
        "prev_day_close": 0.0,
        "last_trade_time": f"{day.quote_date}T16:15:00",
        "iv30": round(day.vix_close_pts if index == "SPX" else day.vvix_close_pts, 3),
    }
    options = _json_rows(quotes, f"{day.quote_date}T15:59:00").write_json()
    opening = json.dumps({"timestamp": f"{day.quote_date} 16:30:00", "data": head})[:-2]
    text = f'{opening}, "options": {options}}}, "symbol": "_{index}"}}'
    path = _JSON_PATH.format(day=day.quote_date, index=index)
    return {path: gzip.compress(text.encode(), compresslevel=1, mtime=0)}


def _json_rows(quotes: pl.DataFrame, traded_at: str) -> pl.DataFrame:
    is_traded = pl.col("volume_contracts") > 0
    return quotes.select(
        pl.col("option_symbol").alias("option"),
        pl.col("bid_pts").alias("bid"),
        "bid_size",
        pl.col("ask_pts").alias("ask"),
        "ask_size",
        pl.col("iv_vol").alias("iv"),
        pl.col("open_interest_contracts").alias("open_interest"),
        pl.col("volume_contracts").alias("volume"),
        pl.col("delta_ratio").alias("delta"),
        pl.col("gamma_ratio").alias("gamma"),
        pl.col("price_pts").alias("theo"),
        pl.lit("no_change").alias("tick"),
        pl.col("last_pts").alias("last_trade_price"),
        pl.when(is_traded).then(pl.lit(traded_at)).alias("last_trade_time"),
        *(pl.lit(0.0).alias(name) for name in _NO_VALUE),
    ).select(_JSON_ORDER)


def quote_table_file(day: ChainDay, previous_close_pts: float, quotes: pl.DataFrame) -> dict[str, bytes]:
    """Return one SPX quote table, calls left and puts right, by its path under the user's files."""
    spot = day.spx_close_pts
    pulled_at = datetime.combine(calendar_date(day.quote_date), time(16, 47), ZoneInfo("America/New_York"))
    stamp = f"{pulled_at:%B} {pulled_at.day}, {pulled_at.year} at 4:47 PM {pulled_at:%Z}"
    preamble = (
        "\n"
        f"SP 500 INDEX,Last: {spot:.2f},Change:  {spot - previous_close_pts:.2f}\n"
        f'"Date: {stamp}",Bid: {0.993 * spot:.2f},Ask: {1.008 * spot:.2f},Size: 1*1,Volume: 0\n'
        f"Expiration Date,Calls,{_TABLE_SIDE},Strike,Puts,{_TABLE_SIDE}\n"
    )
    table = pl.concat([_table_side(quotes, is_call=True), _table_side(quotes, is_call=False)], how="horizontal")
    strikes = quotes.filter("is_call").select(
        pl.col("expiry_date").dt.strftime("%a %b %d %Y").alias("expiry"),
        pl.format("{}.00", pl.col("strike_pts").cast(pl.Int64)).alias("strike"),
    )
    width = table.width // 2
    rows = pl.DataFrame([strikes["expiry"], *table[:, :width], strikes["strike"], *table[:, width:]])
    path = f"user_files/option_files/SPX_{day.quote_date}_close_simulated.csv"
    return {path: (preamble + rows.write_csv(include_header=False)).encode()}


def _table_side(quotes: pl.DataFrame, *, is_call: bool) -> pl.DataFrame:
    prefix = "call_" if is_call else "put_"
    return quotes.filter(pl.col("is_call") == is_call).select(
        pl.col("option_symbol").alias(f"{prefix}symbol"),
        pl.col("last_pts").alias(f"{prefix}last"),
        pl.lit(0).alias(f"{prefix}net"),
        pl.col("bid_pts").alias(f"{prefix}bid"),
        pl.col("ask_pts").alias(f"{prefix}ask"),
        pl.col("volume_contracts").cast(pl.Int64).alias(f"{prefix}volume"),
        pl.col("iv_vol").alias(f"{prefix}iv"),
        pl.col("delta_ratio").alias(f"{prefix}delta"),
        pl.col("gamma_ratio").alias(f"{prefix}gamma"),
        pl.col("open_interest_contracts").cast(pl.Int64).alias(f"{prefix}interest"),
    )
