"""What Spark generates of the checks is small enough to be compiled: Java interprets longer methods, at half the speed.

The limit is 8,000 bytes of bytecode a method (HotSpot's `HugeMethodLimit`).
"""

import re

from etl.silver.states.staging import parsed
from tests.etl.silver.states.test_parsing import KAFKA_DDL

LIMIT = 8_000


def test_every_method_of_the_query_over_messages_is_compiled(spark, tmp_path, capsys):
    spark.createDataFrame([], KAFKA_DDL).write.parquet(str(tmp_path / "messages"))
    messages = spark.read.schema(KAFKA_DDL).parquet(str(tmp_path / "messages"))
    parsed(messages.selectExpr("*", "unix_seconds(timestamp) AS arrived_at")).explain("codegen")
    sizes = [int(size) for size in re.findall(r"maxMethodCodeSize:(\d+)", capsys.readouterr().out)]
    assert sizes
    assert max(sizes) < LIMIT
