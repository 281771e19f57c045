"""`python -m simulator` as a process."""

import json
import os
import subprocess
import sys

import pytest
import requests

from common.errors import EXIT_REFUSED_INPUT, EXIT_SETTINGS
from common.settings import ROOT
from ops.ports import listens
from tests.ports import free_ports
from tests.waiting import wait_until

pytestmark = pytest.mark.system


@pytest.fixture
def start():
    started = []

    def start(*options):
        clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "simulator", *map(str, options)],
                cwd=ROOT,
                env=clean,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def ask(port):
    wait_until(lambda: listens(port), seconds=30, what="the server listens")
    return requests.get(f"http://127.0.0.1:{port}/api/states/all", timeout=30)


def test_simulated_traffic_is_served_with_a_licences_credits(start):
    [port] = free_ports(1)
    process = start("--port", port, "--aircraft", 50, "--seed", 3)
    answer = ask(port)
    assert answer.headers["X-Traffic-Source"] == "simulated"
    assert answer.headers["X-Rate-Limit-Remaining"] == "14396"
    assert len(answer.json()["states"]) > 20
    process.terminate()
    assert process.wait(10) == 0


def test_a_recording_is_served_without_rationing(start, tmp_path):
    path = tmp_path / "polls.jsonl"
    path.write_text("".join(json.dumps({"time": time, "states": None}) + "\n" for time in (100, 200)))
    [port] = free_ports(1)
    start("--port", port, "--recording", path, "--speed", "max")
    first, last = ask(port), ask(port)
    assert (first.json(), last.json()) == ({"time": 100, "states": None}, {"time": 200, "states": None})
    assert last.headers["X-Traffic-Ended"] == "true"
    assert "X-Rate-Limit-Remaining" not in last.headers


@pytest.mark.parametrize(
    ("options", "named", "exit_code"),
    [
        (["--recording", "absent.jsonl"], "absent.jsonl", EXIT_REFUSED_INPUT),
        (["--port", "0"], "SIMULATOR_PORT", EXIT_SETTINGS),
        (["--aircraft", "0"], "SIMULATOR_AIRCRAFT", EXIT_SETTINGS),
    ],
)
def test_options_that_cannot_be_served_are_reported_in_one_line(start, options, named, exit_code):
    process = start(*options)
    _, err = process.communicate(timeout=30)
    assert process.returncode == exit_code
    assert named in err
    assert err.count("\n") == 1
