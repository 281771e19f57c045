"""Print all DAGs as Airflow reads them, and when it would run them on a day."""

import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

from airflow.dag_processing.dagbag import BundleDagBag
from airflow.sdk import DAG
from airflow.serialization.encoders import coerce_to_core_timetable
from airflow.serialization.serialized_objects import DagSerialization
from airflow.timetables.base import DataInterval, TimeRestriction
from pendulum import instance

FOLDER = Path(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])


def main() -> None:
    day = datetime.fromisoformat(sys.argv[1])
    bag = BundleDagBag(FOLDER, bundle_path=FOLDER, bundle_name="dags-folder")
    answer = {
        "errors": {Path(path).name: error for path, error in bag.import_errors.items()},
        "warnings": bag.captured_warnings,
        "dags": {name: describe(dag, day) for name, dag in bag.dags.items()},
    }
    print("ANSWER", json.dumps(answer))


def describe(dag: DAG, day: datetime) -> dict[str, object]:
    DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag))  # as the scheduler sees it
    return {
        "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs,
        "tells": dag.on_failure_callback.__name__,
        "deadline_s": [alert.interval.total_seconds() for alert in dag.deadline or []],
        "runs": runs_within_a_day(dag, day),
        "tasks": {
            task.task_id: {
                "arguments": getattr(task, "arguments", None),
                "upstream": sorted(task.upstream_task_ids),
                "retries": task.retries,
                "first_pause_s": task.retry_delay.total_seconds(),
                "longest_pause_s": task.max_retry_delay.total_seconds(),
                "backoff": task.retry_exponential_backoff,
                "timeout_s": task.execution_timeout.total_seconds(),
                "notes": [callback.__name__ for callback in task.on_failure_callback],
            }
            for task in dag.tasks
        },
    }


def runs_within_a_day(dag: DAG, day: datetime) -> list[tuple[str, str, str]]:
    """Return for each run of the day when it starts, and its data interval."""
    timetable = coerce_to_core_timetable(dag.timetable)
    # With catch-up, the times of a day do not depend on the clock.
    restriction = TimeRestriction(earliest=instance(day - timedelta(days=1)), latest=None, catchup=True)
    last, runs = None, []
    while True:
        info = timetable.next_dagrun_info(last_automated_data_interval=last, restriction=restriction)
        if info.run_after >= day + timedelta(days=1):
            return runs
        last = DataInterval(info.data_interval.start, info.data_interval.end)
        if info.run_after >= day:
            runs.append(tuple(str(each) for each in (info.run_after, *last)))


main()
