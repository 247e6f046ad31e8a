"""S&P 500 membership by date from the package index-constitution, for a user who has no membership file."""

from importlib.metadata import version

import polars as pl

_PACKAGE = "index-constitution"


def packaged_membership() -> tuple[str, bytes]:
    """Address that names package and version, and the membership as `symbol,opt-in,opt-out` CSV."""
    import index_constitution  # noqa: PLC0415 (brings pandas; only a count without a membership file needs it)

    members = pl.from_pandas(index_constitution.history("sp500"))
    spans = members.select("symbol", pl.col("opt-in", "opt-out").cast(pl.Date)).sort("symbol", "opt-in")
    return f"package:{_PACKAGE}=={version(_PACKAGE)}/sp500.csv", spans.write_csv().encode()
