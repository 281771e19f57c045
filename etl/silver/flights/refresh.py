"""Make flights from silver/states.

each hour -> aircraft_hours, flight_pieces -> each day -> flights; impossible ones go to flights_rejected
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import structlog

from common.settings import Settings
from contracts.lake.layout import Lake
from contracts.lake.silver import FLIGHTS, FLIGHTS_REJECTED
from etl.lake.interval import Interval
from etl.lake.origins import Origin
from etl.lake.partitions import working_on, write_partition
from etl.lake.recipes import Task, explaining, make, tasks
from etl.silver.flights import aircraft_hours, joining, pieces
from etl.silver.flights.airports import Codes, estimate_airports
from etl.silver.flights.checks import find_problems

CLIMBS_MS = 1.0
"""A vertical rate above this is a climb, below its negative a descent. A light airplane at 33 m/s descends at 1.7 m/s
to land."""

log = structlog.get_logger()


@dataclass(frozen=True)
class SilverFlights:
    """Counts of a run: hours cut into pieces, days made, their flights, and flights rejected."""

    hours: int
    days: int
    flights: int
    rejected: int


def run(settings: Settings, interval: Interval | None) -> SilverFlights:
    """Make the flights of an interval again, or those that are out of date. Raises LakeError."""
    lake = Lake(settings.lake_dir)
    with working_on(lake) as connection:
        make(connection, lake, aircraft_hours.RECIPE, interval)
        hours = make(connection, lake, pieces.RECIPE, interval)
        counts = [_make_day(task, origin) for task, origin in tasks(connection, lake, joining.RECIPE, interval)]
    return SilverFlights(
        len(hours.partitions), len(counts), sum(good for good, _ in counts), sum(rejected for _, rejected in counts)
    )


def _make_day(task: Task, origin: Origin) -> tuple[int, int]:
    """Write a day's rejected flights, then its flights; return the number of flights and of rejected ones."""
    with explaining(f"{task.lake.file(FLIGHTS, task.partition)} cannot be made", task.files):
        joined = task.connection.sql(joining.rows(task)).to_arrow_table()
    found = with_airports(joined)
    problems = find_problems(found.select(["icao24", "first_seen", "last_seen", "distance_m"]).to_pandas())
    reasons = pa.array([problems.get(place) for place in range(len(found))], pa.string())
    found = found.append_column("problem", reasons)
    rejected = found.filter(pc.is_valid(found["problem"]))
    good = found.filter(pc.is_null(found["problem"]))
    for table, rows in ((FLIGHTS_REJECTED, rejected), (FLIGHTS, good)):
        with task.connection.cursor() as cursor:
            cursor.register("found", rows)
            write_partition(cursor, "FROM found", task.lake.file(table, task.partition), table, origin)
    if problems:
        log.warning("flights rejected", date=str(task.partition.day), count=len(problems))
    return len(good), len(rejected)


def with_airports(found: pa.Table) -> pa.Table:
    """Add `departure_airport` and `arrival_airport`, null where they cannot be estimated.

    An airport counts when the take-off (landing) was seen, or the flight climbs (descends) there over several fixes.
    Where both ends are at the same airport and only one of the two was seen, the other end's airport is null.
    """
    several = found["fixes"].to_numpy() > 1
    took_off, landed = found["took_off"].to_numpy(), found["landed"].to_numpy()
    climbs = found["first_climb_ms"].to_numpy() > CLIMBS_MS
    descends = found["last_climb_ms"].to_numpy() < -CLIMBS_MS
    departure = _airports_at(found, "first", took_off)
    departure[~(took_off | several & climbs)] = None
    arrival = _airports_at(found, "last", landed)
    arrival[~(landed | several & descends)] = None
    same = departure == arrival
    departure[same & landed & ~took_off] = None
    arrival[same & took_off & ~landed] = None
    found = found.append_column("departure_airport", pa.array(departure, pa.string()))
    return found.append_column("arrival_airport", pa.array(arrival, pa.string()))


def _airports_at(found: pa.Table, end: str, seen: npt.NDArray[np.bool_]) -> Codes:
    longitude, latitude, altitude = (
        found[f"{end}_{name}"].to_numpy().astype(np.float64) for name in ("longitude", "latitude", "altitude")
    )
    return estimate_airports(longitude, latitude, altitude, seen)
