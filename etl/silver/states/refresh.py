"""Make silver's state vectors from bronze: parse and check each message as the stream does, and keep each fix once.

hours with new files -> Spark parses and checks each message -> DuckDB merges the rows into each hour's file
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pyspark.sql import SparkSession

from common.grouping import groups_within
from common.settings import Settings
from contracts.lake.layout import Lake
from etl.bronze import messages as bronze
from etl.lake.interval import Interval
from etl.lake.partitions import working_on
from etl.lake.work import working_folder
from etl.silver.states.hours import HourToMake, hours_to_make
from etl.silver.states.merging import Merging
from etl.silver.states.staging import stage
from spark.session import BATCH_HEAP, start_session

MESSAGES_AT_ONCE = 4_000_000
"""Messages staged together at most, which bounds the working folder to about a gigabyte. An hour is never split."""


@dataclass(frozen=True)
class SilverStates:
    """Counts of a run: hours written, messages read for them, rows added to them, messages rejected."""

    hours: int
    messages: int
    added: int
    rejected: int


def run(settings: Settings, interval: Interval | None) -> SilverStates:
    """Make the hours that have new files in bronze, or those of the interval. Raises LakeError."""
    lake = Lake(settings.lake_dir)
    hours = hours_to_make(lake, interval)
    if not hours:
        return SilverStates(0, 0, 0, 0)
    session = start_session(settings, heap=BATCH_HEAP, with_page=False)
    try:
        return make_hours(session, lake, hours)
    finally:
        session.stop()


def make_hours(session: SparkSession, lake: Lake, hours: Iterable[HourToMake]) -> SilverStates:
    """Make these hours, a few at a time; a run that is stopped keeps the hours it has finished. Raises LakeError."""
    done = messages = added = rejected = 0
    for some in groups_within(hours, _messages_of, most=MESSAGES_AT_ONCE):
        with working_folder(lake, "silver") as folder, working_on(lake) as connection:
            staged = folder / "staged"
            stage(session, [file for hour in some for file in hour.files], staged)
            merging = Merging(connection, lake, staged)
            merging.check_hours(some)
            messages += sum(bronze.rows_of(file) for hour in some for file in hour.files)
            # Rejected messages first: an hour's file states that all its messages have been dealt with.
            rejected += merging.merge_rejected(some)
            added += sum(merging.merge_states(hour) for hour in some)
            done += len(some)
    return SilverStates(done, messages, added, rejected)


def _messages_of(hour: HourToMake) -> int:
    return sum(map(bronze.rows_of, hour.files))
