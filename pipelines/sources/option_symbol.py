"""OCC option symbols, as all chain layouts carry them."""

import polars as pl

from pipelines.sources.errors import SourceFormatError


def symbol_parts(symbols: pl.Series, file_name: str) -> pl.DataFrame:
    """Root, expiry, type and strike of OCC symbols, read from the right.

    Raises:
        SourceFormatError: A symbol isn't one.
    """
    pattern = r"^([A-Z][A-Z0-9]*?)(\d{6})([CP])(\d{8})$"
    groups = symbols.str.extract_groups(pattern).struct.unnest()
    groups.columns = ["root", "expiry", "option_type", "strike"]
    parts = groups.with_columns(
        expiry_date=pl.col("expiry").str.to_date("%y%m%d", strict=False),
        strike_pts=pl.col("strike").cast(pl.Float64) / 1000,
    )
    wrong = parts["expiry_date"].is_null().arg_true()
    if len(wrong):
        raise SourceFormatError(
            f"{file_name} option {wrong[0] + 1}: {symbols[wrong[0]]!r} is not an option symbol",
            "expected root, yymmdd, C or P, eight digits of strike",
        )
    return parts.select("root", "expiry_date", "option_type", "strike_pts")
