"""Runs the producer during the day window (FLIGHTWATCH_PRODUCER_HOURS) and stops it cleanly at its end.

One run is one day. A producer that dies is restarted after a pause, up to twenty times a day; a wrong setting fails the
task at once. `make run` starts a producer of its own: keep this DAG paused while it runs.
"""

from datetime import timedelta

from airflow.sdk import DAG, CronTriggerTimetable
from flightwatch.commands import KeptRunning
from flightwatch.conventions import SETTINGS, USUAL, done_within

WINDOW = SETTINGS.producer_hours

with DAG(
    "opensky_data_streaming_dag",
    schedule=CronTriggerTimetable(f"0 {WINDOW.first} * * *", timezone=SETTINGS.zone.key),
    deadline=done_within(WINDOW.longest + timedelta(minutes=15)),
    doc_md=__doc__,
    **USUAL,
):
    KeptRunning(
        task_id="produce",
        arguments=["producer/opensky_producer.py"],
        window=WINDOW,
        zone=SETTINGS.zone,
        retries=20,
        max_retry_delay=timedelta(minutes=5),
    )
