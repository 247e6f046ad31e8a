"""Contract of `raw_cboe__spx_option_quotes` and its VIX twin: whole chains as quoted on one day."""

from dataclasses import replace
from datetime import date

import polars as pl

from pipelines.contracts.completeness import CollectedDaily, Freshness
from pipelines.contracts.table import PROVENANCE, Column, Consent, RowRule, TableContract

_SENTINEL = "0 = missing, as published; null where the layout has none"
LAYOUTS = ("delayed_json", "quote_table", "datashop_eod", "optionsdx", "optopsy")
_ROOTS = {"spx": ("SPX", "SPXPM", "SPXQ", "SPXW"), "vix": ("VIX", "VIXW")}  # codes sort as text does


_COLUMNS = (
    Column("quote_date", pl.Date, "date", "Session that the quotes are of", minimum=date(2004, 1, 1)),
    Column(
        "root",
        pl.String,
        "text",
        "SPX, VIX, VIXW settle in the morning, all others at the close",
        allowed=_ROOTS["spx"],
        is_coded=True,
    ),
    Column("expiry_date", pl.Date, "date", "Expiry in the OCC symbol", minimum=date(2004, 1, 1)),
    Column("option_type", pl.String, "text", "C call, P put", allowed=("C", "P"), is_coded=True),
    Column("strike_pts", pl.Float64, "pts", "Strike", minimum=0.001, maximum=100_000),  # OCC symbols have thousandths
    Column("bid_pts", pl.Float64, "pts", "Best bid; 0 = none", minimum=0, maximum=100_000),
    Column("ask_pts", pl.Float64, "pts", "Best ask; 0 = none", minimum=0, maximum=100_000),
    Column("last_pts", pl.Float64, "pts", f"Last trade, {_SENTINEL}", nullable=True, minimum=0, maximum=100_000),
    Column("volume_contracts", pl.Int64, "contracts", "Traded on the day", nullable=True, minimum=0),
    Column(
        "open_interest_contracts",
        pl.Int64,
        "contracts",
        "Open at the end of the day before",
        nullable=True,
        minimum=0,
    ),
    Column(
        "vendor_iv_vol",
        pl.Float64,
        "annual decimal",
        f"Implied volatility by the provider, {_SENTINEL}",
        nullable=True,
        minimum=0,
        maximum=1000,
    ),
    Column(
        "vendor_delta_ratio",
        pl.Float64,
        "ratio",
        f"Delta by the provider, {_SENTINEL}",
        nullable=True,
        minimum=-1.01,
        maximum=1.01,
    ),
    Column(
        "vendor_gamma_ratio",
        pl.Float64,
        "per pt",
        f"Gamma by the provider, {_SENTINEL}",
        nullable=True,
        minimum=-100,
        maximum=100,
    ),
    Column(
        "underlying_pts",
        pl.Float64,
        "pts",
        "Index beside the chain, where one is published",
        nullable=True,
        minimum=0,
        maximum=100_000,
        is_minimum_strict=True,
    ),
    Column("quoted_at_text", pl.String, "text", "Stamp as published, no zone in some layouts"),
    Column(
        "quoted_at",
        pl.Datetime("us", "UTC"),
        "instant",
        "Instant of the quotes; null where no stamp is published",
        nullable=True,
    ),
    Column(
        "is_off_close",
        pl.Boolean,
        "flag",
        "Not quotes of the close: quoted before it, or pulled in the morning of a later session, after a night's trade",
    ),
    Column("source_layout", pl.String, "text", "Layout read", allowed=LAYOUTS, is_coded=True),
    *PROVENANCE,
)
_RULES = (
    RowRule(
        "stamp_is_no_formula",
        pl.col("quoted_at_text").str.contains(r'^["\w^]'),
        "the stamp above the quotes begins like a formula: the file was tampered with",
    ),
    RowRule(
        "expiry_not_before_quote",
        pl.col("expiry_date") >= pl.col("quote_date"),
        "the option had expired: the stamp belongs to another day; fetch the file again",
    ),
    RowRule(
        "bid_not_above_ask",
        (pl.col("ask_pts") == 0) | (pl.col("bid_pts") <= pl.col("ask_pts")),
        "a crossed quote is no price; nothing to do for a few, else fetch the file again",
    ),
)

_FEW, _FEW_RATIO = 200, 0.02  # of the tens of thousands of quotes in a chain
_CONSENTS = tuple(
    Consent(promise, pl.lit(value=True), _FEW, reason, _FEW_RATIO)
    for promise, reason in (
        ("bid_not_above_ask", "a few crossed quotes in a chain are no prices"),
        ("key_is_unique", "a few options are there twice with different quotes"),
        ("root_is_known", "an adjusted option delivers something else"),
        ("vendor_delta_ratio_in_range", "a few deltas beyond one are not deltas"),
    )
)


def _profile(index: str) -> tuple[Freshness | CollectedDaily, ...]:
    chains = f"{index.upper()} chains"
    return (
        Freshness(
            "chains_are_fresh", "quote_date", pl.lit(chains), 5,
            "a chain is kept each session; a long weekend is 4 days",
        ),
        CollectedDaily(
            "no_session_was_missed", "quote_date", chains, pl.col("source_layout") == "delayed_json",
            "New York's calendar; a day's chain can't be had later, but from a vendor's file (ALVH_OPTION_FILES)",
        ),
    )  # fmt: skip


def _contract(index: str) -> TableContract:
    return TableContract(
        name=f"raw_cboe__{index}_option_quotes",
        schema="raw",
        grain="session x option",
        key=("quote_date", "root", "expiry_date", "strike_pts", "option_type"),  # the order in which vendors write
        columns=tuple(replace(c, allowed=_ROOTS[index]) if c.name == "root" else c for c in _COLUMNS),
        rules=_RULES,
        profile=_profile(index),
        consents=_CONSENTS,
        observed="quote_date",
        minimum_rows=0,
        heading=(
            *("underlying_pts", "quoted_at_text", "quoted_at", "is_off_close"),
            *("source_layout", "source_sha256", "is_simulated"),
        ),
    )


RAW_CBOE__SPX_OPTION_QUOTES = _contract("spx")
RAW_CBOE__VIX_OPTION_QUOTES = _contract("vix")
