"""dbt models as Dagster assets, built in this process; dbt's data tests are their checks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets
from dagster_dbt.asset_utils import get_subset_selection_for_context
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from pipelines.settings import Settings
from pipelines.signals.dbt_run import MANIFEST, DbtBuildError, build


class StageTranslator(DagsterDbtTranslator):
    """Asset key and group follow the schema a model is built in, as everywhere else."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """`[schema, table]`; a dbt source is the raw asset of the same name."""
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Stage of the model."""
        return str(dbt_resource_props["schema"])


_RESULTS = ("LogSeedResult", "LogModelResult", "LogTestResult")
TRANSLATOR = StageTranslator(DagsterDbtTranslatorSettings(enable_asset_checks=True))


@dbt_assets(manifest=MANIFEST, dagster_dbt_translator=TRANSLATOR, name="dbt")
def dbt_models(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
) -> Iterator[dg.Output | dg.AssetCheckResult | dg.AssetObservation]:
    """Staging, intermediate and mart models, with their data tests."""
    context.log.info("signals: dbt builds and tests its models")
    events, failure = build(settings, _selection(context) if context.is_subset else ())
    for event in events:
        message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
        yield from message.to_default_asset_events(_manifest(), TRANSLATOR, context)
    context.log.info(f"signals: {_tally(events)}")
    if failure:
        raise dg.Failure(f"dbt: {failure}", allow_retries=False) from DbtBuildError(failure)


def _tally(events: Sequence[Mapping[str, Any]]) -> str:
    """How many models were built and how many data tests passed."""
    nodes = [event["data"]["node_info"] for event in events if event["info"]["name"] in _RESULTS]
    built = sum(node["resource_type"] != "test" for node in nodes)
    passed = sum(node["node_status"] == "pass" for node in nodes)
    return f"{built} models and seeds built, {passed} data tests passed"


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
