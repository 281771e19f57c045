import os
import signal
import sys
import time

import pytest

from common.errors import SettingsError
from ops.ports import require_free_ports
from ops.supervisor import Part, State, Supervisor
from tests.ports import free_ports
from tests.waiting import wait_until

SLEEPS = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]


@pytest.fixture
def supervise(tmp_path):
    """Supervisors that are stopped at the end."""
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
    return {life.part.name: life.state for life in supervisor.lives}


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
    assert states(supervisor) == {"part": State.STARTING}
    ready.append(True)
    supervisor.step()
    assert states(supervisor) == {"part": State.RUNNING}


def test_a_part_waits_for_those_before_it(supervise):
    ready = []
    supervisor = supervise(part("first", ready=lambda _: bool(ready)), part("second", after=("first",)))
    supervisor.step()
    supervisor.step()
    assert states(supervisor)["second"] is State.WAITING
    ready.append(True)
    step_until(supervisor, lambda: states(supervisor)["second"] is State.RUNNING, "the second part runs")


def test_a_part_does_not_wait_longer_than_it_may(supervise):
    supervisor = supervise(part("first", ready=lambda _: False), part("second", after=("first",), at_latest_s=0))
    supervisor.step()
    assert states(supervisor)["second"] is not State.WAITING


def test_a_part_that_dies_is_restarted_after_growing_pauses_with_its_last_words(supervise):
    supervisor = supervise(part(command=python("print('out of luck'); raise SystemExit(3)")))
    life = supervisor.lives[0]
    step_until(supervisor, lambda: life.deaths == 1, "the first death")
    assert life.state is State.RESTARTING
    assert life.detail == "ended with exit code 3, again in 1 s: out of luck"
    step_until(supervisor, lambda: life.deaths == 2, "the second death")
    assert "again in 2 s" in life.detail


def test_a_killed_part_comes_back(supervise):
    supervisor = supervise(part())
    life = supervisor.lives[0]
    step_until(supervisor, lambda: life.state is State.RUNNING, "it runs")
    first = life.process.pid
    os.kill(first, signal.SIGKILL)
    step_until(supervisor, lambda: life.state is State.RUNNING and life.process.pid != first, "it runs again")
    assert life.deaths == 1


def test_a_part_that_needs_another_setting_is_not_restarted(supervise):
    supervisor = supervise(part(command=python("print('wrong setting: X'); raise SystemExit(78)")))
    life = supervisor.lives[0]
    step_until(supervisor, lambda: life.state is State.FAILED, "it failed")
    assert life.detail == "wrong setting: X"


def test_a_part_that_is_done_says_so_and_what_it_said(supervise):
    supervisor = supervise(part(command=python("print('all read')")))
    life = supervisor.lives[0]
    step_until(supervisor, lambda: life.state is State.DONE, "it is done")
    assert life.detail == "all read"


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
    pids = [life.process.pid for life in supervisor.lives] + [int((tmp_path / "pid").read_text())]
    began = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - began < 15
    wait_until(lambda: not any(map(alive, pids)), seconds=5, what="no process is left")


def test_each_part_writes_its_own_log(supervise, tmp_path):
    supervisor = supervise(part())
    log = tmp_path / "logs" / "part.log"
    step_until(supervisor, lambda: log.exists() and "up" in log.read_text(), "the log has its output")


def test_a_taken_port_is_named_with_its_setting():
    import socket

    free, taken = free_ports(2)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", taken))
        listener.listen()
        with pytest.raises(SettingsError, match=f"port {taken} is taken; choose another with KAFKA_PORT"):
            require_free_ports({"DASHBOARD_PORT": free, "KAFKA_PORT": taken})
    require_free_ports({"KAFKA_PORT": taken})
