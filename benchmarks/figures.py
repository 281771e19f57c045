"""What `python -m benchmarks` measures: each figure returns its part of docs/benchmarks.md."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import throughput
from benchmarks.freshness import measure_freshness
from benchmarks.page import Target, table
from benchmarks.producer import measure_producer
from benchmarks.running_job import running_job
from benchmarks.score import measure_score
from benchmarks.traffic import AIRCRAFT, POLL_S, TopicSize
from common.kafka.connection import KafkaConnection
from ops.ports import free_ports

TARGETS = {
    "rows/s": Target(33_000, "33,000 rows/s", at_most=False),
    "rows per core-second": Target(23_000, "23,000 rows per core-second", at_most=False),
    "× usual": Target(4.0, "4 × the usual job", at_most=False),
    "memory": Target(2_560, "2,560 MiB"),
}
"""Of this job's throughput."""

FRESHNESS = Target(0.8, "0.8 s")
PRODUCER = Target(0.5, "0.5 s")
SCORE = Target(30_000, "30,000 rows/s", at_most=False)


@dataclass(frozen=True)
class Bench:
    """The broker, a folder with a model for the files of one figure, and whether to measure just enough to try it."""

    kafka: KafkaConnection
    folder: Path
    small: bool = False

    @property
    def model_dir(self) -> Path:
        return self.folder / "model"

    def environment(self) -> dict[str, str]:
        """Return the settings that the jobs of a comparison share."""
        return {
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka.bootstrap_servers,
            "MODEL_DIR": str(self.model_dir),
            "SPARK_UI_PORT": str(free_ports(1)[0]),
            "SPARK_TRIGGER": "0 seconds",
        }

    @property
    def topic_size(self) -> TopicSize:
        """The topics that the jobs of a comparison read."""
        return TopicSize(20_000, aircraft=500) if self.small else throughput.SIZE


def bench_throughput(bench: Bench) -> str:
    """Return the figures of all candidates, what each does not do, and this job's targets."""
    results = throughput.measure_throughput(
        bench.kafka, bench.environment(), bench.folder / "throughput", bench.topic_size
    )
    by_name = {result.name: result for result in results}
    this, usual = by_name["this job"], by_name["usual job"]
    reached = {
        "rows/s": this.rows_per_s,
        "rows per core-second": this.rows_per_core_s,
        "× usual": this.rows_per_s / usual.rows_per_s,
        "memory": this.peak_mib,
    }
    words = "; ".join(TARGETS[name].verdict(figure) for name, figure in reached.items())
    return f"{bench.topic_size.records:,} records.\n\n{throughput.table_of(results)}\n\nTargets of this job: {words}."


def bench_freshness(bench: Bench) -> str:
    """Return the time from Kafka's append of a record to the live picture."""
    with running_job(bench.kafka, bench.folder / "freshness", bench.model_dir) as job:
        ages = measure_freshness(bench.kafka, job.topic, job.outputs.live_flights)
    p50, p95, worst = np.percentile(ages, [50, 95, 100]).tolist()
    what = f"{AIRCRAFT:,} aircraft every {POLL_S} s, from Kafka append to `live/flights.json`"
    return _line(what, f"p50 {p50:.2f} s, p95 {p95:.2f} s, worst {worst:.2f} s", f"p95 {FRESHNESS.verdict(p95)}")


def bench_producer(bench: Bench) -> str:
    """Return how long the producer takes for an answer of 10,000 state vectors."""
    seconds = [seconds for seconds, _ in measure_producer(bench.kafka)]
    median = statistics.median(seconds)
    what = f"{AIRCRAFT:,} states parsed, de-duplicated, acknowledged"
    return _line(what, f"median {median:.2f} s, worst {max(seconds):.2f} s", f"median {PRODUCER.verdict(median)}")


def bench_score(bench: Bench) -> str:
    """Return the offline command's rows per second without start-up, and its memory for two lengths of recording."""
    (bench.folder / "score").mkdir()
    short, long = measure_score(bench.folder / "score", bench.model_dir)
    rows_per_s = (long.rows - short.rows) / (long.seconds - short.seconds)
    memory = ", ".join(f"{each.peak_mib:,.0f} MiB for {each.rows:,} rows" for each in (short, long))
    what = "`python -m ml.score` on one core, with a model, start-up excluded"
    return _line(what, f"{rows_per_s:,.0f} rows/s; {memory}", SCORE.verdict(rows_per_s))


FIGURES: dict[str, Callable[[Bench], str]] = {
    "throughput": bench_throughput,
    "freshness": bench_freshness,
    "producer": bench_producer,
    "score": bench_score,
}


def _line(what: str, figure: str, target: str) -> str:
    return table(("", "figure", "target"), [(what, figure, target)])
