"""Takes scheduled and actual flights from AviationStack through all layers.

A run requests the flights of its data interval, as far as the ledger of the monthly quota allows. A repeated run reuses
the pages it already has. When no request is allowed, the run logs that and updates the layers from the pages at hand.
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
