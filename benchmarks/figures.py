"""What `python -m benchmarks` measures: each figure returns its part of docs/benchmarks.md."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import idle, sizes, throughput
from benchmarks.cluster import measure_cluster
from benchmarks.freshness import measure_freshness
from benchmarks.page import Target, table
from benchmarks.producer import measure_producer
from benchmarks.running_job import running_job
from benchmarks.score import measure_score
from benchmarks.start import measure_start
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
IDLE = Target(0.15, "0.15 of one core")
FLATNESS = Target(sizes.FLATNESS, f"{sizes.FLATNESS:g} × the smallest")

STARTS = 3
"""Of Spark, with and without the archive each."""


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


def bench_idle(bench: Bench) -> str:
    """Return the cores that the job uses at 2,000 aircraft every 10 s."""
    polls, warm_up = (2, 1) if bench.small else (idle.POLLS, idle.WARM_UP_POLLS)
    with running_job(bench.kafka, bench.folder / "idle", bench.model_dir) as job:
        cores = idle.measure_idle(bench.kafka, job, polls=polls, warm_up=warm_up)
    what = f"{idle.AIRCRAFT:,} aircraft every {POLL_S} s, average over {polls * POLL_S} s"
    return _line(what, f"{cores:.2f} of one core", IDLE.verdict(cores))


def bench_sizes(bench: Bench) -> str:
    """Return the job's processor time per record, by aircraft per poll and by hours of kept output."""
    records = 4_000 if bench.small else sizes.RECORDS
    aircraft, usual = ((100, 200, 400), 200) if bench.small else (sizes.AIRCRAFT, sizes.USUAL_AIRCRAFT)
    hours = (0, 1, 2) if bench.small else sizes.HOURS_KEPT
    by_aircraft = {f"{count:,} aircraft per poll": sizes.Size(count) for count in aircraft}
    by_hours = {f"{each} h of output kept": sizes.Size(usual, each) for each in hours}
    rows, verdicts = [], []
    for name, group in (("aircraft", by_aircraft), ("hours kept", by_hours)):
        costs = []
        for words, size in group.items():
            folder = bench.folder / f"sizes-{size.aircraft}-{size.hours}-{name.replace(' ', '-')}"
            with running_job(bench.kafka, folder, bench.model_dir) as job:
                costs.append(sizes.measure_size(bench.kafka, job, size, records=records))
            rows.append((words, f"{costs[-1] * 1e6:,.0f} core-µs per record"))
        times = sizes.spread(costs)
        verdicts.append(f"by {name}, the largest is {times:.2f} × the smallest ({FLATNESS.verdict(times)})")
    return f"{table(('', 'cost'), rows)}\n\n{'; '.join(verdicts).capitalize()}."


def bench_cluster(bench: Bench) -> str:
    """Return the job's rows per second on a cluster of two workers, and with a local master."""
    folder = bench.folder / "cluster"
    folder.mkdir()
    local, cluster = measure_cluster(bench.kafka, bench.environment(), folder, bench.topic_size)
    rows = [
        ("local master", f"{local.rows_per_s:,.0f}"),
        ("standalone cluster, two workers of one core", f"{cluster.rows_per_s:,.0f}"),
    ]
    return f"{bench.topic_size.records:,} records.\n\n{table(('', 'rows/s'), rows)}"


def bench_start(_bench: Bench) -> str:
    """Return how long Spark takes to its first result, with and without the archive of its classes, in turns."""
    kinds = {"with the archive of its classes": True, "without": False}
    starts = [[measure_start(with_archive=kind) for kind in kinds.values()] for _ in range(STARTS)]
    rows = []
    for words, of_kind in zip(kinds, zip(*starts, strict=True), strict=True):
        seconds, core_s = (statistics.median(getattr(each, name) for each in of_kind) for name in ("seconds", "core_s"))
        rows.append((words, f"{seconds:.1f} s", f"{core_s:.1f} core-seconds"))
    return table(("", f"median of {STARTS}", "processor"), rows)


FIGURES: dict[str, Callable[[Bench], str]] = {
    "throughput": bench_throughput,
    "freshness": bench_freshness,
    "producer": bench_producer,
    "score": bench_score,
    "idle": bench_idle,
    "sizes": bench_sizes,
    "cluster": bench_cluster,
    "start": bench_start,
}


def _line(what: str, figure: str, target: str) -> str:
    return table(("", "figure", "target"), [(what, figure, target)])
