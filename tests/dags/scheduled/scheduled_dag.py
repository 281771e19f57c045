"""DAGs with the project's conventions, run by a started Airflow; see test_scheduler.py."""

import os
from datetime import timedelta

from airflow.sdk import DAG
from flightwatch.commands import ProjectCommand
from flightwatch.conventions import USUAL, done_within
from flightwatch.mail import MailNews

FOLDER = os.environ["PROBES"]

NOTE = "import os, pathlib, sys, time; note = pathlib.Path(sys.argv[1]); note.write_text(str(os.getpid())); "
"""Writes down the command's process once it works."""

UNTIL_TOLD = "[time.sleep(0.1) for _ in iter(note.with_suffix('.go_on').exists, True)]"

FAILS = "print('x' * 5_000, file=sys.stderr); sys.exit('no space left\\n\\tIs the disk full?')"
"""Prints a long line, then an error of two lines."""


def probe(name: str, code: str, *, within_s: float, **options: object) -> DAG:
    with DAG(name, schedule=None, deadline=done_within(timedelta(seconds=within_s)), **USUAL) as dag:
        ProjectCommand(task_id="work", arguments=["-c", NOTE + code, f"{FOLDER}/{name}"], **options)
    return dag


late = probe("late_dag", UNTIL_TOLD, within_s=3)
failing = probe("failing_dag", FAILS, within_s=15, retries=0)
broken = probe("broken_dag", "sys.exit('no broker answers')", within_s=600, retries=0)
killed = probe("killed_dag", UNTIL_TOLD, within_s=600, retries=0)
lost = probe("lost_dag", UNTIL_TOLD, within_s=600, retries=0)
interrupted = probe("interrupted_dag", UNTIL_TOLD, within_s=600, retries=1, retry_delay=timedelta(0))

SAYS_NEXT = "says, code = pathlib.Path(sys.argv[1]).read_text().splitlines()[{{ ti.try_number - 1 }}].split(';'); "

with DAG("news_dag", schedule=None, **USUAL):
    look = ProjectCommand(
        task_id="look",
        arguments=["-c", f"import pathlib, sys; {SAYS_NEXT} print(says); sys.exit(int(code))", f"{FOLDER}/news"],
        retry_delay=timedelta(0),
    )
    look >> MailNews(task_id="mail", of=look.task_id, new="files", known="alerts", retries=0)
