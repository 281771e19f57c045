import os
import signal
import sys
import time

import pytest

from ops.supervisor import Part, PartState, Supervisor
from tests.waiting import wait_until

SLEEPS = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]


@pytest.fixture
def supervise(tmp_path):
    """Builds supervisors, and stops them at the end."""
    made = []

    def build(*parts):
        supervisor = Supervisor(parts, log_dir=tmp_path / "logs", cwd=tmp_path, env=dict(os.environ))
        made.append(supervisor)
        return supervisor

    yield build
    for supervisor in made:
        supervisor.stop()


def part(name="part", command=SLEEPS, **options):
    return Part(name, command, **({"ready": lambda _: True} | options))


def python(code):
    return [sys.executable, "-c", code]


def step_until(supervisor, condition, what):
    def stepped():
        supervisor.step()
        return condition()

    wait_until(stepped, seconds=20, what=what)


def states(supervisor):
    return {each.part.name: each.state for each in supervisor.parts}


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_part_is_starting_until_it_is_ready(supervise):
    ready = []
    supervisor = supervise(part(ready=lambda _: bool(ready)))
    supervisor.step()
    supervisor.step()
    assert states(supervisor) == {"part": PartState.STARTING}
    ready.append(True)
    supervisor.step()
    assert states(supervisor) == {"part": PartState.RUNNING}


def test_a_part_waits_for_those_before_it(supervise):
    ready = []
    supervisor = supervise(part("first", ready=lambda _: bool(ready)), part("second", after=("first",)))
    supervisor.step()
    supervisor.step()
    assert states(supervisor)["second"] is PartState.WAITING
    ready.append(True)
    step_until(supervisor, lambda: states(supervisor)["second"] is PartState.RUNNING, "the second part runs")


def test_a_part_does_not_wait_longer_than_it_may(supervise):
    supervisor = supervise(part("first", ready=lambda _: False), part("second", after=("first",), at_latest_s=0))
    supervisor.step()
    assert states(supervisor)["second"] is not PartState.WAITING


def test_a_part_that_dies_is_restarted_after_growing_pauses_and_its_last_line_is_shown(supervise):
    supervisor = supervise(part(command=python("print('out of luck'); raise SystemExit(3)")))
    supervised = supervisor.parts[0]
    step_until(supervisor, lambda: supervised.deaths == 1, "the first death")
    assert supervised.state is PartState.RESTARTING
    assert supervised.detail == "ended with exit code 3, next start in 1 s: out of luck"
    step_until(supervisor, lambda: supervised.deaths == 2, "the second death")
    assert "next start in 2 s" in supervised.detail


def test_a_killed_part_comes_back(supervise):
    supervisor = supervise(part())
    supervised = supervisor.parts[0]
    step_until(supervisor, lambda: supervised.state is PartState.RUNNING, "it runs")
    first = supervised.process.pid
    os.kill(first, signal.SIGKILL)
    step_until(
        supervisor, lambda: supervised.state is PartState.RUNNING and supervised.process.pid != first, "it runs again"
    )
    assert supervised.deaths == 1


def test_a_part_that_needs_another_setting_is_not_restarted(supervise):
    supervisor = supervise(part(command=python("print('wrong setting: X'); raise SystemExit(78)")))
    supervised = supervisor.parts[0]
    step_until(supervisor, lambda: supervised.state is PartState.FAILED, "it failed")
    assert supervised.detail == "wrong setting: X"


def test_a_part_that_ends_well_is_done_and_its_last_line_is_shown(supervise):
    supervisor = supervise(part(command=python("print('all read')")))
    supervised = supervisor.parts[0]
    step_until(supervisor, lambda: supervised.state is PartState.DONE, "it is done")
    assert supervised.detail == "all read"


def test_stopping_ends_everything_a_part_started_even_what_ignores_the_signal(supervise, tmp_path):
    stubborn = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(child.pid))\n"
        "time.sleep(600)\n"
    )
    supervisor = supervise(part(command=python(stubborn)), part("last", stop_last=True))
    step_until(supervisor, lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text(), "both run")
    pids = [each.process.pid for each in supervisor.parts] + [int((tmp_path / "pid").read_text())]
    began = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - began < 15
    wait_until(lambda: not any(map(alive, pids)), seconds=5, what="no process is left")


def test_each_part_writes_its_own_log(supervise, tmp_path):
    supervisor = supervise(part())
    log = tmp_path / "logs" / "part.log"
    step_until(supervisor, lambda: log.exists() and "up" in log.read_text(), "the log has its output")
