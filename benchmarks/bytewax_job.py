"""The job on Bytewax: two processes with a worker each, batches of messages instead of single ones.

topic -> batches by partition -> new fixes (state by partition) -> scores -> files
                                                                -> totals by batch -> windows of all -> files
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import orjson
import pandas as pd
import pyarrow as pa
from bytewax import operators as op
from bytewax.connectors.kafka import KafkaSource, KafkaSourceMessage
from bytewax.dataflow import Dataflow
from bytewax.operators import StatefulBatchLogic
from bytewax.operators.windowing import EventClock, TumblingWindower, fold_window
from bytewax.outputs import DynamicSink, StatelessSinkPartition
from bytewax.run import cli_main

from benchmarks.peer_records import RECORDS, WINDOWS, WorkerFiles, scored_lines
from benchmarks.workers import Order, Span, Workers, serve
from common.settings import Settings, load_settings
from contracts.poll_marker import is_marker
from contracts.windows import ALLOWED_LATENESS_S, WINDOW_S
from ml.forest.flag_rules import RuleLimits
from ml.forest.model import AnomalyModel, load_model
from ml.judgement import JUDGED_FIELDS
from ml.tracks.new_fixes import NEW, LastFixes, sort_out_new
from ops.ports import free_ports
from spark.received import parse
from spark.window_counts import WindowCounts, summed, window_of

PROCESSES = 2
MESSAGES_AT_ONCE = 10_000
ALL = "all"
EPOCH = datetime.fromtimestamp(0, UTC)


class BytewaxRuns:
    """Runs the dataflow over one topic after the other."""

    def __init__(self) -> None:
        self._workers = Workers("benchmarks.bytewax_job", "work", count=PROCESSES)

    def __call__(self, of_run: Settings) -> float:
        addresses = tuple(f"127.0.0.1:{port}" for port in free_ports(PROCESSES))
        self._workers.send(
            Order(of_run.kafka_topic, of_run.kafka_bootstrap_servers, str(of_run.output_dir), addresses=addresses)
        )
        return self._workers.seconds()


def work(number: int) -> None:
    """Be one of the processes."""
    settings = load_settings()
    model, limits = load_model(settings.model_dir), RuleLimits.of_settings(settings)

    def run(order: Order) -> Span:
        files = WorkerFiles(Path(order.folder), number)
        cli_main(_dataflow(order, files, model, limits), process_id=number, addresses=[*order.addresses])
        return files.close()

    serve(run)


@dataclass(frozen=True)
class Batch:
    """Records as they came: the values of messages, and when the broker received each (epoch s)."""

    values: list[bytes | None]
    arrived_s: list[float]


@dataclass(frozen=True)
class NewRecords:
    """New records: a row each, and as JSON objects."""

    states: pd.DataFrame
    texts: list[bytes]


@dataclass(frozen=True)
class Part:
    """A batch's share of one window. time_s: its newest contact, epoch s."""

    time_s: int
    counts: WindowCounts


def _dataflow(order: Order, files: WorkerFiles, model: AnomalyModel, limits: RuleLimits) -> Dataflow:
    def batches_of(messages: list[KafkaSourceMessage]) -> list[tuple[str, Batch]]:
        files.note_message()
        return _batches_of(messages)

    flow = Dataflow("flights")
    source = KafkaSource([order.bootstrap_servers], [order.topic], tail=False, batch_size=MESSAGES_AT_ONCE)
    messages = op.input("topic", flow, source)
    batches = op.flat_map_batch("batches", messages, batches_of)
    new = op.stateful_batch("new fixes", batches, lambda state: _NewFixes(state or LastFixes.none()))
    lines = op.map("scores", new, lambda keyed: scored_lines(keyed[1].states, keyed[1].texts, model, limits))
    op.output("records", lines, _Files(files, RECORDS))

    parts = op.flat_map("parts", new, lambda keyed: [(ALL, part) for part in _parts_of(keyed[1].states)])
    lateness = timedelta(seconds=ALLOWED_LATENESS_S)
    clock = EventClock(lambda part: datetime.fromtimestamp(part.time_s, UTC), wait_for_system_duration=lateness)
    windower = TumblingWindower(length=timedelta(seconds=WINDOW_S), align_to=EPOCH)
    windows = fold_window("windows", parts, clock, windower, WindowCounts.none, _with_part, _merged, ordered=False)
    op.output(
        "totals", op.map("totals as text", windows.down, lambda keyed: _line_of(keyed[1][1])), _Files(files, WINDOWS)
    )
    return flow


def _batches_of(messages: list[KafkaSourceMessage]) -> list[tuple[str, Batch]]:
    """Return the records by partition, so that an aircraft's are in the hands of one worker.

    A key's hash decides on the worker: of these keys, each worker gets some; `0`, `1` and `2` would all go to one.
    """
    batches: dict[str, Batch] = {}
    for message in messages:
        if not is_marker(message.key):
            batch = batches.setdefault(f"partition {message.partition}", Batch([], []))
            batch.values.append(message.value)
            batch.arrived_s.append(message.timestamp[1] / 1e3 if message.timestamp else 0.0)
    return [*batches.items()]


class _NewFixes(StatefulBatchLogic[Batch, NewRecords, LastFixes]):
    """Checks the records of a partition and keeps those that are newer than their aircraft's last."""

    def __init__(self, known: LastFixes) -> None:
        self._known = known

    def on_batch(self, values: list[Batch]) -> tuple[list[NewRecords], bool]:
        texts = pa.array([text for batch in values for text in batch.values], pa.binary())
        received = parse(texts, np.array([moment for batch in values for moment in batch.arrived_s]))
        usable = np.flatnonzero(pd.isna(received.problems))
        states = received.records.select([*JUDGED_FIELDS]).take(pa.array(usable)).to_pandas()
        kinds, self._known = sort_out_new(states, self._known)
        rows = usable[kinds == NEW]
        new = NewRecords(states[kinds == NEW].reset_index(drop=True), [received.texts[row] or b"" for row in rows])
        return [new], self.RETAIN

    def snapshot(self) -> LastFixes:
        return self._known


def _parts_of(new: pd.DataFrame) -> list[Part]:
    if new.empty:
        return []
    counts = WindowCounts.none().with_records(new, now=int(new["poll_time"].max()))
    contacts = np.minimum(new["last_contact"].to_numpy(np.int64), new["poll_time"].to_numpy(np.int64))
    numbers = contacts // WINDOW_S
    return [
        Part(
            int(contacts[numbers == number].max()),
            WindowCounts(counts.pairs[counts.pairs >> np.uint64(32) == number], {number: sums}),
        )
        for number, sums in counts.sums.items()
    ]


def _with_part(counts: WindowCounts, part: Part) -> WindowCounts:
    return _merged(counts, part.counts)


def _merged(counts: WindowCounts, others: WindowCounts) -> WindowCounts:
    return WindowCounts(np.union1d(counts.pairs, others.pairs), summed([counts, others]))


def _line_of(counts: WindowCounts) -> bytes:
    return orjson.dumps(window_of(counts.totals()), option=orjson.OPT_APPEND_NEWLINE)


class _Files(DynamicSink[bytes]):
    """Appends lines to one of the worker's files."""

    def __init__(self, files: WorkerFiles, name: str) -> None:
        self._files, self._name = files, name

    def build(self, step_id: str, worker_index: int, worker_count: int) -> StatelessSinkPartition[bytes]:  # noqa: ARG002
        return _File(self._files, self._name)


class _File(StatelessSinkPartition[bytes]):
    def __init__(self, files: WorkerFiles, name: str) -> None:
        self._files, self._name = files, name

    def write_batch(self, items: list[bytes]) -> None:
        self._files.write(self._name, b"".join(items))
