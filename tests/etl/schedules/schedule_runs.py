"""Intervals, rows and pages for tests of the command `schedules`."""

import json
from datetime import UTC, datetime

import pyarrow.parquet as pq

from contracts.lake.silver import SCHEDULES
from etl.lake.interval import Interval

JULY_1 = 1_782_864_000
"""2026-07-01 00:00 UTC, epoch s."""


NOON = JULY_1 + 12 * 3_600


HOUR_S = 3_600


def hours(first, last=None):
    return Interval(*(datetime(2026, 7, 1, hour, tzinfo=UTC) for hour in (first, last or first)))


def rows(lake, table=SCHEDULES):
    return [row for file in lake.files(table) for row in pq.read_table(file).to_pylist()]


def bronze(lake):
    folder = lake.root / "bronze" / "schedules"
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.glob("date=*/*"))}


def body_of(*records):
    count = len(records)
    pagination = {"limit": 100, "offset": 0, "count": count, "total": count}
    return json.dumps({"pagination": pagination, "data": list(records)}).encode()
