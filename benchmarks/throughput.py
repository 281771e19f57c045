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
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from benchmarks.candidates import CANDIDATES
from benchmarks.processes import family_cpu_s, family_memory_mib
from benchmarks.traffic import filled_topic
from common.kafka.connection import KafkaConnection
from common.settings import ROOT, load_settings

RECORDS = 300_000
WARM_UP_RECORDS = RECORDS
"""As many as in the measured run: even after 180,000 records, the JVM still spends a third of its time on JIT
compilation."""

SAMPLE_S = 0.5
LONGEST_S = 900


@dataclass(frozen=True)
class Throughput:
    """Of one job: seconds from the start of its queries to the last output, processor time of all its processes, and
    the most memory they used at once, with each shared page counted once (MiB)."""

    name: str
    seconds: float
    core_s: float
    peak_mib: float

    @property
    def rows_per_s(self) -> float:
        return RECORDS / self.seconds

    @property
    def rows_per_core_s(self) -> float:
        return RECORDS / self.core_s


def measure_throughput(connection: KafkaConnection, environment: dict[str, str], folder: Path) -> list[Throughput]:
    """Run each candidate; environment: settings that all of them share."""
    topics = [filled_topic(connection, records=count) for count in (WARM_UP_RECORDS, RECORDS)]
    print(f"\nThroughput: {RECORDS:,} records, from the start of the queries to the last output", flush=True)
    results = []
    for name in CANDIDATES:
        own_folder = str(folder / name.replace(" ", "-"))
        command = [
            sys.executable,
            "-c",
            "from benchmarks.throughput import run_one; run_one()",
            name,
            own_folder,
            *topics,
        ]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{name} failed:\n{done.stderr[-2_000:]}")
        results.append(Throughput(**orjson.loads(done.stdout.splitlines()[-1])))
        print(f"  {name}: {results[-1].seconds:.1f} s", flush=True)
    return results


def report(results: list[Throughput]) -> str:
    """Return the figures as a table, each job beside the usual one."""
    (usual,) = (result for result in results if result.name == "usual job")
    lines = [f"  {'':20}{'rows/s':>10}{'x usual':>9}{'rows/core-s':>13}{'MiB':>8}"]
    for each in results:
        ratio = each.rows_per_s / usual.rows_per_s
        lines.append(
            f"  {each.name:20}{each.rows_per_s:10,.0f}{ratio:9.2f}{each.rows_per_core_s:13,.0f}{each.peak_mib:8,.0f}"
        )
    return "\n".join(lines)


def run_one() -> None:
    """Run one candidate in this process: the arguments are its name, its folder and the topics, the measured one last.

    Prints its figures as a line of JSON.
    """
    name, folder, *topics = sys.argv[1:]
    settings = load_settings()
    run = CANDIDATES[name](settings)
    for topic in topics:
        of_run = settings.model_copy(update={"kafka_topic": topic, "output_dir": Path(folder) / topic})
        used = family_cpu_s(os.getpid())
        with _peak_memory() as peak:
            seconds = run(of_run)
        figures = Throughput(name, seconds, family_cpu_s(os.getpid()) - used, max(peak))
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
