"""The stateful step: drop repeats and score new records, one shard of aircraft at a time.

A shard holds the aircraft whose icao24 hashes to it. Its state is one value with the last fixes of all its aircraft,
and its records of a micro-batch are processed together: calls per aircraft would cost more than the work itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.streaming.stateful_processor import StatefulProcessor, StatefulProcessorHandle
from pyspark.sql.types import BinaryType, BooleanType, StringType, StructField, StructType

from contracts.state_vector import FIELDS
from ml.calibration.limit_factors import Calibration
from ml.forest.flag_rules import RuleLimits
from ml.judgement import JUDGED_FIELDS, judge, scores_as_json
from ml.tracks.new_fixes import LATE, NEW, LastFixes, sort_out_new
from ml.tracks.tracks import Tracks
from spark.messages import ARRIVAL_COLUMNS
from spark.models import newest_model
from spark.overview import pack

_ADDED = StructType(
    [
        StructField("kind", StringType()),
        StructField("flagged", BooleanType()),
        StructField("overview", BinaryType()),
    ]
)
_KEPT = ("content", "raw_base64", "problem", *ARRIVAL_COLUMNS, "poll_time")

if TYPE_CHECKING:
    from ml.forest.model import AnomalyModel

REJECTED = "rejected"
OVERVIEW = "overview"
LATE_PROBLEM = "not newer than the aircraft's last record"


def score_new_records(
    records: DataFrame, *, shards: int, limits: RuleLimits, models: str, calibration: Calibration
) -> DataFrame:
    """Separate new records from repeats, and score the new ones.

    records: from `parse_messages`. models: the series of `spark.models` to score with. Columns of the result:

    kind       `new`, `duplicate` or `rejected`
    content    the record as JSON, with its scores if it is new; the raw value of a rejected message (null where
               `raw_base64` has it)
    flagged    by the model or a rule
    problem, ARRIVAL_COLUMNS, poll_time

    Each shard adds one row of kind `overview`, in which only `overview` is set: see `spark.overview`.
    """
    # Rejected messages may lack an address; their offset spreads them over the shards.
    number = F.pmod(F.coalesce(F.xxhash64("icao24"), F.col("offset")), F.lit(shards)).cast("int")
    shard = F.get(F.lit(_even_keys(records.sparkSession, shards)), number)
    whole = F.to_json(F.struct(*(field.name for field in FIELDS)), {"ignoreNullFields": "false"})
    content = F.when(F.col("problem").isNull(), whole).otherwise(F.col("raw")).alias("content")
    slim = records.select(shard.alias("shard"), content, "raw_base64", "problem", *ARRIVAL_COLUMNS, *JUDGED_FIELDS)
    output = StructType([*slim.select(*_KEPT).schema, *_ADDED])
    return slim.groupBy("shard").transformWithStateInPandas(
        AircraftProcessor(limits, models, calibration), output, outputMode="Append", timeMode="None"
    )


def _even_keys(session: SparkSession, shards: int) -> list[int]:
    """Return shard keys that Spark's own hashing spreads evenly over the shuffle partitions.

    With arbitrary keys, 3 of 4 shards land on one of 2 partitions in a third of the cases, and one core waits.
    """
    partitions = int(session.conf.get("spark.sql.shuffle.partitions") or shards)
    place = F.pmod(F.hash(F.col("id").cast("int")), F.lit(partitions)).alias("place")
    keys: dict[int, list[int]] = {partition: [] for partition in range(partitions)}
    for key, where in session.range(64 * max(shards, partitions)).select("id", place).collect():
        keys[where].append(key)
    return [keys[number % partitions][number // partitions] for number in range(shards)]


class AircraftProcessor(StatefulProcessor):
    """Keeps the last fixes of a shard's aircraft, and marks and judges the records that are newer."""

    def __init__(self, limits: RuleLimits, models: str, calibration: Calibration) -> None:
        self._limits = limits
        self._models = models
        self._calibration = calibration

    def init(self, handle: StatefulProcessorHandle) -> None:
        self._last_fixes = handle.getValueState("last_fixes", "content binary")
        self._tracks = handle.getValueState("tracks", "content binary")

    def handleInputRows(self, key: Any, rows: Iterator[pd.DataFrame], timerValues: Any) -> Iterator[pd.DataFrame]:  # noqa: N802, N803, ARG002  (Spark's names)
        records = pd.concat(rows, ignore_index=True).drop(columns="shard")
        model = newest_model(self._models)
        processed, shard = process_records(
            records, self._load(), model=model, limits=self._limits, calibration=self._calibration
        )
        self._last_fixes.update((shard.last_fixes.to_bytes(),))
        self._tracks.update((shard.tracks.to_bytes(),))
        yield processed

    def _load(self) -> "Shard":
        fixes, tracks = self._last_fixes.get(), self._tracks.get()
        return Shard(
            LastFixes.from_bytes(fixes[0]) if fixes else LastFixes.none(),
            Tracks.from_bytes(tracks[0]) if tracks else Tracks.none(),
        )

    def close(self) -> None:
        """Close nothing: the processor holds no resource."""


@dataclass(frozen=True)
class Shard:
    """The state of a shard: the newest fix of every aircraft, and the track of each aircraft in contact."""

    last_fixes: LastFixes
    tracks: Tracks


def process_records(
    records: pd.DataFrame,
    shard: Shard,
    *,
    model: "AnomalyModel | None",
    limits: RuleLimits,
    calibration: Calibration,
) -> tuple[pd.DataFrame, Shard]:
    """Process the records of a micro-batch, without Spark; the result is that of `score_new_records`."""
    records = records.sort_values(["poll_time", "offset"], kind="stable", ignore_index=True)
    valid = records["problem"].isna().to_numpy()
    kinds = np.full(len(records), REJECTED, object)
    kinds[valid], last_fixes = sort_out_new(records[valid], shard.last_fixes)
    late = kinds == LATE
    records.loc[late, "problem"] = LATE_PROBLEM
    kinds[late] = REJECTED

    new = records[kinds == NEW]
    judgement, tracks = judge(new, shard.tracks, model=model, limits=limits, calibration=calibration)
    scores = judgement.scores
    members = zip(new["content"], scores_as_json(scores), strict=True)
    scored = pd.Series([f"{record[:-1]},{added[1:]}" for record, added in members], new.index, dtype=object)
    records.loc[new.index, "content"] = scored
    flagged = scores["is_anomaly"] | scores["rule_based_anomaly"]
    processed = records[list(_KEPT)].assign(kind=kinds, flagged=flagged.reindex(records.index, fill_value=False))
    overview = pd.DataFrame({"kind": [OVERVIEW], "flagged": [False], "overview": [pack(new, judgement, scored)]})
    return pd.concat([processed, overview], ignore_index=True), Shard(last_fixes, tracks)
