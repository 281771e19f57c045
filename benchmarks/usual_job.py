"""The job as it is usually written, for comparison: four queries that each read and parse, with scoring on the driver.

It has the topic, model and rules of the project's job, and Spark's defaults for everything else.
"""

from pathlib import Path

import pandas as pd
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.streaming.query import StreamingQuery

from contracts.state_vector import RECORD_DDL
from ml.forest.features import flight_features
from ml.forest.model import AnomalyModel


def start_usual_job(
    session: SparkSession,
    *,
    kafka: dict[str, str],
    topic: str,
    output: Path,
    model: AnomalyModel,
    batch_rows: int | None,
) -> list[StreamingQuery]:
    """Start the four queries: cleaned records, country counts, windows, anomalies.

    batch_rows: largest number of messages in a micro-batch, None for no limit.
    """

    def states() -> DataFrame:
        reader = session.readStream.format("kafka").options(**kafka).option("startingOffsets", "earliest")
        if batch_rows is not None:
            reader = reader.option("maxOffsetsPerTrigger", batch_rows)
        messages = reader.option("subscribe", topic).load()
        parsed = messages.select(F.from_json(F.col("value").cast("string"), RECORD_DDL).alias("state")).select(
            "state.*"
        )
        on_the_map = F.col("latitude").isNotNull() & F.col("longitude").isNotNull() & F.col("icao24").isNotNull()
        return parsed.where(on_the_map).withColumn("event_time", F.timestamp_seconds("last_contact"))

    def write_counts(counts: DataFrame, batch_id: int) -> None:
        counts.coalesce(1).write.mode("overwrite").json(str(output / "countries" / str(batch_id)))

    def write_anomalies(rows: DataFrame, batch_id: int) -> None:
        frame: pd.DataFrame = rows.toPandas()
        features = flight_features(frame).dropna()
        scores = pd.Series(model.anomaly_scores(features), index=features.index).reindex(frame.index)
        by_rule = (frame["vertical_rate"] < -15) | (frame["baro_altitude"] < 500) | (frame["velocity"] > 400)
        flagged = frame[(scores > model.threshold) | (by_rule & ~frame["on_ground"].astype(bool))]
        folder = output / "anomalies"
        folder.mkdir(parents=True, exist_ok=True)
        flagged.to_json(folder / f"{batch_id}.json", orient="records", lines=True)

    def checkpoint(name: str) -> str:
        return str(output / "checkpoints" / name)

    windows = (
        states()
        .withWatermark("event_time", "1 minute")
        .groupBy(F.window("event_time", "2 minutes"))
        .agg(F.approx_count_distinct("icao24").alias("flight_count"), F.avg("vertical_rate").alias("avg_vertical_rate"))
    )
    countries = states().groupBy("origin_country").agg(F.count("*"), F.avg("velocity"), F.avg("baro_altitude"))
    cleaned = states().writeStream.format("json").option("path", str(output / "cleaned"))
    return [
        cleaned.option("checkpointLocation", checkpoint("cleaned")).start(),
        countries.writeStream.outputMode("complete")
        .option("checkpointLocation", checkpoint("countries"))
        .foreachBatch(write_counts)
        .start(),
        windows.writeStream.outputMode("append")
        .format("json")
        .option("path", str(output / "windows"))
        .option("checkpointLocation", checkpoint("windows"))
        .start(),
        states()
        .writeStream.option("checkpointLocation", checkpoint("anomalies"))
        .foreachBatch(write_anomalies)
        .start(),
    ]
