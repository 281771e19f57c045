"""Raises alerts for aircraft too low over the ground, in the hours that ended within the run's data interval.

Runs fifteen minutes past each hour, when the hour's last records have passed through the layers. Clearing a run checks
the same hours again. New alerts are mailed, in addition to the project's own notifications. The task fails while silver
has not taken all of these hours from bronze; it is retried for 30 to 45 minutes.
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
