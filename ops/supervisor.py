"""Starts the parts of a system in order, watches them, restarts those that die, and stops them all."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from common.errors import FINAL_EXIT_CODES
from ops.readiness import Ready

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
STEADY_S = 60.0
"""A part that ran at least this long before it died is restarted after FIRST_PAUSE_S again."""

STOP_GRACE_S = 6.0
"""Parts that have not stopped after this time are killed; the two rounds of a stop (`stop_last`) stay under 15 s."""


class PartState(StrEnum):
    """The states of a part."""

    WAITING = "waiting"
    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Part:
    """A process of the system.

    ready: called about twice a second while the process starts, until it returns True; after: names of parts that must
    be running or done first; at_latest_s: start after this time even if they are not; stop_last: stop this part after
    the others, because they still write to it while they stop.
    """

    name: str
    command: Sequence[str]
    ready: Ready
    after: tuple[str, ...] = ()
    at_latest_s: float = float("inf")
    url: str = ""
    stop_last: bool = False


@dataclass
class SupervisedPart:
    """A part with its process and current state; `detail` explains the state in one line."""

    part: Part
    log_path: Path
    state: PartState = PartState.WAITING
    detail: str = ""
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restart_at: float = 0.0
    deaths: int = 0
    log: BinaryIO | None = field(default=None, repr=False)


class Supervisor:
    """Runs parts: call `step` repeatedly and `stop` once.

    Every process is the leader of its own session, so a Ctrl-C reaches only the supervisor, and a part is stopped
    together with every process it started.
    """

    def __init__(self, parts: Sequence[Part], *, log_dir: Path, cwd: Path, env: dict[str, str]) -> None:
        log_dir.mkdir(parents=True, exist_ok=True)
        self._parts = {part.name: SupervisedPart(part, log_dir / f"{part.name}.log") for part in parts}
        self._cwd = cwd
        self._env = env
        self._began = time.monotonic()

    @property
    def parts(self) -> list[SupervisedPart]:
        """The parts in the order given, with their current state."""
        return list(self._parts.values())

    def step(self) -> None:
        """Check every part once: start those whose turn has come, notice those that are ready or have died."""
        for supervised in self._parts.values():
            match supervised.state:
                case PartState.WAITING:
                    if self._may_start(supervised.part):
                        self._start(supervised)
                case PartState.STARTING | PartState.RUNNING:
                    self._check(supervised)
                case PartState.RESTARTING:
                    if time.monotonic() >= supervised.restart_at:
                        self._start(supervised)

    def stop(self) -> None:
        """Stop all parts within 15 s, in whatever state they are."""
        for last in (False, True):
            _end([supervised for supervised in self._parts.values() if supervised.part.stop_last is last])

    def _may_start(self, part: Part) -> bool:
        overdue = time.monotonic() - self._began >= part.at_latest_s
        return overdue or all(self._parts[name].state in (PartState.RUNNING, PartState.DONE) for name in part.after)

    def _start(self, supervised: SupervisedPart) -> None:
        supervised.log = supervised.log_path.open("ab")
        supervised.process = subprocess.Popen(
            supervised.part.command,
            stdout=supervised.log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=self._cwd,
            env=self._env,
            start_new_session=True,
        )
        supervised.started_at = time.time()
        supervised.state, supervised.detail = PartState.STARTING, ""

    def _check(self, supervised: SupervisedPart) -> None:
        assert supervised.process is not None  # noqa: S101  (a started part has a process)
        code = supervised.process.poll()
        if code is None:
            if supervised.state is PartState.STARTING and supervised.part.ready(supervised.started_at):
                supervised.state, supervised.detail = PartState.RUNNING, ""
            return
        _end([supervised])
        if code in (0, *FINAL_EXIT_CODES):
            supervised.state = PartState.FAILED if code else PartState.DONE
            supervised.detail = _last_line(supervised.log_path)
        else:
            self._plan_restart(supervised, code)

    def _plan_restart(self, supervised: SupervisedPart, code: int) -> None:
        steady = time.time() - supervised.started_at >= STEADY_S
        supervised.deaths = 1 if steady else supervised.deaths + 1
        pause = min(FIRST_PAUSE_S * 2 ** (supervised.deaths - 1), LONGEST_PAUSE_S)
        supervised.restart_at = time.monotonic() + pause
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        supervised.state = PartState.RESTARTING
        supervised.detail = f"ended with {how}, next start in {pause:.0f} s: {_last_line(supervised.log_path)}"


def _end(parts: Sequence[SupervisedPart]) -> None:
    """Ask the processes to stop, wait, then kill them and all that is left of their sessions."""
    running = [(supervised, supervised.process) for supervised in parts if supervised.process]
    for _, process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_GRACE_S
    for supervised, process in running:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            supervised.detail = f"killed: it did not stop within {STOP_GRACE_S:.0f} s"
    for supervised, process in running:
        _kill_group(process.pid)
        process.wait()
        supervised.process = None
        if supervised.log:
            supervised.log.close()


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # the whole group has ended


def _last_line(path: Path) -> str:
    """Return the last non-blank line of a log: usually the reason why the part ended."""
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - 4096))
        lines = [line for line in log.read().decode(errors="replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""
