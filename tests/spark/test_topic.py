from types import SimpleNamespace

import orjson
from pyspark.sql.streaming.listener import SourceProgress

from spark.topic import messages_behind


def progress(read, latest):
    """Of a query with one source, as Spark's JSON has it."""
    counts = {"numInputRows": 0, "inputRowsPerSecond": 0.0, "processedRowsPerSecond": 0.0}
    offsets = {"startOffset": None, "endOffset": read, "latestOffset": latest}
    source = SourceProgress.fromJson(orjson.loads(orjson.dumps({"description": "kafka"} | offsets | counts)))
    return SimpleNamespace(sources=[source])


def test_the_lag_is_summed_over_the_partitions():
    read, latest = {"flights": {"0": 10, "1": 20}}, {"flights": {"0": 15, "1": 22}}
    assert messages_behind(progress(read, latest)) == 7


def test_a_query_that_has_read_nothing_yet_does_not_know():
    assert messages_behind(None) is None
    assert messages_behind(progress(None, {"flights": {"0": 15}})) is None
