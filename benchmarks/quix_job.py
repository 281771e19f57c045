"""The job on Quix Streams: two processes of one consumer group, repeats and windows in its own state (RocksDB).

    topic -> without markers -> newer than the aircraft's last fix -> sink that scores and writes, at each checkpoint
                                                                   -> windows by aircraft -> regroup -> totals -> sink

Quix hands on one message at a time; only a sink gets many at once, so the forest is in the sink. A window of an
aircraft is one message of the regrouped topic, so that it does not carry every record once more.
"""

import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pandas as pd
from confluent_kafka import Consumer, KafkaException, TopicPartition
from quixstreams import Application, State
from quixstreams.dataframe.windows.aggregations import Count, Sum
from quixstreams.models.topics.exceptions import TopicNotFoundError
from quixstreams.sinks.base import BatchingSink, SinkBatch
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_fixed

from benchmarks.peer_records import RECORDS, WINDOWS, WorkerFiles, scored_lines
from benchmarks.workers import Order, Span, Workers, serve
from common.settings import Settings, load_settings
from contracts.poll_marker import is_marker
from contracts.state_vector import FIELDS
from contracts.windows import ALLOWED_LATENESS_S, WINDOW_S
from ml.forest.flag_rules import RuleLimits
from ml.forest.model import AnomalyModel, load_model
from ml.judgement import JUDGED_FIELDS

PROCESSES = 2
COMMIT_MESSAGES = 20_000
"""A checkpoint, at which the sinks write, is due after as many messages, or after 5 s: Quix's default."""

LOOK_S = 0.1
REQUIRED = [field.name for field in FIELDS if field.required]

Value = dict[str, Any]


class QuixRuns:
    """Runs the job over one topic after the other, each time as a new consumer group."""

    def __init__(self) -> None:
        self._workers = Workers("benchmarks.quix_job", "work", count=PROCESSES)

    def __call__(self, of_run: Settings) -> float:
        group = f"bench-{uuid4().hex[:8]}"
        order = Order(of_run.kafka_topic, of_run.kafka_bootstrap_servers, str(of_run.output_dir), group=group)
        ends = _Ends(order)
        self._workers.send(order)
        while not ends.are_reached():
            self._workers.check()
            time.sleep(LOOK_S)
        self._workers.end_run()
        return self._workers.seconds()


def work(number: int) -> None:
    """Be one of the processes."""
    settings = load_settings()
    model, limits = load_model(settings.model_dir), RuleLimits.of_settings(settings)
    serve(lambda order: _run(order, number, model, limits))


def _run(order: Order, number: int, model: AnomalyModel, limits: RuleLimits) -> Span:
    files = WorkerFiles(Path(order.folder), number)
    _application(order, files, model, limits).run()
    return files.close()


@retry(
    retry=retry_if_exception_type(TopicNotFoundError), stop=stop_after_attempt(20), wait=wait_fixed(0.5), reraise=True
)
def _application(order: Order, files: WorkerFiles, model: AnomalyModel, limits: RuleLimits) -> Application:
    """Return the application. It makes topics, and fails while the other process is making the same ones."""
    application = Application(
        broker_address=order.bootstrap_servers,
        consumer_group=order.group,
        auto_offset_reset="earliest",
        commit_every=COMMIT_MESSAGES,
        consumer_poll_timeout=0.1,
        state_dir=files.folder / f"state-{files.number}",
        loglevel="ERROR",
    )
    topic = application.topic(order.topic, key_deserializer="bytes", value_deserializer="bytes")
    messages = application.dataframe(topic)
    messages = messages.filter(lambda _value, key, _time, _headers: not is_marker(key), metadata=True)

    def parse(text: bytes) -> Value:
        files.note_message()
        return {"state": orjson.loads(text), "text": text}

    new = messages.apply(parse).filter(_is_whole).filter(_is_new, stateful=True)
    new.sink(_Scoring(files, model, limits))

    counted = new.apply(lambda value: _for_window(value["state"])).filter(lambda fix: fix["on_time"])
    counted = counted.set_timestamp(lambda fix, _key, _time, _headers: fix["time_ms"])
    of_aircraft = counted.tumbling_window(WINDOW_S * 1_000, ALLOWED_LATENESS_S * 1_000, on_late=lambda *_: False)
    closed = of_aircraft.agg(records=Count(), rates=Count("rate"), rate_sum=Sum("rate")).final("partition")
    totals = closed.group_by(lambda window: str(window["start"]), name="window").apply(_add_up, stateful=True)
    totals.sink(_Writing(files))
    return application


def _is_whole(value: Value) -> bool:
    """Return whether the record has every required field; the job checks more, such as limits."""
    return all(value["state"][name] is not None for name in REQUIRED)


def _is_new(value: Value, state: State) -> bool:
    moment = value["state"]["last_contact"] << 32 | value["state"]["time_position"]
    if moment <= state.get("newest", 0):
        return False
    state.set("newest", moment)
    return True


def _for_window(record: Value) -> Value:
    seconds = min(record["last_contact"], record["poll_time"])
    end = (seconds // WINDOW_S + 1) * WINDOW_S
    rate = record["vertical_rate"]
    return {
        "time_ms": seconds * 1_000,
        "on_time": record["poll_time"] < end + ALLOWED_LATENESS_S,
        "rate": None if rate is None else round(rate * 1e6),
    }


def _add_up(window: Value, state: State) -> Value:
    """Add an aircraft's window to the totals of its window, which are kept and passed on."""
    added = {name: window[name] for name in ("records", "rates", "rate_sum")} | {"aircraft": 1}
    before = state.get("totals", dict.fromkeys(added, 0))
    totals = {name: before[name] + count for name, count in added.items()}
    state.set("totals", totals)
    return totals | {"window_start": window["start"] // 1_000}


class _Scoring(BatchingSink):
    """Scores the records of a partition since the last checkpoint, and writes them."""

    def __init__(self, files: WorkerFiles, model: AnomalyModel, limits: RuleLimits) -> None:
        super().__init__()
        self._files, self._model, self._limits = files, model, limits

    def write(self, batch: SinkBatch) -> None:
        values = [item.value for item in batch]
        states = pd.DataFrame.from_records([value["state"] for value in values], columns=JUDGED_FIELDS)
        lines = scored_lines(states, [value["text"] for value in values], self._model, self._limits)
        self._files.write(RECORDS, lines)


class _Writing(BatchingSink):
    """Writes the totals of windows; a later line of a window replaces the earlier ones."""

    def __init__(self, files: WorkerFiles) -> None:
        super().__init__()
        self._files = files

    def write(self, batch: SinkBatch) -> None:
        newest = {item.value["window_start"]: item.value for item in batch}
        windows = [
            {
                "window_start": start,
                "flight_count": totals["aircraft"],
                "record_count": totals["records"],
                "avg_vertical_rate": round(totals["rate_sum"] / totals["rates"] / 1e6, 4) if totals["rates"] else None,
            }
            for start, totals in newest.items()
        ]
        self._files.write(WINDOWS, b"".join(orjson.dumps(each, option=orjson.OPT_APPEND_NEWLINE) for each in windows))


class _Ends:
    """Looks up whether the group has committed everything: then all it has read is written."""

    def __init__(self, order: Order) -> None:
        self._consumer = Consumer({"bootstrap.servers": order.bootstrap_servers, "group.id": order.group})
        self._regrouped = f"repartition__{order.group}"
        self._ends = {each: self._end_of(each) - 1 for each in self._partitions(order.topic)}
        # The producer's transactions end with a record of their own, which no reader gets: hence - 1.

    def are_reached(self) -> bool:
        """Return whether the topic and the regrouped one are read and committed."""
        if not self._is_committed(self._ends):
            return False
        names = [name for name in self._consumer.list_topics().topics if name.startswith(self._regrouped)]
        ends = {each: self._end_of(each) for name in names for each in self._partitions(name)}
        return bool(names) and self._is_committed(ends)

    def _partitions(self, topic: str) -> list[TopicPartition]:
        return [TopicPartition(topic, number) for number in self._consumer.list_topics(topic).topics[topic].partitions]

    def _end_of(self, partition: TopicPartition) -> int:
        return int(self._consumer.get_watermark_offsets(partition)[1])

    def _is_committed(self, ends: dict[TopicPartition, int]) -> bool:
        try:
            committed = self._consumer.committed([each for each, end in ends.items() if end > 0])
        except KafkaException:  # the broker is still making the topic of the committed offsets
            return False
        return all(each.offset >= ends[each] for each in committed)
