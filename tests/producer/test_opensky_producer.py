"""The command as a process, with a real broker and the real local server."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import orjson
import pytest
from pydantic import SecretStr

from common.clock import SystemClock
from common.errors import EXIT_SETTINGS
from common.kafka.connection import KafkaConnection
from common.settings import ROOT
from opensky.credits import LICENSED
from ops.broker import EmbeddedBroker
from ops.ports import listens
from simulator.backends.recorded import MAX_SPEED, RecordedTraffic
from simulator.server.app import local_opensky
from simulator.server.mishaps import Mishap, Mishaps
from simulator.server.tokens import Client
from tests.local_opensky import MIDNIGHT, PlainTraffic, row, serving
from tests.ports import free_ports
from tests.topic_reading import records_of
from tests.waiting import wait_until

pytestmark = pytest.mark.system

TIMES = [MIDNIGHT + 90 * number for number in range(5)]


@pytest.fixture
def start(tmp_path) -> Callable[..., subprocess.Popen[str]]:
    """Start the command with options and environment, from another folder than the project's."""
    started = []

    def start(*options, **environment):
        clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        command = [sys.executable, "-W", "ignore::DeprecationWarning", str(ROOT / "producer" / "opensky_producer.py")]
        process = subprocess.Popen(
            [*command, *options, "--output-dir", str(tmp_path)],
            cwd=tmp_path,
            env=clean | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "polls.jsonl"
    polls = [
        {
            "time": time,
            "states": [row(time_position=time - 1, last_contact=time), row(icao24="4ca7b3"), row(icao24="none")],
        }
        for time in TIMES
    ]
    path.write_text("".join(json.dumps(poll) + "\n" for poll in polls))
    return path


def replaying(recording, speed=MAX_SPEED):
    clock = SystemClock()
    traffic = RecordedTraffic(recording, clock=clock, speed=speed)
    return serving(local_opensky(traffic, clock=clock, anonymous=None, clients={}, resolution_s=None), clock)


def simulating(mishaps=None):
    clock = SystemClock()
    clients = {"pilot": Client(SecretStr("hidden"), LICENSED)}
    return serving(
        local_opensky(PlainTraffic(), clock=clock, anonymous=LICENSED, clients=clients, mishaps=mishaps), clock
    )


def options_of(server, kafka, topic):
    urls = ["--url", server.api, "--token-url", server.token_url]
    return [*urls, "--bootstrap-servers", kafka.bootstrap_servers, "--topic", topic]


def status_of(folder):
    path = folder / "live" / "producer.json"
    return orjson.loads(path.read_bytes()) if path.exists() else {}


def test_a_recording_goes_through_to_its_end(start, recording, kafka, topic, tmp_path):
    with replaying(recording) as server:
        process = start(*options_of(server, kafka, topic), "--record", str(tmp_path / "again.jsonl.gz"))
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    records = records_of(kafka, topic)
    assert {record.key for record in records} == {b"3c6444", b"4ca7b3"}
    moved = [orjson.loads(record.value) for record in records if record.key == b"3c6444"]
    assert [(record["poll_time"], record["last_contact"]) for record in moved] == [(time, time) for time in TIMES]
    assert len(records) == 6
    status = status_of(tmp_path)
    assert (status["polls"], status["published"], status["unchanged"], status["invalid"]) == (5, 6, 4, 5)
    assert (status["source"], status["ended"], status["authenticated"]) == ("recorded", True, False)
    assert out.count("poll_time=") == 5
    again = RecordedTraffic(tmp_path / "again.jsonl.gz", clock=SystemClock(), speed=MAX_SPEED)
    assert [again.newest(0).time for _ in TIMES] == TIMES


def test_a_restart_sends_each_last_fix_once_more(start, recording, kafka, topic):
    for _ in range(2):
        with replaying(recording) as server:
            process = start(*options_of(server, kafka, topic))
            process.communicate(timeout=60)
            assert process.returncode == 0
    assert len(records_of(kafka, topic)) == 12


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_long_wait_at_once(start, kafka, topic, tmp_path, number):
    with simulating() as server:
        process = start(*options_of(server, kafka, topic), "--interval", "3600")
        wait_until(lambda: status_of(tmp_path), seconds=30, what="the first poll is done")
        process.send_signal(number)
        asked = time.monotonic()
        out, err = process.communicate(timeout=30)
        assert time.monotonic() - asked < 3
    assert (process.returncode, err) == (0, "")
    assert "stopped" in out
    assert len(records_of(kafka, topic)) == 1


def test_a_signal_ends_a_request_that_hangs(start, kafka, topic):
    mishaps = Mishaps()
    mishaps.states.append(Mishap(hang_s=60))
    with simulating(mishaps) as server:
        process = start(*options_of(server, kafka, topic))
        wait_until(lambda: server.times("states"), seconds=30, what="the request is there")
        process.terminate()
        asked = time.monotonic()
        process.communicate(timeout=30)
        assert time.monotonic() - asked < 3
    assert process.returncode == 0


def test_a_signal_ends_the_wait_for_a_broker(start):
    process = start("--url", "http://127.0.0.1:9/api", "--bootstrap-servers", "127.0.0.1:9")
    lines = iter(process.stdout.readline, "")
    assert any("broker not reachable" in line for line in lines)
    process.terminate()
    _, err = process.communicate(timeout=5)
    assert (process.returncode, err) == (0, "")


def test_wrong_credentials_end_with_78_and_one_line(start, kafka, topic):
    with simulating() as server:
        process = start(
            *options_of(server, kafka, topic), OPENSKY_CLIENT_ID="pilot", OPENSKY_CLIENT_SECRET="guessed-wrong"
        )
        out, err = process.communicate(timeout=30)
        assert server.times("states") == []
    assert process.returncode == EXIT_SETTINGS
    assert err.startswith("producer: the token endpoint refuses")
    assert err.count("\n") == 1
    assert "guessed-wrong" not in out + err


def test_right_credentials_are_used(start, kafka, topic, tmp_path):
    with simulating() as server:
        process = start(*options_of(server, kafka, topic), OPENSKY_CLIENT_ID="pilot", OPENSKY_CLIENT_SECRET="hidden")
        wait_until(lambda: status_of(tmp_path), seconds=30, what="the first poll is done")
        process.terminate()
        out, err = process.communicate(timeout=10)
        assert all(request.authorization for request in server.requests if "states" in request.path)
    assert status_of(tmp_path)["authenticated"] is True
    assert "hidden" not in out + err + (tmp_path / "live" / "producer.json").read_text()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--bbox", "1,2,3"], "OPENSKY_BBOX"),
        (["--interval", "0"], "POLL_INTERVAL_S"),
        (["--url", "nowhere"], "OPENSKY_URL"),
        (["--bootstrap-servers", "nowhere"], "KAFKA_BOOTSTRAP_SERVERS"),
    ],
)
def test_a_wrong_setting_ends_with_78_and_is_named(start, options, says):
    process = start(*options)
    _, err = process.communicate(timeout=30)
    assert process.returncode == EXIT_SETTINGS
    assert says in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("url", ["https://opensky-network.org/api", "http://127.0.0.1:9/api"])
def test_the_terms_of_opensky_are_the_first_line_when_it_is_the_source(start, url):
    process = start("--url", url, "--bootstrap-servers", "nowhere")
    out, _ = process.communicate(timeout=30)
    assert process.returncode == EXIT_SETTINGS
    found = [
        number for number, line in enumerate(out.splitlines()) if "licence for operational or automated use" in line
    ]
    assert found == ([0] if "opensky-network.org" in url else [])


@pytest.fixture
def own_broker(tmp_path):
    """A broker for this test alone, with `start` and `kill`."""
    port, controller_port = free_ports(2)
    broker = EmbeddedBroker(port, controller_port, tmp_path / "kafka")
    broker.prepare()

    class OwnBroker:
        connection = KafkaConnection(broker.bootstrap_servers)
        process: subprocess.Popen[bytes] | None = None

        def start(self):
            self.process = subprocess.Popen(broker.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait_until(lambda: listens(port), seconds=60, what="the broker listens")

        def kill(self):
            self.process.kill()
            self.process.wait(20)

    own = OwnBroker()
    own.start()
    yield own
    own.kill()


def test_a_lost_broker_costs_no_record(start, recording, own_broker):
    with replaying(recording, speed=90) as server:  # a poll a second
        process = start(*options_of(server, own_broker.connection, "flights"))
        lines = iter(process.stdout.readline, "")
        assert any("event=poll" in line for line in lines)
        own_broker.kill()
        assert any("broker not reachable" in line for line in lines)
        own_broker.start()
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    records = [orjson.loads(record.value) for record in records_of(own_broker.connection, "flights")]
    assert {record["poll_time"] for record in records if record["icao24"] == "3c6444"} == set(TIMES)


def test_a_recording_that_cannot_be_written_ends_with_1(start, tmp_path):
    process = start("--record", str(tmp_path))
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "cannot be opened for recording" in err


def test_10000_states_take_a_small_part_of_the_time_between_polls(start, kafka, topic, tmp_path):
    """`make bench` measures the time; this limit holds on a busy machine too."""
    rows = [row(icao24=f"{number:06x}") for number in range(10_000)]
    clock = SystemClock()
    traffic = PlainTraffic(rows)
    with serving(local_opensky(traffic, clock=clock, anonymous=LICENSED, clients={}), clock) as server:
        process = start(*options_of(server, kafka, topic))
        for moment in (1, 2):
            wait_until(
                lambda count=moment: status_of(tmp_path).get("polls") == count, seconds=30, what=f"poll {moment}"
            )
            traffic.rows = [row(icao24=f"{number:06x}", last_contact=MIDNIGHT + moment) for number in range(10_000)]
        process.terminate()
        out, _ = process.communicate(timeout=10)
    assert status_of(tmp_path)["published"] == 20_000
    took_ms = [int(line.split("took_ms=")[1].split()[0]) for line in out.splitlines() if "took_ms=" in line]
    assert min(took_ms) <= 2_000, out
