"""Sessions of the exchange as Dagster's partitions, and what its history is told of those that a table holds."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from uuid import uuid4

import dagster as dg
from dagster._core.events import DagsterEventBatchMetadata, StepMaterializationData

from pipelines.raw.session_clock import DECIDED_AT, all_sessions
from pipelines.raw.session_load import Chain, SessionLoad

_KEY = "%Y-%m-%d"


@cache
def session_partitions() -> dg.TimeWindowPartitionsDefinition:
    """A partition per session, named by its date: from its decision clock, 16:30 New York, until that of the next.

    So the last one is of the last session whose chain can be there. At 16:30 of a holiday the next one shows already.
    """
    sessions = set(all_sessions())
    weekdays = (day for day in _days(min(sessions), max(sessions)) if day.weekday() < 5)
    return dg.TimeWindowPartitionsDefinition(
        start=f"{min(sessions):{_KEY}}",
        fmt=_KEY,
        timezone="America/New_York",
        cron_schedule=f"{DECIDED_AT:%M %H} * * 1-5",
        end_offset=1,
        exclusions=[datetime.combine(day, DECIDED_AT) for day in weekdays if day not in sessions],
    )


def report_sessions(
    context: dg.AssetExecutionContext, asset: dg.AssetKey, load: SessionLoad, *, asked: Collection[str] = (),
    told: Collection[str] = (),
) -> None:  # fmt: skip
    """Make the sessions that a table holds the materialized partitions of its asset, and no others.

    What the instance knows is not told again, unless it changed: an unchanged load adds nothing, and a history that
    was lost comes back. Dagster's own storage can't forget one partition, so that when a session left the table the
    asset's history is wiped and all that is there is told anew.

    Args:
        context: Of the step that loaded the table.
        asset: Key of the partitioned asset.
        load: What the table holds, and what changed.
        asked: Sessions to tell of although they are known and as they were.
        told: Sessions that Dagster tells of by itself when the step ends.
    """
    known = context.instance.get_materialized_partitions(asset)
    held = [session for session in session_partitions().get_partition_keys() if session in load.chains]
    if not known <= set(held):
        context.instance.wipe_assets([asset])
        known = set()
    wanted = {*load.changed, *asked} | (set(held) - known)
    _report(context, asset, {session: load.chains[session] for session in held if session in wanted - set(told)})


def metadata_of(chain: Chain) -> dict[str, int | str]:
    """What the catalogue shows of a session."""
    return {"dagster/partition_row_count": chain.rows, "files": ", ".join(chain.files)}


def _report(context: dg.AssetExecutionContext, asset: dg.AssetKey, chains: dict[str, Chain]) -> None:
    """Materializations in a batch: thousands of sessions take a second (`BatchedEventLog`), one by one 20."""
    batch = str(uuid4())
    for number, (session, chain) in enumerate(chains.items(), 1):
        materialization = dg.AssetMaterialization(asset, partition=session, metadata=metadata_of(chain))
        event = dg.DagsterEvent(
            dg.DagsterEventType.ASSET_MATERIALIZATION.value,
            context.run.job_name,
            message=f"{session}: {chain.rows} rows",
            step_key=str(context.op_execution_context.op_handle),
            event_specific_data=StepMaterializationData(materialization, []),
        )
        place = DagsterEventBatchMetadata(batch, is_end=number == len(chains))
        context.instance.report_dagster_event(event, context.run.run_id, batch_metadata=place)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=at) for at in range((last - first).days + 1))
