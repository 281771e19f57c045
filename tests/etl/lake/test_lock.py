"""The lake's lock between real processes: who holds it, and who is next."""

import signal
import subprocess
import sys

import pytest

from common.settings import ROOT

PREAMBLE = """
import sys
from pathlib import Path
from contracts.lake.layout import Lake
from etl.lake.lock import alone_on
lake = Lake(Path(sys.argv[1]))
def note(word):
    with (lake.root / "notes").open("a") as notes:
        notes.write(word + " ")
"""

COMES_BACK = """
with alone_on(lake):
    print("in", flush=True)
    sys.stdin.readline()
for _ in range(500):
    with alone_on(lake):
        note("back")
"""

ONCE = """
with alone_on(lake):
    note("once")
"""

COMES_AND_GOES = """
inside, done = lake.root / "inside", lake.root / "done"
turns = 0
while not done.exists():
    with alone_on(lake):
        inside.mkdir()  # fails if another process is inside
        inside.rmdir()
        turns += 1
        if turns == int(sys.argv[2]):
            done.touch()
note(str(turns))
"""

WAITING = "waiting for another command"


@pytest.fixture
def start(lake):
    """Start a program on the lake; kill it after the test."""

    def run(program, *arguments):
        command = [sys.executable, "-c", PREAMBLE + program, str(lake.root), *map(str, arguments)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(command, cwd=ROOT, **pipes))
        return started[-1]

    started = []
    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def notes(lake):
    return lambda: (lake.root / "notes").read_text().split()


@pytest.fixture
def holder(start):
    """A process that holds the lake until it reads a line, and then takes it again 500 times."""
    process = start(COMES_BACK)
    assert process.stdout.readline() == "in\n"
    return process


def test_a_waiter_enters_before_a_holder_that_returns(holder, start, notes):
    waits = start(ONCE)
    assert WAITING in waits.stdout.readline()
    holder.communicate("\n", timeout=60)
    assert waits.wait(60) == 0
    assert notes() == ["once", *["back"] * 500]


def test_two_are_never_in_and_a_returning_holder_takes_turns_with_others(start, notes):
    """The first three only end once the fourth has had its twenty turns."""
    processes = [start(COMES_AND_GOES, turns) for turns in (0, 0, 0, 20)]
    assert [process.wait(100) for process in processes] == [0, 0, 0, 0]
    assert len(notes()) == 4


@pytest.mark.parametrize("who", ["the one that has the lake", "the one that is next"])
def test_a_killed_process_keeps_nobody_out(holder, start, notes, who):
    following, last = start(ONCE), None
    assert WAITING in following.stdout.readline()
    last = start(ONCE)
    assert WAITING in last.stdout.readline()
    if who == "the one that has the lake":
        holder.send_signal(signal.SIGKILL)
        assert (following.wait(60), last.wait(60)) == (0, 0)
        assert notes() == ["once", "once"]
    else:
        following.send_signal(signal.SIGKILL)
        following.wait()
        holder.communicate("\n", timeout=60)
        assert last.wait(60) == 0
        assert "once" in notes()
