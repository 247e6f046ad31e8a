"""dbt models as Dagster assets, built in this process; dbt's data tests are their checks."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject, dbt_assets
from dagster_dbt.asset_utils import get_subset_selection_for_context
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from pipelines.provenance import is_as_published
from pipelines.raw.option_quotes import LOADS
from pipelines.settings import Settings
from pipelines.signals.column_lineage import Lineage, kept_column_lineage
from pipelines.signals.dbt_run import MANIFEST, DbtBuildError, build
from pipelines.warehouse import Warehouse


class StageTranslator(DagsterDbtTranslator):
    """Asset key and group follow the schema a model is built in, as everywhere else."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """`[schema, table]`; a dbt source is the raw asset of the same name."""
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Stage of the model."""
        return str(dbt_resource_props["schema"])

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None) -> dg.AssetSpec:
        """As declared, and after the loads of chains: a job runs those, and not the sessions between load and model."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        return spec.merge_attributes(deps=[LOADS[dep.asset_key] for dep in spec.deps if dep.asset_key in LOADS])


REBUILD_TAG = "alvh/rebuild"
LINEAGE = MANIFEST.with_name("column_lineage.json")
TRANSLATOR = StageTranslator(DagsterDbtTranslatorSettings(enable_asset_checks=True))


@dbt_assets(manifest=MANIFEST, dagster_dbt_translator=TRANSLATOR, name="dbt")
def dbt_models(
    context: dg.AssetExecutionContext,
    settings: dg.ResourceParam[Settings],
    warehouse: dg.ResourceParam[Warehouse],
) -> Iterator[dg.Output | dg.AssetCheckResult | dg.AssetObservation]:
    """Staging, intermediate and mart models, with their data tests and the lineage of their columns.

    Emits nothing, and so lets every later asset be skipped, when a rebuild would only make again what is published.
    """
    if not context.is_subset and REBUILD_TAG not in context.run.tags and is_as_published(warehouse, settings):
        context.log.info(
            "publish: unchanged; no load, setting or source of ours changed since, so all later stages are "
            "skipped (alvh run --rebuild makes them again)"
        )
        # Its warning that later steps go on without dbt's checks is not so here: they are skipped
        logging.getLogger("dagster._core.execution.plan.active").setLevel(logging.ERROR)
        return
    context.log.info("signals: dbt builds and tests its models")
    warehouse.let_go()
    built = build(settings, _selection(context) if context.is_subset else ())
    lineage = {} if built.failure else kept_column_lineage([*built.models.values()], warehouse.columns(), LINEAGE)
    for event in built.events:
        message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
        for told in message.to_default_asset_events(_manifest(), TRANSLATOR, context):
            yield _with_column_lineage(told, event, lineage) if isinstance(told, dg.Output) else told
    context.log.info(f"signals: {built.tally}")
    if built.failure:
        raise dg.Failure(f"dbt: {built.failure}", allow_retries=False) from DbtBuildError(built.failure)


def _with_column_lineage(output: dg.Output, event: Mapping[str, Any], lineage: Lineage) -> dg.Output:
    """The output with the columns that each of its columns is made of, which the catalogue shows."""
    relation = event["data"]["node_info"]["node_relation"]
    columns = lineage.get(f"{relation['schema']}.{relation['alias']}")
    if columns is None:
        return output
    made_of = {
        column: [dg.TableColumnDep(dg.AssetKey([schema, table]), name) for schema, table, name in parents]
        for column, parents in columns.items()
    }
    return output.with_metadata({**output.metadata, "dagster/column_lineage": dg.TableColumnLineage(made_of)})


def _selection(context: dg.AssetExecutionContext) -> list[str]:
    """`--select …` of the models that were asked for."""
    selection, _ = get_subset_selection_for_context(
        context=context,
        manifest=_manifest(),
        select=None,
        exclude=None,
        selector=None,
        dagster_dbt_translator=TRANSLATOR,
        current_dbt_indirect_selection_env=None,
    )
    return selection


def _manifest() -> Mapping[str, Any]:
    from dagster_dbt.dbt_manifest import validate_manifest  # noqa: PLC0415

    return validate_manifest(MANIFEST)
