"""The asset of a table of chains, a partition per session: what people read, and may ask for day by day."""

import warnings
from collections.abc import Sequence

import dagster as dg

from pipelines.raw.asset_factory import catalogue_metadata, load_line, provider_key
from pipelines.raw.dataset import LoadReport
from pipelines.raw.parts import StreamedDataset
from pipelines.raw.session_load import load_sessions
from pipelines.raw.session_partitions import metadata_of, report_sessions, session_partitions
from pipelines.settings import Settings
from pipelines.sources.landing import Landing
from pipelines.warehouse import Warehouse

_NAMED = 20
warnings.filterwarnings("ignore", "Parameter `backfill_policy` of function `asset` is currently in beta")  # for years


def session_asset(dataset: StreamedDataset) -> dg.AssetsDefinition:
    """Partitioned asset of a streamed table, beside the asset of its rows, which jobs run and which tells of sessions.

    It doesn't come after that one: Dagster would call a session out of date after every load that left it as it was.
    Whoever materializes sessions starts the same load, for a file is no session. One that was asked for and has no
    chain afterwards fails the run; those that have one are materialized all the same.
    """
    contract = dataset.contract
    asset = dg.AssetKey(contract.asset_key)

    @dg.asset(
        key=asset,
        group_name="raw",
        kinds={"duckdb"},
        deps=[provider_key(provider) for provider in dataset.providers],
        partitions_def=session_partitions(),
        backfill_policy=dg.BackfillPolicy.single_run(),
        description=f"Chains by session, a view of the rows and what they share. Grain: {contract.grain}.",
        metadata=catalogue_metadata(contract),
    )
    def _asset(
        context: dg.AssetExecutionContext,
        landing: dg.ResourceParam[Landing],
        warehouse: dg.ResourceParam[Warehouse],
        settings: dg.ResourceParam[Settings],
    ) -> dg.MaterializeResult[None]:
        load = load_sessions(dataset, landing, warehouse, settings)
        context.log.info(load_line(load.report, landing))
        asked = _asked(context)
        if without := [session for session in asked if session not in load.chains]:
            report_sessions(context, asset, load, asked=asked)
            raise dg.Failure(_without(without, asked, load.report, settings), allow_retries=False)
        report_sessions(context, asset, load, told=asked)
        for session in asked:
            context.add_asset_metadata(metadata_of(load.chains[session]), partition_key=session)
        return dg.MaterializeResult(metadata={"outcome": load.report.outcome})

    return _asset


def _asked(context: dg.AssetExecutionContext) -> Sequence[str]:
    """Sessions that the run was started for; none where it was started without any."""
    return context.partition_keys if context.has_partition_key or context.has_partition_key_range else ()


def _without(without: Sequence[str], asked: Sequence[str], report: LoadReport, settings: Settings) -> str:
    """Which sessions have no chain, and what a person can do."""
    named = ", ".join(without[:_NAMED]) + (", ..." if len(without) > _NAMED else "")
    folder = f"the folder of ALVH_OPTION_FILES ({settings.option_files or 'not set'})"
    archive = f" or into as_of=<session> of {settings.archive}" if settings.origin == "archive" else ""
    failure = "" if report.is_good else f" The load itself: {report.outcome}: {report.message}"
    return (
        f"{report.table}: no chain of {len(without)} of {len(asked)} sessions asked for: {named}. The page shows the "
        f"last session only, an older one can't be had from it: put a file that holds it into {folder}{archive}, and "
        f"materialize it again; sessions that have a chain are materialized.{failure}"
    )
