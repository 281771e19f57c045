"""The task of a shard in a micro-batch, on an executor: load its state, process its messages, write its files.

The files are staged (`spark.publish.staged_files`); the driver moves them into place once all tasks are done. A task
that is run again replaces its own files.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
from pyspark import TaskContext

from contracts.outputs import Outputs
from ml.calibration.limit_factors import Calibration
from ml.forest.flag_rules import RuleLimits
from spark.models import newest_model
from spark.publish.staged_files import stage
from spark.shard import MESSAGE_SCHEMA, Judging, Processed, process
from spark.shard_states import ShardStates

RESULT_DDL = "shard int, summary binary, overview binary"
"""A task's result. summary: JSON, with the members of `summary_of`; overview: see `spark.overview`."""

_RESULT = pa.schema([("shard", pa.int32()), ("summary", pa.binary()), ("overview", pa.binary())])


@dataclass(frozen=True)
class ShardTask:
    """Processes the shard that is its partition; called by Spark's `mapInArrow`.

    root: of the outputs. topic: named in rejected records. models: the series of `spark.models` to score with.
    """

    root: Path
    batch_id: int
    topic: str
    models: str
    limits: RuleLimits
    calibration: Calibration

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        context = TaskContext.get()
        number = context.partitionId() if context else 0
        columns = MESSAGE_SCHEMA.names
        messages = pa.Table.from_batches(
            [batch.select(columns).cast(MESSAGE_SCHEMA) for batch in batches], MESSAGE_SCHEMA
        )
        outputs = Outputs(self.root)
        states = ShardStates(outputs.shard_states, number)
        judging = Judging(newest_model(self.models), self.limits, self.calibration)
        processed, shard = process(
            messages, states.before(self.batch_id), judging, topic=self.topic, reports_markers=number == 0
        )
        for kept, lines in processed.lines.items():
            for hour, content in lines.items():
                stage(self.root / kept, hour, self.batch_id, shard=number, content=content)
        states.keep(self.batch_id, shard)
        summary = orjson.dumps(summary_of(processed), option=orjson.OPT_NON_STR_KEYS)
        yield pa.record_batch([[number], [summary], [processed.overview]], schema=_RESULT)


def summary_of(processed: Processed) -> dict[str, Any]:
    """Return what the driver needs about a shard's micro-batch, besides its overview, in types that JSON can hold."""
    polls = [
        {
            "feed": poll.marker.feed,
            "poll_time": poll.marker.poll_time,
            "outcome": poll.marker.outcome,
            "reason": poll.marker.reason,
            "states": poll.marker.states,
            "interval_s": poll.marker.interval_s,
            "source": poll.marker.source,
            "is_complete": poll.is_complete,
        }
        for poll in processed.polls
    ]
    return {
        "counts": processed.counts,
        "hours": {kept: [*lines] for kept, lines in processed.lines.items()},
        "problems": processed.problems,
        "polls": polls,
        "windows": processed.windows,
        "last_arrival": processed.last_arrival,
        "now": processed.now,
    }
