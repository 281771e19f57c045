"""`python -m etl gold`: from silver, and the stream's alerts in bronze, to the tables that questions are asked of.

each hour of states -> altitudes, heat map; each day of flights, schedules, alerts -> the tables by day; dimensions
"""

from dataclasses import dataclass

from common.settings import Settings
from contracts.lake.layout import Lake
from etl.gold import alerts as gold_alerts
from etl.gold import flights as gold_flights
from etl.gold import hours as gold_hours
from etl.gold import schedules as gold_schedules
from etl.gold.dimensions import make_airlines, make_airports
from etl.lake.interval import Interval
from etl.lake.partitions import working_on
from etl.lake.recipes import make

RECIPES = (*gold_hours.RECIPES, *gold_flights.RECIPES, *gold_schedules.RECIPES, *gold_alerts.RECIPES)
"""In this order: a table comes after those it is made from."""


@dataclass(frozen=True)
class Gold:
    """What was done: partitions written, the dimensions among them, and their rows."""

    partitions: int
    rows: int


def run(settings: Settings, interval: Interval | None) -> Gold:
    """Make the partitions of an interval anew, or those that are out of date. Raises LakeError."""
    lake = Lake(settings.lake_dir)
    with working_on(lake) as connection:
        made = [make(connection, lake, recipe, interval) for recipe in RECIPES]
        dimensions = [make_airports(connection, lake), make_airlines(connection, lake)]
    partitions = sum(len(each.partitions) for each in made) + sum(rows > 0 for rows in dimensions)
    return Gold(partitions, sum(each.rows for each in made) + sum(dimensions))
