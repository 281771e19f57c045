"""Scheduled and actual flights of AviationStack, through all layers.

What is asked for is decided by the ledger of the month's quota, not here: a run for which nothing is left to ask says
so, and the layers are brought up to what there is.
"""

from datetime import timedelta

from airflow.sdk import DAG, CronDataIntervalTimetable, chain
from flightwatch.conventions import SETTINGS, USUAL, done_within, etl

with DAG(
    "aviationstack_etl_dag",
    schedule=CronDataIntervalTimetable("0 */4 * * *", timezone=SETTINGS.zone.key),
    deadline=done_within(timedelta(hours=1)),
    doc_md=__doc__,
    **USUAL,
):
    chain(etl("schedules"), etl("gold"), etl("load"))
