"""Publish the micro-batches of the stateful query: the live picture and, in parallel, the records that are kept."""

import math
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import orjson
import pandas as pd
from pyspark import inheritable_thread_target
from pyspark.sql import Column, DataFrame, Observation
from pyspark.sql import functions as F

from common.clock import Clock
from common.files.json_files import read_json, write_json
from contracts import live
from contracts.outputs import Outputs
from ml.forest.features import flight_features
from ml.rates.airborne_hours import AirborneHours
from ml.rates.alert_rate import AlertRate
from ml.tracks.new_fixes import DUPLICATE, NEW
from ml.user_rules.rules import RULE_FAMILY
from ml.user_rules.rules_file import RulesFile
from spark.aircraft import OVERVIEW, REJECTED
from spark.messages import ARRIVAL_COLUMNS
from spark.models import ModelShipment
from spark.overview import unpack
from spark.publish.alerts import AlertsPublisher
from spark.publish.live_picture import PICTURE_COLUMNS, country_counts, merge_picture, picture_of
from spark.publish.retention import remove_old_hours, remove_unfinished
from spark.publish.status import StatusBoard

SWEEP_EVERY_S = 600
_FOLDERS = ("date", "hour", "batch")


@dataclass
class FlightsPublisher:
    """Publishes the micro-batches of `score_new_records`; Spark calls it as `publisher(records, batch_id)`.

    A micro-batch that is run again after a crash overwrites its own folder, so each record is kept once.
    """

    outputs: Outputs
    status: StatusBoard
    clock: Clock
    models: ModelShipment
    rules: RulesFile
    live_max_age_s: int
    retention_hours: int
    alert_budget_per_1000_h: float

    def __post_init__(self) -> None:
        self._airborne_hours = AirborneHours()
        self._alert_rate = AlertRate(budget_per_1000_h=self.alert_budget_per_1000_h)
        remove_unfinished(self.outputs)
        self.alerts = AlertsPublisher(self.outputs, self.clock, self.rules)
        self._picture = self._last_picture()
        self._swept_at = -math.inf

    def __call__(self, records: DataFrame, batch_id: int) -> None:
        started = self.clock.monotonic()
        self.models.renew()
        seen = Observation()
        records = records.observe(seen, *_counts()).persist()
        try:
            packed = records.where(F.col("kind") == OVERVIEW).select("overview").toArrow()
            overview = unpack(packed["overview"].to_pylist())
            counts = seen.get
            # In parallel: a write is mostly planning and committing, while the picture is built in this process.
            with ThreadPoolExecutor() as pool:
                writes = self._start_writes(records, counts, batch_id, pool)
                if len(overview):
                    self._publish_picture(overview.loc[overview["newest"], [*PICTURE_COLUMNS, "record"]])
                    arrived = counts["last_arrival"].timestamp()
                    self.status.note(append_to_publish_s=round(self.clock.time() - arrived, 3))
                self._watch_over(overview, batch_id)
            for write in writes:
                write.result()
            self._sweep()
        finally:
            records.unpersist()
        kinds = (NEW, DUPLICATE, REJECTED)
        self.status.count({kind: counts[kind] for kind in kinds}, Counter(counts["problems"]), counts["flagged"])
        seconds = round(self.clock.monotonic() - started, 3)
        rows = sum(counts[kind] for kind in kinds)
        self.status.note_query("flights", batch_id=batch_id, rows=rows, seconds=seconds, finished_at=self.clock.time())
        self.status.publish()

    def _publish_picture(self, newest: pd.DataFrame) -> None:
        self._picture = merge_picture(self._picture, newest, max_age_s=self.live_max_age_s)
        poll_time = int(self._picture["poll_time"].max())
        sources = sorted(self._picture["source"].unique())
        heading = live.heading(poll_time, published_at=self.clock.time()) | {"sources": sources}
        flights = [orjson.Fragment(record) for record in self._picture["record"]]
        write_json(self.outputs.live_flights, heading | {"flights": flights})
        write_json(self.outputs.live_countries, heading | {"countries": country_counts(self._picture)})
        self.status.note(poll_time=poll_time, sources=sources)

    def _watch_over(self, overview: pd.DataFrame, batch_id: int) -> None:
        events = self.alerts.publish(overview, batch_id)
        self.status.count_alerts(Counter(event["event"] for event in events), open_now=self.alerts.open_count)
        if drift := self.models.drift:
            drift.add(overview["poll_time"], flight_features(overview), overview["anomaly_score"])
        hours = self._airborne_hours.add(overview["icao24"], overview["poll_time"], overview["on_ground"])
        opened = sum(
            event["event"] == "opened" and event["severity"] != "info" and not event["family"].startswith(RULE_FAMILY)
            for event in events
        )
        if len(overview):
            self._alert_rate.add(int(overview["poll_time"].max()), hours, opened)
        self.status.note(
            model=self.models.status,
            rules=self.rules.summary(),
            drift=drift.report() if drift else None,
            alert_rate=self._alert_rate.report(),
        )

    def _start_writes(
        self, records: DataFrame, counts: dict[str, Any], batch_id: int, pool: ThreadPoolExecutor
    ) -> list[Future[None]]:
        new = records.where(F.col("kind") == NEW).withColumns(_folders("poll_time", batch_id))
        rejected = records.where(F.col("kind") == REJECTED).withColumn("content", _as_rejected())
        rejected = rejected.withColumns(_folders(F.unix_seconds("arrived_at"), batch_id))
        writes = [
            (counts[NEW], new, self.outputs.cleaned_flights),
            (counts["flagged"], new.where("flagged"), self.outputs.anomalies),
            (counts[REJECTED], rejected, self.outputs.rejected),
        ]
        write = inheritable_thread_target(records.sparkSession)(_write)
        return [pool.submit(write, rows, folder) for count, rows, folder in writes if count]

    def _sweep(self) -> None:
        if self.clock.monotonic() - self._swept_at > SWEEP_EVERY_S:
            remove_old_hours(self.outputs, now=self.clock.time(), keep_hours=self.retention_hours)
            self._swept_at = self.clock.monotonic()

    def _last_picture(self) -> pd.DataFrame:
        """Return the picture from before a restart, so that aircraft heard shortly before it stay in it."""
        try:
            last = read_json(self.outputs.live_flights)
        except orjson.JSONDecodeError:
            last = None  # not written by this job: the next polls make a new one
        return picture_of([orjson.dumps(record).decode() for record in last["flights"]] if last else [])


def _as_rejected() -> Column:
    members = F.struct("problem", *ARRIVAL_COLUMNS, F.col("content").alias("raw"), "raw_base64")
    return F.to_json(members, {"ignoreNullFields": "false"})


def _counts() -> Iterable[Column]:
    for kind in (NEW, DUPLICATE, REJECTED):
        yield F.count_if(F.col("kind") == kind).alias(kind)
    yield F.count_if("flagged").alias("flagged")
    yield F.collect_list("problem").alias("problems")
    yield F.max("arrived_at").alias("last_arrival")


def _folders(epoch_s: Column | str, batch_id: int) -> dict[str, Column]:
    moment = F.timestamp_seconds(epoch_s)
    return {
        "date": F.date_format(moment, "yyyy-MM-dd"),
        "hour": F.date_format(moment, "HH"),
        # As text: a number would become part of the generated code, which Java would compile for each micro-batch.
        "batch": F.lit(str(batch_id)),
    }


def _write(rows: DataFrame, folder: Any) -> None:
    """Replace the folders of this micro-batch; Spark moves whole files into place, so no reader sees half of one."""
    lines = rows.select("content", *_FOLDERS).write.mode("overwrite").partitionBy(*_FOLDERS)
    # The lines are JSON already, but Spark's text writer would name the files .txt. JSON text never holds these
    # separators.
    lines.options(sep="\u0001", quote="\u0000", extension="json").csv(str(folder))
