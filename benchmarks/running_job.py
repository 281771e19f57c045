"""The streaming job as a process of its own, for benchmarks that feed it while it runs."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from benchmarks.processes import family_cpu_s
from common.files.json_files import read_json
from common.kafka.connection import KafkaConnection
from common.kafka.topic import ensure_topic
from common.settings import ROOT
from contracts.outputs import Outputs
from ops.ports import free_ports

LOOK_S = 0.2
LONGEST_WAIT_S = 600


@dataclass(frozen=True)
class RunningJob:
    """The job's process, its topic and its outputs."""

    process: "subprocess.Popen[bytes]"
    topic: str
    outputs: Outputs

    def core_s(self) -> float:
        """Return the processor time that all processes of the job have used, in seconds."""
        return family_cpu_s(self.process.pid)

    def wait_for(self, poll_time: int) -> None:
        """Return once the job has published a poll (epoch s). Raises SystemExit after LONGEST_WAIT_S."""
        deadline = time.monotonic() + LONGEST_WAIT_S
        while (self._published() or 0) < poll_time:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"the job has not published the poll of {poll_time}; see {self.outputs.root}/job.log")
            time.sleep(LOOK_S)

    def _published(self) -> int | None:
        status = read_json(self.outputs.live_flights)
        newest: int | None = status["poll_time"] if status else None
        return newest


@contextmanager
def running_job(kafka: KafkaConnection, folder: Path, model_dir: Path) -> Iterator[RunningJob]:
    """Run the job on a new topic, with its outputs in a new folder; stop it at the end."""
    topic, outputs = f"bench-{uuid4().hex[:8]}", Outputs(folder)
    ensure_topic(kafka, topic)
    environment = os.environ | {
        "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
        "KAFKA_TOPIC": topic,
        "OUTPUT_DIR": str(folder),
        "MODEL_DIR": str(model_dir),
        "SPARK_UI_PORT": str(free_ports(1)[0]),
    }
    folder.mkdir(parents=True)
    with (folder / "job.log").open("wb") as log:
        command = [sys.executable, "spark/streaming_pipeline.py"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            while not outputs.live_status.exists() and process.poll() is None:
                time.sleep(LOOK_S)
            yield RunningJob(process, topic, outputs)
        finally:
            process.terminate()
            process.wait()
