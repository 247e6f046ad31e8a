"""Tables of a Python stage as Dagster assets: read earlier tables, compute purely, write by contract."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import dagster as dg
import polars as pl

from pipelines.contracts.promises import unkept_promises
from pipelines.contracts.table import TableContract
from pipelines.raw.asset_factory import catalogue_metadata
from pipelines.settings import Settings
from pipelines.warehouse import Warehouse

Compute = Callable[[Mapping[str, pl.DataFrame], Settings], Sequence[pl.DataFrame]]


def stage_tables(
    stage: str, contracts: Sequence[TableContract], reads: Sequence[str], compute: Compute
) -> dg.AssetsDefinition:
    """Assets of one computation.

    Args:
        stage: Folder, asset group and schema.
        contracts: Tables that it writes, in the order that `compute` returns them.
        reads: Tables it reads, `schema.table`.
        compute: Gets the tables by their bare name, returns one frame per contract.
    """
    deps = [dg.AssetKey(table.split(".")) for table in reads]
    specs = [
        dg.AssetSpec(
            contract.asset_key,
            deps=deps,
            group_name=stage,
            kinds={"python", "polars", "duckdb"},
            description=f"Grain: {contract.grain}.",
            metadata=catalogue_metadata(contract),
        )
        for contract in contracts
    ]

    @dg.multi_asset(name=f"{stage}_{contracts[0].name}", specs=specs)
    def _assets(
        context: dg.AssetExecutionContext,
        warehouse: dg.ResourceParam[Warehouse],
        settings: dg.ResourceParam[Settings],
    ) -> Iterator[dg.MaterializeResult]:
        tables = {table.split(".")[1]: warehouse.read(table) for table in reads}
        for contract, computed in zip(contracts, compute(tables, settings), strict=True):
            rows = contract.conform(computed)
            if broken := unkept_promises(contract, rows):
                raise dg.Failure(f"{contract.qualified_name}: {'; '.join(broken)}", allow_retries=False)
            warehouse.write(contract, rows)
            context.log.info(f"{contract.qualified_name}: {len(rows)} rows")
            yield dg.MaterializeResult(asset_key=contract.asset_key, metadata={"dagster/row_count": len(rows)})

    return _assets
