"""What merging a closed hour costs, and what reading it costs afterwards, by the size of the files and the level.

The hour holds 2,000 aircraft, polled every 10 s, in two files per micro-batch. Reading is a jump to a moment of the
replay, and a query of the Explorer over five minutes and over the hour, without caches. Processor time is in
parentheses.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import orjson

from benchmarks.traffic import POLL_S, polls
from common.files.durability import sync
from contracts.outputs import CLEANED_FLIGHTS, HOUR_S, Outputs, batch_folder
from contracts.state_vector import StateVector
from dashboard.archive.batches import KeptBatches
from dashboard.archive.moments import History
from dashboard.archive.query_process import QueryJob, answer
from dashboard.archive.tables import TABLES
from spark.publish import closed_hours

HOUR = 1_790_002_800
AIRCRAFT = 2_000
SHARDS = 2
MB = 1_000_000
WHOLE_HOUR_MB = 10_000

SQL = "SELECT count(*), avg(velocity) FROM cleaned_flights"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    print(f"{os.cpu_count()} cores; load average at the start {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory(prefix="flightwatch-bench-") as folder:
        original = Outputs(Path(folder) / "original")
        count = keep_hour(original)
        print(f"{count:,} records, {report_of(original)}", flush=True)
        for megabytes, level in ((8, 1), (16, 1), (32, 1), (WHOLE_HOUR_MB, 1), (16, 6)):
            merged = Outputs(Path(folder) / "merged")
            shutil.copytree(original.root, merged.root)
            name = "one file" if megabytes == WHOLE_HOUR_MB else f"{megabytes} MB"
            print(f"{name}, level {level}: {merge(merged, megabytes, level)}; {report_of(merged)}", flush=True)
            shutil.rmtree(merged.root)
    return 0


def keep_hour(outputs: Outputs) -> int:
    """Write the hour as the streaming job keeps it, with made-up scores; return the number of records."""
    random = Random(1)
    count = 0
    for batch, poll in enumerate(polls(HOUR_S // POLL_S, first=HOUR, aircraft=AIRCRAFT)):
        folder = batch_folder(outputs.cleaned_flights, poll.time, batch)
        folder.mkdir(parents=True)
        lines = [orjson.dumps(scored(state, random), option=orjson.OPT_APPEND_NEWLINE) for state in poll.states]
        for shard in range(SHARDS):
            (folder / f"part-{shard:05}.json").write_bytes(b"".join(lines[shard::SHARDS]))
        count += len(lines)
    sync(outputs.cleaned_flights.rglob("*"))
    return count


def scored(state: StateVector, random: Random) -> StateVector:
    """Return the record with scores of as many digits as the streaming job writes."""
    residuals = {name: round(random.gauss(0, 3), 3) for name in ("along", "across", "climb")}
    return state | {
        "anomaly_score": round(random.betavariate(8, 12), 4),
        "is_anomaly": False,
        "rule_based_anomaly": False,
        "rules": [],
        "reasons": [],
        "not_scored": None,
        "model": "20261130T110000Z",
        "suspicion": round(random.random(), 4),
        "detectors": [],
        "residuals": residuals,
    }


def merge(outputs: Outputs, megabytes: int, level: int) -> str:
    """Merge the hour; return how long it took. A second sweep removes what was merged."""
    closed_hours.MOST_BYTES, closed_hours.LEVEL = megabytes * MB, level
    now = time.time() + closed_hours.CLOSED_AFTER_S + 1

    def sweep() -> None:
        closed_hours.merge_closed_hours(outputs, (CLEANED_FLIGHTS,), now=now, before=HOUR_S, must_end=lambda: False)

    return f"{timed(sweep)} to merge, {timed(sweep)} to remove"


def report_of(outputs: Outputs) -> str:
    """Return the number and size of the files, and what reading them costs."""
    sizes = [path.stat().st_size for path in outputs.cleaned_flights.rglob("*.json*")]
    middle = HOUR + HOUR_S // 2
    jump = timed(lambda: History(outputs, max_age_s=300).picture_at(middle))
    minutes = timed(lambda: answer(query_over(outputs, middle, middle + 300)))
    hour = timed(lambda: answer(query_over(outputs, HOUR, HOUR + HOUR_S)))
    return f"{len(sizes)} files, {sum(sizes) / MB:.0f} MB; replay {jump}, five minutes {minutes}, the hour {hour}"


def query_over(outputs: Outputs, start: float, end: float) -> QueryJob:
    """Return the Explorer's query over a stretch of time."""
    files: dict[str, list[str]] = {table.name: [] for table in TABLES}
    files[CLEANED_FLIGHTS.name] = [str(path) for path in KeptBatches(outputs.cleaned_flights).files_between(start, end)]
    return QueryJob(SQL, start, end, 1, files)


def timed(action: Callable[[], object]) -> str:
    """Return the seconds that the action takes, and those of processor time."""
    began, processor = time.perf_counter(), time.process_time()
    action()
    return f"{time.perf_counter() - began:.2f} s ({time.process_time() - processor:.2f})"


if __name__ == "__main__":
    raise SystemExit(main())
