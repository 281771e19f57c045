"""The window query: exact distinct aircraft in 2-minute tumbling windows of `last_contact`."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from contracts.windows import ALLOWED_LATENESS_S, WINDOW_S
from spark.messages import valid_records

STATE_KEPT = "30 minutes"
"""How long Spark keeps a window's state beyond the newest contact. When the job catches up after a stop, partitions are
read at different paces, and the watermark, which follows the fastest, must not overtake the slowest."""


def window_counts(records: DataFrame) -> DataFrame:
    """Return the valid records of `parse_messages` aggregated by window, for a streaming query in update mode.

    The columns are `window_start` to `avg_vertical_rate` of `contracts.windows`, and `newest_poll` (epoch s).

    Each window keeps a set of fixes, so its counts are exact and ignore repeats. Whether a record is late depends on
    its own poll and not on the rest of its micro-batch, so a recording gives the same windows at any speed. The
    watermark only frees the state of windows that no admitted record can reach.
    """
    heard_at = F.least("last_contact", "poll_time")  # a contact after its poll is a clock error
    # With the address as a number the rows are small and of fixed width: sets of them take half the time.
    address = F.conv("icao24", 16, 10).cast("int").alias("address")
    contact, position = (F.col(name).cast("int").alias(name) for name in ("last_contact", "time_position"))
    fix = F.struct(address, contact, position, "vertical_rate")
    on_time = F.col("heard_at") - F.col("heard_at") % WINDOW_S + WINDOW_S + ALLOWED_LATENESS_S > F.col("poll_time")
    return (
        valid_records(records)
        .withColumn("heard_at", heard_at)
        .where(on_time)
        .withColumn("event_time", F.timestamp_seconds("heard_at"))
        .withWatermark("event_time", STATE_KEPT)
        .groupBy(F.window("event_time", f"{WINDOW_S} seconds").alias("span"))
        .agg(F.collect_set(fix).alias("fixes"), F.max("poll_time").alias("newest_poll"))
        .select(
            F.unix_seconds("span.start").alias("window_start"),
            F.unix_seconds("span.end").alias("window_end"),
            F.size(F.array_distinct("fixes.address")).alias("flight_count"),
            F.size("fixes").alias("record_count"),
            _mean("fixes.vertical_rate").alias("avg_vertical_rate"),
            "newest_poll",
        )
    )


def _mean(array: str) -> Column:
    reported = F.array_compact(array)
    total = F.aggregate(reported, F.lit(0.0), lambda sum_, value: sum_ + value)
    return F.when(F.size(reported) > 0, F.round(total / F.size(reported), 4))
