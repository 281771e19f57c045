"""Maintenance of the lake: compacts bronze's small files and removes days that are past their retention."""

from datetime import timedelta

from airflow.sdk import DAG, CronDataIntervalTimetable
from flightwatch.conventions import SETTINGS, USUAL, done_within, etl

with DAG(
    "maintenance_dag",
    schedule=CronDataIntervalTimetable("30 4 * * *", timezone=SETTINGS.zone.key),
    deadline=done_within(timedelta(hours=3)),
    doc_md=__doc__,
    **USUAL,
):
    etl("maintain", execution_timeout=timedelta(hours=2))
