"""Runs a command that must not outlive whoever wanted it. A script of its own, with the standard library only.

    python attended.py [--until EPOCH] COMMAND ARGUMENT…

The command gets a session of its own. It is stopped (SIGTERM to it, then SIGKILL to all of its session) when this
script gets SIGTERM, when its standard input ends (the other end is held by the task: also a task that is killed with
SIGKILL lets go of it), and at the time EPOCH. What the command leaves behind in its session is stopped too.

Exit codes: the command's own, 128 + the number of the signal that ended it, or of those below the first that applies.
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
"""The command was stopped because nobody waits for it any more."""

TIME_IS_UP = 241
"""The command was stopped at EPOCH and ended as it should."""

GRACE_S = 10.0
"""How long a command may take to end after SIGTERM."""

REST_GRACE_S = 3.0
"""How long what it started may go on after its end: Spark's Java removes its temporary files meanwhile."""

_LOOK_S = 0.2


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--until", type=float, default=float("inf"), help="epoch second at which it is stopped")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: told.append(number))
    process = subprocess.Popen(options.command, stdin=subprocess.DEVNULL, start_new_session=True)
    reason = None
    while process.poll() is None and reason is None:
        if told or _ended(sys.stdin.fileno()):
            reason = LET_GO
        elif time.time() >= options.until:
            reason = TIME_IS_UP
    if reason is not None:
        process.terminate()
        try:
            process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            print(f"did not end within {GRACE_S:.0f} s, killed", file=sys.stderr)
            process.kill()
    code = process.wait()
    _end_session(process.pid)
    if reason == LET_GO or (reason == TIME_IS_UP and code == 0):
        return reason
    return code if code >= 0 else 128 - code


def _ended(standard_input: int) -> bool:
    """Whether nobody holds the other end any more; waits a little for that."""
    readable, _, _ = select.select([standard_input], [], [], _LOOK_S)
    return bool(readable) and not os.read(standard_input, 1024)


def _end_session(session: int) -> None:
    """Return once nothing of the command's session runs: after a grace, what is left is killed.

    By session, not by process group: Spark's workers have groups of their own.
    """
    give_up = time.monotonic() + REST_GRACE_S
    while left := _members(session):
        if time.monotonic() >= give_up:
            print(f"left behind by the command, killed: processes {left}", file=sys.stderr)
            for each in left:
                with suppress(ProcessLookupError):  # ended meanwhile
                    os.kill(each, signal.SIGKILL)
        time.sleep(0.05)


def _members(session: int) -> list[int]:
    """The processes of the session that still run, of Linux' /proc."""
    members = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # ended while we looked
            state, _, _, of = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(of) == session and state != "Z":
                members.append(int(entry.name))
    return members


if __name__ == "__main__":
    sys.exit(main())
