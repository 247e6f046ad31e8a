"""A raw asset from a dataset: its source, its kinds and columns in the catalogue, and its blocking check."""

from collections.abc import Iterator

import dagster as dg

from pipelines.contracts.headed_table import rows_table
from pipelines.contracts.table import TableContract
from pipelines.raw.dataset import Dataset, LoadReport
from pipelines.raw.loading import bring_up_to_date
from pipelines.raw.parts import StreamedDataset
from pipelines.raw.session_load import load_sessions
from pipelines.raw.session_partitions import report_sessions
from pipelines.settings import Settings
from pipelines.sources.landing import Landing
from pipelines.warehouse import Warehouse


def provider_key(provider: str) -> dg.AssetKey:
    """Key of the external asset that stands for a provider's files."""
    return dg.AssetKey(["sources", provider])


def raw_asset(dataset: Dataset | StreamedDataset) -> dg.AssetsDefinition:
    """Asset that loads the dataset behind its gate; of a streamed one, the asset of its rows.

    A bad load writes nothing and materializes nothing: its blocking check fails, so nothing downstream
    runs. A provider that can't be reached leaves the last good rows in use, with a warning.
    """
    contract = dataset.contract
    table = rows_table(contract) if isinstance(dataset, StreamedDataset) else contract

    @dg.asset(
        key=table.asset_key,
        group_name="raw",
        kinds={"polars", "duckdb"},
        deps=[
            *(provider_key(provider) for provider in dataset.providers),
            *(dg.AssetKey(earlier.asset_key) for earlier in dataset.after),
        ],
        check_specs=_check_specs(contract, dg.AssetKey(table.asset_key)),
        output_required=False,
        description=f"As published. Grain: {contract.grain}.",
        metadata=catalogue_metadata(table),
    )
    def _asset(
        context: dg.AssetExecutionContext,
        landing: dg.ResourceParam[Landing],
        warehouse: dg.ResourceParam[Warehouse],
        settings: dg.ResourceParam[Settings],
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        if isinstance(dataset, StreamedDataset):
            load = load_sessions(dataset, landing, warehouse, settings)
            report_sessions(context, dg.AssetKey(contract.asset_key), load)
            report = load.report
        else:
            report = bring_up_to_date(dataset, landing, warehouse, settings)
        is_usable = report.is_good or (report.outcome == "unreachable" and warehouse.has(contract.qualified_name))
        context.log.info(load_line(report, landing))
        results = [_check_result(contract, report, is_usable=is_usable), _accounts_result(contract, report)]
        if is_usable:
            yield dg.MaterializeResult(metadata=_metadata(report), check_results=results)
        else:
            yield from results

    return _asset


def catalogue_metadata(contract: TableContract) -> dict[str, object]:
    """Columns with units, key and table name, for the catalogue."""
    columns = [
        dg.TableColumn(
            column.name,
            column.duckdb_type,
            f"{column.description} [{column.unit}]",
            dg.TableColumnConstraints(nullable=column.nullable, unique=contract.key == (column.name,)),
        )
        for column in contract.columns
    ]
    return {
        "dagster/column_schema": dg.TableSchema(columns),
        "dagster/table_name": contract.qualified_name,
        "key": ", ".join(contract.key),
    }


def _check_specs(contract: TableContract, asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    honour = f"Key {contract.key}, types, ranges, row rules and profile of {contract.name}, by great-expectations"
    add_up = "Rows read = written + quarantined + deduplicated + withheld: nothing is dropped silently"
    return [
        dg.AssetCheckSpec(f"{contract.entity}_honour_contract", asset=asset, blocking=True, description=honour),
        dg.AssetCheckSpec(f"{contract.entity}_rows_add_up", asset=asset, blocking=True, description=add_up),
    ]


def _accounts_result(contract: TableContract, report: LoadReport) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=f"{contract.entity}_rows_add_up", passed=report.adds_up, metadata=_metadata(report)
    )


def _check_result(contract: TableContract, report: LoadReport, *, is_usable: bool) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=f"{contract.entity}_honour_contract",
        passed=report.is_good,
        severity=dg.AssetCheckSeverity.WARN if is_usable else dg.AssetCheckSeverity.ERROR,
        description=report.message or report.outcome,
        metadata={**_metadata(report), **{f"broken/{name}": count for name, count in report.broken.items()}},
    )


def _metadata(report: LoadReport) -> dict[str, object]:
    found: dict[str, object] = {
        "outcome": report.outcome,
        "dagster/row_count": report.rows_out,
        "files": report.files,
        "rows_in": report.rows_in,
        "rows_quarantined": report.rows_quarantined,
        "rows_deduplicated": report.rows_deduplicated,
        "rows_withheld": report.rows_withheld,
        "rows_flagged": report.rows_flagged,
    }
    if report.quarantine_file:
        found["quarantine_file"] = dg.MetadataValue.path(str(report.quarantine_file))
    return found


def load_line(report: LoadReport, landing: Landing) -> str:
    """What a person reads of a load."""
    market = "simulated market, " if landing.is_simulated else ""
    text = f"{report.table}: {market}{report.outcome}, {report.rows_out} rows from {report.files} files"
    return f"{text}: {report.message}" if report.message else text
