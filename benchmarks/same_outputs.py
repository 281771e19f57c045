"""Check that a change leaves the streaming job's outputs as they were.

    python -m benchmarks.same_outputs BEFORE                 over half an hour of simulated traffic with faults
    python -m benchmarks.same_outputs BEFORE RECORDING       over a recording, one answer of /states/all per line

BEFORE is another checkout of this repository, with its `.jars`. Its streaming job and this checkout's read the same
topic, filled beforehand, in one micro-batch; `benchmarks.output_comparison` compares what they write. Exit code 0 when
all outputs are equal, else 1.
"""

import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import orjson

from benchmarks.broker import running_broker
from benchmarks.output_comparison import compare_outputs
from benchmarks.traffic import FIRST_POLL, POLL_S, Message, message_of, topic_of
from common.files.json_files import read_json
from common.kafka.connection import KafkaConnection
from common.settings import ROOT
from contracts.state_vector import SIMULATED
from opensky.answers import read_polls
from opensky.headers import SOURCE_KEY
from ops.ports import free_ports
from simulator.backends.simulated import SimulatedTraffic

AIRCRAFT = 500
SEED = 1
FAULTS_PER_HOUR = 1.0
"""Faults of each aircraft: enough for every kind of alert within the half hour."""
SIMULATED_S = 1_800

UNUSABLE: tuple[Message, ...] = (
    (b"4b1814", b"not JSON"),
    (b"4b1814", b"\xff\xfe"),
    (b"4b1814", b"[]"),
    (b"4b1814", b'{"icao24": "4b1814"}'),
)
"""Messages for `rejected/`, sent after the records; recordings hold few such rows."""

ATTEMPTS = 4
"""Spark gives a Python worker 10 s to start, which a busy machine misses; the job then starts over."""
FINISHES_WITHIN_S = 400
SETTLED_AFTER_S = 5.0
"""A job has finished when it is 0 messages behind and its status has not changed for this long."""

LOG_LINES_SHOWN, LOG_LINE_LENGTH = 20, 300
"""How much of a failed job's log is printed, without Java's stack frames."""


def main() -> int:
    options = _parse()
    with tempfile.TemporaryDirectory(prefix="flightwatch-same-outputs-") as name:
        folder = Path(name)
        recording = options.recording or simulate(folder / "simulated.jsonl.gz")
        model_dir = train_model(recording, folder / "model")
        with running_broker(folder) as kafka:
            topic, count = topic_of_recording(kafka, recording)
            print(f"{count:,} messages of {recording.name}", flush=True)
            for checkout, output in ((options.before, folder / "before"), (ROOT, folder / "after")):
                run_job(checkout.resolve(), output, kafka=kafka, topic=topic, messages=count, model_dir=model_dir)
        comparisons = compare_outputs(folder / "before", folder / "after")
    for comparison in comparisons:
        print(comparison.report())
    return 0 if all(comparison.is_equal for comparison in comparisons) else 1


def simulate(path: Path) -> Path:
    """Record SIMULATED_S of simulated traffic with faults, the same each time; return the path."""
    traffic = SimulatedTraffic(aircraft=AIRCRAFT, seed=SEED, faults_per_hour=FAULTS_PER_HOUR)
    with gzip.open(path, "wb", compresslevel=1) as lines:
        for time_s in range(FIRST_POLL, FIRST_POLL + SIMULATED_S, POLL_S):
            answer = traffic.at(time_s)
            content = {"time": answer.time, "states": answer.rows, SOURCE_KEY: SIMULATED}
            lines.write(orjson.dumps(content, option=orjson.OPT_APPEND_NEWLINE))
    return path


def train_model(recording: Path, model_dir: Path) -> Path:
    """Train one model on the recording for both jobs; return its folder.

    A recording with too few records leaves the folder empty, and both jobs flag by the rules alone.
    """
    command = [sys.executable, "ml/train_model.py", "--file", str(recording.resolve()), "--model-dir", str(model_dir)]
    trained = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    print((trained.stdout or trained.stderr).strip().splitlines()[-1], flush=True)
    return model_dir


def topic_of_recording(kafka: KafkaConnection, recording: Path) -> tuple[str, int]:
    """Fill a topic with the recording's records and UNUSABLE; return its name and the number of messages."""
    count = 0

    def messages() -> Iterator[Message]:
        nonlocal count
        records = (message_of(state) for poll in read_polls(recording) for state in poll.states)
        for message in chain(records, UNUSABLE):
            count += 1
            yield message

    return topic_of(kafka, messages()), count


def run_job(
    checkout: Path, output: Path, *, kafka: KafkaConnection, topic: str, messages: int, model_dir: Path
) -> None:
    """Run the streaming job of a checkout over the whole topic, in one micro-batch, into an output folder of its own.

    When the job fails or does not finish within FINISHES_WITHIN_S, prints the end of its log and starts over with an
    empty folder. Raises SystemExit after ATTEMPTS.
    """
    environment = os.environ | {
        "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
        "KAFKA_TOPIC": topic,
        "OUTPUT_DIR": str(output),
        "CHECKPOINT_DIR": str(output / "checkpoints"),
        "MODEL_DIR": str(model_dir),
        "ALERT_RULES_FILE": str(ROOT / "alert_rules.example.yaml"),
        "SPARK_MAX_OFFSETS_PER_TRIGGER": str(messages + 1),
        "SPARK_TRIGGER": "0 seconds",
        "SPARK_WINDOWS_TRIGGER": "0 seconds",
        "SPARK_UI_PORT": str(free_ports(1)[0]),
    }
    log = output / "job.log"
    for attempt in range(1, ATTEMPTS + 1):
        shutil.rmtree(output, ignore_errors=True)
        output.mkdir()
        began = time.monotonic()
        with log.open("wb") as written:
            command = [sys.executable, "spark/streaming_pipeline.py"]
            job = subprocess.Popen(command, cwd=checkout, env=environment, stdout=written, stderr=subprocess.STDOUT)
        try:
            finished = await_finish(output / "live" / "status.json", job)
        finally:
            job.terminate()
            exit_code = job.wait()
        if finished and exit_code == 0:
            print(f"the job of {checkout} took {time.monotonic() - began:.0f} s", flush=True)
            return
        print(f"the job of {checkout} failed, attempt {attempt} of {ATTEMPTS}:\n{_end_of(log)}", flush=True)
    raise SystemExit(1)


def await_finish(status_file: Path, job: "subprocess.Popen[bytes]") -> bool:
    """Return True once the job has read the whole topic and settled, False if it ended first or took too long."""
    deadline = time.monotonic() + FINISHES_WITHIN_S
    last, changed_at = None, time.monotonic()
    while not (last and _has_read_all(last) and time.monotonic() - changed_at > SETTLED_AFTER_S):
        if job.poll() is not None or time.monotonic() > deadline:
            return False
        time.sleep(0.2)
        if (status := read_json(status_file)) != last:
            last, changed_at = status, time.monotonic()
    return True


def _has_read_all(status: dict[str, dict[str, int]]) -> bool:
    behind = status["behind"]
    return bool(behind) and not any(behind.values())


def _end_of(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()
    shown = [line[:LOG_LINE_LENGTH] for line in lines if not line.startswith("\tat ")]
    return "\n".join(shown[-LOG_LINES_SHOWN:])


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.same_outputs",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("before", type=Path, help="the other checkout")
    parser.add_argument("recording", type=Path, nargs="?", help="recorded polls, compressed if the name ends in .gz")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
