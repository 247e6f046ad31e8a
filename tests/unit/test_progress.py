"""What a person sees of a run: finished tables, warnings and failures, and nothing else."""

import logging
from types import SimpleNamespace

import dagster as dg
import pytest

from pipelines.progress import progress_logger


def _said(capsys: pytest.CaptureFixture[str], event: object | None = None, message: str = "") -> str:
    logger = progress_logger.logger_fn(None)
    record = logging.LogRecord("alvh", logging.INFO, "", 0, "whole line of Dagster's own", None, None)
    record.dagster_event = event
    record.dagster_meta = {"orig_message": message}
    logger.handle(record)
    return capsys.readouterr().err


def _check(passed: bool, severity: dg.AssetCheckSeverity) -> SimpleNamespace:
    check = SimpleNamespace(
        passed=passed, severity=severity, asset_key=dg.AssetKey(["raw", "raw_fred__series"]),
        check_name="series_honour_contract", description="a web page came",
    )  # fmt: skip
    return SimpleNamespace(event_type_value="ASSET_CHECK_EVALUATION", asset_check_evaluation_data=check)


def test_our_own_message_is_shown_with_the_seconds_since_the_start(capsys) -> None:
    assert _said(capsys, message="raw.raw_fred__series: loaded, 4 rows").endswith(
        "0.0 s  raw.raw_fred__series: loaded, 4 rows\n"
    )


@pytest.mark.parametrize(
    ("passed", "severity", "shown"),
    [
        (True, dg.AssetCheckSeverity.ERROR, None),
        (False, dg.AssetCheckSeverity.WARN, "warning: raw_fred__series series_honour_contract: a web page came"),
        (False, dg.AssetCheckSeverity.ERROR, "FAILED: raw_fred__series series_honour_contract: a web page came"),
    ],
)
def test_check_is_shown_only_when_it_failed(capsys, passed: bool, severity: dg.AssetCheckSeverity, shown) -> None:
    said = _said(capsys, _check(passed, severity))

    assert said == "" if shown is None else said.strip().endswith(shown)


def test_failed_step_is_shown_with_its_cause(capsys) -> None:
    cause = SimpleNamespace(message="WarehouseBusyError: another run has held it\n")
    error = SimpleNamespace(cause=cause, message="wrapped")
    event = SimpleNamespace(
        event_type_value="STEP_FAILURE", step_key="dbt", step_failure_data=SimpleNamespace(error=error)
    )

    assert _said(capsys, event).strip().endswith("FAILED: dbt: WarehouseBusyError: another run has held it")


def test_dagsters_own_events_are_left_to_the_ui(capsys) -> None:
    assert _said(capsys, SimpleNamespace(event_type_value="STEP_START", step_key="dbt")) == ""
