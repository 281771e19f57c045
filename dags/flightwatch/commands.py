"""Tasks that call the project's commands, in the project's own environment."""

import os
import select
import subprocess
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

from flightwatch.attended import GRACE_S, LET_GO, REST_GRACE_S, TIME_IS_UP
from flightwatch.batch_settings import ROOT, DayWindow

_HOUR_BEFORE_RUN = "(dag_run.run_after - macros.timedelta(hours=1)).strftime('%Y-%m-%dT%H')"
FIRST_HOUR = (
    "{{ data_interval_start.in_timezone('UTC').strftime('%Y-%m-%dT%H')"
    f" if data_interval_start is defined and data_interval_start else {_HOUR_BEFORE_RUN} }}}}"
)
LAST_HOUR = (
    "{{ data_interval_end.in_timezone('UTC').subtract(hours=1).strftime('%Y-%m-%dT%H')"
    f" if data_interval_end is defined and data_interval_end else {_HOUR_BEFORE_RUN} }}}}"
)
"""The hours (UTC) that ended within the data interval, both included: of 9:15 to 10:15, that from 9 to 10. A run that
was triggered without a logical date has none: then the hour before it."""

TRIES = "tries"
"""Under which a command's task says how often it was tried."""

EXIT_SETTINGS = 78
"""The project's exit code for what only a change of settings helps: not tried again."""

_FAILED = "failed"
"""Under which a task that keeps a command running keeps whether that ended by itself."""

_LAST_LINES = 10
_LONGEST_END = 2_000
"""In characters. An error may have more than one line, as PostgreSQL's have, and Java's warnings may follow it."""

_ATTENDED = Path(__file__).with_name("attended.py")
_LET_GO_S = GRACE_S + REST_GRACE_S + 5.0
_NOT_PASSED_ON = ("AIRFLOW", "PYTHON", "VIRTUAL_ENV")
"""Airflow's own settings (with its secrets), and what would point the project's Python at Airflow's packages."""


class Ended(NamedTuple):
    """How a command ended: its exit code, the last line it printed and the last few on standard error ("" for none)."""

    code: int
    said: str
    complained: str

    def require_success(self) -> None:
        if self.code == 0:
            return
        why = f"exit code {self.code}: {self.complained or 'without a word'}"
        raise (AirflowFailException if self.code == EXIT_SETTINGS else AirflowException)(why)


class ProjectCommand(BaseOperator):
    """Run `.venv/bin/python ARGUMENTS…` in the project's root; fail unless it ends with 0.

    arguments: templated; an empty one is left out together with the option before it, so that `--first` may have no
        value. The last line it prints, not on standard error, is the task's result.

    The command does not outlive the task: see `attended.py`.
    """

    template_fields = ("arguments",)

    def __init__(self, *, arguments: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self.arguments = list(arguments)
        self._attended: subprocess.Popen[bytes] | None = None

    def execute(self, context: Context) -> str:
        context["ti"].xcom_push(TRIES, context["ti"].try_number)
        ended = self._run([])
        ended.require_success()
        return ended.said

    def on_kill(self) -> None:
        """Let go of the command; `execute` then ends with an error."""
        if self._attended and self._attended.stdin:
            self._attended.stdin.close()

    def _run(self, options: Sequence[str]) -> Ended:
        """Run it to its end."""
        command = [str(ROOT / ".venv" / "bin" / "python"), *_without_empty(self.arguments)]
        self.log.info("running %s", command)
        parent = os.getppid()
        attended = subprocess.Popen(
            [sys.executable, str(_ATTENDED), *options, *command],
            cwd=ROOT,
            env=project_environment(os.environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._attended = attended
        assert attended.stdout and attended.stderr  # noqa: S101, PT018  (they are pipes)
        try:
            words = self._log_output(attended.stdout.fileno(), attended.stderr.fileno(), parent)
            return Ended(attended.wait(), *words)
        finally:
            self.on_kill()
            try:
                attended.wait(_LET_GO_S)
                attended.stdout.close()
                attended.stderr.close()
            except subprocess.TimeoutExpired:
                self.log.error("the command did not stop; process %s", attended.pid)

    def _log_output(self, output: int, errors: int, parent: int) -> tuple[str, str]:
        """Log what is printed until its end; returns of it what `Ended` has."""
        rests = {output: b"", errors: b""}
        last = {output: deque([""], maxlen=1), errors: deque([""], maxlen=_LAST_LINES)}
        while rests:
            if os.getppid() != parent:
                raise AirflowException("what supervises this task is gone")
            for pipe in select.select(list(rests), [], [], 1.0)[0]:
                piece = os.read(pipe, 65536)
                *lines, rest = (rests.pop(pipe) + piece).split(b"\n")
                if piece:
                    rests[pipe] = rest
                elif rest:
                    lines.append(rest)
                for line in lines:
                    text = line.decode(errors="backslashreplace").rstrip()
                    self.log.info("%s", text)
                    if text:
                        last[pipe].append(text)
        return last[output][-1], "\n".join(last[errors]).strip()[-_LONGEST_END:]


class KeptRunning(ProjectCommand):
    """Keep a command running until the window of the run's day ends, then stop it.

    A command that ends by itself before that has failed. A run that comes after its window is skipped, also when it was
    stopped within, with Airflow, and comes again too late.
    """

    def __init__(self, *, window: DayWindow, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(execution_timeout=window.longest + timedelta(minutes=30), **options)
        self.window = window
        self.zone = zone

    def execute(self, context: Context) -> str:
        # A run that was triggered without a logical date has no data interval.
        day = context.get("data_interval_end") or context["dag_run"].run_after
        end = self.window.end_on_day_of(day, self.zone)
        kept = context["task_state_store"]  # from one attempt to the next
        if datetime.now(self.zone) >= end:
            if kept.get(_FAILED):
                raise AirflowFailException(f"it failed before {end:%H:%M}, and it is too late to start it again")
            raise AirflowSkipException(f"the window of this run ended at {end}")
        self.log.info("until %s", end)
        ended = self._run(["--until", str(end.timestamp())])
        if ended.code == TIME_IS_UP:
            return ended.said
        kept.set(_FAILED, ended.code != LET_GO)
        ended.require_success()
        raise AirflowException(f"it ended by itself before {end:%H:%M}")


def project_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of the commands: Airflow's, without what is Airflow's own."""
    kept = {name: value for name, value in environment.items() if not name.lstrip("_").startswith(_NOT_PASSED_ON)}
    own = str(ROOT / ".venv" / "bin")
    foreign = str(Path(sys.executable).parent)
    path = [part for part in environment.get("PATH", os.defpath).split(os.pathsep) if part != foreign]
    return kept | {"PATH": os.pathsep.join([own, *path]), "PYTHONUNBUFFERED": "1"}


def _without_empty(arguments: Sequence[str]) -> list[str]:
    """Leave out each empty argument with the option before it."""
    kept: list[str] = []
    for argument in arguments:
        if argument:
            kept.append(argument)
        else:
            kept.pop()
    return kept
