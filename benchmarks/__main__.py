"""`make bench`: the speed figures of the documentation, measured in one run on a broker of its own.

python -m benchmarks [throughput] [freshness] [producer] [score]        all when none is named
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import numpy as np

from benchmarks.broker import running_broker
from benchmarks.freshness import measure_freshness
from benchmarks.producer import measure_producer
from benchmarks.score import measure_score
from benchmarks.throughput import measure_throughput, report
from benchmarks.traffic import AIRCRAFT, POLL_S, polls
from common.kafka.connection import KafkaConnection
from common.kafka.topic import ensure_topic
from common.settings import ROOT
from contracts.outputs import Outputs
from ml.forest.model import save_model, train
from ml.forest.training_data import airborne_only, features_of
from ops.ports import free_ports


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    figures = {
        "throughput": bench_throughput,
        "freshness": bench_freshness,
        "producer": bench_producer,
        "score": bench_score,
    }
    parser.add_argument("figures", nargs="*", help=f"{', '.join(figures)}; all when none is named")
    chosen = parser.parse_args().figures or list(figures)
    if unknown := set(chosen) - set(figures):
        parser.error(f"no such figure: {', '.join(sorted(unknown))}")
    print(f"{os.cpu_count()} cores; load average at the start {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory(prefix="flightwatch-bench-") as folder, running_broker(Path(folder)) as kafka:
        train_model(Path(folder) / "model")
        for name in chosen:
            figures[name](kafka, Path(folder))
    return 0


def bench_throughput(kafka: KafkaConnection, folder: Path) -> None:
    """Print the figures of this job, of one loop without a framework, of the usual job and of parsing alone."""
    environment = {
        "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
        "MODEL_DIR": str(folder / "model"),
        "SPARK_UI_PORT": str(free_ports(1)[0]),
        "SPARK_TRIGGER": "0 seconds",
    }
    print(report(measure_throughput(kafka, environment, folder / "throughput")))


def bench_freshness(kafka: KafkaConnection, folder: Path) -> None:
    """Print the time from Kafka's append of a record to the live picture; the job is a separate process."""
    topic = f"bench-{uuid4().hex[:8]}"
    ensure_topic(kafka, topic)
    outputs = Outputs(folder / "freshness")
    environment = os.environ | {
        "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
        "KAFKA_TOPIC": topic,
        "OUTPUT_DIR": str(outputs.root),
        "MODEL_DIR": str(folder / "model"),
        "SPARK_UI_PORT": str(free_ports(1)[0]),
    }
    outputs.root.mkdir()
    with (outputs.root / "job.log").open("wb") as log:
        command = [sys.executable, "spark/streaming_pipeline.py"]
        job = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            while not outputs.live_status.exists() and job.poll() is None:
                time.sleep(0.2)
            ages = measure_freshness(kafka, topic, outputs.live_flights)
        finally:
            job.terminate()
            job.wait()
    p50, p95, worst = np.percentile(ages, [50, 95, 100])
    print(f"\nFreshness: {AIRCRAFT:,} aircraft every {POLL_S} s, from Kafka append to live/flights.json")
    print(f"  p50 {p50:.2f} s   p95 {p95:.2f} s   worst {worst:.2f} s   ({len(ages):,} records)")


def bench_producer(kafka: KafkaConnection, _folder: Path) -> None:
    """Print how long the producer takes for an answer of 10,000 state vectors."""
    figures = measure_producer(kafka)
    seconds = [seconds for seconds, _ in figures]
    published = statistics.mean(count for _, count in figures)
    print(f"\nProducer: an answer of {AIRCRAFT:,} states parsed, de-duplicated and acknowledged by Kafka")
    print(f"  median {statistics.median(seconds):.2f} s   worst {max(seconds):.2f} s   ({published:,.0f} published)")


def bench_score(_kafka: KafkaConnection, folder: Path) -> None:
    """Print the offline command's rows per second without start-up, and its memory for two lengths of recording."""
    (folder / "score").mkdir()
    short, long = measure_score(folder / "score", folder / "model")
    rows_per_s = (long.rows - short.rows) / (long.seconds - short.seconds)
    print("\nOffline: python -m ml.score on one core, with a model, start-up excluded")
    print(f"  {rows_per_s:,.0f} rows/s   memory {short.peak_mib:,.0f} MiB for {short.rows:,} rows,", end="")
    print(f" {long.peak_mib:,.0f} MiB for {long.rows:,}")


def train_model(directory: Path) -> None:
    """Train a model on the benchmark's own traffic."""
    states = [state for poll in polls(1) for state in poll.states]
    features, data = features_of(list(airborne_only(states))[:2_000])
    save_model(directory, *train(features), data)


if __name__ == "__main__":
    sys.exit(main())
