"""Aircraft too low over the ground, of the hours that ended in the run's data interval.

Fifteen minutes past each hour, when its last records have come through the layers. Clearing a run looks at the same
hours again. What is new of it is mailed, besides what the project's own notifications send. It fails while silver lacks
what bronze has of these hours, and is tried again for half an hour to three quarters.
"""

from datetime import timedelta

from airflow.sdk import DAG, CronDataIntervalTimetable, chain
from flightwatch.commands import FIRST_HOUR, LAST_HOUR
from flightwatch.conventions import SETTINGS, USUAL, done_within, etl
from flightwatch.mail import MailNews

with DAG(
    "opensky_altitude_alert_dag",
    schedule=CronDataIntervalTimetable("15 * * * *", timezone=SETTINGS.zone.key),
    deadline=done_within(timedelta(minutes=55)),
    doc_md=__doc__,
    **USUAL,
):
    alerts = etl("altitude-alerts", "--first", FIRST_HOUR, "--last", LAST_HOUR, retries=6)
    chain(alerts, MailNews(task_id="mail", of=alerts.task_id, new="files", known="alerts"))
