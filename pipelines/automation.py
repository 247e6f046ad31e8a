"""What runs by itself: the daily job at 17:30 New York on exchange days, and a banner when a run fails."""

from collections.abc import Iterator
from datetime import timedelta

import dagster as dg
import numpy as np

from pipelines.report.published import mark_failed
from pipelines.settings import load_settings
from pipelines.sources.exchange_calendar import exchange_sessions


def daily_schedule(job_name: str) -> dg.ScheduleDefinition:
    """Schedule of the daily job; it runs as soon as the Dagster daemon does."""

    @dg.schedule(
        job_name=job_name,
        name="after_the_close",
        cron_schedule="30 17 * * 1-5",
        execution_timezone="America/New_York",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="17:30 New York on exchange days: settlements, closes and chains are out by then",
    )
    def after_the_close(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        day = context.scheduled_execution_time.date()
        if load_settings().origin == "sample":
            yield dg.SkipReason("the simulated market has no new days: set ALVH_ORIGIN, or run it by hand")
        elif np.datetime64(day) in exchange_sessions(day - timedelta(days=7), day + timedelta(days=7)):
            yield dg.RunRequest(run_key=f"daily-{day}")
        else:
            yield dg.SkipReason(f"{day} is an exchange holiday")

    return after_the_close


@dg.run_failure_sensor(
    name="say_so_on_the_page",
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="A run that failed puts a banner on the published page; the published data stay as they were",
)
def failure_banner(context: dg.RunFailureSensorContext) -> None:
    """Mark the page people read, so that nobody takes yesterday's answer for today's."""
    steps = context.failure_event.message or "a stage failed"
    mark_failed(load_settings().published_page, f"{context.dagster_run.job_name}: {steps}")
