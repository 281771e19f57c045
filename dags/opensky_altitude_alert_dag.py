"""Aircraft too low over the ground, of the hours that ended in the run's data interval.

Fifteen minutes past each hour, when its last records have come through the layers. Clearing a run looks at the same
hours again.
"""

from datetime import timedelta

from airflow.sdk import DAG, CronDataIntervalTimetable
from flightwatch.commands import FIRST_HOUR, LAST_HOUR
from flightwatch.conventions import SETTINGS, USUAL, done_within, etl

with DAG(
    "opensky_altitude_alert_dag",
    schedule=CronDataIntervalTimetable("15 * * * *", timezone=SETTINGS.zone.key),
    deadline=done_within(timedelta(minutes=45)),
    doc_md=__doc__,
    **USUAL,
):
    etl("altitude-alerts", "--first", FIRST_HOUR, "--last", LAST_HOUR)
