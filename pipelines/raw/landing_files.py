"""`raw.raw_landing__files`: every version of every file that was landed, so that a row's hash leads to its bytes."""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from pipelines.contracts.landing_loads import RAW_LANDING__FILES
from pipelines.raw.asset_factory import catalogue_metadata
from pipelines.sources.landing import Landing
from pipelines.warehouse import Warehouse


def landed_files(landing: Landing) -> pl.DataFrame:
    """Manifest of the landing as a table; `as_of` is empty for addresses that keep their history."""
    rows = [
        {
            "address": file.address,
            "as_of": file.as_of or "",
            "fetched_at": file.fetched_at,
            "sha256": file.sha256,
            "size_bytes": file.size_bytes,
            "status": file.status,
        }
        for file in landing.versions
    ]
    return pl.DataFrame(rows, schema=RAW_LANDING__FILES.polars_schema).unique(RAW_LANDING__FILES.key)


def manifest_asset(raw_keys: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """Asset of the manifest; it runs after every raw table."""

    @dg.asset(
        key=RAW_LANDING__FILES.asset_key,
        group_name="raw",
        kinds={"duckdb"},
        deps=raw_keys,
        description=f"Grain: {RAW_LANDING__FILES.grain}.",
        metadata=catalogue_metadata(RAW_LANDING__FILES),
    )
    def raw_landing__files(
        landing: dg.ResourceParam[Landing], warehouse: dg.ResourceParam[Warehouse]
    ) -> Iterator[dg.MaterializeResult]:
        rows = landed_files(landing)
        warehouse.write(RAW_LANDING__FILES, rows)
        yield dg.MaterializeResult(metadata={"dagster/row_count": len(rows)})

    return raw_landing__files
