"""Starts the parts of a system in order, watches them, restarts what dies, and stops all of it."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from common.errors import EXIT_SETTINGS

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
STEADY_S = 60.0
"""A part that ran this long before it died is restarted at once again, not after a pause grown by earlier deaths."""

STOP_GRACE_S = 6.0
"""How long the parts of one stage may take to stop before they are killed; two stages stay under 15 s."""


class State(StrEnum):
    """Where a part is in its life."""

    WAITING = "waiting"
    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Part:
    """A process of the system.

    ready: tells whether the process does its work yet (called about twice a second while it starts); after: names of
    the parts that have to be running or done first; at_latest_s: start after so many seconds even if those are not;
    stop_last: stopped once the others are (what others write to while they stop).
    """

    name: str
    command: Sequence[str]
    ready: Callable[[float], bool]
    after: tuple[str, ...] = ()
    at_latest_s: float = float("inf")
    url: str = ""
    stop_last: bool = False


@dataclass
class _Life:
    part: Part
    log_path: Path
    state: State = State.WAITING
    detail: str = ""
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restart_at: float = 0.0
    deaths: int = 0
    log: BinaryIO | None = field(default=None, repr=False)


class Supervisor:
    """Runs parts; `step` is called again and again, `stop` once. Every process is a session of its own, so that a
    Ctrl-C reaches the supervisor only and a part is stopped with all it started."""

    def __init__(self, parts: Sequence[Part], *, log_dir: Path, cwd: Path, env: dict[str, str]) -> None:
        log_dir.mkdir(parents=True, exist_ok=True)
        self._lives = {part.name: _Life(part, log_dir / f"{part.name}.log") for part in parts}
        self._cwd = cwd
        self._env = env
        self._began = time.monotonic()

    @property
    def lives(self) -> list[_Life]:
        """The parts as they are now, in the order given."""
        return list(self._lives.values())

    def step(self) -> None:
        """Look at every part once: start what may start, notice what is ready or dead."""
        for life in self._lives.values():
            match life.state:
                case State.WAITING:
                    if self._may_start(life.part):
                        self._start(life)
                case State.STARTING | State.RUNNING:
                    self._look_at(life)
                case State.RESTARTING:
                    if time.monotonic() >= life.restart_at:
                        self._start(life)

    def stop(self) -> None:
        """Stop all parts within 15 s, whatever state they are in."""
        for last in (False, True):
            _end([life for life in self._lives.values() if life.part.stop_last is last])

    def _may_start(self, part: Part) -> bool:
        waited = time.monotonic() - self._began >= part.at_latest_s
        return waited or all(self._lives[name].state in (State.RUNNING, State.DONE) for name in part.after)

    def _start(self, life: _Life) -> None:
        life.log = life.log_path.open("ab")
        life.process = subprocess.Popen(
            life.part.command,
            stdout=life.log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=self._cwd,
            env=self._env,
            start_new_session=True,
        )
        life.started_at = time.time()
        life.state, life.detail = State.STARTING, ""

    def _look_at(self, life: _Life) -> None:
        assert life.process is not None  # noqa: S101  (a started part has a process)
        code = life.process.poll()
        if code is None:
            if life.state is State.STARTING and life.part.ready(life.started_at):
                life.state, life.detail = State.RUNNING, ""
            return
        _end([life])
        if code == 0:
            life.state, life.detail = State.DONE, _last_line(life.log_path)
        elif code == EXIT_SETTINGS:
            life.state, life.detail = State.FAILED, _last_line(life.log_path)
        else:
            self._plan_restart(life, code)

    def _plan_restart(self, life: _Life, code: int) -> None:
        steady = time.time() - life.started_at >= STEADY_S
        life.deaths = 1 if steady else life.deaths + 1
        pause = min(FIRST_PAUSE_S * 2 ** (life.deaths - 1), LONGEST_PAUSE_S)
        life.restart_at = time.monotonic() + pause
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        life.state = State.RESTARTING
        life.detail = f"ended with {how}, again in {pause:.0f} s: {_last_line(life.log_path)}"


def _end(lives: Sequence[_Life]) -> None:
    """Ask the processes to stop, wait, then kill them and whatever is left of their sessions."""
    running = [life for life in lives if life.process]
    for life in running:
        life.process.terminate()  # type: ignore[union-attr]
    deadline = time.monotonic() + STOP_GRACE_S
    for life in running:
        try:
            life.process.wait(max(0.0, deadline - time.monotonic()))  # type: ignore[union-attr]
        except subprocess.TimeoutExpired:
            life.detail = "killed: it did not stop by itself"
    for life in running:
        _kill_group(life.process.pid)  # type: ignore[union-attr]
        life.process.wait()  # type: ignore[union-attr]
        life.process = None
        if life.log:
            life.log.close()


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # all of it has gone


def _last_line(path: Path) -> str:
    """The last line of a log that is not blank: what a part said before it ended."""
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - 4096))
        lines = [line for line in log.read().decode(errors="replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""
