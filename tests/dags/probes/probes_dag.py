"""Commands that end in every possible way; see test_commands.py."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from airflow.sdk import DAG, CronDataIntervalTimetable
from flightwatch.batch_settings import DayWindow
from flightwatch.commands import FIRST_HOUR, LAST_HOUR, KeptRunning, ProjectCommand
from flightwatch.mail import MailNews

FOLDER = os.environ["PROBES"]

NOTE = "import os, pathlib, sys; pathlib.Path(sys.argv[1]).open('a').write(f'{os.getpid()}\\n'); "
"""Writes a line each time the command is started."""

SLEEP = "import time; time.sleep(300)"
OBEDIENT = "import signal; signal.signal(signal.SIGTERM, lambda *_: sys.exit(0)); print('working', flush=True); "
WITH_CHILD = "import subprocess; c = subprocess.Popen(['sleep', '300'], start_new_session={apart}); "
NOTE_CHILD = "pathlib.Path(sys.argv[1]).open('a').write(f'{c.pid}\\n'); "
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "


def python(name: str, code: str, **options: object) -> ProjectCommand:
    return ProjectCommand(task_id=name, arguments=["-c", NOTE + code, f"{FOLDER}/{name}"], **options)


class Ending(DayWindow):
    """A window that ends `first` seconds from now."""

    def end_on_day_of(self, moment: datetime, zone: ZoneInfo) -> datetime:  # noqa: ARG002
        return datetime.now(zone) + timedelta(seconds=self.first)


@dataclass(frozen=True)
class EndedWhenTriedAgain(DayWindow):
    """A window that ends once the probe's command has started."""

    probe: str

    def end_on_day_of(self, moment: datetime, zone: ZoneInfo) -> datetime:  # noqa: ARG002
        return datetime.now(zone) + timedelta(seconds=-1 if Path(FOLDER, self.probe).exists() else 600)


def kept(name: str, code: str, *, ends_in_s: int | None = None) -> KeptRunning:
    return KeptRunning(
        task_id=name,
        arguments=["-c", NOTE + code, f"{FOLDER}/{name}"],
        window=EndedWhenTriedAgain(0, 1, name) if ends_in_s is None else Ending(ends_in_s, ends_in_s + 1),
        zone=ZoneInfo("Asia/Kolkata"),
    )


with DAG(
    "probes_dag",
    schedule=CronDataIntervalTimetable("15 * * * *", timezone="UTC"),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    default_args={"retries": 1, "retry_delay": timedelta(0)},
):
    python("says", "print('first'); print('last', flush=True); print('by the way', file=sys.stderr)")
    python("fails", "sys.exit(3)")
    python("wants_a_setting", "sys.exit(78)")
    python("ends_with_99", "sys.exit(99)")  # Airflow's own operator treats it as skipped
    python("kills_itself", "os.kill(os.getpid(), 9)")
    python("leaves_a_child", WITH_CHILD.format(apart=False) + NOTE_CHILD)
    python(
        "takes_too_long",
        WITH_CHILD.format(apart=False) + NOTE_CHILD + SLEEP,
        execution_timeout=timedelta(seconds=4),
        retries=0,
    )
    python("is_deaf", DEAF + SLEEP, execution_timeout=timedelta(seconds=4), retries=0)
    python("environment", "import json; print(json.dumps(dict(os.environ, CWD=os.getcwd(), EXE=sys.executable)))")
    ProjectCommand(
        task_id="hours",
        arguments=["-c", "import sys; print(sys.argv[1:])", "--first", FIRST_HOUR, "--last", LAST_HOUR, "--none", ""],
    )
    kept("is_stopped_in_time", OBEDIENT + SLEEP, ends_in_s=5)
    kept("ends_early", "", ends_in_s=600)
    kept("crashes", "sys.exit(1)", ends_in_s=600)
    kept("comes_too_late", SLEEP, ends_in_s=-1)
    kept("crashes_late", "sys.exit(1)")
    kept("is_stopped_late", "import signal; os.kill(os.getppid(), signal.SIGTERM); " + SLEEP)
    for name, code in (
        ("news", "print('3 alerts, 2 files')"),
        ("no_news", "print('3 alerts, 0 files')"),
        ("late_news", "print('4 alerts, 0 files'); sys.exit(len(pathlib.Path(sys.argv[1]).read_text().split()) < 2)"),
    ):
        said = python(name, code)
        said >> MailNews(task_id=f"mail_{name}", of=name, new="files", known="alerts")


with DAG("hours_dag", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC)):
    ProjectCommand(task_id="hours", arguments=["-c", "import sys; print(sys.argv[1:])", FIRST_HOUR, LAST_HOUR])
