"""Mail through Airflow's connection `smtp_default`, to those of FLIGHTWATCH_MAIL_TO; without either, a log line."""

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

WHY = "why"
"""Under which a task that failed keeps what went wrong."""

TOLD = "told"
"""Under which the task that mails news keeps how often the other had been tried when it last came to its end."""

log = structlog.get_logger()


def send_mail(subject: str, text: str) -> bool:
    """Whether there is somebody to tell and a server to tell by; raises what the server answers otherwise."""
    recipients = BatchSettings.from_environment(os.environ).mail_to
    if not recipients:
        log.info("not mailed: FLIGHTWATCH_MAIL_TO is not set", subject=subject)
        return False
    try:
        SmtpHook.get_connection(CONNECTION)
    except AirflowNotFoundException:
        log.warning("not mailed: Airflow has no connection of that name", connection=CONNECTION, subject=subject)
        return False
    with SmtpHook(smtp_conn_id=CONNECTION) as server:
        server.send_email_smtp(to=list(recipients), subject=subject, html_content=f"<pre>{escape(text)}</pre>")
    log.info("mailed", subject=subject, recipients=recipients)
    return True


def note_failure(context: Context) -> None:
    """Callback of a task that failed for good: keep what went wrong, for the mail of its run.

    The mail is not sent from here: Airflow calls this not at all for a task that was killed, and twice for one whose
    supervisor was.
    """
    if error := context.get("exception"):
        context["ti"].xcom_push(WHY, str(error) or type(error).__name__)


def mail_failure(context: Context) -> None:
    """Callback of a run that failed, called once however it did.

    Of runs that fail one after the other the first of each hour is told of: the consumer's may all day.
    """
    failed, text = context["dag"].dag_id, f"run {context['run_id']}"
    if ti := context.get("ti"):  # there is none when the tasks of the run are no more in the DAG
        before = ti.get_previous_dagrun()
        if before and before.state == "failed" and _hour_of(before) == _hour_of(context["dag_run"]):
            log.info("not mailed: the run before failed within the same hour", run=context["run_id"])
            return
        why = ti.xcom_pull(task_ids=ti.task_id, key=WHY) or "it was killed before it could say why"
        failed, text = f"{failed}.{ti.task_id}", f"{text}, attempt {ti.try_number}\n{why}\n{ti.log_url}"
    send_mail(f"Flightwatch: {failed} failed", text)


def _hour_of(run: DagRunProtocol) -> datetime:
    return run.run_after.replace(minute=0, second=0, microsecond=0)


def tell_deadline(context: dict[str, Any]) -> None:
    """Callback of a run that is not done at its deadline; it goes on. One that failed has been told of already."""
    run = context["dag_run"]
    if run["state"] == "failed":
        return
    log.warning("deadline missed", dag=run["dag_id"], run=run["dag_run_id"], deadline=context["deadline"])
    send_mail(
        f"Flightwatch: {run['dag_id']} is late",
        f"run {run['dag_run_id']} was to be done by {context['deadline']['deadline_time']}; it is {run['state']}",
    )


class MailNews(BaseOperator):
    """Mail what a task said, when it counted more than none; skipped otherwise, and where there is nobody to tell.

    of: the task, an upstream one; new: the word after the number of what is new, in the last line it printed; known:
    the same of all there is.

    What is known counts when the task was tried more than once since this one last came to its end in the same run:
    what an attempt wrote that failed, or whose mail did, is not new any more. Rather told twice than never; a run that
    is cleared when nothing is new tells nothing.
    """

    def __init__(self, *, of: str, new: str, known: str, **options: Any) -> None:
        super().__init__(**options)
        self.of = of
        self.new = new
        self.known = known

    def execute(self, context: Context) -> None:
        kept = context["task_state_store"]  # of this run, and kept when it is cleared
        said = context["ti"].xcom_pull(task_ids=self.of)
        tries = context["ti"].xcom_pull(task_ids=self.of, key=TRIES)
        counted = self.new if tries <= kept.get(TOLD, 0) + 1 else self.known
        if number := self._number_of(counted, said):
            self._tell(said, context)
        kept.set(TOLD, tries, retention=NEVER_EXPIRE)
        if not number:
            raise AirflowSkipException("nothing new")

    def _number_of(self, word: str, said: str) -> int:
        found = re.search(rf"([\d,]+) {word}\b", said or "")
        if found is None:
            raise AirflowException(f"no number of {word} in what {self.of} said: {said}")
        return int(found[1].replace(",", ""))

    def _tell(self, said: str, context: Context) -> None:
        start, end = (context.get(f"data_interval_{which}") for which in ("start", "end"))
        hours = f"{start} to {end}" if start else f"the hour before {context['dag_run'].run_after}"
        if not send_mail(f"Flightwatch: {said}", f"{self.of} of {hours}:\n\n{said}\n"):
            raise AirflowSkipException("nobody to tell")
