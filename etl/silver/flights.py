"""From silver/states to flights.

each hour -> aircraft_hours, flight_pieces -> each day -> flights, those that cannot be in flights_rejected
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import structlog

from common.settings import Settings
from contracts.lake.layout import Lake
from contracts.lake.tables import FLIGHTS, FLIGHTS_REJECTED
from etl.lake.interval import Interval
from etl.lake.partitions import Origin, working_on, write_partition
from etl.lake.recipes import Task, explaining, make, tasks
from etl.silver import aircraft_hours, flight_pieces
from etl.silver import joined_flights as flights
from etl.silver.airports import Codes, estimate_airports
from etl.silver.flight_checks import find_problems

CLIMBS_MS = 1.0
"""Vertical rates up to here are those of level flight; a light airplane at 33 m/s descends at 1.7 m/s to land."""

log = structlog.get_logger()


@dataclass(frozen=True)
class SilverFlights:
    """What was done: hours cut to pieces; days made, their flights and how many more were rejected."""

    hours: int
    days: int
    flights: int
    rejected: int


def run(settings: Settings, interval: Interval | None) -> SilverFlights:
    """Make what the hours of an interval give anew, or what is out of date. Raises LakeError."""
    lake = Lake(settings.lake_dir)
    with working_on(lake) as connection:
        make(connection, lake, aircraft_hours.RECIPE, interval)
        pieces = make(connection, lake, flight_pieces.RECIPE, interval)
        counts = [_make_day(task, origin) for task, origin in tasks(connection, lake, flights.RECIPE, interval)]
    return SilverFlights(
        len(pieces.partitions), len(counts), sum(good for good, _ in counts), sum(rejected for _, rejected in counts)
    )


def _make_day(task: Task, origin: Origin) -> tuple[int, int]:
    """Write a day's flights and, before them, those that are rejected; returns how many of each."""
    with explaining(f"{task.lake.file(FLIGHTS, task.partition)} cannot be made", task.files):
        pieced = task.connection.sql(flights.rows(task)).to_arrow_table()
    found = with_airports(pieced)
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
    """Flights with `departure_airport` and `arrival_airport`, as far as they can be told.

    An end counts that was seen on the ground, or that climbs (descends) over several fixes. Of an airport at both ends
    of a flight only what was seen counts, unless neither or both were.
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
