"""The Isolation Forest anew from the topic's records, an hour before the producer's window of Monday ends.

It takes the place of the one in use only if it is as good on records that neither has seen; the running job takes it up
by itself. Then the detection is measured on injected faults, with a report of it.
"""

from datetime import timedelta

from airflow.sdk import DAG, CronTriggerTimetable, Param, chain
from flightwatch.commands import ProjectCommand
from flightwatch.conventions import SETTINGS, USUAL, done_within

with DAG(
    "model_retrain_dag",
    schedule=CronTriggerTimetable(f"0 {SETTINGS.producer_hours.end - 1} * * 1", timezone=SETTINGS.zone.key),
    deadline=done_within(timedelta(hours=4)),
    params={
        "minutes": Param(50, type="integer", minimum=10, description="simulated traffic to measure the detection on"),
        "kind": Param(None, type=["null", "string"], description="the only kind of fault to measure; all when empty"),
        "report": Param("output/evaluation/detection.md", type="string", description="where the report goes"),
    },
    doc_md=__doc__,
    **USUAL,
):
    train = ProjectCommand(task_id="train", arguments=["ml/train_model.py"])
    evaluate = ProjectCommand(
        task_id="evaluate",
        arguments=[
            *("-m", "ml.evaluate", "--seeds", "1", "--report", "{{ params.report }}"),
            *("--simulate", "{{ params.minutes }}", "--kinds", "{{ params.kind or '' }}"),
        ],
        retries=1,
        execution_timeout=timedelta(hours=3),
    )
    chain(train, evaluate)
