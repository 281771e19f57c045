"""Chunks of simulated traffic, written as the bronze of a lake."""

import time
import zlib
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.traffic import AIRCRAFT, FIRST_POLL, POLL_S, Message, polls
from common.kafka.topic import PARTITIONS
from contracts.lake.layout import Lake, Partition
from etl.bronze.messages import STATES, Span, hour_of

HOUR_S = 3_600
CHUNK_POLLS = 50
"""Polls per chunk: about 500,000 records."""

CORES = 2


def make_chunks(folder: Path, *, count: int) -> list[Path]:
    """Write `count` consecutive chunks and one an hour later, each as the bronze of a lake; return their folders."""
    began = time.monotonic()
    firsts = [FIRST_POLL + number * CHUNK_POLLS * POLL_S for number in range(count)]
    firsts.append(firsts[-1] + HOUR_S)
    with ProcessPoolExecutor(CORES) as pool:
        chunks = list(pool.map(make_chunk, [folder / str(first) for first in firsts], firsts))
    print(f"traffic made in {time.monotonic() - began:.0f} s", flush=True)
    return chunks


def make_chunk(folder: Path, first: int, *, count: int = CHUNK_POLLS, aircraft: int = AIRCRAFT) -> Path:
    """Write `count` polls from `first` (epoch s) on, as `land` would have; return the folder."""
    offset = (first - FIRST_POLL) * AIRCRAFT  # above the offsets of all earlier chunks
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


def read_messages(chunk: Path) -> Iterator[Message]:
    """Yield the messages of a chunk of bronze, file by file."""
    for path in sorted(chunk.rglob("*.parquet")):
        table = pq.ParquetFile(path).read(["key", "value"])
        for key, value in zip(table["key"].to_pylist(), table["value"].to_pylist(), strict=True):
            yield key.encode(), value
