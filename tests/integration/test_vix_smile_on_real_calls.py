"""Level 3 of the acceptance ladder (§6.6): real VIX calls of autumn 2024 against the frozen smile, by delta."""

import re
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pipelines.quant.black76 import black76_delta
from pipelines.quant.vix_smile import vix_call_price, vix_call_vol
from pipelines.quant.vx_forward import VxCurve
from tests.fixtures.shared_data import shared_data_or_skip

pytestmark = pytest.mark.shared

RATE_RATIO = 0.047  # three-month bills of those months, about
CBOE = "archive/cdn.cboe.com"


def _day(text: str) -> date:
    return date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}")


@cache
def calls() -> pl.DataFrame:
    """Quote date, expiry, strike and price; VIX and prices stand in the workbooks divided by 100."""
    frames = []
    for path in sorted((shared_data_or_skip() / "vix_option_samples").glob("*.xlsx")):
        expiry, strike = re.fullmatch(r"(\d{8})_call_(\d+)", path.stem).groups()
        frames.append(
            pl.read_excel(path).select(
                quote_date=pl.col("Date").cast(pl.Date),
                expiry_date=pl.lit(_day(expiry)),
                strike_pts=pl.lit(float(strike)),
                price_pts=pl.col("VIX call option price") * 100,
                vix_pts=pl.col("VIX index") * 100,
            )
        )
    return pl.concat(frames)


@cache
def curve() -> VxCurve:
    frames = []
    for path in (shared_data_or_skip() / CBOE / "data/us/futures").rglob("VX/*.csv"):
        expiry = _expiry_of(path)
        if date(2024, 9, 1) <= expiry <= date(2025, 3, 31):
            rows = pl.read_csv(path, infer_schema_length=0)
            settled = rows.select(day=pl.col("Trade Date").str.to_date(), settle=pl.col("Settle").cast(pl.Float64))
            frames.append(settled.with_columns(expiry=pl.lit(expiry)))
    rows = pl.concat(frames)
    return VxCurve(*(rows[name].to_numpy() for name in ("day", "expiry")), rows["settle"].to_numpy())


def _expiry_of(path: Path) -> date:
    return date.fromisoformat(re.search(r"\d{4}-\d{2}-\d{2}", path.name).group())


@cache
def priced() -> pl.DataFrame:
    """Calls with the model's price and delta; parameters frozen, level from VVIX alone."""
    rows = calls()
    path = shared_data_or_skip() / CBOE / "api/global/us_indices/daily_prices/VVIX_History.csv"
    vvix = pl.read_csv(path).select(quote_date=pl.col("DATE").str.to_date("%m/%d/%Y"), vvix_pts=pl.last())
    rows = rows.join(vvix, on="quote_date", how="left", maintain_order="left")
    dates = [rows[name].to_numpy().astype("datetime64[D]") for name in ("quote_date", "expiry_date")]
    forward, source = curve().forwards(*dates, rows["vix_pts"].to_numpy())
    days = (dates[1] - dates[0]) / np.timedelta64(1, "D") - 6.5 / 24
    strike, vvix_pts = rows["strike_pts"].to_numpy(), rows["vvix_pts"].to_numpy()
    price = vix_call_price(vvix_pts, days, strike, forward, rate_ratio=RATE_RATIO)
    vol = vix_call_vol(vvix_pts, days, strike, forward)
    return rows.with_columns(
        pl.Series("forward_source", source),
        pl.Series("error_pts", price - rows["price_pts"].to_numpy()),
        pl.Series("delta_ratio", black76_delta(forward, strike, days / 365, vol, RATE_RATIO, True)),
    ).with_columns(error_ratio=pl.col("error_pts") / pl.col("price_pts"))


def test_workbooks_hold_twelve_calls_of_two_expiries() -> None:
    assert calls().select("expiry_date", "strike_pts").n_unique() == 12
    assert calls()["price_pts"].is_between(0.01, 15).all()


def test_calls_on_their_own_future_are_priced_within_a_tenth_of_a_point() -> None:
    """Median over 252 calls, none of them fitted: 0.10 points, 4.5 % of price."""
    own = priced().filter(pl.col("forward_source") == "vx_settle")

    assert len(own) == 252
    assert own["error_pts"].abs().median() <= 0.11
    assert own["error_ratio"].abs().median() <= 0.05


@pytest.mark.parametrize(
    ("low", "high", "limit_pts"), [(0.0, 0.25, 0.10), (0.25, 0.5, 0.26), (0.5, 0.8, 0.14), (0.8, 1.01, 0.10)]
)
def test_error_by_delta_on_the_own_future(low, high, limit_pts) -> None:
    own = priced().filter(pl.col("forward_source") == "vx_settle", pl.col("delta_ratio").is_between(low, high))

    assert len(own) >= 25
    assert own["error_pts"].abs().median() <= limit_pts


def test_interpolated_forward_is_worse_and_said_to_be_one() -> None:
    """The weekly of 30 October has no future here: its forward lies between two, and its price shows it."""
    by_source = dict(priced().group_by("forward_source").agg(pl.col("error_pts").abs().median()).iter_rows())

    assert set(by_source) == {"vx_settle", "vx_interpolated", "vix_vx_interpolated"}
    assert by_source["vx_settle"] < min(by_source["vx_interpolated"], by_source["vix_vx_interpolated"]) < 0.5
