"""Gold tables by day of flags and alerts, from the stream's outputs landed in bronze."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

from common.sql import quoted
from contracts.lake.gold import ALERTS, DAILY_ALERTS, DAILY_FLAGS
from contracts.lake.layout import Lake, Partition, partition_of
from contracts.lake.sql import names_of, parquet_of
from etl.lake.recipes import Recipe, Task

MODEL = "isolation_forest"
"""The flag of a record with `is_anomaly`; the other flags are names of rules."""

# A record counts once per flag, even if it was landed several times.
_FLAGS = """
SELECT
    {date}::DATE AS date,
    source,
    flag,
    count(*) AS records,
    count(DISTINCT icao24) AS aircraft
FROM (
    SELECT DISTINCT source, icao24, poll_time, unnest(
        coalesce(rules, []) || CASE WHEN is_anomaly THEN [{model}] ELSE [] END
    ) AS flag
    FROM {flags}
)
GROUP BY source, flag
"""

# The newest event of an alert counts. Events that retention has removed from bronze live on in the row made from them.
_ALERTS = """
SELECT make_date((since // 86400)::INTEGER) AS date, * EXCLUDE (reported_at)
FROM (
    SELECT {columns}, poll_time AS reported_at FROM {events} WHERE since // 86400 = {day}
    {kept}
)
QUALIFY 1 = row_number() OVER (
    PARTITION BY source, id
    ORDER BY reported_at DESC, finding_count DESC, resolved_at DESC NULLS LAST, evidence
)
"""

_DAILY_ALERTS = """
SELECT
    date,
    source,
    kind,
    severity,
    count(*) AS alerts,
    count(DISTINCT icao24) AS aircraft,
    quantile_cont("last" - since, 0.5) AS median_seconds
FROM {alerts}
GROUP BY ALL
"""


def _flags(task: Task) -> str:
    return _FLAGS.format(date=quoted(str(task.partition.day)), model=quoted(MODEL), flags=parquet_of(task.files))


def _alerts(task: Task) -> str:
    columns = names_of(column.name for column in ALERTS.columns if column.name != "date")
    kept = ""
    if task.kept:
        reported_at = 'greatest("last", coalesce(resolved_at, 0)) AS reported_at'
        kept = f"UNION ALL SELECT {columns}, {reported_at} FROM {parquet_of([task.kept])}"
    day = (task.partition.day - date(1970, 1, 1)).days
    return _ALERTS.format(columns=columns, events=parquet_of(task.files, union_by_name=True), day=day, kept=kept)


def _days_of(table: str) -> Callable[[Lake], Iterable[Partition]]:
    def landed(lake: Lake) -> list[Partition]:
        folder = lake.folder("bronze", table)
        return [partition_of(path, folder) for path in folder.glob("date=*")]

    return landed


def _landed(lake: Lake, table: str, days: Iterable[date]) -> list[Path]:
    folders = (lake.folder("bronze", table) / Partition(day).folder for day in days)
    return [path for folder in folders for path in folder.glob("hour=*/*.parquet") if path.name[0] not in "._"]


RECIPES = (
    Recipe(
        DAILY_FLAGS,
        version=1,
        partitions=_days_of("flags"),
        files=lambda lake, day: _landed(lake, "flags", [day.day]),
        rows=_flags,
    ),
    Recipe(  # an alert that lasts beyond the day after is kept as its newest event of that day reports it
        ALERTS,
        version=1,
        partitions=_days_of("alerts"),
        files=lambda lake, day: _landed(lake, "alerts", [day.day, day.day + timedelta(days=1)]),
        rows=_alerts,
        can_keep=True,
    ),
    Recipe(
        DAILY_ALERTS,
        version=1,
        partitions=lambda lake: lake.partitions(ALERTS),
        files=lambda lake, day: [lake.file(ALERTS, day)],
        rows=lambda task: _DAILY_ALERTS.format(alerts=task.rows_of(ALERTS)),
    ),
)
