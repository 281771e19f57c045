"""What is new in the topic and in the streaming job's outputs, through all layers, every five minutes of the day window
(FLIGHTWATCH_CONSUMER_HOURS).

A run takes what is new, whatever interval it is for, and cleared it finds nothing to do. To make past hours anew,
trigger it with `first` and `last`: silver and gold of these hours (UTC, both included) are made from the layer below.
Each command has half an hour: of a long interval, make a few days at a time, or call the commands by hand.
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
        "first": hour("first hour to make anew, as 2026-11-22T09 (UTC); what is new when empty"),
        "last": hour("last hour to make anew; only the first when empty"),
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
