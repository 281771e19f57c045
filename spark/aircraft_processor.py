"""The stateful step: which records are new, and how they are scored, shard by shard of aircraft.

The state of a shard (aircraft whose icao24 hashes to it) is one value with the last fix of each of its aircraft, and
all its records of a micro-batch are worked on at once: per-aircraft calls would cost more than the work.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pyspark import SparkFiles
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.streaming.stateful_processor import StatefulProcessor, StatefulProcessorHandle
from pyspark.sql.types import BooleanType, StringType, StructField, StructType

from common.state_vector import FIELDS
from ml.new_fixes import LATE, NEW, LastFixes, sort_out_new
from ml.rules import RuleLimits
from ml.scoring import score_states, with_scores
from spark.messages import ARRIVAL_COLUMNS

SCORED_FIELDS = (
    "icao24",
    "time_position",
    "last_contact",
    "baro_altitude",
    "on_ground",
    "velocity",
    "true_track",
    "vertical_rate",
    "poll_time",
)
"""What the step looks at. The rest of a record goes through it as text: 30 columns cost more than the scoring."""

_ADDED = StructType(
    [
        StructField("kind", StringType()),
        StructField("flagged", BooleanType()),
        StructField("newest", BooleanType()),
    ]
)
_KEPT = ("content", "raw_base64", "problem", *ARRIVAL_COLUMNS, "poll_time")

if TYPE_CHECKING:
    from ml.model import AnomalyModel

REJECTED = "rejected"
LATE_PROBLEM = "not newer than the aircraft's last record"


def score_new_records(records: DataFrame, *, shards: int, limits: RuleLimits, with_model: bool) -> DataFrame:
    """Sort out repeats and score what is new.

    `records` are those of `parse_messages`. The result has, for each, `kind` (`new`, `duplicate` or `rejected`) and
    `content`: the record as JSON, a new one with its scores, or of a rejected message the raw value (null where
    `raw_base64` has it); `flagged`: by the model or a rule; `newest`: the last new record of an aircraft in the
    micro-batch; and `problem`, ARRIVAL_COLUMNS, `poll_time`.
    """
    # Rejected messages may lack an address; their offset spreads them.
    number = F.pmod(F.coalesce(F.xxhash64("icao24"), F.col("offset")), F.lit(shards)).cast("int")
    shard = F.get(F.lit(_even_keys(records.sparkSession, shards)), number)
    whole = F.to_json(F.struct(*(field.name for field in FIELDS)), {"ignoreNullFields": "false"})
    content = F.when(F.col("problem").isNull(), whole).otherwise(F.col("raw")).alias("content")
    slim = records.select(shard.alias("shard"), content, "raw_base64", "problem", *ARRIVAL_COLUMNS, *SCORED_FIELDS)
    output = StructType([*slim.select(*_KEPT).schema, *_ADDED])
    return slim.groupBy("shard").transformWithStateInPandas(
        AircraftProcessor(limits, with_model=with_model), output, outputMode="Append", timeMode="None"
    )


def _even_keys(session: SparkSession, shards: int) -> list[int]:
    """Keys for the shards that Spark's own hashing spreads evenly over the shuffle partitions.

    Left to chance, of 4 shards on 2 partitions 3 meet on one in a third of the cases, and one core waits.
    """
    partitions = int(session.conf.get("spark.sql.shuffle.partitions") or shards)
    place = F.pmod(F.hash(F.col("id").cast("int")), F.lit(partitions)).alias("place")
    keys: dict[int, list[int]] = {partition: [] for partition in range(partitions)}
    for key, where in session.range(64 * max(shards, partitions)).select("id", place).collect():
        keys[where].append(key)
    return [keys[number % partitions][number // partitions] for number in range(shards)]


class AircraftProcessor(StatefulProcessor):
    """Keeps the last fix of each aircraft of a shard, and marks and scores the records that move on from it."""

    def __init__(self, limits: RuleLimits, *, with_model: bool) -> None:
        self._limits = limits
        self._with_model = with_model

    def init(self, handle: StatefulProcessorHandle) -> None:
        self._last_fixes = handle.getValueState("last_fixes", "content binary")

    def handleInputRows(self, key: Any, rows: Iterator[pd.DataFrame], timerValues: Any) -> Iterator[pd.DataFrame]:  # noqa: N802, N803, ARG002  (Spark's names)
        records = pd.concat(rows, ignore_index=True).drop(columns="shard")
        value = self._last_fixes.get()
        known = LastFixes.from_bytes(value[0]) if value else LastFixes.none()
        processed, known = process_records(
            records, known, model=shipped_model() if self._with_model else None, limits=self._limits
        )
        self._last_fixes.update((known.to_bytes(),))
        yield processed

    def close(self) -> None:
        """Nothing is held open."""


def process_records(
    records: pd.DataFrame, known: LastFixes, *, model: "AnomalyModel | None", limits: RuleLimits
) -> tuple[pd.DataFrame, LastFixes]:
    """What the processor does to the records of a micro-batch, without Spark: see `score_new_records`."""
    records = records.sort_values(["poll_time", "offset"], kind="stable", ignore_index=True)
    valid = records["problem"].isna().to_numpy()
    kinds = np.full(len(records), REJECTED, object)
    kinds[valid], known = sort_out_new(records[valid], known)
    late = kinds == LATE
    records.loc[late, "problem"] = LATE_PROBLEM
    kinds[late] = REJECTED

    new = records[kinds == NEW]
    scores = score_states(new, model=model, limits=limits)
    records.loc[new.index, "content"] = with_scores(new["content"], scores)
    flagged = scores["is_anomaly"] | scores["rule_based_anomaly"]
    is_newest = pd.Series(~new["icao24"].duplicated(keep="last"), new.index)
    return records[list(_KEPT)].assign(
        kind=kinds,
        flagged=flagged.reindex(records.index, fill_value=False),
        newest=is_newest.reindex(records.index, fill_value=False),
    ), known


@cache
def shipped_model() -> "AnomalyModel":
    """The model that the driver added to the job's files, loaded once per worker.

    Imported here, since Spark also starts a Python at each start of a query only to read the shape of its state.
    """
    from ml.model import load_model

    return load_model(Path(SparkFiles.getRootDirectory()))
