"""Tasks that run the project's commands in the project's own environment."""

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
"""Templates of the first and the last hour (UTC) that ended within the data interval: for 9:15 to 10:15, both are 9. A
run triggered without a logical date has no interval; it gets the hour before the run."""

TRIES = "tries"
"""XCom key under which a command's task stores how often it was tried."""

FINAL_EXIT_CODES = (2, 78)
"""The project's exit codes when a retry cannot help: refused input, and a setting that has to change."""

_FAILED = "failed"
"""State key under which KeptRunning stores whether its command ended by itself."""

_LAST_LINES = 10
_LONGEST_END = 2_000
"""Lines and characters kept of the end of standard error: an error may have several lines, as PostgreSQL's do, and
Java's warnings may follow it."""

_ATTENDED = Path(__file__).with_name("attended.py")
_LET_GO_S = GRACE_S + REST_GRACE_S + 5.0
_NOT_PASSED_ON = ("AIRFLOW", "PYTHON", "VIRTUAL_ENV")
"""Prefixes of variables that hold Airflow's settings and secrets, or point Python at Airflow's packages."""


class Outcome(NamedTuple):
    """How a command ended: exit code, last line of standard output, last lines of standard error ("" for none)."""

    code: int
    last_line: str
    errors: str

    def require_success(self) -> None:
        """Raise AirflowFailException (no retry) for FINAL_EXIT_CODES, AirflowException for any other failure."""
        if self.code == 0:
            return
        reason = f"exit code {self.code}: {self.errors or 'no error output'}"
        raise (AirflowFailException if self.code in FINAL_EXIT_CODES else AirflowException)(reason)


class ProjectCommand(BaseOperator):
    """Run `.venv/bin/python ARGUMENTS…` in the project's root; fail unless its exit code is 0.

    arguments: templated; an empty one is left out together with the option before it, so `--first` may have no value.

    The task's result is the command's last line on standard output. The command does not outlive the task: see
    `attended.py`.
    """

    template_fields = ("arguments",)

    def __init__(self, *, arguments: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self.arguments = list(arguments)
        self._attended: subprocess.Popen[bytes] | None = None

    def execute(self, context: Context) -> str:
        context["ti"].xcom_push(TRIES, context["ti"].try_number)
        outcome = self._run([])
        outcome.require_success()
        return outcome.last_line

    def on_kill(self) -> None:
        """Stop the command by closing its standard input; `execute` then ends with an error."""
        if self._attended and self._attended.stdin:
            self._attended.stdin.close()

    def _run(self, options: Sequence[str]) -> Outcome:
        """Run the command to its end."""
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
            ends = self._log_output(attended.stdout.fileno(), attended.stderr.fileno(), parent)
            return Outcome(attended.wait(), *ends)
        finally:
            self.on_kill()
            try:
                attended.wait(_LET_GO_S)
                attended.stdout.close()
                attended.stderr.close()
            except subprocess.TimeoutExpired:
                self.log.error("the command did not stop; process %s", attended.pid)

    def _log_output(self, output: int, errors: int, parent: int) -> tuple[str, str]:
        """Log the output until it ends; return the last line of it and the last lines of the errors."""
        rests = {output: b"", errors: b""}
        last = {output: deque([""], maxlen=1), errors: deque([""], maxlen=_LAST_LINES)}
        while rests:
            if os.getppid() != parent:
                raise AirflowException("the supervisor of this task is gone")
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

    A command that ends by itself before that counts as failed. A run that starts after its window is skipped; so is a
    run that was stopped together with Airflow within the window and is retried after it.
    """

    def __init__(self, *, window: DayWindow, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(execution_timeout=window.longest + timedelta(minutes=30), **options)
        self.window = window
        self.zone = zone

    def execute(self, context: Context) -> str:
        # A run triggered without a logical date has no data interval.
        day = context.get("data_interval_end") or context["dag_run"].run_after
        end = self.window.end_on_day_of(day, self.zone)
        kept = context["task_state_store"]  # survives retries
        if datetime.now(self.zone) >= end:
            if kept.get(_FAILED):
                raise AirflowFailException(f"the command failed before {end:%H:%M}, and it is too late to restart it")
            raise AirflowSkipException(f"the window of this run ended at {end}")
        self.log.info("running until %s", end)
        outcome = self._run(["--until", str(end.timestamp())])
        if outcome.code == TIME_IS_UP:
            return outcome.last_line
        kept.set(_FAILED, outcome.code != LET_GO)
        outcome.require_success()
        raise AirflowException(f"the command ended by itself before {end:%H:%M}")


def project_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for commands: the given one without Airflow's settings and packages."""
    kept = {name: value for name, value in environment.items() if not name.lstrip("_").startswith(_NOT_PASSED_ON)}
    own = str(ROOT / ".venv" / "bin")
    foreign = str(Path(sys.executable).parent)
    path = [part for part in environment.get("PATH", os.defpath).split(os.pathsep) if part != foreign]
    return kept | {"PATH": os.pathsep.join([own, *path]), "PYTHONUNBUFFERED": "1"}


def _without_empty(arguments: Sequence[str]) -> list[str]:
    """Return the arguments without the empty ones and the options before them."""
    kept: list[str] = []
    for argument in arguments:
        if argument:
            kept.append(argument)
        else:
            kept.pop()
    return kept
