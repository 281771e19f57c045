"""`make bench-batch`: the cost of the batch side, from bronze to gold, on simulated traffic of 10,000 aircraft at 10 s.

    three sizes, each in a lake of its own      -> rows per second, memory, growth; time for a day of worldwide traffic
    one more hour on top of the largest         -> cost follows the new rows, not the rows kept
    one more small hour, by the hours kept      -> cost does not follow the hours kept, either
    the smallest once through a real topic      -> cost of landing

Each command runs as in daily use, as a process of its own, start-up included. Memory is the sum of Python, with DuckDB
in it, and Spark's Java. On a shared machine, processor seconds are more reliable than clock seconds.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.broker import running_broker
from benchmarks.bronze_chunks import CORES, HOUR_S, make_chunk, make_chunks, read_messages
from benchmarks.page import printed_section
from benchmarks.processes import ProcessSampler
from benchmarks.traffic import AIRCRAFT, FIRST_POLL, POLL_S, topic_of
from common.settings import ROOT

SIZES = (1, 4, 16)
"""In chunks of about 500,000 records."""

HOURS_KEPT = (24, 168, 672)
"""A day, a week, four weeks."""

HOUR_AIRCRAFT = 300
HOUR_POLLS = 6
"""Polls of each of these hours: few rows, so that the cost depends on the number of hours."""

DAY_ROWS = 86_400 // POLL_S * AIRCRAFT


@dataclass(frozen=True)
class Cost:
    """Cost of a command: seconds by the clock, processor seconds, and peak memory."""

    seconds: float
    cpu_s: float
    peak_mib: float

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.seconds + other.seconds, self.cpu_s + other.cpu_s, max(self.peak_mib, other.peak_mib))


def main() -> int:
    with printed_section("make bench-batch"), tempfile.TemporaryDirectory(prefix="flightwatch-bench-") as name:
        folder = Path(name)
        chunks = make_chunks(folder / "chunks", count=SIZES[-1])
        bench_sizes(folder, chunks[:-1])
        bench_one_more_hour(folder, chunks)
        bench_hours_kept(folder)
        bench_landing(folder, chunks[0])
    return 0


def bench_sizes(folder: Path, chunks: list[Path]) -> None:
    """Print the cost of each size, and the time that a whole day would take."""
    print("\nBronze to gold, each size in an empty lake", flush=True)
    results = []
    for size in SIZES:
        rows, cost = cost_of_new(folder / f"lake-{size}", chunks[:size])
        results.append((rows, cost))
        report(f"{rows:>9,} rows", rows, cost)
    for (few, cheap), (many, dear) in pairwise(results):
        rows_per_s = (many - few) / (dear.seconds - cheap.seconds)
        print(f"  from {few:,} to {many:,}: {rows_per_s:,.0f} rows/s by the clock,", end=" ")
        print(f"{CORES * (many - few) / (dear.cpu_s - cheap.cpu_s):,.0f} rows/s by the processor time of {CORES} cores")
    seconds = dear.seconds + (DAY_ROWS - many) / rows_per_s
    print(f"  a day of worldwide traffic, {DAY_ROWS:,} rows, at the last rate: {seconds / 3600:.2f} h,", end=" ")
    print(f"{DAY_ROWS / seconds:,.0f} rows/s with start-up", flush=True)


def bench_one_more_hour(folder: Path, chunks: list[Path]) -> None:
    """Print the cost of a chunk from another hour, with and without history."""
    print("\nOne more hour, in an empty lake and on top of all the above", flush=True)
    for name, lake in (("empty", folder / "lake-new"), ("history", folder / f"lake-{SIZES[-1]}")):
        rows, cost = cost_of_new(lake, chunks[-1:])
        report(f"{name:>9}: {rows:,} rows", rows, cost)


def bench_hours_kept(folder: Path) -> None:
    """Print the cost of one more hour, for each of HOURS_KEPT."""
    print("\nOne more small hour, by the hours kept with it", flush=True)
    lake, first = folder / "lake-hours", FIRST_POLL - FIRST_POLL % HOUR_S
    for before, kept in pairwise((0, *HOURS_KEPT)):
        *history, new = (
            make_chunk(folder / f"hour-{number}", first + number * HOUR_S, count=HOUR_POLLS, aircraft=HOUR_AIRCRAFT)
            for number in range(before, kept)
        )
        cost_of_new(lake, history)
        rows, cost = cost_of_new(lake, [new])
        report(f"{kept:>4} hours: {rows:,} rows", rows, cost)


def bench_landing(folder: Path, chunk: Path) -> None:
    """Print the cost of landing a chunk from a real topic."""
    print("\nLanding from a real topic", flush=True)
    with running_broker(folder) as kafka:
        messages = list(read_messages(chunk))
        topic, rows = topic_of(kafka, messages), len(messages)
        settings = {"KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers, "KAFKA_TOPIC": topic}
        report(f"{rows:>9,} rows", rows, cost_of("land", folder / "lake-landed", **settings))


def report(label: str, rows: int, cost: Cost) -> None:
    """Print one line with the cost of one or several commands."""
    print(
        f"  {label}  {cost.seconds:6.1f} s  {rows / cost.seconds:8,.0f} rows/s   processor {cost.cpu_s:6.1f} s"
        f"   memory {cost.peak_mib:,.0f} MiB   (load average {os.getloadavg()[0]:.1f})",
        flush=True,
    )


def cost_of_new(lake: Path, chunks: Iterable[Path]) -> tuple[int, Cost]:
    """Add chunks to a lake's bronze and process them to gold; return their rows and the cost."""
    rows = 0
    for chunk in chunks:
        shutil.copytree(chunk, lake, dirs_exist_ok=True)
        rows += sum(pq.read_metadata(path).num_rows for path in chunk.rglob("*.parquet"))
    costs = {command: cost_of(command, lake) for command in ("silver", "gold")}
    print("   ", ", ".join(f"{command} {cost.seconds:.1f} s" for command, cost in costs.items()), flush=True)
    return rows, costs["silver"] + costs["gold"]


def cost_of(command: str, lake: Path, **settings: str) -> Cost:
    """Run a command of the batch side on a lake; return its cost. Raises SystemExit when it fails."""
    environment = os.environ | {"LAKE_DIR": str(lake)} | settings
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "etl", command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    sampler = ProcessSampler(process.pid)
    sampler.start()
    _, errors = process.communicate()
    seconds = time.monotonic() - began
    sampler.join()
    if process.returncode:
        raise SystemExit(f"{command} failed: {errors.decode()}")
    return Cost(seconds, sum(sampler.cpu_s.values()), sampler.peak_mib)


if __name__ == "__main__":
    sys.exit(main())
