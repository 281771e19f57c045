"""A command that is killed twice while it works, and then runs to its end, gives the same tables as an undisturbed one.

These are the commands without Spark; `land`, the parsing of `silver`, and `load` are killed in their own tests.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from common.settings import ROOT
from contracts.lake.layout import Lake
from contracts.outputs import Outputs, hour_folder
from etl.silver.flights import refresh as silver_flights
from simulator.schedules.server import local_aviationstack
from tests.etl.lake_rows import (
    DAY,
    HOUR_S,
    MIDNIGHT,
    land,
    partition_of,
    settings_of,
    state,
    track,
    write_schedules,
    write_states,
)
from tests.lake_files import land_messages, rows_of
from tests.local_aviationstack import KEY, PlainSchedules, record
from tests.local_opensky import JumpingClock, serving

HOURS = 60
FLAG = {"icao24": "4b1814", "source": "simulated", "rules": ["overspeed"], "is_anomaly": False}
ALERT = {"event": "opened", "id": "a", "icao24": "4b1814", "kind": "ghost", "family": "ghost", "severity": "warning"}
ALERT |= {"evidence": "x", "source": "simulated", "finding_count": 1}
SCHEDULE = {"source": "aviationstack", "flight": "LX7", "callsign": "SWR7EA", "airline": "SWR", "airline_iata": "LX"}
SCHEDULE |= {"status": "landed", "departure_airport": "LSZH", "departure_iata": "ZRH", "asked_at": MIDNIGHT}
LOW = {"longitude": 0.0, "latitude": 0.0, "baro_altitude": 60.0, "velocity": 150.0, "vertical_rate": 0.0}
COMPACTED = "lake/bronze/states/*/*/*00-*89.parquet"
OF_THE_RUN = {"asked_at", "page"}
"""Columns that say when it was."""


@dataclass(frozen=True)
class Case:
    """A command, its initial files, and when it is killed: each time once this many matching files exist."""

    command: tuple[str, ...]
    prepare: Callable[[Path], None]
    moments: tuple[tuple[str, int], ...]


def each_hour(**row: Any) -> list[dict[str, Any]]:
    times = [MIDNIGHT + number * HOUR_S for number in range(HOURS)]
    return [row | {"poll_time": time, "since": time, "last": time, "id": f"{time}"} for time in times]


def prepare_states(folder: Path) -> None:
    """Write flights of two hours each."""
    starts = range(MIDNIGHT, MIDNIGHT + HOURS * HOUR_S, 4 * HOUR_S)
    write_states(
        Lake(folder / "lake"), [row for start in starts for row in track(start, start + 2 * HOUR_S, every=300)]
    )


def prepare_silver(folder: Path) -> None:
    prepare_states(folder)
    lake = Lake(folder / "lake")
    silver_flights.run(settings_of(folder), None)
    land(lake, "flags", each_hour(**FLAG))
    land(lake, "alerts", each_hour(**ALERT))
    times = {"departure_scheduled": MIDNIGHT, "departure_actual": MIDNIGHT + 600}
    write_schedules(lake, [SCHEDULE | times | {"date": DAY + timedelta(days=number)} for number in range(3)])


def prepare_low_flights(folder: Path) -> None:
    """Write a minute of low flight in each hour."""
    starts = range(MIDNIGHT, MIDNIGHT + HOURS * HOUR_S, HOUR_S)
    times = [start + seconds for start in starts for seconds in (600, 630, 660)]
    write_states(Lake(folder / "lake"), [state(time, **LOW) for time in times])


def prepare_outputs(folder: Path) -> None:
    outputs = Outputs(folder / "output")
    for kept, rows in ((outputs.alerts, each_hour(**ALERT)), (outputs.anomalies, each_hour(**FLAG))):
        for row in rows:
            path = hour_folder(kept, row["poll_time"]) / "batch=1" / "part.json"
            path.parent.mkdir(parents=True)
            path.write_bytes(orjson.dumps(row))


def prepare_bronze(folder: Path) -> None:
    """Land ten hours that are over, with three partitions of five files each."""
    for hour in range(12):
        for number in range(15):
            first, where = 100 * hour + 20 * (number // 3), partition_of(MIDNIGHT + hour * HOUR_S)
            values = [b"%d" % each for each in range(first, first + 10)]
            land_messages(Lake(folder / "lake"), where, values, arrived_at=MIDNIGHT, first=first, partition=number % 3)


def prepare_nothing(folder: Path) -> None:
    (folder / "lake").mkdir(parents=True)


CASES = (
    Case(("silver",), prepare_states, (("lake/silver/flight_pieces/*/*/part*", 5), ("lake/silver/flights/*/part*", 1))),
    Case(("gold",), prepare_silver, (("lake/gold/traffic_heat/*/*/part*", 5), ("lake/gold/*/date=*/part*", 10))),
    Case(("land-alerts",), prepare_outputs, (("lake/bronze/alerts/*/*/part*", 5), ("lake/bronze/flags/*/*/part*", 20))),
    Case(
        ("altitude-alerts", "--first", f"{DAY}T00", "--last", f"{DAY + timedelta(days=2)}T11"),
        prepare_low_flights,
        (("output/altitude_alerts/*/*/*/alerts.json", 2), ("output/altitude_alerts/*/*/*/alerts.json", 20)),
    ),
    Case(("maintain",), prepare_bronze, ((COMPACTED, 1), (COMPACTED, 15))),
    Case(
        ("schedules",),
        prepare_nothing,
        (("lake/bronze/schedules/date=*/2*.json.gz", 2), ("lake/silver/schedules/*/part*", 2)),
    ),
)


@pytest.fixture
def schedules_url() -> Iterator[str]:
    """The address of a stand-in that serves 350 flights of five days around today, on four pages."""
    text, today = json.dumps(record()), datetime.now(UTC).date()
    days = [f"{today + timedelta(days=number % 5 - 2)}" for number in range(350)]
    flights = [
        json.loads(text.replace("2026-07-01", day).replace("LH400", f"LH{number}"))
        for number, day in enumerate(days, start=100)
    ]
    clock = JumpingClock()
    with serving(local_aviationstack(PlainSchedules(flights), clock=clock), clock) as running:
        yield f"{running.url}/v1"


@pytest.fixture
def start(schedules_url: str) -> Iterator[Callable[[Case, Path], "subprocess.Popen[str]"]]:
    """Start a case's command on a folder's lake and outputs."""

    def run(case: Case, folder: Path) -> "subprocess.Popen[str]":
        places = {"LAKE_DIR": str(folder / "lake"), "OUTPUT_DIR": str(folder / "output")}
        asked = {"AVIATIONSTACK_URL": schedules_url, "AVIATIONSTACK_ACCESS_KEY": KEY}
        environment = os.environ | places | asked | {"AVIATIONSTACK_MONTHLY_REQUESTS": "1000000000"}
        command = [sys.executable, "-m", "etl", *case.command]
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, **pipes))
        return started[-1]

    started: list[subprocess.Popen[str]] = []
    yield run
    for process in started:
        process.kill()
        process.communicate()


def kill_once_there_are(count: int, files: Callable[[], Iterable[Path]], process: "subprocess.Popen[str]") -> None:
    """Kill it while it works: some commands work for a tenth of a second only."""
    deadline = time.monotonic() + 60
    while len(list(files())) < count:
        assert process.poll() is None, f"it ended before it was there: {process.communicate()}"
        assert time.monotonic() < deadline, "it never came there"
        time.sleep(0.001)
    process.kill()
    assert process.wait() == -signal.SIGKILL


def complete(process: "subprocess.Popen[str]") -> None:
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors


def content(folder: Path) -> dict[str, Any]:
    """Return all rows of every table, by file, and the lines of all alerts."""
    tables = {path: rows_of(path) for path in (folder / "lake").glob("[bsg]*/**/*.parquet")}
    rows = {path: [{name: row[name] for name in row.keys() - OF_THE_RUN} for row in tables[path]] for path in tables}
    lines = {path: path.read_bytes().splitlines() for path in (folder / "output").rglob("*.json")}
    return {str(path.relative_to(folder)): found for path, found in (rows | lines).items()}


@pytest.mark.parametrize("case", CASES, ids=[case.command[0] for case in CASES])
def test_killed_twice_and_run_to_its_end_a_command_leaves_what_it_leaves_undisturbed(case, start, tmp_path):
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "killed"
    case.prepare(undisturbed)
    shutil.copytree(undisturbed, killed)
    complete(start(case, undisturbed))
    expected = content(undisturbed)
    for files, count in case.moments:
        kill_once_there_are(count, lambda files=files: killed.glob(files), start(case, killed))
        assert content(killed) != expected
    complete(start(case, killed))
    assert content(killed) == expected
    assert list((killed / "lake" / ".work").glob("*")) == []
