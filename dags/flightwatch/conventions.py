"""Arguments, deadlines and tasks that all DAGs share."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import DeadlineAlert, DeadlineReference, SyncCallback

from flightwatch.batch_settings import BatchSettings
from flightwatch.commands import ProjectCommand
from flightwatch.mail import mail_deadline, mail_failure, note_failure

SETTINGS = BatchSettings.from_environment(os.environ)

USUAL: dict[str, Any] = {
    "start_date": datetime(2026, 1, 1, tzinfo=UTC),
    "catchup": False,  # the next run processes whatever was missed; old runs would find nothing to do
    "max_active_runs": 1,
    "tags": ["flightwatch"],
    "on_failure_callback": mail_failure,
    "default_args": {
        "owner": "flightwatch",
        "retries": 3,
        "retry_delay": timedelta(seconds=30),
        "retry_exponential_backoff": 2.0,
        "max_retry_delay": timedelta(minutes=15),
        "execution_timeout": timedelta(minutes=30),
        "on_failure_callback": note_failure,
    },
}


def done_within(time: timedelta) -> DeadlineAlert:
    """Return a deadline that sends mail about a run that is not done this long after it was queued."""
    return DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT, interval=time, callback=SyncCallback(mail_deadline)
    )


def etl(command: str, *options: str, **task: Any) -> ProjectCommand:
    """Return a task that runs `python -m etl COMMAND OPTIONS…`, named after the command."""
    return ProjectCommand(task_id=command, arguments=["-m", "etl", command, *options], **task)
