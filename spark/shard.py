"""The work on one shard of the topic, without Spark or any I/O.

A shard has the aircraft whose address hashes to it, and all poll markers. Its messages of a micro-batch become lines of
the outputs and an overview for the driver. Records of polls that are not complete yet wait in the state.
"""

import zlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from contracts.outputs import ANOMALIES, CLEANED_FLIGHTS, HOUR_S, REJECTED
from contracts.poll_marker import KEY_PREFIX, PollMarker
from ml.calibration.limit_factors import Calibration
from ml.forest.flag_rules import RuleLimits
from ml.judgement import JUDGED_FIELDS, judge, scores_as_json
from ml.polls import POLL_COLUMNS, feed_number
from ml.tracks.new_fixes import DUPLICATE, LATE, NEW, LastFixes, sort_out_new
from ml.tracks.tracks import Tracks
from spark.overview import pack
from spark.poll_order import MOST_RECORDS, OrderedPoll, PollOrder, ReadMarker, places_in_order
from spark.received import Received, parse
from spark.window_counts import Totals, WindowCounts

if TYPE_CHECKING:
    from ml.forest.model import AnomalyModel

MESSAGE_SCHEMA = pa.schema(
    [
        ("partition", pa.int32()),
        ("offset", pa.int64()),
        ("arrived_at", pa.timestamp("us", "UTC")),
        ("key", pa.binary()),
        ("value", pa.binary()),
    ]
)
"""A message: its place in the topic, when the broker received it, its key and its value."""

FLAGGED = "flagged"
WAITING = "waiting"

LATE_PROBLEM = "not newer than the aircraft's last record"
MARKER_PROBLEM = "not a poll marker"

STATE_VERSION = 1

WITHOUT_POLL = -1
"""The place of a record whose producer writes no markers: before the polls of its micro-batch."""

Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Seconds = npt.NDArray[np.float64]

Lines = dict[int, bytes]
"""JSON Lines by the hour (epoch s) in whose folder they belong."""


@dataclass(frozen=True)
class Judging:
    """What records are judged by; the same for all shards of a micro-batch."""

    model: "AnomalyModel | None"
    limits: RuleLimits
    calibration: Calibration


@dataclass(frozen=True)
class Shard:
    """The state of a shard after a micro-batch.

    last_fixes: the newest fix of every aircraft. tracks: of the aircraft in contact. windows: those that may still
    change. order: the polls that were read in part. waiting: their records, MESSAGE_SCHEMA. now: the newest poll.
    """

    last_fixes: LastFixes
    tracks: Tracks
    windows: WindowCounts
    order: PollOrder
    waiting: pa.Table
    now: int = 0

    @classmethod
    def empty(cls) -> "Shard":
        """Return the state before the first message."""
        nothing = LastFixes.none(), Tracks.none(), WindowCounts.none(), PollOrder(), MESSAGE_SCHEMA.empty_table()
        return cls(*nothing)

    def to_bytes(self) -> bytes:
        """Return the state as bytes: a line of JSON, then the arrays."""
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, MESSAGE_SCHEMA, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
            writer.write_table(self.waiting)
        arrays = (
            self.last_fixes.to_bytes(),
            self.tracks.to_bytes(),
            self.windows.pairs.tobytes(),
            bytes(sink.getvalue()),
        )
        heading = {
            "version": STATE_VERSION,
            "sizes": [*map(len, arrays)],
            "windows": [*self.windows.sums.items()],
            "order": self.order.to_json(),
            "now": self.now,
        }
        return b"".join([orjson.dumps(heading, option=orjson.OPT_APPEND_NEWLINE), *arrays])

    @classmethod
    def from_bytes(cls, content: bytes) -> "Shard":
        """Return the state that `to_bytes` stored. Raises ValueError when it has another version or is damaged."""
        line, _, arrays = content.partition(b"\n")
        heading = orjson.loads(line)
        if heading["version"] != STATE_VERSION:
            raise ValueError(f"state of version {heading['version']}, not {STATE_VERSION}")
        if sum(heading["sizes"]) != len(arrays):
            raise ValueError("state is not whole")
        ends = np.cumsum(heading["sizes"]).tolist()
        fixes, tracks, pairs, waiting = (
            arrays[end - size : end] for end, size in zip(ends, heading["sizes"], strict=True)
        )
        return cls(
            LastFixes.from_bytes(fixes),
            Tracks.from_bytes(tracks),
            WindowCounts(np.frombuffer(pairs, np.uint64), {number: tuple(sums) for number, sums in heading["windows"]}),
            PollOrder.from_json(heading["order"]),
            pa.ipc.open_stream(waiting).read_all(),
            heading["now"],
        )


@dataclass(frozen=True)
class Processed:
    """What comes out of a shard's messages of a micro-batch.

    lines: of each output (`contracts.outputs`) that is kept by the hour. polls: those whose turn has come; the same in
    all shards. counts: records that are NEW, DUPLICATE or `rejected`, those FLAGGED, and those WAITING. problems:
    rejected messages by reason. overview: of the new records (`spark.overview`). windows: totals of the windows that
    may still change. last_arrival: of a message that is no longer waiting, epoch s, None without one. now: the newest
    poll, epoch s.
    """

    lines: dict[str, Lines]
    polls: list[OrderedPoll]
    counts: Counter[str]
    problems: Counter[str]
    overview: bytes
    windows: list[Totals]
    last_arrival: float | None
    now: int


def process(
    messages: pa.Table, shard: Shard, judging: Judging, *, topic: str, reports_markers: bool
) -> tuple[Processed, Shard]:
    """Process the messages of a micro-batch (MESSAGE_SCHEMA, in any order); return the results and the new state.

    reports_markers: whether this shard rejects the markers that are not valid; all shards have the same markers.
    """
    is_marker = pc.fill_null(pc.starts_with(messages["key"], KEY_PREFIX), False)
    markers, bad_markers = _read_markers(messages.filter(is_marker))
    order = deepcopy(shard.order)
    polls = order.advance(markers)

    bad_markers = bad_markers if reports_markers else bad_markers.slice(0, 0)
    table = pa.concat_tables([shard.waiting, messages.filter(pc.invert(is_marker)), bad_markers]).combine_chunks()
    arrived_s = _epoch_s(table["arrived_at"])
    received = parse(table["value"], arrived_s)
    problems = received.problems
    problems[len(table) - len(bad_markers) :] = MARKER_PROBLEM
    is_usable = pd.isna(problems)
    places = _places(received, table, polls, is_usable)
    waits = is_usable & (places == len(polls))

    judged = received.records.select([*JUDGED_FIELDS])
    rows = _in_order(received, table, places, np.flatnonzero(is_usable & ~waits))
    states = judged.take(pa.array(rows)).to_pandas()
    states = states.assign(place=places[rows], **_poll_columns(states["poll_time"], places[rows], polls, order))
    kinds, last_fixes = sort_out_new(states, shard.last_fixes)
    problems[rows[kinds == LATE]] = LATE_PROBLEM
    new, new_rows = states[kinds == NEW].reset_index(drop=True), rows[kinds == NEW]
    now = max([shard.now, *(poll.marker.poll_time for poll in polls), *new["poll_time"].nlargest(1)])
    judgement, tracks = judge(
        new, shard.tracks, model=judging.model, limits=judging.limits, calibration=judging.calibration
    )
    scores = judgement.scores
    members = zip(new_rows.tolist(), scores_as_json(scores), strict=True)
    lines = [b"%b,%b" % (received.texts[row][:-1], added[1:].encode()) for row, added in members]
    flagged = (scores["is_anomaly"] | scores["rule_based_anomaly"]).to_numpy(bool)
    hours = _hours(new["poll_time"].to_numpy(np.int64))
    windows = shard.windows.with_records(new, now=now)
    bad = np.flatnonzero(pd.notna(problems))
    rejected = _rejected_lines(table.take(pa.array(bad)), problems[bad], topic)
    processed = Processed(
        lines={
            CLEANED_FLIGHTS.name: _by_hour(lines, hours),
            ANOMALIES.name: _by_hour([*compress(lines, flagged)], hours[flagged]),
            REJECTED.name: _by_hour(rejected, _hours(arrived_s[bad])),
        },
        polls=polls,
        counts=Counter(
            {
                NEW: len(new),
                DUPLICATE: int((kinds == DUPLICATE).sum()),
                REJECTED.name: len(bad),
                FLAGGED: int(flagged.sum()),
                WAITING: int(waits.sum()),
            }
        ),
        problems=Counter(problems[bad].tolist()),
        overview=pack(judged.take(pa.array(new_rows)), places[new_rows], judgement, lines),
        windows=windows.totals(),
        last_arrival=max(arrived_s[~waits].tolist(), default=None),
        now=now,
    )
    return processed, Shard(last_fixes, tracks, windows, order, table.filter(pa.array(waits)), now)


def shard_of(address: str, shards: int) -> int:
    """Return the shard of an aircraft; `spark.topic.by_shard` computes the same."""
    return zlib.crc32(address.encode()) % shards


def _read_markers(messages: pa.Table) -> tuple[list[ReadMarker], pa.Table]:
    """Return the markers in messages whose key is that of a marker, and the messages that hold none."""
    markers, is_bad = [], []
    for message in messages.select(["partition", "offset", "value"]).to_pylist():
        try:
            marker = PollMarker.from_value(message["value"] or b"")
        except ValueError:
            is_bad.append(True)
        else:
            is_bad.append(False)
            markers.append(ReadMarker(message["partition"], message["offset"], marker))
    return markers, messages.filter(pa.array(is_bad, pa.bool_()))


def _places(received: Received, table: pa.Table, polls: list[OrderedPoll], is_usable: Flags) -> Places:
    """Return the place of each record's poll among `polls`; WITHOUT_POLL if no marker will come for it."""
    feeds = received.records["feed"].combine_chunks()
    encoded = feeds.dictionary_encode()
    codes = pc.fill_null(encoded.indices, len(encoded.dictionary)).to_numpy(zero_copy_only=False)
    partitions, offsets = (table[name].to_numpy() for name in ("partition", "offset"))
    names = [*encoded.dictionary.to_pylist(), None]
    places = places_in_order(polls, names, codes, partitions.astype(np.int64), offsets)
    places[codes == len(names) - 1] = WITHOUT_POLL
    if np.count_nonzero(is_usable & (places == len(polls))) > MOST_RECORDS:  # their markers do not come
        places[places == len(polls)] = WITHOUT_POLL
    return places


def _poll_columns(
    poll_times: "pd.Series[int]", places: Places, polls: list[OrderedPoll], order: PollOrder
) -> dict[str, npt.NDArray[Any]]:
    """Return the POLL_COLUMNS of records in order."""
    unmarked = places == WITHOUT_POLL  # -1: the last element of each array below
    numbers = np.array([*(poll.number for poll in polls), 0], np.int64)[places]
    numbers[unmarked] = order.number_unmarked(poll_times.to_numpy(np.int64)[unmarked])
    feeds = np.array([*(feed_number(poll.marker.feed) for poll in polls), feed_number(None)], np.uint32)[places]
    return dict(zip(POLL_COLUMNS, (numbers, feeds), strict=True))


def _in_order(received: Received, table: pa.Table, places: Places, rows: Places) -> Places:
    """Return the rows sorted by poll, then by their place on the topic; without markers, the poll's time has to do."""
    partitions, offsets = (table[name].to_numpy()[rows] for name in ("partition", "offset"))
    times = np.where(places[rows] == WITHOUT_POLL, received.records["poll_time"].to_numpy()[rows], 0)
    return rows[np.lexsort((offsets, partitions, times, places[rows]))]


def _rejected_lines(messages: pa.Table, problems: Iterable[str], topic: str) -> list[bytes]:
    """Return messages as lines of the rejected output (`contracts.rejected_record`)."""
    columns = messages.select(["partition", "offset", "arrived_at", "value"]).to_pydict()
    lines = []
    for problem, partition, offset, arrived_at, value in zip(problems, *columns.values(), strict=True):
        try:
            raw, raw_base64 = None if value is None else value.decode(), None
        except UnicodeDecodeError:
            raw, raw_base64 = None, b64encode(value).decode()
        record = {
            "problem": problem,
            "topic": topic,
            "partition": partition,
            "offset": offset,
            "arrived_at": f"{arrived_at:%Y-%m-%dT%H:%M:%S}.{arrived_at.microsecond // 1_000:03}Z",
            "raw": raw,
            "raw_base64": raw_base64,
        }
        lines.append(orjson.dumps(record))
    return lines


def _epoch_s(moments: pa.ChunkedArray) -> Seconds:
    seconds: Seconds = moments.cast(pa.int64()).to_numpy() / 1e6
    return seconds


def _hours(epoch_s: npt.NDArray[Any]) -> Places:
    hours: Places = epoch_s.astype(np.int64) // HOUR_S * HOUR_S
    return hours


def _by_hour(lines: list[bytes], hours: Places) -> Lines:
    if not len(hours):
        return {}
    if hours[0] == hours[-1] and (hours == hours[0]).all():
        return {int(hours[0]): b"\n".join([*lines, b""])}
    rows_of = pd.Series(range(len(hours))).groupby(hours)
    return {int(hour): b"\n".join([*(lines[row] for row in rows), b""]) for hour, rows in rows_of.indices.items()}
