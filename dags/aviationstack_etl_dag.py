"""Scheduled and actual flights of AviationStack, through all layers.

A run asks for its own data interval, as far as the ledger of the month's quota allows; run again, it uses the pages it
received then. When nothing may be asked it says so, and the layers are brought up to what there is.
"""

from datetime import timedelta

from airflow.sdk import DAG, CronDataIntervalTimetable, chain
from flightwatch.commands import FIRST_HOUR, LAST_HOUR
from flightwatch.conventions import SETTINGS, USUAL, done_within, etl

with DAG(
    "aviationstack_etl_dag",
    schedule=CronDataIntervalTimetable("0 */4 * * *", timezone=SETTINGS.zone.key),
    deadline=done_within(timedelta(hours=1)),
    doc_md=__doc__,
    **USUAL,
):
    chain(etl("schedules", "--first", FIRST_HOUR, "--last", LAST_HOUR), etl("gold"), etl("load"))
