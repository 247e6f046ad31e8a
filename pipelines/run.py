"""The daily job, run here and now in this process, with its history kept for the UI."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.imports import kept_for_good
from pipelines.settings import Settings, SettingsError

if TYPE_CHECKING:
    import dagster as dg

_PID_TAG = "alvh/pid"
_EXIT_CODE_OF_AN_INTERRUPT = 130
_INSTANCE = """\
telemetry:
  enabled: false
nux:
  enabled: false
run_monitoring:
  enabled: true
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days: 30
event_log_storage:
  module: pipelines.event_log
  class: BatchedEventLog
  config:
    base_dir: {events}
"""


def prepare_instance(settings: Settings) -> Path:
    """Write Dagster's instance settings (no telemetry, no dialogs, events in batches) and point Dagster at them.

    That one run at a time writes is the warehouse's own lock: it ends with its process, while a slot of a
    Dagster pool outlives a killed run and would keep the next one waiting for ever.

    Raises:
        SettingsError: The warehouse's folder can't be written.
    """
    home = settings.dagster_home.resolve()
    _refuse_unwritable(home, settings)
    target = home / "dagster.yaml"
    instance = _INSTANCE.format(events=json.dumps(str(home / "history" / "runs")))  # where Dagster's own would be
    if not target.exists() or target.read_text(encoding="utf-8") != instance:
        target.write_text(instance, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ["DAGSTER_EVENT_BATCH_SIZE"] = "1000"  # else Dagster doesn't ask its storage for batches
    return home


def _refuse_unwritable(home: Path, settings: Settings) -> None:
    """Make a folder and try it; Dagster's database would end in a long traceback."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        raise SettingsError(
            f"ALVH_WAREHOUSE_DIR={settings.warehouse_dir}: can't be written: {error.strerror}; "
            "make the folder writable, or name another"
        ) from None


def run_and_tell(settings: Settings, *, is_rebuild: bool = False) -> int:
    """Run the daily job and tell how it went and what to do next; returns the exit code."""
    market = "simulated market, " if settings.origin == "sample" else ""
    _tell(f"alvh: {market}origin {settings.origin}, preset {settings.preset}; building {settings.build_database}")
    from pipelines.condor.policy import load_policies, load_policy  # noqa: PLC0415
    from pipelines.layers.preset_file import load_preset, load_presets  # noqa: PLC0415
    from pipelines.report.published import headline, mark_failed  # noqa: PLC0415
    from pipelines.strategy.file import StrategyFileError  # noqa: PLC0415

    try:
        load_preset(settings.preset, settings.preset_dir)
        load_presets(settings.preset_dir)
        load_policy(settings.baseline, settings.baseline_dir)
        load_policies(settings.baseline_dir)
    except StrategyFileError as error:
        _tell(f"ALVH_PRESET, ALVH_BASELINE: {error}")
        return 2
    try:
        is_good = _run(settings, "daily", is_rebuild=is_rebuild)
    except KeyboardInterrupt:
        return _stopped(settings)
    if not is_good:
        _tell("", "NOT published: a stage failed or a gate stayed shut; the lines marked FAILED above say why.")
        _tell(f"What was published before is untouched: {settings.published_database}")
        _tell(f"Rejected rows and reasons: {settings.quarantine_dir}; the whole story: make ui")
        mark_failed(settings.published_page, "a stage failed or a gate stayed shut; `make ui` tells which")
        return 1
    _tell("", *headline(settings.published_database))
    _tell("", f"warehouse  {settings.published_database}  (make sql)", f"page       {settings.published_page}")
    _tell("UI         make ui")
    return 0


def ingest_and_tell(settings: Settings) -> int:
    """Land what the origin has and load the raw tables, nothing after them; returns the exit code."""
    _tell(f"alvh: ingest, origin {settings.origin}; bytes go to {settings.landing_dir}")
    try:
        is_good = _run(settings, "ingest")
    except KeyboardInterrupt:
        return _stopped(settings)
    if not is_good:
        _tell("", "A table was not loaded; the lines marked FAILED above say why. Its last good rows stay.")
        _tell(f"Rejected rows and reasons: {settings.quarantine_dir}; the whole story: make ui")
        return 1
    _tell(
        "", f"landed     {settings.landing_dir}", f"loaded     {settings.build_database}; `make run` goes on from here"
    )
    return 0


def serve_ui(settings: Settings, port: int) -> int:
    """Serve the Dagster UI on 127.0.0.1 until interrupted; returns its exit code."""
    prepare_instance(settings)
    _tell(f"alvh: http://127.0.0.1:{port} in about 20 seconds; Ctrl-C stops it")
    command = [
        sys.executable,
        "-m",
        "dagster",
        "dev",
        "-m",
        "pipelines.definitions",
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored when a script started us with `&`
    server = subprocess.Popen(command)  # noqa: S603
    signal.signal(signal.SIGTERM, lambda *_: server.send_signal(signal.SIGINT))
    try:
        return server.wait()
    except KeyboardInterrupt:
        return server.wait()


def _run(settings: Settings, job: str, *, is_rebuild: bool = False) -> bool:
    """Run a job; whether it succeeded. An interrupt, Ctrl-C or SIGTERM, passes through it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored when a script started us with `&`
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    prepare_instance(settings)
    with kept_for_good():
        import dagster as dg  # noqa: PLC0415 (imports for seconds; other commands don't need it)

        from pipelines.definitions import defs  # noqa: PLC0415
        from pipelines.signals.assets import REBUILD_TAG  # noqa: PLC0415
        from pipelines.sources.resumption import resumable  # noqa: PLC0415

    with dg.DagsterInstance.get() as instance, resumable(settings.landing_dir):
        for run in instance.get_runs(filters=dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])):
            if _has_died(run.tags.get(_PID_TAG)):
                instance.report_run_failed(run, "the process of this run was killed")
        resolved = defs.resolve_job_def(job)
        tags = {_PID_TAG: str(os.getpid())} | ({REBUILD_TAG: "yes"} if is_rebuild else {})
        result = resolved.execute_in_process(instance=instance, raise_on_error=False, tags=tags)
        if any(_is_interrupt(event) for event in result.all_events):
            raise KeyboardInterrupt
        return result.success


def _is_interrupt(event: "dg.DagsterEvent") -> bool:
    """Whether a run ended because a person stopped it: Dagster calls it a failure."""
    reason = event.job_failure_data.failure_reason if event.is_job_failure else None
    return reason is not None and reason.value == "UNEXPECTED_TERMINATION"


def _stopped(settings: Settings) -> int:
    """Tell a person who stopped the run what is left; returns the exit code."""
    _tell("", "Stopped. What has landed stays: run again within the hour and it is not asked for again.")
    _tell(f"What was published before is untouched: {settings.published_database}")
    return _EXIT_CODE_OF_AN_INTERRUPT


def _has_died(pid: str | None) -> bool:
    """Whether a run that this command once started has no process any more."""
    if pid is None:
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return int(pid) == os.getpid()


def _tell(*lines: str) -> None:
    sys.stderr.write("".join(f"{line}\n" for line in lines))
    sys.stderr.flush()
