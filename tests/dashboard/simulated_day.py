"""A day of simulated traffic, scored by the stream's detection and loaded into gold by the batch commands."""

import os
import subprocess
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import orjson

from common.settings import ROOT, Settings
from contracts.lake.layout import Lake
from contracts.outputs import Outputs
from contracts.state_vector import SIMULATED
from etl.bronze.messages import hour_of
from ml.forest.flag_rules import RuleLimits
from ml.scorer import Scorer
from opensky.answers import Poll, parse_answer
from ops.ports import listens
from simulator.backends.simulated import SimulatedTraffic
from tests.lake_files import land_messages
from tests.ports import free_ports
from tests.waiting import wait_until

HOURS = 24
POLLS_AT_ONCE = 60
SEED = 1
COMMANDS = ("land-alerts", "silver", "schedules", "gold")


def make_history(folder: Path, *, aircraft: int, poll_s: int) -> Lake:
    """Make a lake of the last 24 hours in `folder/lake`, with the stream's outputs in `folder/output`."""
    lake, outputs = Lake(folder / "lake"), Outputs(folder / "output")
    traffic = SimulatedTraffic(aircraft=aircraft, seed=SEED)
    now = int(time.time())
    polls = []
    for moment in range(now - HOURS * 3_600, now, poll_s):
        answer = traffic.at(moment)
        polls.append(parse_answer({"time": answer.time, "states": answer.rows}, source=SIMULATED))
    _land(lake, polls)
    _detect(outputs, polls)
    (port,) = free_ports(1)
    settings = {
        "LAKE_DIR": lake.root,
        "OUTPUT_DIR": outputs.root,
        "SIMULATOR_AIRCRAFT": aircraft,
        "SIMULATOR_SEED": SEED,
        "AVIATIONSTACK_URL": f"http://127.0.0.1:{port}/v1",
        "AVIATIONSTACK_MONTHLY_REQUESTS": 10_000,
    }
    environment = os.environ | {name: str(value) for name, value in settings.items()}
    server = subprocess.Popen(
        [sys.executable, "-m", "simulator.schedules", "--port", str(port)], cwd=ROOT, env=environment
    )
    try:
        wait_until(lambda: listens(port), seconds=60, what="the schedules are served")
        for command in COMMANDS:
            subprocess.run([sys.executable, "-m", "etl", command], cwd=ROOT, env=environment, check=True)
    finally:
        server.terminate()
        server.wait(20)
    return lake


def _land(lake: Lake, polls: list[Poll]) -> None:
    values = defaultdict(list)
    for poll in polls:
        for state in poll.states:
            values[hour_of(state["last_contact"])].append(orjson.dumps(state))
    first = 0
    for hour, of_hour in sorted(values.items()):
        land_messages(lake, hour, of_hour, arrived_at=polls[-1].time, first=first)
        first += len(of_hour)


def _detect(outputs: Outputs, polls: list[Poll]) -> None:
    scorer = Scorer(model=None, limits=RuleLimits.of_settings(Settings()))
    for number in range(0, len(polls), POLLS_AT_ONCE):
        scored, events = scorer.add(polls[number : number + POLLS_AT_ONCE])
        flagged = scored[scored["rule_based_anomaly"]].assign(source=SIMULATED)
        flags = flagged[["icao24", "poll_time", "source", "rules", "is_anomaly"]].to_dict("records")
        for kept, records in ((outputs.alerts, events), (outputs.anomalies, flags)):
            _write(kept, records, batch=number)


def _write(kept: Path, records: list[dict[str, object]], *, batch: int) -> None:
    """Write a micro-batch as the streaming job does, by the hour of the poll."""
    by_hour = defaultdict(list)
    for record in records:
        moment = datetime.fromtimestamp(record["poll_time"], UTC)
        by_hour[f"date={moment:%Y-%m-%d}/hour={moment:%H}"].append(orjson.dumps(record))
    for hour, lines in by_hour.items():
        path = kept / hour / f"batch={batch}" / "part.json"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"\n".join(lines))
