"""Mail to FLIGHTWATCH_MAIL_TO through Airflow's connection `smtp_default`; if either is missing, a log line."""

import os
import re
from datetime import datetime
from html import escape
from typing import Any

import structlog
from airflow.providers.smtp.hooks.smtp import SmtpHook
from airflow.sdk import NEVER_EXPIRE, BaseOperator, Context
from airflow.sdk.exceptions import AirflowException, AirflowNotFoundException, AirflowSkipException
from airflow.sdk.types import DagRunProtocol

from flightwatch.batch_settings import BatchSettings
from flightwatch.commands import TRIES

CONNECTION = "smtp_default"

REASON = "why"
"""XCom key under which a failed task stores its error."""

TOLD = "told"
"""State key under which MailNews stores how often the other task had been tried when MailNews last finished."""

log = structlog.get_logger()


def send_mail(subject: str, text: str) -> bool:
    """Send a mail; return False when there are no recipients or no mail server. Raises the server's errors."""
    recipients = BatchSettings.from_environment(os.environ).mail_to
    if not recipients:
        log.info("not mailed: FLIGHTWATCH_MAIL_TO is not set", subject=subject)
        return False
    try:
        SmtpHook.get_connection(CONNECTION)
    except AirflowNotFoundException:
        log.warning("not mailed: Airflow has no such connection", connection=CONNECTION, subject=subject)
        return False
    with SmtpHook(smtp_conn_id=CONNECTION) as server:
        server.send_email_smtp(to=list(recipients), subject=subject, html_content=f"<pre>{escape(text)}</pre>")
    log.info("mailed", subject=subject, recipients=recipients)
    return True


def note_failure(context: Context) -> None:
    """Callback of a task that failed for good: store its error for the mail of its run.

    The mail is not sent here: Airflow does not call this for a task that was killed, and calls it twice for a task
    whose supervisor was killed.
    """
    if error := context.get("exception"):
        context["ti"].xcom_push(REASON, str(error) or type(error).__name__)


def mail_failure(context: Context) -> None:
    """Callback of a run that failed; Airflow calls it once, however the run failed.

    When successive runs fail, only the first failure of each hour is mailed: the consumer's runs may fail all day.
    """
    failed, text = context["dag"].dag_id, f"run {context['run_id']}"
    if ti := context.get("ti"):  # missing when the run's tasks are no longer in the DAG
        before = ti.get_previous_dagrun()
        if before and before.state == "failed" and _hour_of(before) == _hour_of(context["dag_run"]):
            log.info("not mailed: the previous run failed within the same hour", run=context["run_id"])
            return
        reason = ti.xcom_pull(task_ids=ti.task_id, key=REASON) or "the task was killed before it could report an error"
        failed, text = f"{failed}.{ti.task_id}", f"{text}, attempt {ti.try_number}\n{reason}\n{ti.log_url}"
    send_mail(f"Flightwatch: {failed} failed", text)


def _hour_of(run: DagRunProtocol) -> datetime:
    hour: datetime = run.run_after.replace(minute=0, second=0, microsecond=0)
    return hour


def mail_deadline(context: dict[str, Any]) -> None:
    """Callback of a run that is not done by its deadline; the run continues. A failed run has been mailed already."""
    run = context["dag_run"]
    if run["state"] == "failed":
        return
    log.warning("deadline missed", dag=run["dag_id"], run=run["dag_run_id"], deadline=context["deadline"])
    send_mail(
        f"Flightwatch: {run['dag_id']} is late",
        f"run {run['dag_run_id']} was due by {context['deadline']['deadline_time']}; it is {run['state']}",
    )


class MailNews(BaseOperator):
    """Mail an upstream task's last line of output if it counts anything new; otherwise, or without recipients, skip.

    of: the upstream task. new: the word after the number of new items in that line. known: the word after the number of
    all items.

    If the upstream task was tried more than once since this one last finished in the same run, all items count: those
    written by an attempt that failed, or whose mail failed, are no longer new. So news may be mailed twice but is never
    lost. A run that is cleared while nothing is new mails nothing.
    """

    def __init__(self, *, of: str, new: str, known: str, **options: Any) -> None:
        super().__init__(**options)
        self.of = of
        self.new = new
        self.known = known

    def execute(self, context: Context) -> None:
        kept = context["task_state_store"]  # belongs to this run, and survives clearing it
        line = context["ti"].xcom_pull(task_ids=self.of)
        tries = context["ti"].xcom_pull(task_ids=self.of, key=TRIES)
        counted = self.new if tries <= kept.get(TOLD, 0) + 1 else self.known
        if number := self._number_of(counted, line):
            self._mail(line, context)
        kept.set(TOLD, tries, retention=NEVER_EXPIRE)
        if not number:
            raise AirflowSkipException("nothing new")

    def _number_of(self, word: str, line: str) -> int:
        found = re.search(rf"([\d,]+) {word}\b", line or "")
        if found is None:
            raise AirflowException(f"no number of {word} in the output of {self.of}: {line}")
        return int(found[1].replace(",", ""))

    def _mail(self, line: str, context: Context) -> None:
        start, end = (context.get(f"data_interval_{which}") for which in ("start", "end"))
        hours = f"{start} to {end}" if start else f"the hour before {context['dag_run'].run_after}"
        if not send_mail(f"Flightwatch: {line}", f"{self.of} for {hours}:\n\n{line}\n"):
            raise AirflowSkipException("no recipients or no mail server")
