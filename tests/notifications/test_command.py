"""`python -m notifications` as a process, with real files and a real service."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import orjson
import pytest

from common.errors import EXIT_SETTINGS
from common.settings import ROOT
from tests.notifications.alerts import alert, write_alerts
from tests.notifications.receiver import SECRET
from tests.waiting import wait_until

TITLE = "[critical] emergency_squawk: SWR{0} (00000{0})"


@pytest.fixture
def settings(receiver, tmp_path):
    """A settings file with the channel `ops` to the receiver; its token is in the environment."""
    path = tmp_path / "notifications.yaml"
    path.write_text(f"channels:\n  - name: ops\n    url: {receiver.url.replace(SECRET, '${OPS_TOKEN}')}\n")
    return path


def command(settings, output, *arguments):
    environment = os.environ | {
        "OUTPUT_DIR": str(output),
        "NOTIFICATIONS_FILE": str(settings),
        "OPS_TOKEN": SECRET,
    }
    return {
        "args": [sys.executable, "-m", "notifications", *arguments],
        "env": environment,
        "cwd": ROOT,
    }


@contextmanager
def running(settings, output):
    """The running process; terminated after the test if it still runs. Its log is beside the output."""
    status = output / "live" / "notifications.json"
    status.unlink(missing_ok=True)
    with (output.parent / "log").open("ab") as log:
        process = subprocess.Popen(**command(settings, output), stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_until(lambda: status.exists() or process.poll() is not None, seconds=60, what="it follows")
            assert process.poll() is None, (output.parent / "log").read_text()
            yield process
        finally:
            process.kill()
            process.wait()


def run(settings, output, *arguments):
    return subprocess.run(
        **command(settings, output, *arguments), capture_output=True, text=True, timeout=60, check=False
    )


def handed(output):
    cursor = orjson.loads((output / "notifications.json").read_bytes())
    return [key.split("-")[0] for key in cursor["channels"]["ops"]["handed"]]


def test_alerts_from_now_on_are_sent_and_reported_until_sigterm(settings, receiver, tmp_path):
    output = tmp_path / "output"
    write_alerts(output / "alerts", alert(1), batch=0, at=1_700_000_000)
    with running(settings, output) as process:
        write_alerts(output / "alerts", alert(2), alert(3, severity="info"), batch=1)
        wait_until(lambda: receiver.titles == [TITLE.format(2)], seconds=20, what="the alert")
        wait_until(lambda: handed(output) == ["000002"], seconds=20, what="the cursor")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    (channel,) = orjson.loads((output / "live" / "notifications.json").read_bytes())["channels"]
    assert (channel["name"], channel["sent"], channel["failed"], channel["queue"]) == ("ops", 1, 0, 0)
    assert SECRET not in (tmp_path / "log").read_text()


def test_alert_is_sent_at_least_once_though_the_process_is_killed(settings, receiver, tmp_path):
    output = tmp_path / "output"
    with running(settings, output) as process:
        write_alerts(output / "alerts", alert(1), batch=0)
        wait_until(lambda: receiver.messages, seconds=20, what="the first alert")
        wait_until(lambda: handed(output) == ["000001"], seconds=20, what="the cursor")
        receiver.mood = "refuse"
        write_alerts(output / "alerts", alert(2), batch=1)
        attempts = receiver.attempts
        wait_until(lambda: receiver.attempts > attempts, seconds=20, what="an attempt that fails")
        process.kill()
    write_alerts(output / "alerts", alert(3), batch=2)
    receiver.mood = "ok"
    with running(settings, output):
        wait_until(lambda: len(receiver.messages) >= 3, seconds=20, what="what was not sent")
    assert receiver.titles == [TITLE.format(number) for number in (1, 2, 3)]
    assert SECRET not in (tmp_path / "log").read_text()


def test_service_that_hangs_does_not_keep_the_process_from_stopping(settings, receiver, tmp_path):
    output = tmp_path / "output"
    receiver.mood = "hang"
    with running(settings, output) as process:
        write_alerts(output / "alerts", alert(1), batch=0)
        wait_until(lambda: receiver.attempts, seconds=20, what="an attempt")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert handed(output) == []


def test_test_message_that_is_sent_is_reported(settings, receiver, tmp_path):
    finished = run(settings, tmp_path, "--test", "ops")
    assert (finished.returncode, finished.stdout) == (0, "ops: the test message went out\n")
    assert receiver.titles == ["[info] test: Flightwatch"]


def test_test_message_that_fails_is_reported(settings, receiver, tmp_path):
    receiver.mood = "refuse"
    finished = run(settings, tmp_path, "--test", "ops")
    assert (finished.returncode, finished.stdout) == (1, "ops: the test message did not go out: HTTP 503\n")
    assert SECRET not in finished.stdout + finished.stderr


@pytest.mark.parametrize(
    ("content", "arguments", "problem"),
    [
        (None, (), "notifications: notifications.yaml does not exist"),
        ("channels: []", (), "notifications: notifications.yaml: channels: "),
        (
            f"channels: [{{name: ops, url: 'nosuch://{SECRET}'}}]",
            (),
            "channel ops: url: Apprise does not know the service",
        ),
        (
            f"channels: [{{name: ops, url: 'json://{SECRET}'}}]",
            ("--test", "mail"),
            "no channel mail; the channels are ops",
        ),
    ],
)
def test_wrong_settings_end_with_78_and_one_clear_line(tmp_path, content, arguments, problem):
    path = tmp_path / "notifications.yaml"
    if content:
        path.write_text(content)
    finished = run(path, tmp_path, *arguments)
    assert finished.returncode == EXIT_SETTINGS
    assert problem in finished.stderr
    assert len(finished.stderr.splitlines()) == 1
    assert SECRET not in finished.stdout + finished.stderr
