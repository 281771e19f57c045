"""`make bench-batch`: what the batch side costs, from bronze to gold, on simulated traffic of 10,000 aircraft at 10 s.

    three sizes, each in a lake of its own      -> rows per second, memory, growth; what a day of the world would take
    one more hour on top of the largest         -> the cost is of what is new and not of the rows there are already
    one more small hour, by the hours kept      -> nor of the hours
    the smallest once through a real topic      -> what landing takes

Each command runs as it is run every day, as a process of its own, start included. Memory is that of Python, with DuckDB
in it, and of Spark's Java together. Where the machine is shared, the processor's seconds say more than the clock's.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.broker import running_broker
from benchmarks.traffic import AIRCRAFT, FIRST_POLL, POLL_S, Message, polls, topic_of
from common.kafka.topic import PARTITIONS
from common.settings import ROOT
from contracts.lake.layout import Lake, Partition
from etl.bronze.messages import STATES, Span, hour_of

HOUR_S = 3_600
CHUNK_POLLS = 50
"""Of some 500,000 records: what the sizes are multiples of."""

SIZES = (1, 4, 16)
"""In chunks."""

HOURS_KEPT = (24, 168, 672)
"""A day, a week, four weeks."""

HOUR_AIRCRAFT = 300
HOUR_POLLS = 6
"""Of each of these hours: few rows, so that it is the hours that cost."""

DAY_ROWS = 86_400 // POLL_S * AIRCRAFT
SAMPLE_S = 0.1
CORES = 2


@dataclass(frozen=True)
class Cost:
    """Of a command: seconds by the clock, of the processor, and the most memory at once."""

    seconds: float
    cpu_s: float
    peak_mib: float

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.seconds + other.seconds, self.cpu_s + other.cpu_s, max(self.peak_mib, other.peak_mib))


def main() -> int:
    print(f"{os.cpu_count()} cores; load average at the start {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory(prefix="flightwatch-bench-") as name:
        folder = Path(name)
        chunks = make_chunks(folder / "chunks")
        bench_sizes(folder, chunks[:-1])
        bench_one_more_hour(folder, chunks)
        bench_hours_kept(folder)
        bench_landing(folder, chunks[0])
    return 0


def bench_sizes(folder: Path, chunks: list[Path]) -> None:
    """Print what each size costs, and what the largest would grow to."""
    print("\nBronze to gold, each size in an empty lake", flush=True)
    results = []
    for size in SIZES:
        rows, cost = cost_of_new(folder / f"lake-{size}", chunks[:size])
        results.append((rows, cost))
        report(f"{rows:>9,} rows", rows, cost)
    for (few, cheap), (many, dear) in pairwise(results):
        rows_per_s = (many - few) / (dear.seconds - cheap.seconds)
        print(f"  from {few:,} to {many:,}: {rows_per_s:,.0f} rows/s by the clock,", end=" ")
        print(f"{CORES * (many - few) / (dear.cpu_s - cheap.cpu_s):,.0f} rows/s by the processor of {CORES} cores")
    seconds = dear.seconds + (DAY_ROWS - many) / rows_per_s
    print(f"  a day of the world, {DAY_ROWS:,} rows, at the last rate: {seconds / 3600:.2f} h,", end=" ")
    print(f"{DAY_ROWS / seconds:,.0f} rows/s with the start", flush=True)


def bench_one_more_hour(folder: Path, chunks: list[Path]) -> None:
    """Print what a chunk of another hour costs with and without history under it."""
    print("\nOne more hour, in an empty lake and on top of all the above", flush=True)
    for name, lake in (("empty", folder / "lake-new"), ("history", folder / f"lake-{SIZES[-1]}")):
        rows, cost = cost_of_new(lake, chunks[-1:])
        report(f"{name:>9}: {rows:,} rows", rows, cost)


def bench_hours_kept(folder: Path) -> None:
    """Print what one more hour costs where so many hours are kept."""
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
    """Print what it costs to land a chunk from a real topic."""
    print("\nLanding from a real topic", flush=True)
    with running_broker(folder) as kafka:
        messages = list(read_messages(chunk))
        topic, rows = topic_of(kafka, messages), len(messages)
        settings = {"KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers, "KAFKA_TOPIC": topic}
        report(f"{rows:>9,} rows", rows, cost_of("land", folder / "lake-landed", **settings))


def read_messages(chunk: Path) -> Iterator[Message]:
    """Yield the messages of a chunk of bronze, file by file."""
    for path in sorted(chunk.rglob("*.parquet")):
        table = pq.ParquetFile(path).read(["key", "value"])
        for key, value in zip(table["key"].to_pylist(), table["value"].to_pylist(), strict=True):
            yield key.encode(), value


def report(what: str, rows: int, cost: Cost) -> None:
    """One line of a command's, or several commands', cost."""
    print(
        f"  {what}  {cost.seconds:6.1f} s  {rows / cost.seconds:8,.0f} rows/s   processor {cost.cpu_s:6.1f} s"
        f"   memory {cost.peak_mib:,.0f} MiB   (load average {os.getloadavg()[0]:.1f})",
        flush=True,
    )


def cost_of_new(lake: Path, chunks: Iterable[Path]) -> tuple[int, Cost]:
    """Add chunks to a lake's bronze and take them to gold; returns their rows and what it cost."""
    rows = 0
    for chunk in chunks:
        shutil.copytree(chunk, lake, dirs_exist_ok=True)
        rows += sum(pq.read_metadata(path).num_rows for path in chunk.rglob("*.parquet"))
    costs = {command: cost_of(command, lake) for command in ("silver", "gold")}
    print("   ", ", ".join(f"{command} {cost.seconds:.1f} s" for command, cost in costs.items()), flush=True)
    return rows, costs["silver"] + costs["gold"]


def cost_of(command: str, lake: Path, **settings: str) -> Cost:
    """Run one of the batch side's commands on a lake."""
    environment = os.environ | {"LAKE_DIR": str(lake)} | settings
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "etl", command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    sampler = Sampler(process.pid)
    sampler.start()
    _, said = process.communicate()
    seconds = time.monotonic() - began
    sampler.join()
    if process.returncode:
        raise SystemExit(f"{command} failed: {said.decode()}")
    return Cost(seconds, sum(sampler.cpu_s.values()), sampler.peak_mib)


class Sampler(threading.Thread):
    """Watches a process and all below it: `cpu_s` by process, and the most memory (`peak_mib`) of all at once."""

    def __init__(self, process_id: int) -> None:
        super().__init__()
        self.process_id = process_id
        self.cpu_s: dict[int, float] = {}
        self.peak_mib = 0.0

    def run(self) -> None:
        ticks, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
        while fields := read_family(self.process_id):
            self.cpu_s |= {pid: (int(each[11]) + int(each[12])) / ticks for pid, each in fields.items()}
            self.peak_mib = max(self.peak_mib, sum(int(each[21]) for each in fields.values()) * page / 2**20)
            time.sleep(SAMPLE_S)


def read_family(process_id: int) -> dict[int, list[str]]:
    """What Linux says (`/proc/PID/stat` after the name) of a process and all below it; {} once it has ended."""
    known = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # ended since it was listed
        if fields[0] != "Z":
            known[int(folder.name)] = fields
    family = {process_id} & known.keys()
    while more := {pid for pid, fields in known.items() if int(fields[1]) in family} - family:
        family |= more
    return {pid: known[pid] for pid in family}


def make_chunks(folder: Path) -> list[Path]:
    """As many as the largest size has, one after another, and one that begins an hour on, each as a lake's bronze."""
    began = time.monotonic()
    firsts = [FIRST_POLL + number * CHUNK_POLLS * POLL_S for number in range(SIZES[-1])]
    firsts.append(firsts[-1] + HOUR_S)
    with ProcessPoolExecutor(CORES) as pool:
        chunks = list(pool.map(make_chunk, [folder / str(first) for first in firsts], firsts))
    print(f"traffic made in {time.monotonic() - began:.0f} s", flush=True)
    return chunks


def make_chunk(folder: Path, first: int, *, count: int = CHUNK_POLLS, aircraft: int = AIRCRAFT) -> Path:
    """Write so many polls from `first` (epoch s) on as `land` would have; returns the folder."""
    offset = (first - FIRST_POLL) * AIRCRAFT  # a bound of what all chunks before it have
    files: dict[tuple[Partition, int], list[tuple[int, int, str, bytes]]] = defaultdict(list)
    for poll in polls(count, first=first, aircraft=aircraft):
        for state in poll.states:
            place = zlib.crc32(state["icao24"].encode()) % PARTITIONS
            value = orjson.dumps(state)
            files[hour_of(state["last_contact"]), place].append((offset, poll.time, state["icao24"], value))
            offset += 1
    for (hour, place), messages in files.items():
        offsets, times, keys, values = zip(*messages, strict=True)
        path = Lake(folder).folder("bronze", STATES) / hour.folder
        path.mkdir(parents=True, exist_ok=True)
        columns = {
            "topic": ["bench"] * len(messages),
            "partition": pa.array([place] * len(messages), pa.int32()),
            "offset": offsets,
            "arrived_at": times,
            "key": keys,
            "value": pa.array(values, pa.binary()),
            "poll_time": times,
            "source": ["simulated"] * len(messages),
        }
        name = Span("bench", "00000000", place, offsets[0], offsets[-1]).file_name
        pq.write_table(pa.table(columns), path / name, compression="zstd", row_group_size=40_000)
    return folder


if __name__ == "__main__":
    sys.exit(main())
