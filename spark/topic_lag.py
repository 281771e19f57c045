"""How many of the topic's messages a query has still to read."""

import orjson
from pyspark.sql.streaming.listener import StreamingQueryProgress


def messages_behind(progress: StreamingQueryProgress | None) -> int | None:
    """As of the query's last micro-batch, over all partitions; None before the first."""
    if progress is None:
        return None
    read, latest = (
        orjson.loads(offsets) for offsets in (progress.sources[0].endOffset, progress.sources[0].latestOffset)
    )
    return _total(latest) - _total(read) if read and latest else None


def _total(offsets: dict[str, dict[str, int]]) -> int:
    """Of offsets by topic and partition."""
    return sum(sum(partitions.values()) for partitions in offsets.values())
