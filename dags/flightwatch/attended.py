"""Run a command that must not outlive the task that started it. A standalone script that needs only Python.

    python attended.py [--until EPOCH] COMMAND ARGUMENT…

The command gets a session of its own. It is stopped (SIGTERM to the command, then SIGKILL to its whole session) when
this script receives SIGTERM, when the script's standard input ends, and at the time EPOCH. The task holds the other end
of the standard input, which closes even if the task is killed with SIGKILL. Processes that the command leaves behind in
its session are stopped too.

Exit codes: the command's own, 128 + the number of the signal that ended it, or one of the two below.
"""

import argparse
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

LET_GO = 240
"""The command was stopped because its task is gone."""

TIME_IS_UP = 241
"""The command was stopped at EPOCH and ended cleanly."""

GRACE_S = 10.0
"""Time for the command to end after SIGTERM."""

REST_GRACE_S = 3.0
"""Time for the rest of its session to end after the command. Spark's JVM deletes its temporary files during this
time."""

_LOOK_S = 0.2


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--until", type=float, default=float("inf"), help="epoch second at which to stop the command")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    signals: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: signals.append(number))
    process = subprocess.Popen(options.command, stdin=subprocess.DEVNULL, start_new_session=True)
    reason = None
    while process.poll() is None and reason is None:
        if signals or _is_closed(sys.stdin.fileno()):
            reason = LET_GO
        elif time.time() >= options.until:
            reason = TIME_IS_UP
    if reason is not None:
        process.terminate()
        try:
            process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            print(f"killed: the command did not end within {GRACE_S:.0f} s", file=sys.stderr)
            process.kill()
    code = process.wait()
    _end_session(process.pid)
    if reason == LET_GO or (reason == TIME_IS_UP and code == 0):
        return reason
    return code if code >= 0 else 128 - code


def _is_closed(standard_input: int) -> bool:
    """Return whether the other end is closed, after waiting up to _LOOK_S for that."""
    readable, _, _ = select.select([standard_input], [], [], _LOOK_S)
    return bool(readable) and not os.read(standard_input, 1024)


def _end_session(session: int) -> None:
    """Return once no process of the command's session runs; those left after a grace period are killed.

    Membership is decided by session, not by process group, because Spark's workers have their own groups.
    """
    give_up = time.monotonic() + REST_GRACE_S
    while left := _members(session):
        if time.monotonic() >= give_up:
            print(f"killed: processes {left}, left behind by the command", file=sys.stderr)
            for each in left:
                with suppress(ProcessLookupError):  # it has already exited
                    os.kill(each, signal.SIGKILL)
        time.sleep(0.05)


def _members(session: int) -> list[int]:
    """Return the ids of the session's running processes, from Linux's /proc."""
    members = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has already exited
            state, _, _, of = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(of) == session and state != "Z":
                members.append(int(entry.name))
    return members


if __name__ == "__main__":
    sys.exit(main())
