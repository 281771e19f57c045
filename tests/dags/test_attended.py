"""A command that must not outlive its task."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from common.settings import ROOT
from dags.flightwatch.attended import LET_GO, TIME_IS_UP
from tests.waiting import wait_until

SCRIPT = ROOT / "dags" / "flightwatch" / "attended.py"
# Prints the ids of its own process and of a child in a group of its own, as Spark's workers are; ends on SIGTERM.
WORK = """
import os, signal, subprocess, sys, time
child = subprocess.Popen(["sleep", "300"], preexec_fn=lambda: os.setpgid(0, 0))
def end(*_):
    child.kill()
    sys.exit({code})
signal.signal(signal.SIGTERM, end)
print(os.getpid(), child.pid, flush=True)
time.sleep(300)
"""


def _attend(*options, code=0):
    """Start the script; return it with the processes of its working command."""
    process = subprocess.Popen(
        [sys.executable, SCRIPT, *options, sys.executable, "-c", WORK.format(code=code)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return process, [int(pid) for pid in process.stdout.readline().split()]


def _assert_gone(pids):
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), seconds=5, what=f"{pids} are gone")


def _finish(process):
    """Return its exit code, leaving its standard input open until then."""
    with process:
        return process.wait(30)


@pytest.mark.parametrize(
    ("code", "ended_with"),
    [
        ("raise SystemExit(0)", 0),
        ("raise SystemExit(3)", 3),
        ("import os; os.kill(os.getpid(), 9)", 128 + signal.SIGKILL),
    ],
)
def test_it_ends_as_its_command_does(code, ended_with):
    command = [sys.executable, SCRIPT, sys.executable, "-c", code]
    assert _finish(subprocess.Popen(command, stdin=subprocess.PIPE)) == ended_with


def test_the_command_is_stopped_once_nobody_holds_the_other_end():
    process, started = _attend()
    process.stdin.close()
    assert _finish(process) == LET_GO
    _assert_gone(started)


def test_the_command_is_stopped_with_the_script():
    process, started = _attend()
    process.terminate()
    assert _finish(process) == LET_GO
    _assert_gone(started)


@pytest.mark.parametrize(("code", "ended_with"), [(0, TIME_IS_UP), (5, 5)])
def test_the_command_is_stopped_at_its_time_and_has_to_end_well(code, ended_with):
    process, started = _attend("--until", str(time.time() + 2), code=code)
    assert _finish(process) == ended_with
    _assert_gone(started)


def test_what_a_killed_command_started_is_killed_whatever_its_group():
    process, started = _attend()
    os.kill(started[0], signal.SIGKILL)
    assert _finish(process) == 128 + signal.SIGKILL
    _assert_gone(started)
