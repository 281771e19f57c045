"""Takes new messages of the topic and new outputs of the streaming job through all layers, every five minutes of the
day window (FLIGHTWATCH_CONSUMER_HOURS).

A run takes everything that is new, whatever its data interval; a cleared run finds nothing to do. To rebuild past
hours, trigger it with `first` and `last`: silver and gold of these hours (UTC, both included) are made again from the
layer below. Each command may take half an hour: rebuild a long interval a few days at a time, or run the commands by
hand.
"""

from datetime import timedelta

from airflow.sdk import DAG, MultipleCronTriggerTimetable, Param, chain
from flightwatch.conventions import SETTINGS, USUAL, done_within, etl

ASKED = ("--first", "{{ params.first or '' }}", "--last", "{{ params.last or '' }}")


def hour(meaning: str) -> Param:
    return Param(None, type=["null", "string"], pattern=r"^\d{4}-\d\d-\d\dT\d\d$", description=meaning)


with DAG(
    "opensky_kafka_consumer_dag",
    schedule=MultipleCronTriggerTimetable(
        *SETTINGS.consumer_hours.every_five_minutes(), timezone=SETTINGS.zone.key, interval=timedelta(minutes=5)
    ),
    deadline=done_within(timedelta(minutes=20)),
    params={
        "first": hour("first hour to rebuild, such as 2026-11-22T09 (UTC); when empty, only new data is processed"),
        "last": hour("last hour to rebuild; when empty, only the first hour"),
    },
    doc_md=__doc__,
    **USUAL,
):
    chain(
        etl("land"),
        etl("land-alerts"),
        etl("silver", *ASKED),
        etl("gold", *ASKED),
        etl("load", *ASKED),
    )
