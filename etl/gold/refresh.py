"""Make gold, the tables that answer questions, from silver and from the stream's alerts and flags in bronze.

each hour of states -> altitudes, heat map; each day of flights, schedules, alerts -> tables by day; dimensions
"""

from dataclasses import dataclass

from common.settings import Settings
from contracts.lake.layout import Lake
from etl.gold import alerts, flights, hours, schedules
from etl.gold.dimensions import make_airlines, make_airports
from etl.lake.interval import Interval
from etl.lake.partitions import working_on
from etl.lake.recipes import make

RECIPES = (*hours.RECIPES, *flights.RECIPES, *schedules.RECIPES, *alerts.RECIPES)
"""In order: a table comes after those it is made from."""


@dataclass(frozen=True)
class Gold:
    """Counts of a run: partitions written, dimensions included, and their rows."""

    partitions: int
    rows: int


def run(settings: Settings, interval: Interval | None) -> Gold:
    """Make the partitions of an interval again, or those that are out of date. Raises LakeError."""
    lake = Lake(settings.lake_dir)
    with working_on(lake) as connection:
        made = [make(connection, lake, recipe, interval) for recipe in RECIPES]
        dimensions = [make_airports(connection, lake), make_airlines(connection, lake)]
    partitions = sum(len(each.partitions) for each in made) + sum(rows > 0 for rows in dimensions)
    return Gold(partitions, sum(each.rows for each in made) + sum(dimensions))
