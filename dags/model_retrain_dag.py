"""Retrains the Isolation Forest on the topic's records, on Mondays, an hour before the producer's window ends.

The new model replaces the one in use only if it is at least as good on records that neither has seen; the running job
then loads it by itself. Afterwards the detection is measured on injected faults, and a report is written.
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
        "minutes": Param(
            50, type="integer", minimum=10, description="minutes of simulated traffic to measure the detection on"
        ),
        "kind": Param(None, type=["null", "string"], description="the only kind of fault to measure; all when empty"),
        "report": Param("output/evaluation/detection.md", type="string", description="path of the report"),
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
