"""What Spark generates of the checks is small enough to be compiled: Java interprets longer methods, at half the speed.

The limit is 8,000 bytes of bytecode a method (HotSpot's `HugeMethodLimit`).
"""

import re

import pytest

from etl.silver.states.staging import parsed
from ml.calibration.limit_factors import NO_CALIBRATION
from ml.forest.flag_rules import RuleLimits
from spark.aircraft import score_new_records
from spark.messages import parse_messages
from spark.windows import window_counts
from tests.spark.test_messages import KAFKA_DDL

LIMIT = 8_000


def flights(messages):
    records = parse_messages(messages)
    return score_new_records(records, shards=2, limits=RuleLimits(), models="none", calibration=NO_CALIBRATION)


def windows(messages):
    return window_counts(parse_messages(messages))


def silver(messages):
    return parsed(messages.selectExpr("*", "unix_seconds(timestamp) AS arrived_at"))


@pytest.mark.parametrize("query", [flights, windows, silver])
def test_every_method_of_a_query_over_messages_is_compiled(spark, tmp_path, capsys, query):
    spark.createDataFrame([], KAFKA_DDL).write.parquet(str(tmp_path / "messages"))
    query(spark.read.schema(KAFKA_DDL).parquet(str(tmp_path / "messages"))).explain("codegen")
    sizes = [int(size) for size in re.findall(r"maxMethodCodeSize:(\d+)", capsys.readouterr().out)]
    assert sizes
    assert max(sizes) < LIMIT
