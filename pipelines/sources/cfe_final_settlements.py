"""Cboe Futures Exchange: final settlement prices, the special opening quotations for VX (methodology 5.1).

Two files, the current one and a frozen archive of older expiries. Neither was seen when this was written: the
names below are those that public readers of the files expect, and a file with others is refused by name.
"""

import polars as pl

from pipelines.sources.csv_table import Field, read_table, refuse_other_answers
from pipelines.sources.errors import SourceMissingError, SourceUnreachableError
from pipelines.sources.landing import LandedFile, Landing

CURRENT = "https://www.cboe.com/us/futures/market_statistics/final_settlement_prices/csv/"
ARCHIVED = "https://cdn.cboe.com/resources/futures/archive/volume-and-price/CFE_FinalSettlement_Archive.csv"
_DATES = ("%Y-%m-%d", "%m/%d/%Y")
_NAMES = {
    "product": ("Product",),
    "symbol": ("Symbol",),
    "expiry_date": ("Expiration Date", "Settlement Date"),
    "settle_pts": ("Price", "Settlement Price", "Final Settlement Price"),
}
_TYPES = {"expiry_date": pl.Date, "settle_pts": pl.Float64}


def collect(landing: Landing) -> list[LandedFile]:
    """Land both files; either may be absent or out of reach, contract files then speak for themselves."""
    found = []
    for address, is_frozen in ((CURRENT, False), (ARCHIVED, True)):
        try:
            found.append(landing.fetch(address, is_final=is_frozen))
        except (SourceMissingError, SourceUnreachableError):
            kept = landing.versions_of(address)
            found.extend(kept[-1:])
    return found


def read(files: list[LandedFile], *, is_simulated: bool) -> pl.DataFrame:
    """Final settlements of both files; no rows where there is neither.

    Raises:
        SourceFormatError: A file is not in its layout.
    """
    frames = [parse_final_settlements(file.payload(), file.name, file.sha256) for file in files]
    return pl.concat(frames).with_columns(is_simulated=pl.lit(is_simulated)) if frames else pl.DataFrame()


def parse_final_settlements(payload: bytes, file_name: str, sha256: str) -> pl.DataFrame:
    """Read one file of final settlements; `listing` says which of the two it is."""
    refuse_other_answers(payload, file_name)
    header = [name.strip() for name in payload.splitlines()[0].decode("utf-8-sig", "replace").split(",")]
    fields = {
        next((name for name in names if name in header), names[0]): Field(ours, _TYPES.get(ours, pl.String), _DATES)
        for ours, names in _NAMES.items()
    }
    rows = read_table(payload, file_name, fields)
    listing = "archived" if file_name == ARCHIVED else "current"
    return rows.with_columns(listing=pl.lit(listing), source_sha256=pl.lit(sha256))
