"""Batches of events: what Dagster knows afterwards is what it would know of each of them alone, in two statements."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.events import DagsterEventBatchMetadata, StepMaterializationData

from pipelines.event_log import BatchedEventLog

CHAINS = dg.AssetKey(["raw", "chains"])
SESSIONS = [f"2024-01-{day:02}" for day in range(1, 31)]


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "20")
    storage = {"module": "pipelines.event_log", "class": "BatchedEventLog", "config": {"base_dir": str(tmp_path / "x")}}
    with dg.instance_for_test(overrides={"event_log_storage": storage}) as found:
        yield found


def report(instance: dg.DagsterInstance, sessions: list[str]) -> None:
    for session in sessions:
        materialization = dg.AssetMaterialization(CHAINS, partition=session, metadata={"rows": int(session[-2:])})
        event = dg.DagsterEvent(
            dg.DagsterEventType.ASSET_MATERIALIZATION.value, "daily",
            event_specific_data=StepMaterializationData(materialization, []),
        )  # fmt: skip
        place = DagsterEventBatchMetadata("a batch", session == sessions[-1])
        instance.report_dagster_event(event, "a-run", batch_metadata=place)


def test_a_batch_leaves_what_its_events_would_leave_one_by_one(instance: dg.DagsterInstance, monkeypatch) -> None:
    monkeypatch.setattr(BatchedEventLog, "store_event", None)  # none is stored alone

    report(instance, SESSIONS)

    assert instance.get_materialized_partitions(CHAINS) == set(SESSIONS)
    records = instance.fetch_materializations(CHAINS, limit=100).records
    assert [record.partition_key for record in records] == SESSIONS[::-1]
    assert instance.get_latest_materialization_event(CHAINS).asset_materialization.metadata["rows"].value == 30
    assert len(instance.all_logs("a-run")) == len(SESSIONS)


def test_what_is_stored_after_a_batch_is_newer_than_it(instance: dg.DagsterInstance) -> None:
    report(instance, SESSIONS[:10])
    instance.report_runless_asset_event(dg.AssetMaterialization(CHAINS, partition="2024-02-01"))
    report(instance, SESSIONS[10:12])

    newest = [record.partition_key for record in instance.fetch_materializations(CHAINS, limit=4).records]
    assert newest == ["2024-01-12", "2024-01-11", "2024-02-01", "2024-01-10"]


def test_a_batch_that_can_not_be_written_is_stored_one_by_one(instance: dg.DagsterInstance, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr(BatchedEventLog, "prepare_insert_event_batch", refuse)

    report(instance, SESSIONS)

    assert instance.get_materialized_partitions(CHAINS) == set(SESSIONS)


def test_other_events_are_dagsters_own_affair(instance: dg.DagsterInstance) -> None:
    @dg.asset(check_specs=[dg.AssetCheckSpec("is_so", asset="checked")])
    def checked() -> dg.MaterializeResult:
        return dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=True)])

    run = dg.materialize([checked], instance=instance)

    planned = {dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED, dg.DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED}
    assert run.success
    assert len(instance.all_logs(run.run_id, of_type=planned)) == 2  # they come in a batch
    (record,) = instance.event_log_storage.get_asset_check_execution_history(
        dg.AssetCheckKey(dg.AssetKey("checked"), "is_so"), limit=2
    )
    assert record.status.value == "SUCCEEDED"
