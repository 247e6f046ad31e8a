"""A line per finished table on standard error, from Dagster's own events: what a person sees of a run."""

import logging
import sys
import time

import dagster as dg

_UNTOLD = (  # of Dagster's own lines: the cause is told already
    "Dependencies for step",
    "Skipping step",
    "did not yield or return expected outputs",  # nothing changed
    "DagsterExecutionInterruptedError",  # a person stopped the run and is told so at its end
)


class _ProgressHandler(logging.Handler):
    """Writes stage, table, what became of it and the seconds since the run began."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._began = time.monotonic()

    def emit(self, record: logging.LogRecord) -> None:
        """Show our own messages, failed checks and failed steps; leave the rest to the UI."""
        event = getattr(record, "dagster_event", None)
        meta = getattr(record, "dagster_meta", {})
        text = meta.get("orig_message", record.getMessage()) if event is None else self._of_event(event)
        if text and not any(untold in text for untold in _UNTOLD):
            sys.stderr.write(f"{time.monotonic() - self._began:6.1f} s  {text}\n")
            sys.stderr.flush()

    def _of_event(self, event: dg.DagsterEvent) -> str:
        kind = event.event_type_value
        if kind == "ASSET_CHECK_EVALUATION":
            check = event.asset_check_evaluation_data
            if check.passed:
                return ""
            word = "warning" if check.severity == dg.AssetCheckSeverity.WARN else "FAILED"
            return f"{word}: {check.asset_key.path[-1]} {check.check_name}: {check.description or ''}"
        if kind == "STEP_FAILURE" and event.step_failure_data.error:
            error = event.step_failure_data.error
            return f"FAILED: {event.step_key}: {(error.cause or error).message.strip()}"
        if kind == "PIPELINE_FAILURE" and event.job_failure_data.error:
            error = event.job_failure_data.error
            return f"FAILED: {(error.cause or error).message.strip()}"
        return ""


@dg.logger(description="One line per finished table, on standard error")
def progress_logger(_context: dg.InitLoggerContext) -> logging.Logger:
    """Logger of the daily job."""
    logger = logging.Logger("alvh", logging.INFO)
    logger.addHandler(_ProgressHandler())
    return logger
