"""Measure a streaming job's rows per second, per core-second, and its memory, and those of jobs to compare it with.

Each candidate of `benchmarks.candidates` runs in a process of its own, first over a topic to warm up, then over the
measured one. The broker is not counted.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import orjson

from benchmarks.candidate_outputs import Written, differences, right_outputs
from benchmarks.candidates import CANDIDATES
from benchmarks.page import table
from benchmarks.processes import family_cpu_s, family_memory_mib
from benchmarks.traffic import TopicSize, filled_topic
from common.kafka.connection import KafkaConnection
from common.settings import ROOT, load_settings

SIZE = TopicSize(300_000)
"""Of the measured topic, and of the one before it to warm up: even after 180,000 records, the JVM still spends a third
of its time on JIT compilation."""

SAMPLE_S = 0.5
LONGEST_S = 900


@dataclass(frozen=True)
class Throughput:
    """Of one job: seconds from the start of its queries to the last output, processor time of all its processes, and
    the most memory they used at once, with each shared page counted once (MiB).

    verdict: its outputs compared with what is right for the topic.
    """

    name: str
    records: int
    seconds: float
    core_s: float
    peak_mib: float
    verdict: str = ""

    @property
    def rows_per_s(self) -> float:
        return self.records / self.seconds

    @property
    def rows_per_core_s(self) -> float:
        return self.records / self.core_s


def measure_throughput(
    connection: KafkaConnection, environment: dict[str, str], folder: Path, size: TopicSize
) -> list[Throughput]:
    """Run each candidate that can run here; environment: settings that all of them share."""
    topics = [filled_topic(connection, size) for _ in range(2)]
    print(f"\nThroughput: {size.records:,} records, from the start of the queries to the last output", flush=True)
    settings = load_settings().model_copy(
        update={
            "kafka_bootstrap_servers": connection.bootstrap_servers,
            "kafka_topic": topics[-1],
            "model_dir": Path(environment["MODEL_DIR"]),
        }
    )
    right = right_outputs(settings)
    results = []
    for name, candidate in CANDIDATES.items():
        if candidate.left_out:
            print(f"  {name}: {candidate.left_out}", flush=True)
            continue
        measured = measure(name, environment, folder / name.replace(" ", "-"), topics, size.records)
        result = replace(measured, verdict=_verdict(name, folder / name.replace(" ", "-") / topics[-1], right))
        print(f"  {name}: {result.seconds:.1f} s; {result.verdict}", flush=True)
        results.append(result)
    return results


def measure(name: str, environment: dict[str, str], folder: Path, topics: list[str], records: int) -> Throughput:
    """Run a candidate in a process of its own: over all topics, of which the last is measured.

    Raises SystemExit when it fails.
    """
    code = "from benchmarks.throughput import run_one; run_one()"
    done = subprocess.run(
        [sys.executable, "-c", code, name, str(folder), str(records), *topics],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr[-2_000:]}")
    return Throughput(**orjson.loads(done.stdout.splitlines()[-1]))


def _verdict(name: str, folder: Path, right: Written) -> str:
    outputs = CANDIDATES[name].outputs
    return differences(outputs(folder), right) if outputs else "writes nothing"


def table_of(results: list[Throughput]) -> str:
    """Return the figures as a table in Markdown, each job beside the usual one, and what each does not do."""
    (usual,) = (result for result in results if result.name == "usual job")
    rows = [
        (
            f"**{each.name}**: {CANDIDATES[each.name].words}",
            f"{each.rows_per_s:,.0f}",
            f"{each.rows_per_s / usual.rows_per_s:.2f}",
            f"{each.rows_per_core_s:,.0f}",
            f"{each.peak_mib:,.0f} MiB",
            each.verdict,
        )
        for each in results
    ]
    headings = ("", "rows/s", "× usual", "rows per core-second", "memory", "outputs")
    lines = [table(headings, rows), "", "What each does not do, which is also why outputs differ:", ""]
    for name, candidate in CANDIDATES.items():
        words = candidate.lacks if candidate.left_out is None else f"{candidate.left_out}. {candidate.lacks}"
        lines.append(f"- **{name}**: {words}.")
    return "\n".join(lines)


def run_one() -> None:
    """Run one candidate in this process: the arguments are its name, its folder, the number of records in a topic, and
    the topics, the measured one last.

    Prints its figures as a line of JSON.
    """
    name, folder, records, *topics = sys.argv[1:]
    settings = load_settings()
    run = CANDIDATES[name].prepare(settings)
    for topic in topics:
        of_run = settings.model_copy(update={"kafka_topic": topic, "output_dir": Path(folder) / topic})
        used = family_cpu_s(os.getpid())
        with _peak_memory() as peak:
            seconds = run(of_run)
        figures = Throughput(name, int(records), seconds, family_cpu_s(os.getpid()) - used, max(peak))
    print(orjson.dumps(asdict(figures)).decode())


@contextmanager
def _peak_memory() -> Iterator[list[float]]:
    """Measure the memory of this process and its descendants from time to time; yields the measurements so far."""
    measured = [family_memory_mib(os.getpid())]
    done = threading.Event()

    def measure() -> None:
        while not done.wait(SAMPLE_S):
            measured.append(family_memory_mib(os.getpid()))

    thread = threading.Thread(target=measure)
    thread.start()
    try:
        yield measured
    finally:
        done.set()
        thread.join()
