"""Tables about landing itself: every version of every file, and what loads flagged, revised and re-admitted."""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from pipelines.contracts.landing_ledgers import LEDGERS, RAW_LANDING__READMISSIONS
from pipelines.contracts.landing_loads import RAW_LANDING__FILES
from pipelines.raw.asset_factory import catalogue_metadata
from pipelines.raw.readmissions import readmitted
from pipelines.settings import Settings
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


def landing_tables(raw_keys: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """Assets of the manifest and of the ledgers that loads write; they run after every raw table."""
    contracts = (RAW_LANDING__FILES, *LEDGERS)
    specs = [
        dg.AssetSpec(
            contract.asset_key,
            deps=raw_keys,
            group_name="raw",
            kinds={"duckdb"},
            description=f"Grain: {contract.grain}.",
            metadata=catalogue_metadata(contract),
        )
        for contract in contracts
    ]

    @dg.multi_asset(name="raw_landing", specs=specs)
    def _assets(
        landing: dg.ResourceParam[Landing],
        warehouse: dg.ResourceParam[Warehouse],
        settings: dg.ResourceParam[Settings],
    ) -> Iterator[dg.MaterializeResult]:
        tables = [(contract, warehouse.kept(contract)) for contract in LEDGERS[:-1]]
        tables.append((RAW_LANDING__READMISSIONS, readmitted(settings.quarantine_dir)))
        tables.append((RAW_LANDING__FILES, landed_files(landing)))
        warehouse.write_together(tables)
        for contract, rows in tables:
            yield dg.MaterializeResult(asset_key=contract.asset_key, metadata={"dagster/row_count": len(rows)})

    return _assets
