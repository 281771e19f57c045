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
from pyspark.sql.types import BooleanType, DoubleType, StringType, StructField, StructType

from common.state_vector import FIELDS
from ml.new_fixes import LATE, NEW, LastFixes, sort_out_new
from ml.rules import RuleLimits
from ml.scoring import score_states

_TEXT = StringType()
SCORES = StructType(
    [
        StructField("anomaly_score", DoubleType()),
        StructField("is_anomaly", BooleanType()),
        StructField("rule_based_anomaly", BooleanType()),
        StructField("rules", _TEXT),
        StructField("reasons", _TEXT),
        StructField("not_scored", _TEXT),
        StructField("model", _TEXT),
    ]
)
"""`ml.scoring.SCORE_COLUMNS` in Spark's types, as they leave Python."""

_BETWEEN = "\n"
"""Arrays cross between the JVM and Python as text: Arrow takes text whole, but pandas' lists element by element."""

_TEXT_SCORES = [field.name for field in SCORES if field.dataType == _TEXT]
_RECORD = [field.name for field in FIELDS]
_ADDED = [*SCORES, StructField("kind", _TEXT), StructField("newest", BooleanType())]
if TYPE_CHECKING:
    from ml.model import AnomalyModel

REJECTED = "rejected"
LATE_PROBLEM = "not newer than the aircraft's last record"


def score_new_records(records: DataFrame, *, shards: int, limits: RuleLimits, with_model: bool) -> DataFrame:
    """Sort out repeats and score what is new.

    `records` are those of `parse_messages`. The result has their columns, the score columns (SCORES), `kind`
    (`new`, `duplicate` or `rejected`) and `newest`: true on the last new record of an aircraft in the micro-batch.
    """
    # Rejected messages may lack an address; their offset spreads them.
    number = F.pmod(F.coalesce(F.xxhash64("icao24"), F.col("offset")), F.lit(shards)).cast("int")
    shard = F.get(F.lit(_even_keys(records.sparkSession, shards)), number)
    flat = records.withColumn("sensors", F.to_json("sensors"))
    processor = AircraftProcessor(limits, with_model=with_model)
    output = StructType([*flat.schema, *_ADDED])
    processed = (
        flat.withColumn("shard", shard)
        .groupBy("shard")
        .transformWithStateInPandas(processor, output, outputMode="Append", timeMode="None")
    )
    return processed.withColumns(
        {
            "sensors": F.from_json("sensors", "array<long>"),
            "rules": F.coalesce(F.split("rules", _BETWEEN), F.array()),
            "reasons": F.coalesce(F.split("reasons", _BETWEEN), F.array()),
        }
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
    records.loc[late, "raw"] = records[late][_RECORD].to_json(orient="records", lines=True).splitlines()
    kinds[late] = REJECTED

    is_new = kinds == NEW
    new = records[is_new]
    scores = score_states(new, model=model, limits=limits)
    for several in ("rules", "reasons"):
        scores[several] = [_BETWEEN.join(each) if each else None for each in scores[several]]
    # Where nothing is new, pandas would make empty text columns numbers, which Arrow does not take for text.
    scores = scores.reindex(records.index).astype(dict.fromkeys(_TEXT_SCORES, object))
    newest = pd.Series(False, index=records.index)
    newest[new.index[~new["icao24"].duplicated(keep="last")]] = True
    return records.join(scores).assign(kind=kinds, newest=newest), known


@cache
def shipped_model() -> "AnomalyModel":
    """The model that the driver added to the job's files, loaded once per worker.

    Imported here, since Spark also starts a Python at each start of a query only to read the shape of its state.
    """
    from ml.model import load_model

    return load_model(Path(SparkFiles.getRootDirectory()))
