"""Run the micro-batches and publish them: the shards' tasks, then the live picture, alerts, windows and kept files."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import pandas as pd
from pyspark.sql import DataFrame

from common.clock import Clock
from common.files.json_files import read_json, write_json
from contracts import live
from contracts.alert_event import AlertEvent
from contracts.outputs import ANOMALIES, CLEANED_FLIGHTS, REJECTED, Outputs
from contracts.poll_marker import ANSWERED
from ml.calibration.limit_factors import Calibration
from ml.emitters import is_aircraft
from ml.forest.features import flight_features
from ml.forest.flag_rules import RuleLimits
from ml.polls import TakenPoll
from ml.rates.airborne_hours import AirborneHours
from ml.rates.alert_rate import AlertRate
from ml.tracks.new_fixes import DUPLICATE, NEW
from ml.user_rules.rules import RULE_FAMILY
from ml.user_rules.rules_file import RulesFile
from spark.checkpoints import QUERY
from spark.models import ModelShipment
from spark.overview import unpack
from spark.publish.alerts import AlertsPublisher
from spark.publish.live_picture import PICTURE_COLUMNS, country_counts, merge_picture, picture_of
from spark.publish.merging import Merging
from spark.publish.retention import remove_old_hours
from spark.publish.staged_files import move_into_place, remove_try
from spark.publish.status import StatusBoard
from spark.publish.windows import WindowsPublisher
from spark.shard import FLAGGED, WAITING, WITHOUT_POLL
from spark.shard_task import RESULT_DDL, ShardTask

SWEEP_EVERY_S = 600
WRITTEN = (CLEANED_FLIGHTS, ANOMALIES, REJECTED)
"""The outputs whose files the tasks stage, and whose closed hours are merged."""

Summary = dict[str, Any]
"""Of a shard's task: see `spark.shard_task.summary_of`."""


@dataclass
class FlightsPublisher:
    """Publishes the micro-batches of sharded messages; Spark calls it as `publisher(messages, batch_id)`.

    A micro-batch that is run again after a crash starts from the same states and replaces its own files, so each record
    is kept once.
    """

    outputs: Outputs
    topic: str
    status: StatusBoard
    clock: Clock
    models: ModelShipment
    rules: RulesFile
    limits: RuleLimits
    calibration: Calibration
    live_max_age_s: int
    retention_hours: int
    max_bytes: int

    def __post_init__(self) -> None:
        self._airborne_hours = AirborneHours()
        self._alert_rate = AlertRate(budget_per_1000_h=self.calibration.budget_per_1000_h)
        self.alerts = AlertsPublisher(self.outputs, self.clock, self.rules)
        self._windows = WindowsPublisher(self.outputs, self.clock)
        self.merging = Merging(self.outputs, WRITTEN, self.status, self.clock)
        self._picture = self._last_picture()
        self._swept_at = -math.inf
        self._may_be_repeated = True

    def __call__(self, messages: DataFrame, batch_id: int) -> None:
        started = self.clock.monotonic()
        self.models.renew()
        if self._may_be_repeated:  # only the first micro-batch after the start may have been tried before
            for output in WRITTEN:
                remove_try(self.outputs.root / output.name, batch_id)
            self._may_be_repeated = False
        task = ShardTask(self.outputs.root, batch_id, self.topic, self.models.series, self.limits, self.calibration)
        results = messages.mapInArrow(task, RESULT_DDL).toArrow().sort_by("shard").to_pydict()
        summaries = dict(zip(results["shard"], map(orjson.loads, results["summary"]), strict=True))
        overview = unpack(results["overview"])
        if len(overview):
            self._publish_picture(overview.loc[overview["newest"], [*PICTURE_COLUMNS, "record"]])
            arrived = max(each["last_arrival"] for each in summaries.values() if each["last_arrival"])
            self.status.note(append_to_publish_s=round(self.clock.time() - arrived, 3))
        self._move_into_place(summaries, batch_id)
        self._watch_over(*taken_polls(summaries[0]["polls"], overview), batch_id)
        totals = [window for each in summaries.values() for window in each["windows"]]
        self._windows.publish(totals, now=max(each["now"] for each in summaries.values()))
        self._sweep(batch_id)
        rows = self._count(summaries)
        seconds = round(self.clock.monotonic() - started, 3)
        self.status.note_query(QUERY, batch_id=batch_id, rows=rows, seconds=seconds, finished_at=self.clock.time())
        self.status.publish()

    def _count(self, summaries: Mapping[int, Summary]) -> int:
        """Add the micro-batch to the status; return its number of records."""
        counts: Counter[str] = sum((Counter(each["counts"]) for each in summaries.values()), Counter())
        problems: Counter[str] = sum((Counter(each["problems"]) for each in summaries.values()), Counter())
        polls = summaries[0]["polls"]  # the same in all shards
        outcomes = Counter(poll["outcome"] for poll in polls)
        outcomes["incomplete"] = sum(not poll["is_complete"] for poll in polls)
        self.status.count_polls(outcomes)
        self.status.note(waiting=counts[WAITING])
        kinds = {kind: counts[kind] for kind in (NEW, DUPLICATE, REJECTED.name)}
        self.status.count(kinds, problems, counts[FLAGGED])
        return sum(kinds.values())

    def _move_into_place(self, summaries: Mapping[int, Summary], batch_id: int) -> None:
        for output in WRITTEN:
            shards_of: dict[int, list[int]] = defaultdict(list)
            for shard, summary in summaries.items():
                for hour in summary["hours"][output.name]:
                    shards_of[hour].append(shard)
            move_into_place(self.outputs.root / output.name, batch_id, shards_of)

    def _publish_picture(self, newest: pd.DataFrame) -> None:
        self._picture = merge_picture(self._picture, newest, max_age_s=self.live_max_age_s)
        poll_time = int(self._picture["poll_time"].max())
        sources = sorted(self._picture["source"].unique())
        heading = live.heading(poll_time, published_at=self.clock.time()) | {"sources": sources}
        flights = [orjson.Fragment(record) for record in self._picture["record"]]
        write_json(self.outputs.live_flights, heading | {"flights": flights})
        write_json(self.outputs.live_countries, heading | {"countries": country_counts(self._picture)})
        self.status.note(poll_time=poll_time, sources=sources)

    def _watch_over(self, polls: list[TakenPoll], overview: pd.DataFrame, batch_id: int) -> None:
        events = self.alerts.publish(polls, overview, batch_id)
        self.status.count_alerts(Counter(event["event"] for event in events), open_now=self.alerts.open_count)
        if drift := self.models.drift:
            drift.add(overview["poll_time"], flight_features(overview), overview["anomaly_score"])
        stays_down = overview["on_ground"].to_numpy(bool) | ~is_aircraft(overview["category"])
        hours = self._airborne_hours.add(overview["icao24"], overview["poll_time"], stays_down)
        opened = sum(_counts_as_opened(event) for event in events)
        if len(overview):
            self._alert_rate.add(int(overview["poll_time"].max()), hours, opened)
        self.status.note(
            model=self.models.status,
            rules=self.rules.summary(),
            drift=drift.report() if drift else None,
            alert_rate=self._alert_rate.report(),
        )

    def _sweep(self, batch_id: int) -> None:
        if self.clock.monotonic() - self._swept_at > SWEEP_EVERY_S:
            swept = remove_old_hours(
                self.outputs, now=self.clock.time(), keep_hours=self.retention_hours, max_bytes=self.max_bytes
            )
            self.status.note_kept(swept.bytes, removed_early=len(swept.early), max_bytes=self.max_bytes)
            self.merging.start(before=batch_id)
            self._swept_at = self.clock.monotonic()

    def _last_picture(self) -> pd.DataFrame:
        """Return the picture from before a restart, so that aircraft heard shortly before it stay in it."""
        try:
            last = read_json(self.outputs.live_flights)
        except orjson.JSONDecodeError:
            last = None  # not written by this job: the next polls make a new one
        return picture_of([orjson.dumps(record).decode() for record in last["flights"]] if last else [])


def taken_polls(ordered: Sequence[dict[str, Any]], overview: pd.DataFrame) -> tuple[list[TakenPoll], pd.DataFrame]:
    """Return the polls of a micro-batch, and the overview with its places among them.

    ordered: the polls whose turn has come, from a shard's summary. Polls of records without markers come first, by
    their time. A poll that brought records was answered, whatever its marker says.
    """
    places = overview["place"].to_numpy()
    times = overview["poll_time"].to_numpy()
    unmarked = places == WITHOUT_POLL
    unmarked_times = np.unique(times[unmarked])
    brought = set(places.tolist())
    polls = [*(TakenPoll(int(time)) for time in unmarked_times)]
    polls += [_taken(poll, brought_records=place in brought) for place, poll in enumerate(ordered)]
    new_places = places + len(unmarked_times)
    new_places[unmarked] = np.searchsorted(unmarked_times, times[unmarked])
    return polls, overview.assign(place=new_places)


def _taken(poll: dict[str, Any], *, brought_records: bool) -> TakenPoll:
    return TakenPoll(
        poll["poll_time"],
        poll["feed"],
        outcome=ANSWERED if brought_records else poll["outcome"],
        reason=poll["reason"],
        states=poll["states"],
        interval_s=poll["interval_s"],
        source=poll["source"],
    )


def _counts_as_opened(event: AlertEvent) -> bool:
    """Return whether the event opens an alert above info, or raises one from info: of an aircraft, by a detector."""
    is_new = event["event"] == "opened" or event["raised_from"] == "info"
    of_aircraft = event["icao24"] is not None
    return is_new and of_aircraft and event["severity"] != "info" and not event["family"].startswith(RULE_FAMILY)
