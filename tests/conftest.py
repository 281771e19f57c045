"""Shared by all tests: the real parts, started once each, and the real captures."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from kafka.admin import KafkaAdminClient, NewTopic
from playwright.sync_api import Browser, sync_playwright
from pyspark.sql import SparkSession

from benchmarks.served_page import CHROMIUM_ARGS, find_chromium
from common.kafka.connection import KafkaConnection
from common.settings import ROOT, Settings
from ops.broker import EmbeddedBroker
from simulator.server.mishaps import Mishaps
from spark.session import start_session
from tests.local_opensky import JumpingClock
from tests.postgres import PostgresServer, find_programs
from tests.power_loss import Disk

SHARED_DATA = ROOT.parent / "shared" / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="FOLDER", help="also keep the documentation's pictures in this folder")


def skip_or_fail(reason: str) -> None:
    """Skip where a tool is missing; in CI that is a failure, since there it has to be present."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def wait_until(condition: Callable[[], object], *, seconds: float, what: str) -> None:
    """Return as soon as the condition holds; fail saying what did not happen."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds} s: {what}")
        time.sleep(0.1)


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens on now, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def accepts_connections(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture(autouse=True)
def _settings_of_the_project_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the developer keeps in `.env` must not reach the tests."""
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.fixture
def clock() -> JumpingClock:
    """A clock that only `sleep` moves."""
    return JumpingClock()


@pytest.fixture
def mishaps() -> Mishaps:
    """What the local OpenSky server is to do wrong, empty at first."""
    return Mishaps()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """What this process has put on the disk."""
    return Disk(monkeypatch)


@pytest.fixture(scope="session")
def captures() -> Path:
    """The folder of real captures beside the project; they may not be passed on, so they are not in it."""
    if not SHARED_DATA.is_dir():
        skip_or_fail(f"the captures are not there: {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium."""
    if found := find_chromium():
        return found
    skip_or_fail("no Chromium on this machine")
    raise AssertionError("unreachable")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_ARGS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """The job's own session, shared by all tests: Java takes long to start."""
    ui_port = free_ports(1)[0]
    session = start_session(Settings(_env_file=None, spark_master="local[2]", spark_ui_port=ui_port))
    yield session
    session.stop()


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaConnection]:
    """A real broker for the whole run."""
    port, controller_port = free_ports(2)
    broker = EmbeddedBroker(port, controller_port, tmp_path_factory.mktemp("kafka"))
    broker.prepare()
    log = (broker.data_dir / "broker.log").open("wb")
    process = subprocess.Popen(broker.command(), stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_until(
            lambda: accepts_connections(port) or process.poll() is not None, seconds=60, what="the broker listens"
        )
        assert process.poll() is None, (broker.data_dir / "broker.log").read_text()
        yield KafkaConnection(broker.bootstrap_servers)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


@pytest.fixture
def topic(kafka: KafkaConnection) -> str:
    """A fresh topic of 3 partitions."""
    name = f"flights-{uuid4().hex[:12]}"
    admin = KafkaAdminClient(**kafka.for_python())
    try:
        admin.create_topics([NewTopic(name, 3, 1)])
    finally:
        admin.close()
    return name


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL for the whole run."""
    programs = find_programs()
    if programs is None:
        skip_or_fail("no PostgreSQL on this machine")
        raise AssertionError("unreachable")
    server = PostgresServer(programs, free_ports(1)[0])
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[str]:
    """The name of a fresh database on it."""
    name = postgres.make_database()
    yield name
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")
