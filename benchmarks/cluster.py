"""The streaming job's rows per second on the standalone cluster of `make cluster`, with two workers of a core each."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.throughput import Throughput, measure
from benchmarks.traffic import TopicSize, filled_topic
from common.kafka.connection import KafkaConnection
from common.settings import ROOT, load_settings
from ops.cluster import LocalCluster

THIS_JOB = "this job"
STARTS_WITHIN_S = 60


def measure_cluster(
    kafka: KafkaConnection, environment: dict[str, str], folder: Path, size: TopicSize
) -> tuple[Throughput, Throughput]:
    """Run the job over the same topics with a local master and on the cluster; return both runs.

    On the cluster, only the driver's processor time and memory are in the figures.
    """
    topics = [filled_topic(kafka, size) for _ in range(2)]
    local = measure(THIS_JOB, environment, folder / "local", topics, size.records)
    with running_cluster(folder) as of_cluster:
        return local, measure(THIS_JOB, environment | of_cluster, folder / "cluster", topics, size.records)


@contextmanager
def running_cluster(folder: Path) -> Iterator[dict[str, str]]:
    """Run a Spark master and its workers; yields the settings that point a job at them.

    Raises SystemExit when one of them does not start within STARTS_WITHIN_S.
    """
    cluster = LocalCluster.of_settings(load_settings().model_copy(update={"output_dir": folder}))
    settings = {name: text for name, text in cluster.environment().items() if not name.startswith("KAFKA_")}
    processes = []
    try:
        for part in cluster.spark_parts():
            began, deadline = time.time(), time.monotonic() + STARTS_WITHIN_S
            log = (folder / f"{part.name}.log").open("wb")
            with log:
                process = subprocess.Popen(
                    part.command, cwd=ROOT, env=os.environ | settings, stdout=log, stderr=subprocess.STDOUT
                )
            processes.append(process)
            while not part.ready(began):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(
                        f"{part.name} did not start:\n{(folder / f'{part.name}.log').read_text()[-2_000:]}"
                    )
                time.sleep(0.2)
        yield settings
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()
